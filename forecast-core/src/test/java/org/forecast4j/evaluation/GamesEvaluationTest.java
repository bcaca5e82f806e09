package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures that are known about the real games. */
class GamesEvaluationTest {
  private static final Shape HALF_TIME = new Shape(18, 6);
  private static final int DOCUMENTED_TEST_GAMES = 4075;
  private static List<LabeledPattern> games = List.of();

  @BeforeAll
  static void read_the_games() throws IOException {
    games =
        GameMargins.read(Shared.path(Shared.MARGINS)).stream()
            .map(game -> game.example(HALF_TIME))
            .toList();
  }

  @Test
  void the_split_has_the_known_sizes_and_cuts_no_day() {
    Split split = Split.chronological(games);
    assertThat(split.train()).hasSize(16_286);
    assertThat(split.validation()).hasSize(2_723);
    assertThat(split.calibration()).hasSize(4_077);
    assertThat(split.test()).hasSize(4_078);
    assertThat(split.validation().get(0).date()).isEqualTo("2010-03-31");
    assertThat(split.calibration().get(0).date()).isEqualTo("2012-12-21");
    assertThat(split.test().get(0).date()).isEqualTo("2016-02-07");
    assertThat(split.test().get(4_077).date()).isEqualTo("2019-04-10");
    // The documented test part was cut by index, after three of the four games of its first day.
    assertThat(documented(split)).isEqualTo(games.subList(27_164 * 85 / 100, 27_164));
  }

  @Test
  void persistence_and_least_squares_have_the_known_errors() {
    Split split = Split.chronological(games);
    List<LabeledPattern> past = new ArrayList<>(split.train());
    past.addAll(split.validation());
    Evaluator evaluator = Evaluator.of(LeastSquares.fit(past));
    Report report = Report.of(evaluator.evaluate(documented(split)), Bootstrap.DEFAULT);
    assertThat(report.model("persistence").mae()).isCloseTo(4.811, within(0.0005));
    assertThat(report.model("least-squares").mae()).isCloseTo(4.782, within(0.0005));
    Report wholeDays = Report.of(evaluator.evaluate(split.test()), Bootstrap.DEFAULT);
    assertThat(wholeDays.model("persistence").mae()).isCloseTo(4.808, within(0.0005));
    assertThat(wholeDays.model("least-squares").mae()).isCloseTo(4.780, within(0.0005));
  }

  @Test
  void a_backtest_forecasts_every_season_but_the_first() {
    List<ForecastCase> cases =
        Backtest.walkForward(
            games, GamesEvaluationTest::season, 1000, past -> Evaluator.of(LeastSquares.fit(past)));
    Bootstrap quick = new Bootstrap(39, 0.95, 0);
    Map<String, Report> seasons = Report.by(cases, GamesEvaluationTest::season, quick);
    assertThat(cases).hasSize(27_164 - 1_185);
    assertThat(seasons.keySet()).hasSize(22).startsWith("1997-98").endsWith("2018-19");
    double sum =
        seasons.values().stream().mapToDouble(r -> r.n() * r.model("least-squares").mae()).sum();
    assertThat(Report.of(cases, quick).model("least-squares").mae())
        .isCloseTo(sum / cases.size(), within(1e-9));
  }

  private static List<LabeledPattern> documented(Split split) {
    List<LabeledPattern> test = split.test();
    return test.subList(test.size() - DOCUMENTED_TEST_GAMES, test.size());
  }

  private static String season(LabeledPattern game) {
    return game.labels().getOrDefault("season", "");
  }

  /** The half-time margin as a straight line over the last margin. */
  private record LeastSquares(double intercept, double slope) implements Forecaster {
    static LeastSquares fit(List<LabeledPattern> past) {
      double x = past.stream().mapToDouble(e -> e.pattern().last()).average().orElseThrow();
      double y = past.stream().mapToDouble(LabeledPattern::target).average().orElseThrow();
      double xy = 0;
      double xx = 0;
      for (LabeledPattern example : past) {
        double dx = example.pattern().last() - x;
        xy += dx * (example.target() - y);
        xx += dx * dx;
      }
      return new LeastSquares(y - xy / xx * x, xy / xx);
    }

    @Override
    public String name() {
      return "least-squares";
    }

    @Override
    public Shape shape() {
      return HALF_TIME;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      double[] path = new double[HALF_TIME.horizon()];
      Arrays.fill(path, intercept + slope * HALF_TIME.require(pattern).last());
      return Forecast.of(path);
    }
  }
}
