package org.forecast4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as it is packaged: a jar and a folder of others, without any flag. */
class SparkProgramIT {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  @ParameterizedTest
  @ValueSource(strings = {"--frozen --json", "--json", "--frozen"})
  void evaluates_to_the_numbers_of_one_process(String options, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path games = Path.of("../models/nba-halftime/sample-games.csv");
    List<String> arguments =
        Stream.concat(
                Stream.of("evaluate", "--games", games.toString()),
                Stream.of(options.split(" ", -1)))
            .toList();
    StringWriter out = new StringWriter();
    int exit =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(System.err, true, UTF_8),
            arguments.toArray(String[]::new));
    assertThat(exit).isZero();
    String found = program(folder, arguments);
    String expected = out.toString();
    if (!options.contains("json")) {
      assertThat(expected).startsWith(found.strip());
      return;
    }
    assertThat(NUMBER.matcher(found).replaceAll("#"))
        .isEqualTo(NUMBER.matcher(expected).replaceAll("#"));
    assertThat(numbers(found)).containsExactly(numbers(expected), within(1e-9));
  }

  private static String program(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-jar",
                    System.getProperty("program"),
                    "spark"),
                Stream.concat(arguments.stream(), Stream.of("--master", "local[2]")))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    assertThat(Files.readString(err)).doesNotContain("ERROR", "Exception");
    return Files.readString(out, UTF_8);
  }

  private static double[] numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group()))
        .toArray();
  }
}
