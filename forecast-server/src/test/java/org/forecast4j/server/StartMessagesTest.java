package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server that cannot start says: the value, what is wrong with it, what was expected. */
class StartMessagesTest {
  @TempDir Path folder;

  private static void assertSays(int exitCode, String message, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err, true),
            Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    assertThat(err.toString()).isEqualTo("error: " + message + System.lineSeparator());
    assertThat(code).isEqualTo(exitCode);
  }

  private static void assertDoesNotServe(String message, Object... options) {
    assertSays(
        1,
        message,
        Stream.concat(Stream.of("serve", "--bundle", Http.BUNDLE, "--port", 0), Stream.of(options))
            .toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bundle | serve --bundle=",
        "--bundle | serve --bundle=a,,b",
        "--keys | serve --bundle=a --keys=",
        "--tls-cert | serve --bundle=a --tls-cert= --tls-key=b",
        "--tls-key | serve --bundle=a --tls-cert=b --tls-key=",
        "--state | serve --bundle=a --state=",
        "--tls-cert | health --tls-cert=",
        "--to | journal backup a --to=",
        "--to | journal restore a --to=",
        "--to | journal salvage a --to="
      })
  void an_empty_path_is_not_the_working_folder(String option, String arguments) {
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            arguments.split(" ", -1));
    assertThat(err.toString()).contains(option, "'' is no path; expected a file or folder");
    assertThat(code).isEqualTo(2);
  }

  @Test
  void a_file_or_folder_that_is_not_there_is_named_with_what_was_expected() throws IOException {
    Path absent = folder.resolve("absent");
    Path file = Files.writeString(folder.resolve("notes.txt"), "notes");
    assertDoesNotServe(
        absent + ": no such file or folder; expected a file of keys, lines as hash-key prints them",
        "--keys",
        absent);
    assertDoesNotServe(
        absent + ": no such file or folder; expected a certificate in a PEM file",
        "--tls-cert",
        absent,
        "--tls-key",
        absent);
    assertDoesNotServe(
        file + ": no folder; expected a folder, or a place for a new one", "--state", file);
    assertSays(
        1,
        absent + ": no such folder; expected a bundle, a folder that holds bundle.properties",
        "--bundle",
        absent,
        "--port",
        0);
    assertSays(
        1,
        file + ": no folder; expected a bundle, a folder that holds bundle.properties",
        "--bundle",
        file,
        "--port",
        0);
    assertSays(
        1, folder.resolve("bundle.properties") + ": missing", "--bundle", folder, "--port", 0);
  }

  @Test
  void a_port_in_use_is_named_with_what_to_do() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertSays(
          1,
          "cannot listen on 127.0.0.1:"
              + taken.getLocalPort()
              + ": Address already in use; expected a free port of an address of this machine:"
              + " end what listens there, or name another with --port or --host",
          "--bundle",
          Http.BUNDLE,
          "--port",
          taken.getLocalPort());
    }
  }

  @Test
  void the_health_of_no_server_is_said_with_the_address_that_was_asked() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertSays(
        1,
        "http://127.0.0.1:"
            + free
            + "/readyz: nobody answers there; expected a server that is ready",
        "health",
        "--port",
        free);
  }

  @Test
  void an_address_that_others_reach_is_told_all_that_it_needs() {
    assertSays(
        2,
        "host is '0.0.0.0', which others reach, and there are no keys; expected --keys, or"
            + " --insecure-no-auth to let anybody in, with --allowed-host for the names it is"
            + " called by (try 'forecast-server serve --help')",
        "--bundle",
        Http.BUNDLE,
        "--host",
        "0.0.0.0");
  }

  @Test
  void a_misspelt_command_or_option_is_told_the_near_one() {
    assertSays(
        2,
        "unexpected argument 'helth'; did you mean 'health'? (try 'forecast-server serve --help')",
        "helth");
    assertSays(
        2,
        "unknown option '--bundel'; did you mean '--bundle'? (try 'forecast-server serve --help')",
        "--bundel",
        Http.BUNDLE);
    assertSays(
        2,
        "unexpected argument 'verfy'; did you mean 'verify'? (try 'forecast-server journal"
            + " --help')",
        "journal",
        "verfy");
  }
}
