package org.forecast4j.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a line of a keys file; the key is read from standard input, so that no shell keeps it. */
@Command(
    name = "hash-key",
    mixinStandardHelpOptions = true,
    description = "Reads a key from standard input and prints its line for --keys.")
final class HashKeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--role",
      defaultValue = "read",
      description = "read, observe or admin (${DEFAULT-VALUE}).")
  private Role role;

  @Override
  public Integer call() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String key = in.readLine();
    try {
      if (role == Role.ANYONE) {
        throw new IllegalArgumentException("role is 'anyone'; expected read, observe or admin");
      }
      spec.commandLine().getOut().println(Keys.line(role, key == null ? "" : key.strip()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    return 0;
  }
}
