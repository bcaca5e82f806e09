package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictiveDistributionTest {
  private static final PredictiveDistribution NINE =
      PredictiveDistribution.Errors.of(4, -4, 3, -3, 2, -2, 1, -1, 0).around(10);

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
  void it_is_made_around_a_forecast_or_of_errors_that_several_share() {
    PredictiveDistribution one = PredictiveDistribution.of(10, -1, 0, 2);
    assertThat(one.center()).isEqualTo(10);
    assertThat(one.errors()).containsExactly(-1, 0, 2);
    assertThat(one.quantile(0.5))
        .isEqualTo(PredictiveDistribution.Errors.of(2, -1, 0).around(10).quantile(0.5));
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
    assertThat(NINE.cdf(Double.POSITIVE_INFINITY)).isEqualTo(0.95);
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
      assertThat(PredictiveDistribution.Errors.of(errors).around(center).crps(actual))
          .isCloseTo(toActual - among / 2, within(1e-12));
    }
    assertThat(PredictiveDistribution.Errors.of(0).around(3).crps(5)).isEqualTo(2);
  }

  @Test
  void crps_of_many_normal_errors_approaches_its_closed_form() {
    Random random = new Random(10);
    double[] errors = new double[200_000];
    Arrays.setAll(errors, i -> random.nextGaussian());
    // At the center: 2φ(0) − 1/√π.
    double expected = 2 / Math.sqrt(2 * Math.PI) - 1 / Math.sqrt(Math.PI);
    assertThat(PredictiveDistribution.Errors.of(errors).around(0).crps(0))
        .isCloseTo(expected, within(0.003));
  }

  @Test
  void decaying_errors_weigh_what_their_age_says_and_never_the_share_of_their_decay() {
    double[] errors = new Random(3).ints(300, -20, 20).asDoubleStream().toArray();
    double[] weights = new double[errors.length];
    for (int i = 0; i < errors.length; i++) {
      weights[i] = Math.pow(0.9, errors.length - i);
    }
    PredictiveDistribution decaying =
        PredictiveDistribution.Errors.ofDecaying(0.9, errors).around(1);
    PredictiveDistribution weighted = PredictiveDistribution.Errors.of(errors, weights).around(1);
    for (double probability = 0.05; probability < 0.9; probability += 0.05) {
      assertThat(decaying.quantile(probability)).isEqualTo(weighted.quantile(probability));
    }
    assertThat(decaying.cdf(0)).isCloseTo(weighted.cdf(0), within(1e-12));
    assertThat(decaying.quantile(0.9)).isInfinite();
    assertThat(decaying.quantile(0.9 - 1e-6)).isFinite();
    assertThatThrownBy(() -> PredictiveDistribution.Errors.ofDecaying(1, 1))
        .hasMessageContaining("rho is 1.0");
  }

  @Test
  void equal_weights_change_nothing() {
    Random random = new Random(11);
    for (int trial = 0; trial < 200; trial++) {
      int n = 1 + random.nextInt(40);
      double[] errors = random.ints(n, -5, 6).asDoubleStream().toArray();
      double[] ones = new double[n];
      Arrays.fill(ones, 1);
      PredictiveDistribution plain = PredictiveDistribution.Errors.of(errors).around(2);
      PredictiveDistribution weighted = PredictiveDistribution.Errors.of(errors, ones).around(2);
      double probability = random.nextInt(1, 20) / 20.0;
      double value = random.nextInt(-5, 9);
      assertThat(weighted.quantile(probability)).isEqualTo(plain.quantile(probability));
      assertThat(weighted.interval(probability)).isEqualTo(plain.interval(probability));
      assertThat(weighted.cdf(value)).isEqualTo(plain.cdf(value));
      assertThat(weighted.crps(value)).isCloseTo(plain.crps(value), within(1e-12));
    }
  }

  @Test
  void whole_weights_count_like_repeated_errors_and_scales_like_larger_ones() {
    Random random = new Random(12);
    for (int trial = 0; trial < 200; trial++) {
      int n = 1 + random.nextInt(20);
      double[] errors = random.doubles(n, -5, 5).toArray();
      double[] weights = random.ints(n, 1, 4).asDoubleStream().toArray();
      double[] repeated = new double[(int) Arrays.stream(weights).sum()];
      int at = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < weights[i]; j++) {
          repeated[at++] = 3 * errors[i];
        }
      }
      PredictiveDistribution weighted =
          PredictiveDistribution.Errors.of(errors, weights).around(1, 3, 1);
      PredictiveDistribution plain = PredictiveDistribution.Errors.of(repeated).around(1);
      double value = random.nextDouble(-10, 10);
      double probability = random.nextInt(1, 50) / 50.0;
      assertThat(weighted.cdf(value)).isCloseTo(plain.cdf(value), within(1e-12));
      assertThat(weighted.crps(value)).isCloseTo(plain.crps(value), within(1e-12));
      assertThat(weighted.quantile(probability)).isEqualTo(plain.quantile(probability));
      assertThat(weighted.size()).isEqualTo(n);
    }
  }

  @Test
  void the_unseen_error_weighs_what_it_is_told_to() {
    PredictiveDistribution heavy =
        PredictiveDistribution.Errors.of(new double[] {1, 2}, new double[] {1, 1}).around(0, 1, 2);
    assertThat(heavy.quantile(0.5)).isEqualTo(2);
    assertThat(heavy.quantile(0.51)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(heavy.cdf(1.5)).isEqualTo(0.5);
    assertThat(heavy.cdf(0)).isEqualTo(0.25);
  }

  @Test
  void bad_arguments_are_named() {
    assertThatThrownBy(() -> PredictiveDistribution.Errors.of(new double[] {1}, new double[] {-1}))
        .hasMessageContaining("weight is -1.0");
    assertThatThrownBy(() -> PredictiveDistribution.Errors.of(new double[] {1}, new double[] {0}))
        .hasMessageContaining("sum of the weights is 0.0");
    assertThatThrownBy(() -> PredictiveDistribution.Errors.of(1).around(0, 0, 1))
        .hasMessageContaining("scale is 0.0");
    assertThatThrownBy(() -> PredictiveDistribution.Errors.of())
        .hasMessageContaining("number of errors is 0");
    assertThatThrownBy(() -> PredictiveDistribution.Errors.of(1, Double.NaN))
        .hasMessageContaining("errors[1] is NaN");
    assertThatThrownBy(() -> NINE.quantile(1)).hasMessageContaining("probability is 1.0");
    assertThatThrownBy(() -> NINE.interval(0)).hasMessageContaining("confidence is 0.0");
    assertThatThrownBy(() -> NINE.cdf(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value is NaN; expected a number");
    assertThatThrownBy(() -> NINE.probabilityAbove(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NINE.quantile(Double.NaN)).hasMessageContaining("probability is NaN");
    assertThatThrownBy(() -> NINE.crps(Double.NaN)).hasMessageContaining("actual is NaN");
    assertThatThrownBy(() -> NINE.crps(Double.POSITIVE_INFINITY))
        .hasMessageContaining("actual is Infinity");
  }
}
