package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void the_table_and_the_json_hold_the_same_measures() throws IOException {
    Path folder = Path.of("..", "models", "nba-halftime");
    ForecastBundle bundle = ForecastBundle.load(folder);
    List<LabeledPattern> games =
        Halftime.examplesFor(bundle, GameMargins.read(folder.resolve(Halftime.SAMPLE_FILE)));
    List<Comparison> comparisons =
        Stream.of(IntervalMethod.SPLIT, IntervalMethod.ACI)
            .map(
                method ->
                    Comparison.of(
                        method.label(),
                        method.description(),
                        method.calibrate(bundle.ensemble(), games.subList(0, 150)),
                        games.subList(150, 300)))
            .toList();
    StringWriter table = new StringWriter();
    Comparison.print(comparisons, new PrintWriter(table, true));
    JsonNode methods = Json.comparisons(comparisons).get("methods");
    assertThat(methods).hasSize(2);
    for (Comparison comparison : comparisons) {
      JsonNode method = methods.get(comparison.name());
      assertThat(method.get("description").asText()).isEqualTo(comparison.description());
      StringBuilder row = new StringBuilder("| " + comparison.name() + " |");
      for (double confidence : Comparison.CONFIDENCES) {
        row.append(format(" %.2f |", 100 * at(method, confidence, "coverage")));
      }
      row.append(format(" 2018-19: %.2f |", 100 * at(method, 0.95, "coverage")));
      row.append(format(" %.3f |", at(method, 0.95, "mean_width")));
      row.append(format(" %.3f |", at(method, 0.95, "winkler")));
      row.append(format(" %.4f |", method.get("crps").asDouble()));
      row.append(format(" %.2f %% |", 100 * at(method, 0.95, "infinite")));
      assertThat(table.toString()).contains(row).contains(comparison.description());
      assertThat(method.get("seasons").get("2018-19").get("intervals"))
          .isEqualTo(method.get("intervals"));
    }
  }

  private static double at(JsonNode method, double confidence, String measure) {
    return method.get("intervals").get(String.valueOf(confidence)).get(measure).asDouble();
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
