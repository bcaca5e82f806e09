package org.forecast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example and holds the README to what it prints. */
class ExamplesTest {
  private static final Path README = Path.of("README.md");
  private static final Path SOURCES = Path.of("src/main/java/org/forecast4j/examples");
  private static final String MODEL = "../models/nba-halftime";

  @TempDir Path folder;

  /** A program that may fail. */
  private interface Program {
    void run() throws IOException, InterruptedException;
  }

  private static String printed(Program program) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** What the README says that an example prints. */
  private static String documented(String example) throws IOException {
    List<MatchResult> blocks =
        Pattern.compile("examples\\." + example + "\n```\n\n```text\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README))
            .results()
            .toList();
    assertThat(blocks).as(example).hasSize(1);
    return blocks.get(0).group(1);
  }

  private String in(String file) {
    return folder.resolve(file).toString();
  }

  @Test
  void embed_in_ten_lines() throws IOException {
    assertThat(printed(() -> EmbedInTenLines.main(new String[] {MODEL})))
        .isEqualTo(documented("EmbedInTenLines"));
  }

  @Test
  void your_own_csv() throws IOException {
    String[] arguments = {in("customers.csv"), in("model")};
    String first = printed(() -> YourOwnCsv.main(arguments));
    assertThat(first).isEqualTo(documented("YourOwnCsv"));
    assertThat(printed(() -> YourOwnCsv.main(arguments))).isEqualTo(first);
  }

  @Test
  void hourly_load() throws IOException {
    assertThat(printed(() -> HourlyLoad.main(new String[0]))).isEqualTo(documented("HourlyLoad"));
  }

  @Test
  void many_series() throws IOException {
    assertThat(printed(() -> ManySeries.main(new String[0]))).isEqualTo(documented("ManySeries"));
  }

  @Test
  void a_drifting_stream() throws IOException {
    assertThat(printed(() -> DriftingStream.main(new String[] {in("drift.png")})))
        .isEqualTo(documented("DriftingStream"));
    assertThat(folder.resolve("drift.png")).isNotEmptyFile();
  }

  @Test
  void choose_intervals() throws IOException {
    String[] arguments = {MODEL + "/calibration-games.csv", in("methods.png")};
    assertThat(printed(() -> ChooseIntervals.main(arguments)))
        .isEqualTo(documented("ChooseIntervals"));
    assertThat(folder.resolve("methods.png")).isNotEmptyFile();
  }

  @Test
  void a_forecaster_of_ones_own() throws IOException {
    assertThat(printed(() -> OwnForecaster.main(new String[] {in("own-model")})))
        .isEqualTo(documented("OwnForecaster"));
    // By which a server that has the examples on its class path serves it.
    assertThat(ServiceLoader.load(ForecasterCodec.class))
        .hasExactlyElementsOfTypes(OwnForecaster.DriftCodec.class);
  }

  @Test
  void a_live_game() throws IOException {
    assertThat(printed(() -> LiveGame.main(new String[] {MODEL, "data/0029900985.csv"})))
        .isEqualTo(documented("LiveGame"));
  }

  /** The server's own way to log is the only one in its process. */
  @Test
  void a_live_game_of_a_server() throws IOException {
    String server =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("slf4j-nop"))
            .collect(Collectors.joining(File.pathSeparator));
    String[] arguments = {MODEL, "data/0029900985.csv", server};
    assertThat(printed(() -> HostedLiveGame.main(arguments)))
        .isEqualTo(documented("HostedLiveGame"));
  }

  @Test
  void a_web_app() throws IOException {
    assertThat(printed(() -> WebApp.main(new String[] {MODEL}))).isEqualTo(documented("WebApp"));
  }

  @Test
  void a_pytorch_lstm() throws IOException {
    String[] arguments = {"data/tides.npz", in("tides-model")};
    String first = printed(() -> PyTorchLstm.main(arguments));
    assertThat(first).isEqualTo(documented("PyTorchLstm"));
    assertThat(printed(() -> PyTorchLstm.main(arguments))).isEqualTo(first);
  }

  /** The server of the tests has another model, so lines are the same and numbers are not. */
  @Test
  void hosted_calls() throws IOException {
    try (FixtureServer server = FixtureServer.start()) {
      String said = printed(() -> HostedCalls.run(server.client().build()));
      assertThat(said.lines().map(ExamplesTest::beginning))
          .containsExactlyElementsOf(
              documented("HostedCalls").lines().map(ExamplesTest::beginning).toList());
    }
  }

  private static String beginning(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  @Test
  void every_example_stands_in_the_readme_and_fits_a_screen_or_two() throws IOException {
    String readme = Files.readString(README);
    try (Stream<Path> files = Files.list(SOURCES)) {
      List<Path> examples =
          files.filter(file -> !file.endsWith("package-info.java")).sorted().toList();
      assertThat(examples).hasSizeGreaterThanOrEqualTo(9);
      for (Path example : examples) {
        String name = example.getFileName().toString().replace(".java", "");
        assertThat(readme).contains("org.forecast4j.examples." + name + "\n");
        assertThat(Files.readString(example)).contains("/**\n * ");
        assertThat(Files.readAllLines(example)).as(name).hasSizeLessThan(180);
      }
    }
  }
}
