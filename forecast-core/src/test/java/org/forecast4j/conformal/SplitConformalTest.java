package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.internal.Ranks;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ConformalContract;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SplitConformalTest extends ConformalContract {
  private static final Shape ONE = new Shape(1, 1);
  private static final Pattern ZERO = Pattern.of(0);

  @Override
  protected ConformalWrapper wrapper(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return SplitConformal.calibrate(forecaster, calibration);
  }

  @Override
  protected Optional<ConformalWrapper> ofWholeNumbers(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return Optional.of(((SplitConformal) wrapper(forecaster, calibration)).onWholeNumbers());
  }

  /** Calibrated so that the errors of a forecast of zero are the given ones. */
  private static SplitConformal withErrors(Tails tails, double... errors) {
    List<LabeledPattern> calibration = new ArrayList<>();
    for (double error : errors) {
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, ZERO, error));
    }
    return SplitConformal.calibrate(new Persistence(ONE), calibration, tails, 1);
  }

  private static double[] upTo(int n) {
    double[] errors = new double[n];
    Arrays.setAll(errors, i -> (i % 2 == 0 ? 1 : -1) * (i + 1.0));
    return errors;
  }

  @ParameterizedTest
  @CsvSource({
    "9,0.9,9",
    "8,0.9,Infinity",
    "99,0.9,90",
    "19,0.95,19",
    "18,0.95,Infinity",
    "932,0.95,887"
  })
  void the_interval_has_the_published_rank(int n, double confidence, double radius) {
    Interval interval = withErrors(Tails.SYMMETRIC, upTo(n)).forecast(ZERO, confidence).interval();
    assertThat(interval).isEqualTo(new Interval(-radius, radius));
  }

  @Test
  void equal_tails_take_the_same_number_of_errors_from_either_side() {
    double[] errors = new double[19];
    Arrays.setAll(errors, i -> i < 10 ? -i : 100.0 * i);
    SplitConformal wrapper = withErrors(Tails.EQUAL, errors);
    assertThat(wrapper.forecast(ZERO, 0.9).interval()).isEqualTo(new Interval(-9, 1800));
    assertThat(wrapper.forecast(ZERO, 0.8).interval()).isEqualTo(new Interval(-8, 1700));
    assertThat(wrapper.forecast(ZERO, 0.91).interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(wrapper.tails()).isEqualTo(Tails.EQUAL);
  }

  @ParameterizedTest
  @EnumSource(Tails.class)
  void coverage_under_exchangeability_is_the_rank_over_n_plus_one(Tails tails) {
    int n = 29;
    int trials = 40_000;
    Random random = new Random(31);
    for (double confidence : new double[] {0.5, 0.8, 0.9}) {
      int covered = 0;
      for (int trial = 0; trial < trials; trial++) {
        double[] errors = new double[n];
        Arrays.setAll(errors, i -> Math.exp(random.nextGaussian()));
        double next = Math.exp(random.nextGaussian());
        covered +=
            withErrors(tails, errors).forecast(ZERO, confidence).interval().contains(next) ? 1 : 0;
      }
      double expected =
          tails == Tails.SYMMETRIC
              ? Ranks.ceil(confidence, n + 1) / (n + 1.0)
              : (Ranks.ceil(Ranks.upperTail(confidence), n + 1)
                      - Ranks.floor(Ranks.complement(Ranks.upperTail(confidence)), n + 1))
                  / (n + 1.0);
      double deviation = Math.sqrt(expected * (1 - expected) / trials);
      assertThat(covered / (double) trials).isCloseTo(expected, within(4 * deviation));
    }
  }

  @Test
  void the_band_bounds_the_largest_scaled_error() {
    Shape shape = new Shape(1, 2);
    List<LabeledPattern> calibration = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, ZERO, i, i == 5 ? -40 : i));
    }
    IntervalForecast forecast =
        SplitConformal.calibrate(new Persistence(shape), calibration, Tails.SYMMETRIC, 1, 2)
            .forecast(ZERO, 0.9);
    assertThat(forecast.band()).containsExactly(new Interval(-20, 20), new Interval(-40, 40));
    assertThat(forecast.steps()).containsExactly(new Interval(-9, 9), new Interval(-40, 40));
  }

  @Test
  void intervals_move_with_a_shift_and_grow_with_a_scale_of_the_data() {
    List<LabeledPattern> plain = Examples.randomWalks(200, SHAPE, 41);
    SplitConformal wrapper = SplitConformal.calibrate(new Persistence(SHAPE), plain);
    SplitConformal moved =
        SplitConformal.calibrate(
            new Persistence(SHAPE), plain.stream().map(SplitConformalTest::moved).toList());
    for (LabeledPattern query : Examples.randomWalks(20, SHAPE, 42)) {
      Interval interval = wrapper.forecast(query.pattern(), 0.9).interval();
      assertThat(moved.forecast(moved(query).pattern(), 0.9).interval())
          .isEqualTo(new Interval(4 * interval.lower() + 64, 4 * interval.upper() + 64));
    }
  }

  private static LabeledPattern moved(LabeledPattern example) {
    double[] values = Arrays.stream(example.pattern().values()).map(v -> 4 * v + 64).toArray();
    double[] outcome = Arrays.stream(example.outcome()).map(v -> 4 * v + 64).toArray();
    return LabeledPattern.of(example.id(), example.date(), Pattern.of(values), outcome);
  }

  @Test
  void the_order_of_the_calibration_examples_does_not_matter() {
    List<LabeledPattern> examples = Examples.randomWalks(100, SHAPE, 43);
    List<LabeledPattern> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(1));
    Pattern query = Examples.randomWalks(1, SHAPE, 44).get(0).pattern();
    assertThat(SplitConformal.calibrate(new Persistence(SHAPE), shuffled).forecast(query, 0.9))
        .isEqualTo(SplitConformal.calibrate(new Persistence(SHAPE), examples).forecast(query, 0.9));
  }

  @Test
  void its_portable_form_restores_it_to_the_bit_and_refuses_damage() {
    Persistence persistence = new Persistence(SHAPE);
    SplitConformal wrapper =
        SplitConformal.calibrate(
            persistence, Examples.randomWalks(50, SHAPE, 45), Tails.EQUAL, 1, 2, 3, 4);
    byte[] bytes = wrapper.toBytes();
    SplitConformal restored = SplitConformal.fromBytes(persistence, bytes);
    Pattern query = Examples.randomWalks(1, SHAPE, 46).get(0).pattern();
    assertThat(restored.forecast(query, 0.8)).isEqualTo(wrapper.forecast(query, 0.8));
    assertThat(restored.toBytes()).isEqualTo(bytes);
    assertThatThrownBy(() -> SplitConformal.fromBytes(new Persistence(ONE), bytes))
        .hasMessageContaining("step scales has length 4; expected 1");
    bytes[50] ^= 1;
    assertThatThrownBy(() -> SplitConformal.fromBytes(persistence, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("split-conformal file is damaged");
  }

  @Test
  void a_file_of_format_version_1_stays_readable() {
    byte[] file =
        HexFormat.of()
            .parseHex(
                "46344a000000000f73706c69742d636f6e666f726d616c00000001"
                    + "00000009"
                    + "53594d4d4554524943"
                    + "0000000101"
                    + "02"
                    + "0000000301"
                    + "01fe03"
                    + "2e52f56d");
    SplitConformal wrapper = SplitConformal.fromBytes(new Persistence(ONE), file);
    assertThat(wrapper.forecast(ZERO, 0.75).interval()).isEqualTo(new Interval(-3, 3));
    assertThat(wrapper.forecast(ZERO, 0.5).band()).containsExactly(new Interval(-2, 2));
    assertThat(wrapper.distribution(ZERO).orElseThrow().quantile(0.5)).isEqualTo(1);
    assertThat(wrapper.toBytes()).isEqualTo(file);
  }

  @Test
  void bad_arguments_are_named() {
    Persistence persistence = new Persistence(ONE);
    List<LabeledPattern> one = List.of(LabeledPattern.of("e", LocalDate.EPOCH, ZERO, 1));
    assertThatThrownBy(() -> SplitConformal.calibrate(persistence, List.of()))
        .hasMessageContaining("number of calibration examples is 0");
    assertThatThrownBy(() -> SplitConformal.calibrate(persistence, one, Tails.EQUAL, 0))
        .hasMessageContaining("step scale is 0.0");
    assertThatThrownBy(() -> SplitConformal.calibrate(persistence, one, Tails.EQUAL, 1, 1))
        .hasMessageContaining("stepScales has length 2; expected 1");
    assertThatThrownBy(() -> SplitConformal.calibrate(new Persistence(SHAPE), one))
        .hasMessageContaining("examples[0] 'e' has shape 1→1; expected 9→4");
    SplitConformal wrapper = withErrors(Tails.EQUAL, 1);
    assertThatThrownBy(() -> wrapper.intervals(ZERO, Forecast.of(1, 2), 0.5))
        .hasMessageContaining("forecast path has length 2; expected 1");
  }
}
