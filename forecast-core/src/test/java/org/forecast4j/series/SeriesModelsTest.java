package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all models of one series have in common, and the simplest of them. */
class SeriesModelsTest {
  static List<SeriesModel> models() {
    return List.of(
        new SeasonalNaive(12),
        new Theta(12),
        new Theta(1),
        ExponentialSmoothing.chosen(12),
        ExponentialSmoothing.given(SmoothingForm.parse("AAdN"), 1));
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_constant_series_goes_on_as_it_is(SeriesModel model) {
    for (double constant : new double[] {0, 5, -7.5, 1e-9, 1e20}) {
      for (int count : new int[] {1, 2, 3, 5, 11, 40}) {
        double[] history = new double[count];
        Arrays.fill(history, constant);
        double[] same = new double[6];
        Arrays.fill(same, constant);
        assertThat(model.forecast(history, 6))
            .as("%s times %s", count, constant)
            .containsExactly(same, within(1e-12 * Math.abs(constant)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void any_history_has_a_finite_forecast(SeriesModel model) {
    Random random = new Random(1);
    for (int count = 1; count <= 60; count++) {
      double[] walk = new double[count];
      double[] sparse = new double[count];
      double[] extreme = new double[count];
      for (int i = 0; i < count; i++) {
        walk[i] = (i > 0 ? walk[i - 1] : 0) + random.nextGaussian();
        sparse[i] = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        extreme[i] = Math.pow(10, 60 * random.nextDouble() - 30);
      }
      for (double[] history : List.of(walk, sparse, extreme)) {
        double[] path = model.forecast(history, 18);
        assertThat(path).hasSize(18);
        assertThat(Arrays.stream(path).allMatch(value -> Math.abs(value) <= 1e30))
            .as("%s after %s", Arrays.toString(path), Arrays.toString(history))
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void forecasts_grow_with_the_unit_of_the_values(SeriesModel model) {
    double[] history = Series.airPassengers();
    double[] scaled = Arrays.stream(history).map(value -> value * 1024).toArray();
    double[] path = model.forecast(history, 12);
    double[] scaledPath = model.forecast(scaled, 12);
    for (int step = 0; step < path.length; step++) {
      assertThat(scaledPath[step]).isCloseTo(1024 * path[step], within(1e-6 * scaledPath[step]));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_wrong_argument_is_refused_with_its_value(SeriesModel model) {
    assertThatThrownBy(() -> model.forecast(new double[0], 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number of values in the history is 0; expected at least 1");
    assertThatThrownBy(() -> model.forecast(new double[] {1, Double.NaN}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("history[1] is NaN");
    assertThatThrownBy(() -> model.forecast(new double[] {1}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("horizon is 0; expected 1 to 100000");
  }

  @Test
  void the_seasonal_naive_repeats_the_last_season() {
    double[] history = {9, 9, 9, 1, 2, 3};
    assertThat(new SeasonalNaive(3).forecast(history, 7)).containsExactly(1, 2, 3, 1, 2, 3, 1);
    assertThat(new SeasonalNaive(1).forecast(history, 2)).containsExactly(3, 3);
    assertThat(new SeasonalNaive(7).forecast(history, 2)).containsExactly(3, 3);
  }

  @Test
  void theta_smooths_and_adds_half_the_drift() {
    Random random = new Random(2);
    for (int trial = 0; trial < 20; trial++) {
      double[] history = new double[8 + trial];
      for (int i = 0; i < history.length; i++) {
        history[i] = 3 * i + 10 * random.nextGaussian();
      }
      assertThat(new Theta(1).forecast(history, 5))
          .usingComparatorWithPrecision(1e-9)
          .containsExactly(thetaByDefinition(history, 5));
    }
  }

  /** The mean of the line that goes on and of the smoothed line of twice the curvature. */
  private static double[] thetaByDefinition(double[] history, int horizon) {
    int count = history.length;
    double slope = Histories.slope(history, count);
    double base = Histories.mean(history) - slope * (count - 1) / 2;
    SimpleSmoothing smoothing = SimpleSmoothing.fit(history);
    double smoothedLine = base;
    for (int i = 0; i < count; i++) {
      smoothedLine += smoothing.weight() * (base + slope * i - smoothedLine);
    }
    double curved = 2 * smoothing.level() - smoothedLine;
    double[] path = new double[horizon];
    Arrays.setAll(path, h -> (base + slope * (count + h) + curved) / 2);
    return path;
  }
}
