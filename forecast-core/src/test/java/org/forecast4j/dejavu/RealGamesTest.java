package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealGamesTest {
  @ParameterizedTest
  @CsvSource({"100, 4.816", "300, 4.795", "500, 4.789"})
  void the_published_error_of_nearest_neighbours_is_reproduced(int k, double published)
      throws IOException {
    List<LabeledPattern> games =
        GameMargins.read(Shared.path(Shared.MARGINS)).stream()
            .map(game -> game.example(new Shape(18, 6)))
            .toList();
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
}
