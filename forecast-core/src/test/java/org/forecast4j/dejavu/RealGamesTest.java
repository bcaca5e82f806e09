package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.testkit.Shared;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealGamesTest {
  private static final int FIRST_MINUTE = 6;

  @ParameterizedTest
  @CsvSource({"100, 4.816", "300, 4.795", "500, 4.789"})
  void the_published_error_of_nearest_neighbours_is_reproduced(int k, double published)
      throws IOException {
    List<LabeledPattern> games = games();
    List<LabeledPattern> train = games.subList(0, (int) (0.70 * games.size()));
    List<LabeledPattern> test = games.subList((int) (0.85 * games.size()), games.size());
    assertThat(test).hasSize(4075);
    DejavuForecaster dejavu = DejavuForecaster.builder(PatternDatabase.of(train)).k(k).build();
    double error = 0;
    for (LabeledPattern game : test) {
      error += Math.abs(dejavu.forecast(game.pattern()).point() - game.target());
    }
    assertThat(error / test.size()).isCloseTo(published, within(0.0006));
  }

  private static List<LabeledPattern> games() throws IOException {
    List<LabeledPattern> games = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Shared.path(Shared.MARGINS))),
                StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        games.add(
            LabeledPattern.of(
                cells[0],
                LocalDate.parse(cells[1]),
                Pattern.of(minutes(cells, 1, 18)),
                minutes(cells, 19, 24)));
      }
    }
    return games;
  }

  private static double[] minutes(String[] cells, int from, int to) {
    double[] minutes = new double[to - from + 1];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = Double.parseDouble(cells[FIRST_MINUTE + from + i - 1]);
    }
    return minutes;
  }
}
