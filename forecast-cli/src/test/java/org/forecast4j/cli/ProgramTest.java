package org.forecast4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
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
    String chart = folder.resolve("fan.png").toString();
    String sample = BUNDLE.resolve(Halftime.SAMPLE_FILE).toString();
    for (String[] arguments :
        new String[][] {
          {"--help"},
          {"predict", "--bundle", bundle, "--pattern", PATTERN},
          {"predict", "--bundle", bundle, "--pattern", PATTERN, "--json"},
          {"evaluate", "--bundle", bundle, "--games", sample, "--json"},
          {"quickstart", "--bundle", bundle, "--chart", chart},
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

  private static String text(Process run) throws IOException {
    return new String(run.getErrorStream().readAllBytes(), UTF_8);
  }
}
