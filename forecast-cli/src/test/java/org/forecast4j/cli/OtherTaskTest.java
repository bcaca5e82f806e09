package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} with a bundle of another task, and what it may ask of any. */
class OtherTaskTest {
  private static final Shape SHAPE = new Shape(9, 4);
  private static final String BASKETBALL = "(?i)half.?time|home|away|minute|points|games?\\b";

  @TempDir static Path folder;
  private static ForecastBundle bundle;
  private static LabeledPattern example;

  @BeforeAll
  static void save() throws IOException {
    List<LabeledPattern> walks =
        Examples.randomWalks(200, SHAPE, 1).stream()
            .map(
                walk ->
                    new LabeledPattern(
                        walk.id(), walk.date(), Map.of(), walk.pattern(), walk.outcome()))
            .toList();
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(DejavuForecaster.builder(walks.subList(0, 100)).k(20).build()), 1);
    bundle =
        ForecastBundle.of(
            new BundleInfo("walks", "1", "metres", "random walks", 1).withStep("day"),
            SplitConformal.calibrate(ensemble, walks.subList(100, 199)),
            "# Walks",
            Map.of());
    example = walks.get(199);
    bundle.save(folder.resolve("walks"));
  }

  private static String pattern() {
    return Arrays.stream(example.pattern().values())
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private static String predict(Path bundle, int exitCode, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all =
        Stream.concat(
                Stream.of("predict", "--bundle", bundle.toString(), "--pattern"),
                Stream.of(arguments))
            .toArray(String[]::new);
    int code = Main.run(new PrintWriter(out), new PrintWriter(err, true), all);
    assertThat(code).as(err.toString()).isEqualTo(exitCode);
    return out.toString() + err;
  }

  private static String walks(int exitCode, String... arguments) {
    String said = predict(folder.resolve("walks"), exitCode, arguments);
    assertThat(said).doesNotContainPattern(BASKETBALL);
    return said;
  }

  private static double above(double value) {
    return bundle
        .conformal()
        .distribution(example.pattern().withoutCovariates())
        .orElseThrow()
        .probabilityAbove(value);
  }

  @Test
  void no_word_of_a_forecast_is_of_a_game() {
    assertThat(walks(0, pattern()))
        .contains("  day 13   ", " metres   95 %", "above 0 with", "similar examples", "day 9");
    assertThat(walks(2, pattern().replaceFirst("[^,]+", "x"))).contains("'x' for day 1;");
  }

  @Test
  void above_is_what_the_probability_is_of() throws IOException {
    assertThat(walks(0, pattern(), "--above", "2.5")).contains("above 2.5 with probability");
    for (double value : new double[] {-3, 0, 2.5}) {
      String json = walks(0, pattern(), "--json", "--above=" + value);
      JsonNode answer = new ObjectMapper().readTree(json);
      assertThat(answer.get("probability_above").doubleValue()).isEqualTo(above(value));
    }
    JsonNode answer = new ObjectMapper().readTree(walks(0, pattern(), "--json"));
    assertThat(answer.get("probability_above").doubleValue()).isEqualTo(above(0));
    assertThat(walks(2, pattern(), "--above", "NaN")).contains("'NaN' is not a number");
    assertThat(walks(2, pattern(), "--above", "1e999"))
        .contains("--above is Infinity; expected a finite number");
  }

  @Test
  void above_is_answered_for_games_too_instead_of_a_lead() {
    Path shipped = Path.of("..", "models", Halftime.NAME);
    String margins = "0,2,5,3,3,6,8,7,9,6,4,4,7,9,8,10,12,11";
    assertThat(predict(shipped, 0, margins)).contains("home leads with probability");
    assertThat(predict(shipped, 0, margins, "--above", "9.5"))
        .contains("above 9.5 with probability")
        .doesNotContain("home leads");
  }
}
