package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of outcomes when the disk, the folder or the file is not what it was. */
class JournalIT {
  @TempDir Path folder;

  private static String observation(int number) {
    return "{\"id\":\"g"
        + number
        + "\",\"pattern\":"
        + Http.PATTERN
        + ",\"actual\":[10,11,12,13,14,"
        + number % 40
        + "]}";
  }

  private static int observe(Http http, int number) {
    return http.post("/observations", observation(number)).status();
  }

  private static void assertRefused(Http http, int number, String why) {
    Http.Answer answer = http.post("/observations", observation(number));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
    assertThat(answer.json().get("detail").textValue())
        .contains("cannot be kept", "/health")
        .doesNotContain("Exception", ".journal");
    Http.Answer health = http.get("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.json().get("status").textValue()).isEqualTo("degraded");
    assertThat(health.json().get("reason").textValue())
        .contains("outcomes cannot be kept", why)
        .doesNotContain(".journal");
    assertThat(http.get("/metrics").text())
        .contains("forecast_journal_up 0.0")
        .containsPattern("forecast_journal_failures_total [1-9]");
  }

  private static Path journal(Path state) throws IOException {
    try (Stream<Path> files = Files.list(state)) {
      return files.filter(file -> file.toString().endsWith(".journal")).findFirst().orElseThrow();
    }
  }

  private static int state(Http http) {
    return http.get("/calibration").json().get("state_version").intValue();
  }

  private static int run(StringBuilder said, String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int code = Main.run(writer, writer, arguments);
    writer.flush();
    said.setLength(0);
    said.append(out);
    return code;
  }

  @Test
  void a_full_disk_is_503_and_degraded_until_there_is_space() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
        "a small disk cannot be mounted here: the full disk is only tried in RecordFileTest");
    try {
      ServerOptions options =
          ServerOptions.builder(Http.BUNDLE).state(disk.resolve("state")).build();
      int kept = 0;
      try (ForecastServer server = ForecastServer.start(options)) {
        Http http = new Http(server.port());
        Path filler = fill(disk.resolve("filler"));
        while (observe(http, kept) == 200) {
          kept++;
        }
        assertRefused(http, kept, "No space left on device");
        assertThat(state(http)).isEqualTo(kept);
        Files.delete(filler);
        await("it is well again", () -> health(http).equals("healthy"));
        assertThat(http.get("/metrics").text()).contains("forecast_journal_up 1.0");
        assertThat(observe(http, kept++)).isEqualTo(200);
      }
      try (ForecastServer server = ForecastServer.start(options)) {
        assertThat(state(new Http(server.port()))).isEqualTo(kept);
      }
    } finally {
      assertThat(execute("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void a_server_does_not_start_on_a_state_folder_that_is_read_only() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "no disk can be mounted here");
    try {
      ServerOptions used = ServerOptions.builder(Http.BUNDLE).state(disk.resolve("used")).build();
      try (ForecastServer server = ForecastServer.start(used)) {
        assertThat(observe(new Http(server.port()), 0)).isEqualTo(200);
      }
      Files.createDirectory(disk.resolve("empty"));
      assertThat(mount("-o", "remount,ro", disk.toString())).isTrue();
      for (String name : List.of("used", "empty")) {
        Path state = disk.resolve(name);
        assertThatThrownBy(
                () -> ForecastServer.start(ServerOptions.builder(Http.BUNDLE).state(state).build()))
            .isInstanceOf(IOException.class)
            .hasMessage(
                state
                    + ": cannot be written: Read-only file system; expected a folder that this"
                    + " server may write");
      }
      Path none = disk.resolve("none");
      assertThatThrownBy(
              () -> ForecastServer.start(ServerOptions.builder(Http.BUNDLE).state(none).build()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(none + ": cannot be made")
          .hasMessageContaining("Read-only file system");
      assertThat(mount("-o", "remount,rw", disk.toString())).isTrue();
      try (ForecastServer server = ForecastServer.start(used)) {
        assertThat(state(new Http(server.port()))).isEqualTo(1);
      }
    } finally {
      assertThat(execute("umount", disk.toString())).isTrue();
    }
  }

  /** As the kernel makes a disk read-only that fails, whoever has files of it open for writing. */
  @Test
  void a_disk_that_turns_read_only_is_503_and_degraded_and_loses_nothing() throws Exception {
    Path image = folder.resolve("image");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (RandomAccessFile empty = new RandomAccessFile(image.toFile(), "rw")) {
      empty.setLength(8 << 20);
    }
    Assumptions.assumeTrue(
        execute("mkfs.ext4", "-q", "-F", image.toString())
            && mount("-o", "loop,errors=remount-ro", image.toString(), disk.toString()),
        "no disk of files can be mounted here");
    ServerOptions options = ServerOptions.builder(Http.BUNDLE).state(disk.resolve("state")).build();
    try {
      try (ForecastServer server = ForecastServer.start(options)) {
        Http http = new Http(server.port());
        assertThat(observe(http, 0)).isEqualTo(200);
        assertThat(mount("-o", "remount,abort", disk.toString())).isTrue();
        for (int i = 0; i < 3; i++) {
          assertRefused(http, 1, "Read-only file system");
        }
        assertThat(state(http)).isEqualTo(1);
        assertThat(http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}").status())
            .isEqualTo(200);
      }
      assertThat(execute("umount", disk.toString())).isTrue();
      assertThat(mount("-o", "loop", image.toString(), disk.toString())).isTrue();
      try (ForecastServer server = ForecastServer.start(options)) {
        Http http = new Http(server.port());
        assertThat(state(http)).isEqualTo(1);
        assertThat(observe(http, 1)).isEqualTo(200);
      }
    } finally {
      assertThat(execute("umount", disk.toString())).isTrue();
    }
  }

  private static String health(Http http) {
    return http.get("/health").json().get("status").textValue();
  }

  private static boolean mount(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    return execute(command.toArray(String[]::new));
  }

  private static boolean execute(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path fill(Path filler) throws IOException {
    byte[] page = new byte[4096];
    try {
      while (true) {
        Files.write(filler, page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      return filler;
    }
  }

  @Test
  void a_state_folder_that_is_deleted_under_a_server_is_503_and_one_warning() throws Exception {
    Path state = folder.resolve("state");
    try (ServerProcess server = ServerProcess.serve("--state", state.toString())) {
      Http http = server.http();
      assertThat(observe(http, 0)).isEqualTo(200);
      try (Stream<Path> files = Files.list(state)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(state);
      for (int i = 1; i < 20; i++) {
        assertRefused(http, i, "deleted or moved");
      }
      assertThat(state(http)).isEqualTo(1);
      // What it has learned it goes on serving.
      assertThat(http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}").status())
          .isEqualTo(200);
      server.terminate();
      assertThat(server.exitCode()).isZero();
      assertThat(server.said()).containsOnlyOnce("cannot be written").doesNotContain("\tat ");
    }
  }

  @Test
  void a_second_server_is_refused_though_the_lock_of_the_folder_was_removed() throws Exception {
    Path state = folder.resolve("state");
    try (ServerProcess first = ServerProcess.serve("--state", state.toString())) {
      assertThat(observe(first.http(), 0)).isEqualTo(200);
      Files.delete(state.resolve("lock"));
      try (ServerProcess second =
          ServerProcess.run(
              "--bundle", Http.BUNDLE.toString(), "--port", "0", "--state", state.toString())) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.said())
            .containsPattern("(\\.journal|live-scores\\.records) is in use by another server");
      }
      assertThat(observe(first.http(), 1)).isEqualTo(200);
      assertThat(state(first.http())).isEqualTo(2);
    }
  }

  /** Until the server is killed. */
  private static void observeAll(Http http, AtomicInteger acknowledged) {
    try {
      while (observe(http, acknowledged.get()) == 200) {
        acknowledged.incrementAndGet();
      }
    } catch (AssertionError e) {
      assertThat(e).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void a_backup_of_a_running_server_is_restored_and_served() throws Exception {
    Path state = folder.resolve("state");
    Path backup = folder.resolve("backup");
    Path other = folder.resolve("other");
    StringBuilder said = new StringBuilder();
    AtomicInteger acknowledged = new AtomicInteger();
    int before;
    try (ServerProcess server = ServerProcess.serve("--state", state.toString())) {
      Http http = server.http();
      Thread writer = new Thread(() -> observeAll(http, acknowledged));
      writer.start();
      await("outcomes", () -> acknowledged.get() >= 20);
      before = acknowledged.get();
      String journal = journal(state).toString();
      assertThat(run(said, "journal", "backup", journal, "--to", backup.toString())).isZero();
      assertThat(run(said, "journal", "verify", journal)).isZero();
      assertThat(run(said, "journal", "backup", journal, "--to", backup.toString())).isEqualTo(1);
      assertThat(said).contains("exists, and nothing is written over");
      assertThat(
              run(said, "journal", "restore", journal(backup).toString(), "--to", state.toString()))
          .isEqualTo(1);
      int then = acknowledged.get();
      await("it goes on", () -> acknowledged.get() > then);
      server.kill();
      writer.join();
    }
    assertThat(
            run(said, "journal", "restore", journal(backup).toString(), "--to", other.toString()))
        .isZero();
    ServerOptions options = ServerOptions.builder(Http.BUNDLE).state(other).build();
    try (ForecastServer server = ForecastServer.start(options)) {
      assertThat(state(new Http(server.port()))).isBetween(before, acknowledged.get());
    }
  }

  @Test
  void a_changed_last_outcome_stops_the_start_and_the_others_are_salvaged() throws Exception {
    Path state = folder.resolve("state");
    ServerOptions options = ServerOptions.builder(Http.BUNDLE).state(state).build();
    try (ForecastServer server = ForecastServer.start(options)) {
      for (int i = 0; i < 5; i++) {
        assertThat(observe(new Http(server.port()), i)).isEqualTo(200);
      }
    }
    Path journal = journal(state);
    byte[] bytes = Files.readAllBytes(journal);
    bytes[bytes.length - 9] ^= 4;
    Files.write(journal, bytes);
    assertThatThrownBy(() -> ForecastServer.start(options))
        .hasMessageContainingAll(journal.toString(), "record 5", "journal salvage");
    StringBuilder said = new StringBuilder();
    assertThat(run(said, "journal", "verify", journal.toString())).isEqualTo(1);
    assertThat(said).contains("record 5", "records 1 to 4 are whole");
    Path saved = folder.resolve("saved").resolve(journal.getFileName());
    Files.createDirectory(folder.resolve("saved"));
    assertThat(run(said, "journal", "salvage", journal.toString(), "--to", saved.toString()))
        .isEqualTo(1);
    assertThat(said).contains("4 records saved", "lost: record 5");
    Path head = state.resolve(journal.getFileName() + ".head");
    assertThat(run(said, "journal", "restore", saved.toString(), "--to", state.toString()))
        .isEqualTo(1);
    Files.move(journal, folder.resolve("damaged"));
    Files.move(head, folder.resolve("damaged.head"));
    assertThat(run(said, "journal", "restore", saved.toString(), "--to", state.toString()))
        .isZero();
    assertThat(run(said, "journal", "verify", journal.toString())).isZero();
    assertThat(said).contains("whole: outcomes, version 2, 4 records (1 to 4)");
    try (ForecastServer server = ForecastServer.start(options)) {
      assertThat(state(new Http(server.port()))).isEqualTo(4);
    }
  }

  @Test
  void a_journal_command_alone_or_without_files_is_wrong_usage() {
    StringBuilder said = new StringBuilder();
    assertThat(run(said, "journal")).isEqualTo(2);
    assertThat(said).contains("verify", "salvage", "backup", "restore");
    assertThat(run(said, "journal", "verify")).isEqualTo(2);
    assertThat(run(said, "journal", "verify", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(said).contains("is missing; expected a journal");
  }

  @Test
  void a_file_of_another_kind_is_not_called_a_damaged_journal() {
    StringBuilder said = new StringBuilder();
    Path readme = Path.of("..", "README.md");
    assertThat(run(said, "journal", "verify", readme.toString())).isEqualTo(1);
    assertThat(said).contains("README.md is not a journal").doesNotContain("damaged", "salvage");
  }
}
