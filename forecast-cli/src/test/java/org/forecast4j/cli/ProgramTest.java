package org.forecast4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** A stand-in for the JVM shows what the script would run. */
  @Test
  void the_script_finds_its_model_from_any_folder_and_through_links() throws Exception {
    Path script = Path.of("..", "bin", "forecast4j").toRealPath();
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
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("absolute"), script);
    Files.createSymbolicLink(
        links.resolve("relative"), links.relativize(links.resolve("absolute")));
    for (Path called : List.of(script, links.resolve("absolute"), links.resolve("relative"))) {
      ProcessBuilder run = new ProcessBuilder(called.toString(), "predict");
      run.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
      Process process = run.directory(folder.toFile()).redirectErrorStream(true).start();
      List<String> arguments =
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      assertThat(process.waitFor()).as(arguments.toString()).isZero();
      Path bundle = Path.of(arguments.get(0).replaceFirst("-Dforecast4j.bundle=", ""));
      assertThat(bundle).isEqualTo(BUNDLE.toRealPath());
      assertThat(arguments.subList(1, 2)).containsExactly("-jar");
      assertThat(arguments.get(arguments.size() - 1)).isEqualTo("predict");
    }
  }

  @Test
  void the_default_bundle_is_the_one_that_the_script_names() throws Exception {
    ProcessBuilder run = program("predict", "--pattern", PATTERN);
    run.command().add(1, "-Dforecast4j.bundle=" + BUNDLE.toRealPath());
    Process process = run.directory(folder.toFile()).start();
    assertThat(text(process)).isEmpty();
    assertThat(process.waitFor()).isZero();
    Process elsewhere = program("predict", "--pattern", PATTERN).directory(folder.toFile()).start();
    assertThat(text(elsewhere)).startsWith("error: models/nba-halftime: no such folder");
    assertThat(elsewhere.waitFor()).isEqualTo(1);
  }

  private static String text(Process run) throws IOException {
    return new String(run.getErrorStream().readAllBytes(), UTF_8);
  }
}
