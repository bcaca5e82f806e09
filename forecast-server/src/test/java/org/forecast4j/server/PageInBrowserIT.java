package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests in {@code page-tests}, which drive the page in a browser. Where there is no
 * Chromium or no node they are skipped, unless the variable {@code PAGE_TESTS} is {@code needed}.
 */
class PageInBrowserIT {
  private static final Path TESTS = Path.of("page-tests");
  private static final String KEY = "read-key-of-page-tests-0123456789";
  private static final long MINUTES = 12;

  @TempDir Path folder;

  @Test
  void the_page_does_in_a_browser_what_it_is_for() throws Exception {
    Path tests = Files.createDirectories(Path.of("target", "page-tests"));
    try (Stream<Path> files = Files.list(TESTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(tests.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    String browser = require("Chromium", program("chromium", "chromium-browser", "google-chrome"));
    String node = require("node", program("node"));
    String npm = require("npm", program("npm"));
    Process installed =
        run(tests, Map.of(), List.of(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
    require(
        "packages from the npm registry",
        installed.exitValue() == 0 ? Optional.of("") : Optional.empty());
    Path walks = folder.resolve("walks");
    WalksBundle.make().bundle().save(walks);
    Path keys = Files.writeString(folder.resolve("keys"), Keys.line(Role.READ, KEY));
    List<String> command = new ArrayList<>(List.of(node, "--test", "--test-reporter=spec"));
    try (Stream<Path> files = Files.list(tests)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".test.mjs"))
          .sorted()
          .forEach(command::add);
    }
    Process tested =
        run(
            tests,
            Map.of(
                "BROWSER", browser,
                "SERVER_PROGRAM", serverProgram(),
                "GAMES_BUNDLE", Http.BUNDLE.toAbsolutePath().toString(),
                "WALKS_BUNDLE", walks.toString(),
                "STATE_FOLDER", folder.resolve("state").toString(),
                "KEYS_FILE", keys.toString(),
                "KEY", KEY),
            command);
    assertThat(tested.exitValue()).as("the tests of the page, above").isZero();
  }

  private static String serverProgram() throws IOException {
    return new ObjectMapper()
        .writeValueAsString(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName()));
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((all, entry) -> all + File.pathSeparator + entry)
        .orElseThrow();
  }

  private static Process run(Path where, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    ProcessOutput output = new ProcessOutput(process);
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(command + " took too long:\n" + output.all());
    }
    System.err.println(output.all());
    return process;
  }

  /** The first of some programs that is there. */
  private static Optional<String> program(String... names) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(path.split(File.pathSeparator)).map(one -> Path.of(one).resolve(name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static String require(String what, Optional<String> found) {
    if (found.isEmpty() && !"needed".equals(System.getenv("PAGE_TESTS"))) {
      System.err.println("The page is not tested in a browser: there is no " + what + ".");
    }
    Assumptions.assumeTrue(
        found.isPresent() || "needed".equals(System.getenv("PAGE_TESTS")), "there is no " + what);
    return found.orElseThrow(() -> new AssertionError("there is no " + what));
  }
}
