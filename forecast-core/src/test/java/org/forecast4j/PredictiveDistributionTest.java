package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictiveDistributionTest {
  private static final PredictiveDistribution NINE =
      PredictiveDistribution.of(4, -4, 3, -3, 2, -2, 1, -1, 0).around(10);

  @Test
  void quantiles_have_exact_ranks_and_are_infinite_beyond_the_last() {
    assertThat(NINE.quantile(0.1)).isEqualTo(6);
    assertThat(NINE.quantile(0.5)).isEqualTo(10);
    assertThat(NINE.quantile(0.9)).isEqualTo(14);
    assertThat(NINE.quantile(0.91)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(NINE.size()).isEqualTo(9);
    assertThat(NINE.center()).isEqualTo(10);
  }

  @Test
  void the_interval_leaves_the_same_probability_on_either_side() {
    assertThat(NINE.interval(0.8)).isEqualTo(new Interval(6, 14));
    assertThat(NINE.interval(0.6)).isEqualTo(new Interval(7, 13));
    assertThat(NINE.interval(0.81)).isEqualTo(Interval.WHOLE_LINE);
  }

  @Test
  void probabilities_count_ties_and_the_unseen_error_half() {
    assertThat(NINE.cdf(10)).isEqualTo(0.5);
    assertThat(NINE.cdf(10.5)).isEqualTo(5.5 / 10);
    assertThat(NINE.cdf(-100)).isEqualTo(0.05);
    assertThat(NINE.cdf(100)).isEqualTo(0.95);
    assertThat(NINE.probabilityAbove(13.5)).isCloseTo(0.15, within(1e-15));
  }

  @Test
  void crps_is_the_mean_distance_less_half_the_mean_difference() {
    Random random = new Random(9);
    for (int trial = 0; trial < 200; trial++) {
      double[] errors = random.doubles(1 + random.nextInt(30), -5, 5).toArray();
      double center = random.nextDouble();
      double actual = random.nextDouble(-8, 8);
      double toActual =
          Arrays.stream(errors).map(e -> Math.abs(center + e - actual)).average().orElseThrow();
      double among =
          Arrays.stream(errors)
              .flatMap(a -> Arrays.stream(errors).map(b -> Math.abs(a - b)))
              .average()
              .orElseThrow();
      assertThat(PredictiveDistribution.of(errors).around(center).crps(actual))
          .isCloseTo(toActual - among / 2, within(1e-12));
    }
    assertThat(PredictiveDistribution.of(0).around(3).crps(5)).isEqualTo(2);
  }

  @Test
  void crps_of_many_normal_errors_approaches_its_closed_form() {
    Random random = new Random(10);
    double[] errors = new double[200_000];
    Arrays.setAll(errors, i -> random.nextGaussian());
    // At the center: 2φ(0) − 1/√π.
    double expected = 2 / Math.sqrt(2 * Math.PI) - 1 / Math.sqrt(Math.PI);
    assertThat(PredictiveDistribution.of(errors).around(0).crps(0))
        .isCloseTo(expected, within(0.003));
  }

  @Test
  void bad_arguments_are_named() {
    assertThatThrownBy(() -> PredictiveDistribution.of())
        .hasMessageContaining("number of errors is 0");
    assertThatThrownBy(() -> PredictiveDistribution.of(1, Double.NaN))
        .hasMessageContaining("errors[1] is NaN");
    assertThatThrownBy(() -> NINE.quantile(1)).hasMessageContaining("probability is 1.0");
    assertThatThrownBy(() -> NINE.interval(0)).hasMessageContaining("confidence is 0.0");
    assertThatThrownBy(() -> NINE.crps(Double.POSITIVE_INFINITY))
        .hasMessageContaining("actual is Infinity");
  }
}
