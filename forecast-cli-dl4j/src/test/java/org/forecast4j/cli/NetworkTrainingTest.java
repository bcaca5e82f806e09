package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.Forecaster;
import org.forecast4j.bundle.ForecastBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the add-on adds to the command line. */
class NetworkTrainingTest {
  private static final Path SAMPLE = Path.of("..", "models", "nba-halftime", "sample-games.csv");

  @TempDir Path folder;

  private record Run(int exitCode, String out, String err) {}

  private Run train(String name, Object... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err, true),
            Stream.concat(
                    Stream.of("train", "--games", SAMPLE, "--bundle", folder.resolve(name)),
                    Stream.of(options))
                .map(String::valueOf)
                .toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void the_network_is_trained_and_drawn_with_the_same_bytes_each_time() throws IOException {
    for (String name : List.of("one", "two")) {
      Run trained = train(name, "--seed", 7, "--plot", folder.resolve("drawn"));
      assertThat(trained.err()).isEmpty();
      assertThat(trained.exitCode()).isZero();
      assertThat(trained.out()).contains("test part: ", "\nlstm ", "\nmodel card: ");
    }
    assertThat(folder.resolve("drawn").resolve("training.png")).isNotEmptyFile();
    assertThat(ForecastBundle.load(folder.resolve("one")).ensemble().members())
        .extracting(Forecaster::name)
        .containsExactly("dejavu", "lstm", "linear");
    try (Stream<Path> files = Files.list(folder.resolve("one"))) {
      for (Path file : files.toList()) {
        assertThat(folder.resolve("two").resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void a_picture_that_cannot_be_written_is_refused_before_the_training() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "mine");
    Run refused = train("one", "--plot", taken);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("taken: no folder; expected a folder, or a place for a new");
    assertThat(folder).isDirectoryNotContaining("glob:**one");
  }
}
