package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.ConditionalQuantiles;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.QuantileConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class WholeNumbersTest {
  private static final Shape SHAPE = new Shape(5, 2);

  /** With errors that end between two whole numbers as often as not. */
  private static PredictiveDistribution random(Random random) {
    double grid = random.nextBoolean() ? 0.5 : 0.015625;
    double[] errors = new double[1 + random.nextInt(40)];
    Arrays.setAll(errors, i -> grid * Math.rint(random.nextGaussian() * 6 / grid));
    double center = grid * Math.rint(random.nextGaussian() * 4 / grid);
    if (random.nextBoolean()) {
      return PredictiveDistribution.of(center, errors);
    }
    double[] weights = new double[errors.length];
    Arrays.setAll(weights, i -> 0.25 * (1 + random.nextInt(4)));
    return PredictiveDistribution.Errors.of(errors, weights).around(center, 2, 1);
  }

  @Test
  void all_mass_is_on_whole_numbers_and_that_of_the_half_units_around_them() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      PredictiveDistribution plain = random(random);
      PredictiveDistribution whole = plain.onWholeNumbers();
      for (int k = -40; k <= 40; k++) {
        assertThat(whole.cdf(k)).isEqualTo(plain.cdf(k + 0.5));
        assertThat(whole.cdf(k + 0.999)).isEqualTo(whole.cdf(k));
        assertThat(whole.probabilityAbove(k)).isEqualTo(plain.probabilityAbove(k + 0.5));
        assertThat(whole.probabilityAbove(k + 0.5)).isEqualTo(plain.probabilityAbove(k + 0.5));
      }
      assertThat(whole.isOnWholeNumbers()).isTrue();
      assertThat(whole.center()).isEqualTo(plain.center());
    }
  }

  @Test
  void the_median_is_the_smallest_whole_number_with_half_of_the_probability() {
    Random random = new Random(2);
    for (int i = 0; i < 500; i++) {
      PredictiveDistribution whole = random(random).onWholeNumbers();
      double expected = -200;
      while (whole.cdf(expected) < 0.5) {
        expected++;
      }
      assertThat(whole.median()).isEqualTo(expected);
    }
    assertThat(PredictiveDistribution.of(4.2, -3, -1, 0, 1, 3).onWholeNumbers().median())
        .isEqualTo(4);
  }

  @Test
  void the_median_of_any_numbers_is_the_middle_error_or_between_the_two_in_the_middle() {
    assertThat(PredictiveDistribution.of(10, 5, -1, 2).median()).isEqualTo(12);
    assertThat(PredictiveDistribution.of(10, 5, -1, 2, 3).median()).isEqualTo(12.5);
    assertThat(PredictiveDistribution.of(10, 7).median()).isEqualTo(17);
    assertThat(
            PredictiveDistribution.Errors.of(new double[] {0, 1, 2}, new double[] {1, 1, 5})
                .around(0)
                .median())
        .isEqualTo(2);
  }

  /** The integral of squared differences, unit by unit. */
  private static double bruteForceCrps(PredictiveDistribution distribution, double actual) {
    double[] errors = distribution.errors();
    double[] weights = distribution.weights();
    double total = Arrays.stream(weights).sum();
    double score = 0;
    for (int k = -300; k < 300; k++) {
      double below = 0;
      for (int i = 0; i < errors.length; i++) {
        double value = distribution.center() + distribution.scale() * errors[i];
        below += weights[i] * (value < k + 0.5 ? 1 : value > k + 0.5 ? 0 : 0.5) / total;
      }
      double before = Math.min(1, Math.max(0, actual - k));
      score += below * below * before + (1 - below) * (1 - below) * (1 - before);
    }
    return score;
  }

  @Test
  void the_crps_is_that_of_the_masses_on_whole_numbers() {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      PredictiveDistribution whole = random(random).onWholeNumbers();
      double actual = Math.rint(random.nextGaussian() * 10);
      assertThat(whole.crps(actual)).isCloseTo(bruteForceCrps(whole, actual), within(1e-9));
      double between = actual + 0.3;
      assertThat(whole.crps(between)).isCloseTo(bruteForceCrps(whole, between), within(1e-9));
    }
    assertThat(PredictiveDistribution.of(0, 0.3).onWholeNumbers().crps(3)).isEqualTo(3);
    double huge = 0.9 * ValueBounds.MAX_MAGNITUDE;
    assertThat(PredictiveDistribution.of(0, -huge, 1, 2, huge).onWholeNumbers().crps(1)).isFinite();
    assertThat(PredictiveDistribution.of(huge, 1, 2, 2).onWholeNumbers().crps(huge)).isFinite();
  }

  @Test
  void quantiles_are_whole_and_intervals_lose_no_whole_number_and_keep_no_other_end() {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      PredictiveDistribution plain = random(random);
      PredictiveDistribution whole = plain.onWholeNumbers();
      for (double probability : new double[] {0.05, 0.2, 0.5, 0.8, 0.95}) {
        double quantile = whole.quantile(probability);
        double bound = plain.quantile(probability);
        assertThat(quantile).isBetween(bound - 0.5, bound + 0.5);
        assertThat(quantile).isGreaterThanOrEqualTo(Math.floor(bound));
        Interval interval = whole.interval(probability);
        for (int k = -60; k <= 60; k++) {
          assertThat(interval.contains(k)).isEqualTo(plain.interval(probability).contains(k));
        }
        if (interval.isFinite()) {
          assertThat(interval.lower()).isEqualTo(Math.rint(interval.lower()));
          assertThat(interval.upper()).isEqualTo(Math.rint(interval.upper()));
        }
      }
    }
    assertThat(new Interval(0.2, 0.8).roundedInward()).isEqualTo(Interval.EMPTY);
    assertThat(Interval.WHOLE_LINE.roundedInward()).isEqualTo(Interval.WHOLE_LINE);
  }

  @Test
  void a_plain_wrapper_is_written_as_it_always_was() {
    Persistence persistence = new Persistence(SHAPE);
    List<LabeledPattern> examples = Examples.randomWalks(9, SHAPE, 6);
    CrossConformal cross = CrossConformal.fit(some -> persistence, examples, 3);
    ConditionalQuantiles quantiles = (pattern, forecast, p) -> forecast.path();
    QuantileConformal quantile = QuantileConformal.calibrate(persistence, quantiles, examples);
    assertThat(CrossConformal.fromBytes(persistence, cross.toBytes()).toBytes())
        .isEqualTo(cross.toBytes())
        .isNotEqualTo(cross.onWholeNumbers().toBytes());
    assertThat(QuantileConformal.restore(persistence, quantiles, quantile.toBytes()).toBytes())
        .isEqualTo(quantile.toBytes())
        .isNotEqualTo(quantile.onWholeNumbers().toBytes());
    Pattern query = examples.get(0).pattern();
    assertThat(cross.distribution(query).orElseThrow().isOnWholeNumbers()).isFalse();
    assertThat(quantile.distribution(query).orElseThrow().isOnWholeNumbers()).isFalse();
  }

  @Test
  void a_model_of_whole_numbers_gives_such_distributions_and_is_saved_as_one() {
    Persistence persistence = new Persistence(SHAPE);
    List<LabeledPattern> examples = Examples.randomWalks(99, SHAPE, 5);
    Pattern query = Pattern.of(1, 2, 3, 4, 5.5);
    SplitConformal split = SplitConformal.calibrate(persistence, examples).onWholeNumbers();
    AdaptiveConformal adaptive =
        AdaptiveConformal.builder(persistence).wholeNumbers().calibrate(examples);
    CrossConformal cross = CrossConformal.fit(some -> persistence, examples, 3).onWholeNumbers();
    ConditionalQuantiles quantiles =
        (pattern, forecast, p) -> new double[] {forecast.step(0) + p, forecast.step(1) + p};
    QuantileConformal quantile =
        QuantileConformal.calibrate(persistence, quantiles, examples).onWholeNumbers();
    for (ConformalWrapper wrapper :
        List.of(
            cross,
            CrossConformal.fromBytes(persistence, cross.toBytes()),
            quantile,
            QuantileConformal.restore(persistence, quantiles, quantile.toBytes()),
            split,
            SplitConformal.fromBytes(persistence, split.toBytes()),
            adaptive,
            adaptive.observe(adaptive.forecast(query, 0.8), 5, 6),
            AdaptiveConformal.fromBytes(persistence, adaptive.toBytes()))) {
      double median = wrapper.distribution(query).orElseThrow().median();
      assertThat(median).isEqualTo(Math.rint(median));
      Interval interval = wrapper.forecast(query, 0.8).interval();
      assertThat(wrapper.distribution(query).orElseThrow().isOnWholeNumbers()).isTrue();
      assertThat(interval.roundedInward().width()).isLessThanOrEqualTo(interval.width());
    }
  }
}
