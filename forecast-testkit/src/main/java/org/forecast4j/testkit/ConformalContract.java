package org.forecast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.forecast4j.linear.LinearForecaster;
import org.junit.jupiter.api.Test;

/** What every {@link ConformalWrapper} must do. A test of a wrapper extends this. */
public abstract class ConformalContract {
  /** The shape of the wrapped forecaster. */
  protected static final Shape SHAPE = new Shape(9, 4);

  /** Confidences in ascending order. */
  protected static final double[] CONFIDENCES = {0.1, 0.5, 0.8, 0.9, 0.95, 0.99};

  /** A wrapper of the forecaster, calibrated on the examples. */
  protected abstract ConformalWrapper wrapper(
      LinearForecaster forecaster, List<LabeledPattern> calibration);

  private final LinearForecaster linear =
      LinearForecaster.fit(Examples.randomWalks(300, SHAPE, 21), 1e-3);
  private final List<LabeledPattern> calibration = Examples.randomWalks(999, SHAPE, 22);
  private final List<LabeledPattern> test = Examples.randomWalks(2_000, SHAPE, 23);

  @Test
  void the_point_is_the_forecasters_and_the_interval_that_of_the_last_step() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    for (LabeledPattern example : test.subList(0, 50)) {
      IntervalForecast forecast = wrapper.forecast(example.pattern(), 0.9);
      assertThat(forecast.forecast()).isEqualTo(wrapper.forecaster().forecast(example.pattern()));
      assertThat(forecast.forecast().path()).isEqualTo(linear.forecast(example.pattern()).path());
      assertThat(forecast.pattern()).isEqualTo(example.pattern());
      assertThat(forecast.confidence()).isEqualTo(0.9);
      assertThat(forecast.interval()).isEqualTo(forecast.steps().get(SHAPE.horizon() - 1));
    }
    assertThat(wrapper.forecaster().shape()).isEqualTo(SHAPE);
    assertThat(wrapper.calibrationSize()).isEqualTo(999);
  }

  @Test
  void intervals_are_nested_in_the_confidence() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    for (LabeledPattern example : test.subList(0, 50)) {
      Forecast forecast = linear.forecast(example.pattern());
      IntervalForecast narrower = null;
      for (double confidence : CONFIDENCES) {
        IntervalForecast wider = wrapper.intervals(example.pattern(), forecast, confidence);
        if (narrower != null) {
          for (int step = 0; step < SHAPE.horizon(); step++) {
            assertNested(narrower.steps().get(step), wider.steps().get(step));
            assertNested(narrower.band().get(step), wider.band().get(step));
          }
        }
        narrower = wider;
      }
    }
  }

  private static void assertNested(Interval inner, Interval outer) {
    assertThat(outer.lower()).isLessThanOrEqualTo(inner.lower());
    assertThat(outer.upper()).isGreaterThanOrEqualTo(inner.upper());
  }

  @Test
  void each_step_covers_with_the_confidence_and_the_band_covers_the_whole_path() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    for (double confidence : new double[] {0.5, 0.8, 0.95}) {
      int[] covered = new int[SHAPE.horizon()];
      int whole = 0;
      for (LabeledPattern example : test) {
        IntervalForecast forecast = wrapper.forecast(example.pattern(), confidence);
        boolean inside = true;
        for (int step = 0; step < covered.length; step++) {
          covered[step] += forecast.steps().get(step).contains(example.outcome(step)) ? 1 : 0;
          inside &= forecast.band().get(step).contains(example.outcome(step));
        }
        whole += inside ? 1 : 0;
      }
      // Four deviations of a share whose calibration and test sets are both random.
      double tolerance = 4 * Math.sqrt(confidence * (1 - confidence) * (1.0 / 999 + 1.0 / 2_000));
      for (int count : covered) {
        assertThat(count / 2_000.0).isCloseTo(confidence, within(tolerance));
      }
      assertThat(whole / 2_000.0).isCloseTo(confidence, within(tolerance));
    }
  }

  @Test
  void a_confidence_the_calibration_cannot_support_gives_the_whole_line() {
    ConformalWrapper wrapper = wrapper(linear, calibration.subList(0, 18));
    IntervalForecast forecast = wrapper.forecast(test.get(0).pattern(), 0.95);
    assertThat(forecast.steps()).containsOnly(Interval.WHOLE_LINE);
    assertThat(forecast.band()).containsOnly(Interval.WHOLE_LINE);
  }

  @Test
  void a_confidence_outside_zero_to_one_and_a_pattern_of_another_length_are_refused() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    Pattern query = test.get(0).pattern();
    for (double confidence : new double[] {0, 1, -0.5, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> wrapper.forecast(query, confidence))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("confidence is " + confidence);
    }
    assertThatThrownBy(() -> wrapper.forecast(Pattern.of(1, 2), 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pattern has length 2; expected 9");
  }

  @Test
  void an_outcome_of_another_length_or_not_finite_is_refused() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    IntervalForecast forecast = wrapper.forecast(test.get(0).pattern(), 0.9);
    assertThatThrownBy(() -> wrapper.observe(forecast, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcome has length 3; expected 4");
    assertThatThrownBy(() -> wrapper.observe(forecast, 1, 2, Double.NaN, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcome[2] is NaN");
  }

  @Test
  void an_outcome_at_the_bound_is_learned_or_refused_and_leaves_no_nan() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    Pattern query = test.get(0).pattern();
    IntervalForecast forecast = wrapper.forecast(query, 0.9);
    assertThatThrownBy(() -> wrapper.observe(forecast, 1, 2, 1e151, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcome[2] is 1.0E151; expected -1.0E30 to 1.0E30");
    ConformalWrapper next = wrapper;
    double huge = 0.9 * ValueBounds.MAX_MAGNITUDE;
    try {
      for (double sign : new double[] {1, -1, 1}) {
        next = next.observe(forecast, sign * huge, -sign * huge, sign * huge, sign);
      }
    } catch (RuntimeException e) {
      // A wrapper elsewhere may have bounds of its own.
      assertThat(e).hasMessageMatching("(?s).+ is .+; expected .+");
    }
    for (Interval step : next.forecast(query, 0.9).steps()) {
      assertThat(step.contains(0)).isTrue();
    }
    PredictiveDistribution distribution =
        next.distribution(query, next.forecaster().forecast(query), 0).orElseThrow();
    assertThat(distribution.crps(huge)).isFinite();
    assertThat(distribution.cdf(huge)).isBetween(0.0, 1.0);
    assertThat(distribution.quantile(0.5)).isNotNaN();
  }

  @Test
  void observing_changes_nothing_of_the_wrapper_that_observes() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    Pattern query = test.get(0).pattern();
    IntervalForecast before = wrapper.forecast(query, 0.9);
    ConformalWrapper next = wrapper;
    for (LabeledPattern example : test.subList(0, 100)) {
      next = next.observe(next.forecast(example.pattern(), 0.9), example.outcome());
    }
    assertThat(wrapper.forecast(query, 0.9)).isEqualTo(before);
    assertThat(next.forecast(query, 0.9).forecast()).isEqualTo(before.forecast());
  }

  /** A forecaster elsewhere learns elsewhere: then a test says false. */
  protected boolean advancesItsForecaster() {
    return true;
  }

  @Test
  void a_forecaster_that_learns_learns_with_its_wrapper_and_after_the_intervals() {
    if (!advancesItsForecaster()) {
      return;
    }
    LinearForecaster learning =
        LinearForecaster.builder(Examples.randomWalks(300, SHAPE, 21)).learning(0.99).fit();
    ConformalWrapper wrapper = wrapper(learning, calibration);
    ConformalWrapper frozen = wrapper.frozen();
    ConformalWrapper next = wrapper;
    LinearForecaster alone = learning;
    Pattern query = test.get(0).pattern();
    IntervalForecast before = wrapper.forecast(query, 0.9);
    for (LabeledPattern example : test.subList(0, 100)) {
      IntervalForecast issued = next.forecast(example.pattern(), 0.9);
      next = next.observe(issued, example.outcome());
      frozen = frozen.observe(issued, example.outcome());
      alone = alone.observe(example.pattern(), example.outcome());
    }
    Forecast learned = alone.forecast(query);
    assertThat(next.forecaster().forecast(query).path()).isEqualTo(learned.path());
    assertThat(learned.path()).isNotEqualTo(learning.forecast(query).path());
    assertThat(frozen.forecaster().forecast(query).path())
        .isEqualTo(learning.forecast(query).path());
    assertThat(wrapper.forecast(query, 0.9)).isEqualTo(before);
    assertThat(next.frozen().forecast(query, 0.9).forecast().path()).isEqualTo(learned.path());
    assertThat(frozen.frozen()).isSameAs(frozen);
    assertLearnedTheSameErrors(next, frozen, query, learned);
  }

  /**
   * What {@link #wrapper} gives, of outcomes that are whole numbers; empty, as it is unless a test
   * says otherwise, where there is no such wrapper.
   */
  protected Optional<ConformalWrapper> ofWholeNumbers(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return Optional.empty();
  }

  @Test
  void where_outcomes_are_whole_numbers_all_mass_is_on_them_and_intervals_stay() {
    ConformalWrapper plain = wrapper(linear, calibration);
    Optional<ConformalWrapper> known = ofWholeNumbers(linear, calibration);
    if (known.isEmpty()) {
      return;
    }
    ConformalWrapper whole = known.get();
    assertThat(whole.calibrationSize()).isEqualTo(plain.calibrationSize());
    for (LabeledPattern example : test.subList(0, 20)) {
      IntervalForecast forecast = plain.forecast(example.pattern(), 0.8);
      assertThat(whole.forecast(example.pattern(), 0.8)).isEqualTo(forecast);
      for (int step = 0; step < SHAPE.horizon(); step++) {
        assertOnWholeNumbers(whole, plain, forecast, step);
      }
      plain = plain.observe(forecast, example.outcome());
      whole = whole.observe(forecast, example.outcome());
    }
    assertThat(whole.frozen().distribution(test.get(0).pattern()).orElseThrow().isOnWholeNumbers())
        .isTrue();
  }

  private static void assertOnWholeNumbers(
      ConformalWrapper whole, ConformalWrapper plain, IntervalForecast made, int step) {
    PredictiveDistribution masses =
        whole.distribution(made.pattern(), made.forecast(), step).orElseThrow();
    PredictiveDistribution spread =
        plain.distribution(made.pattern(), made.forecast(), step).orElseThrow();
    assertThat(masses.isOnWholeNumbers()).isTrue();
    double median = masses.median();
    assertThat(median).isEqualTo(Math.rint(median));
    assertThat(masses.cdf(median - 1)).isLessThan(0.5);
    assertThat(masses.cdf(median)).isGreaterThanOrEqualTo(0.5);
    Interval interval = made.steps().get(step);
    Interval rounded = interval.roundedInward();
    for (double k = median - 30; k <= median + 30; k++) {
      assertThat(masses.cdf(k)).isEqualTo(spread.cdf(k + 0.5));
      assertThat(rounded.contains(k)).isEqualTo(interval.contains(k));
    }
  }

  /** What is calibrated does not depend on what the forecaster became. */
  protected void assertLearnedTheSameErrors(
      ConformalWrapper one, ConformalWrapper other, Pattern query, Forecast forecast) {
    assertThat(one.intervals(query, forecast, 0.9))
        .isEqualTo(other.intervals(query, forecast, 0.9));
    assertThat(one.calibrationSize()).isEqualTo(other.calibrationSize());
  }

  @Test
  void the_probability_of_a_value_is_that_of_the_distribution() {
    ConformalWrapper next = wrapper(linear, calibration);
    for (LabeledPattern example : test.subList(0, 20)) {
      IntervalForecast made = next.forecast(example.pattern(), 0.9);
      for (int step = 0; step < SHAPE.horizon(); step++) {
        PredictiveDistribution distribution =
            next.distribution(example.pattern(), made.forecast(), step).orElseThrow();
        for (double value :
            new double[] {
              example.outcome()[step],
              made.forecast().step(step),
              distribution.quantile(0.3),
              Double.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY
            }) {
          assertThat(next.cdf(example.pattern(), made.forecast(), step, value))
              .hasValue(distribution.cdf(value));
        }
      }
      next = next.observe(made, example.outcome());
    }
  }

  @Test
  void the_distribution_agrees_with_itself() {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    PredictiveDistribution distribution = wrapper.distribution(test.get(0).pattern()).orElseThrow();
    assertThat(distribution.center()).isEqualTo(linear.forecast(test.get(0).pattern()).point());
    double previous = Double.NEGATIVE_INFINITY;
    for (double p = 0.01; p < 0.995; p += 0.01) {
      double quantile = distribution.quantile(p);
      assertThat(quantile).isGreaterThanOrEqualTo(previous);
      assertThat(distribution.cdf(quantile)).isCloseTo(p, within(0.005));
      assertThat(distribution.probabilityAbove(quantile))
          .isCloseTo(1 - distribution.cdf(quantile), within(1e-15));
      previous = quantile;
    }
  }

  @Test
  void many_threads_get_the_answers_one_thread_gets() throws Exception {
    ConformalWrapper wrapper = wrapper(linear, calibration);
    Callable<List<IntervalForecast>> task =
        () -> test.subList(0, 200).stream().map(e -> wrapper.forecast(e.pattern(), 0.9)).toList();
    List<IntervalForecast> expected = task.call();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<IntervalForecast>>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(threads.submit(task));
      }
      for (Future<List<IntervalForecast>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
