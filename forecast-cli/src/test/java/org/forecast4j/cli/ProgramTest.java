package org.forecast4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.basketball.Halftime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process of its own. */
class ProgramTest {
  private static final String PATTERN = "0,2,5,3,3,6,8,7,9,6,4,4,7,9,8,10,12,11";
  private static final Path BUNDLE = Path.of("..", "models", "nba-halftime");

  @TempDir Path folder;

  private static ProcessBuilder program(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  @Test
  void a_full_disk_under_the_output_is_a_failure_in_one_line() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "no /dev/full");
    String bundle = BUNDLE.toString();
    String pictures = folder.toString();
    String sample = BUNDLE.resolve(Halftime.SAMPLE_FILE).toString();
    for (String[] arguments :
        new String[][] {
          {"--help"},
          {"predict", "--bundle", bundle, "--pattern", PATTERN},
          {"predict", "--bundle", bundle, "--pattern", PATTERN, "--json"},
          {"evaluate", "--bundle", bundle, "--games", sample, "--json"},
          {"quickstart", "--bundle", bundle, "--plot", pictures},
        }) {
      Process run = program(arguments).redirectOutput(full).start();
      assertThat(text(run)).startsWith("error: the output cannot be written: ").hasLineCount(1);
      assertThat(run.waitFor()).isEqualTo(1);
    }
  }

  @Test
  void a_reader_that_has_gone_ends_it_quietly() throws Exception {
    Process run = program("predict", "--bundle", BUNDLE.toString(), "--pattern", PATTERN).start();
    run.getInputStream().close();
    assertThat(text(run)).isEmpty();
    assertThat(run.waitFor()).isZero();
  }

  @Test
  void progress_is_seen_where_the_errors_are_on_a_terminal_and_nowhere_else() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/script")), "no script of util-linux");
    String measure = quoted("evaluate", "--games", BUNDLE.resolve(Halftime.SAMPLE_FILE).toString());
    String out = folder.resolve("out").toString();
    String log = folder.resolve("log").toString();
    assertThat(onTerminal(measure + " > " + out)).contains("\rmeasuring 300 games: ");
    assertThat(Path.of(out)).content().startsWith("300 games").doesNotContain("measuring");
    assertThat(onTerminal(measure + " 2> " + log))
        .contains("300 games")
        .doesNotContain("measuring");
    assertThat(Path.of(log)).isEmptyFile();
    assertThat(onTerminal(measure + " 2>&1 | cat")).doesNotContain("measuring");
  }

  private static String quoted(String... arguments) {
    return "'" + String.join("' '", program(arguments).command()) + "'";
  }

  /** What a terminal shows of a command, as {@code script} of util-linux makes one. */
  private static String onTerminal(String command) throws Exception {
    Process script =
        new ProcessBuilder("script", "--quiet", "--return", "--command", command, "/dev/null")
            .redirectInput(new File("/dev/null"))
            .start();
    String shown = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor()).as(shown).isZero();
    return shown;
  }

  /** A copy of the script, in a place of its own, with a JVM that shows what it would run. */
  private Process script(Path called) throws IOException {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        case $1 in
          -XshowSettings:*) echo '    java.specification.version = 17' >&2 ;;
          *) printf '%s\\n' "$@" ;;
        esac
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    ProcessBuilder run = new ProcessBuilder(called.toString(), "predict", "a b");
    run.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    return run.directory(folder.toFile()).start();
  }

  private static Path jar(Path home, String module) throws IOException {
    Path target = Files.createDirectories(home.resolve(module).resolve("target"));
    return Files.createFile(target.resolve(module + ".jar"));
  }

  private void assertRuns(Path called, Path jar) throws Exception {
    Process process = script(called);
    List<String> arguments =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(text(process)).isEmpty();
    assertThat(process.waitFor()).isZero();
    assertThat(arguments).containsExactly("-jar", jar.toString(), "predict", "a b");
  }

  @Test
  void the_script_finds_what_is_built_from_any_folder_and_through_links() throws Exception {
    Path home = Files.createDirectory(folder.resolve("some home")).toRealPath();
    Path script = Files.createDirectory(home.resolve("bin")).resolve("forecast4j");
    Files.copy(Path.of("..", "bin", "forecast4j"), script, StandardCopyOption.COPY_ATTRIBUTES);
    Process unbuilt = script(script);
    assertThat(text(unbuilt)).startsWith("error: " + home + ": nothing is built").hasLineCount(1);
    assertThat(unbuilt.waitFor()).isEqualTo(1);

    Path small = jar(home, "forecast-cli");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("absolute"), script);
    Files.createSymbolicLink(
        links.resolve("relative"), links.relativize(links.resolve("absolute")));
    for (Path called : List.of(script, links.resolve("absolute"), links.resolve("relative"))) {
      assertRuns(called, small);
    }
    assertRuns(script, jar(home, "forecast-cli-dl4j"));
  }

  @Test
  void the_shipped_model_is_found_where_there_is_no_checkout() throws Exception {
    Process run =
        program("predict", "--pattern", PATTERN, "--json").directory(folder.toFile()).start();
    String answer = new String(run.getInputStream().readAllBytes(), UTF_8);
    assertThat(text(run)).isEmpty();
    assertThat(run.waitFor()).isZero();
    assertThat(answer)
        .isEqualTo(Run.of("predict", "--bundle", BUNDLE, "--pattern", PATTERN, "--json").out());
  }

  private static String text(Process run) throws IOException {
    return new String(run.getErrorStream().readAllBytes(), UTF_8);
  }
}
