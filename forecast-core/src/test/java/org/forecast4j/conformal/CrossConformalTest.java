package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ConformalContract;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class CrossConformalTest extends ConformalContract {
  private static final Pattern ZERO = Pattern.of(0);

  @Override
  protected ConformalWrapper wrapper(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    double[] scales = {1, 1.5, 2, 2.5};
    return CrossConformal.fit(
        forecaster,
        examples -> LinearForecaster.fit(examples, 1e-3),
        calibration,
        6,
        Tails.SYMMETRIC,
        scales);
  }

  @Override
  protected Optional<ConformalWrapper> ofWholeNumbers(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return Optional.of(((CrossConformal) wrapper(forecaster, calibration)).onWholeNumbers());
  }

  private static List<LabeledPattern> outcomes(double... values) {
    List<LabeledPattern> examples = new ArrayList<>();
    for (double value : values) {
      examples.add(LabeledPattern.of("e", LocalDate.EPOCH, ZERO, value));
    }
    return examples;
  }

  @Test
  void the_jackknife_plus_of_a_mean_is_that_of_the_definition() {
    Random random = new Random(51);
    for (int trial = 0; trial < 50; trial++) {
      double[] y = random.doubles(9 + random.nextInt(20), -5, 5).toArray();
      int n = y.length;
      double[] lower = new double[n];
      double[] upper = new double[n];
      double sum = Arrays.stream(y).sum();
      for (int i = 0; i < n; i++) {
        double without = (sum - y[i]) / (n - 1);
        lower[i] = without - Math.abs(y[i] - without);
        upper[i] = without + Math.abs(y[i] - without);
      }
      Arrays.sort(lower);
      Arrays.sort(upper);
      int rank = (int) Math.ceil((n + 1) * 0.75);
      Interval interval =
          CrossConformal.fit(Mean::of, outcomes(y), n).forecast(ZERO, 0.75).interval();
      assertThat(interval.lower()).isCloseTo(lower[n - rank], within(1e-12));
      assertThat(interval.upper()).isCloseTo(upper[rank - 1], within(1e-12));
    }
  }

  @Test
  void a_small_data_set_is_covered_where_the_training_errors_would_not_cover() {
    Shape shape = new Shape(9, 1);
    Function<List<LabeledPattern>, LinearForecaster> fitting =
        examples -> LinearForecaster.fit(examples, 1e-9);
    double covered = 0;
    double coveredByTraining = 0;
    int trials = 300;
    for (int trial = 0; trial < trials; trial++) {
      List<LabeledPattern> examples = Examples.randomWalks(25, shape, 1_000 + trial);
      LabeledPattern next = Examples.randomWalks(1, shape, 5_000 + trial).get(0);
      ConformalWrapper cross = CrossConformal.fit(fitting, examples, 25);
      covered += cross.forecast(next.pattern(), 0.8).interval().contains(next.target()) ? 1 : 0;
      ConformalWrapper training = SplitConformal.calibrate(cross.forecaster(), examples);
      coveredByTraining +=
          training.forecast(next.pattern(), 0.8).interval().contains(next.target()) ? 1 : 0;
    }
    double deviation = Math.sqrt(0.16 / trials);
    assertThat(covered / trials).isCloseTo(0.8, within(4 * deviation));
    assertThat(coveredByTraining / trials).isLessThan(0.8 - 4 * deviation);
  }

  @Test
  void equal_tails_rank_either_side_for_itself() {
    Function<List<LabeledPattern>, Persistence> fitting =
        examples -> new Persistence(new Shape(1, 1));
    double[] y = new double[19];
    Arrays.setAll(y, i -> i < 10 ? -i : 100.0 * i);
    CrossConformal wrapper =
        CrossConformal.fit(
            new Persistence(new Shape(1, 1)), fitting, outcomes(y), 5, Tails.EQUAL, 1);
    assertThat(wrapper.forecast(ZERO, 0.9).interval()).isEqualTo(new Interval(-9, 1800));
    assertThat(wrapper.forecast(ZERO, 0.8).interval()).isEqualTo(new Interval(-8, 1700));
    assertThat(wrapper.distribution(ZERO).orElseThrow().quantile(0.9)).isEqualTo(1700);
  }

  @Test
  void an_interval_whose_ends_cross_is_empty() {
    // Each fold's forecaster foretells what it has not seen, and nothing else.
    Function<List<LabeledPattern>, Mean> contrary =
        some -> new Mean(new Shape(1, 1), 10 - Mean.of(some).mean());
    CrossConformal wrapper = CrossConformal.fit(contrary, outcomes(10, 0, 10, 0), 2);
    assertThat(wrapper.forecast(ZERO, 0.3).interval()).isEqualTo(Interval.EMPTY);
    assertThat(wrapper.forecast(ZERO, 0.8).interval()).isEqualTo(new Interval(0, 10));
  }

  @Test
  void the_band_bounds_the_largest_error_over_the_scale_of_its_step_around_each_fold() {
    Shape shape = new Shape(1, 2);
    List<LabeledPattern> examples =
        List.of(
            LabeledPattern.of("e", LocalDate.EPOCH, ZERO, 1, 20),
            LabeledPattern.of("e", LocalDate.EPOCH, ZERO, -5, 2),
            LabeledPattern.of("e", LocalDate.EPOCH, ZERO, 3, 0));
    CrossConformal wrapper =
        CrossConformal.fit(
            new Persistence(shape),
            some -> new Persistence(shape),
            examples,
            3,
            Tails.SYMMETRIC,
            1,
            10);
    // Relative to the scales the largest errors are 2, 5 and 3.
    assertThat(wrapper.forecast(Pattern.of(7), 0.5).band())
        .containsExactly(new Interval(4, 10), new Interval(-23, 37));
    assertThat(wrapper.forecast(Pattern.of(7), 0.75).band())
        .containsExactly(new Interval(2, 12), new Interval(-43, 57));
    assertThat(wrapper.forecast(Pattern.of(7), 0.5).steps())
        .containsExactly(new Interval(4, 10), new Interval(5, 9));
    // Of its last step: 20, 2 and 0 above 7.
    assertThat(wrapper.distribution(Pattern.of(7)).orElseThrow().quantile(0.5)).isEqualTo(9);
  }

  @Test
  void forecasters_of_folds_learn_even_where_the_wrapped_one_does_not() {
    Function<List<LabeledPattern>, LinearForecaster> fitting =
        some -> LinearForecaster.builder(some).learning(0.9).fit();
    List<LabeledPattern> examples = Examples.randomWalks(40, SHAPE, 54);
    double[] scales = {1, 2, 3, 4};
    CrossConformal wrapper =
        CrossConformal.fit(new Persistence(SHAPE), fitting, examples, 2, Tails.SYMMETRIC, scales);
    LabeledPattern next = Examples.randomWalks(1, SHAPE, 55).get(0);
    IntervalForecast issued = wrapper.forecast(next.pattern(), 0.8);
    CrossConformal learned = wrapper.observe(issued, next.outcome());
    assertThat(learned.forecast(next.pattern(), 0.8)).isNotEqualTo(issued);
    assertThat(wrapper.frozen().observe(issued, next.outcome()).forecast(next.pattern(), 0.8))
        .isEqualTo(issued);
  }

  @Test
  void bad_arguments_are_named() {
    assertThatThrownBy(() -> CrossConformal.fit(Mean::of, outcomes(1, 2, 3), 4))
        .hasMessageContaining("number of folds is 4; expected 2 to 3");
    assertThatThrownBy(() -> CrossConformal.fit(Mean::of, outcomes(1, 2, 3), 1))
        .hasMessageContaining("number of folds is 1; expected 2 to 3");
    assertThatThrownBy(() -> CrossConformal.fit(Mean::of, outcomes(1), 1))
        .hasMessageContaining("number of examples is 1; expected at least 2");
    Persistence longer = new Persistence(SHAPE);
    assertThatThrownBy(() -> CrossConformal.fit(some -> longer, outcomes(1, 2, 3), 2))
        .hasMessageContaining("examples[0] 'e' has shape 1→1; expected 9→4");
    CrossConformal wrapper = CrossConformal.fit(Mean::of, outcomes(1, 2, 3), 2);
    assertThatThrownBy(() -> wrapper.intervals(ZERO, Forecast.of(1, 2), 0.5))
        .hasMessageContaining("forecast path has length 2; expected 1");
  }

  @Test
  void it_is_restored_to_the_bit_and_damage_is_refused() {
    List<LabeledPattern> examples = Examples.randomWalks(40, SHAPE, 52);
    Function<List<LabeledPattern>, Forecaster> fitting = some -> LinearForecaster.fit(some, 1e-3);
    Forecaster whole = fitting.apply(examples);
    CrossConformal wrapper =
        CrossConformal.fit(whole, fitting, examples, 4, Tails.EQUAL, 1, 2, 3, 4);
    byte[] bytes = wrapper.toBytes();
    CrossConformal restored = CrossConformal.fromBytes(whole, bytes);
    Pattern query = Examples.randomWalks(1, SHAPE, 53).get(0).pattern();
    assertThat(restored.forecast(query, 0.8)).isEqualTo(wrapper.forecast(query, 0.8));
    assertThat(restored.toBytes()).isEqualTo(bytes);
    assertThatThrownBy(() -> CrossConformal.fromBytes(new Persistence(new Shape(1, 1)), bytes))
        .hasMessageContaining("step scales has length 4; expected 1");
    for (int length = 0; length < bytes.length; length += 97) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CrossConformal.fromBytes(whole, truncated))
          .isInstanceOf(IllegalArgumentException.class);
    }
    bytes[60] ^= 1;
    assertThatThrownBy(() -> CrossConformal.fromBytes(whole, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cross-conformal file is damaged");
  }

  @Test
  void a_fold_that_no_file_can_hold_is_refused_by_name() {
    CrossConformal wrapper = CrossConformal.fit(Mean::of, outcomes(1, 2, 3, 4), 2);
    assertThatThrownBy(wrapper::toBytes)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("member 'mean'");
  }
}
