package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ConformalContract;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class QuantileConformalTest extends ConformalContract {
  private static final Persistence ONE = new Persistence(new Shape(1, 1));

  /** Quantiles of a logistic distribution whose spread is the root of the step's number. */
  @Override
  protected ConformalWrapper wrapper(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return QuantileConformal.calibrate(
        forecaster,
        (pattern, forecast, p) ->
            path(step -> forecast.step(step) + Math.sqrt(step + 1) * Math.log(p / (1 - p))),
        calibration);
  }

  @Override
  protected Optional<ConformalWrapper> ofWholeNumbers(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return Optional.of(((QuantileConformal) wrapper(forecaster, calibration)).onWholeNumbers());
  }

  private static double[] path(IntToDoubleFunction values) {
    return IntStream.range(0, SHAPE.horizon()).mapToDouble(values).toArray();
  }

  @Test
  void quantiles_are_widened_by_the_excess_of_the_published_rank() {
    List<LabeledPattern> calibration = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), i % 2 == 0 ? i : -i));
    }
    ConditionalQuantiles lopsided = (pattern, forecast, p) -> new double[] {p < 0.5 ? -2 : 5};
    QuantileConformal wrapper = QuantileConformal.calibrate(ONE, lopsided, calibration);
    // Excesses: -1, -3, 1, -1, 3, 1, 5, 3, 7; the seventh of nine is 3, the ninth 7.
    assertThat(wrapper.forecast(Pattern.of(0), 0.7).interval()).isEqualTo(new Interval(-5, 8));
    assertThat(wrapper.forecast(Pattern.of(0), 0.9).interval()).isEqualTo(new Interval(-9, 12));
    assertThat(wrapper.forecast(Pattern.of(0), 0.95).interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(wrapper.forecast(Pattern.of(0), 0.1).interval()).isEqualTo(new Interval(1, 2));
  }

  @Test
  void it_covers_with_bad_quantiles_and_is_wide_where_they_say_so() {
    Random random = new Random(61);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      double spread = 1 + random.nextInt(5);
      double outcome = spread + spread * random.nextGaussian();
      examples.add(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(spread), outcome));
    }
    ConditionalQuantiles tooNarrow =
        (pattern, forecast, p) -> new double[] {forecast.step(0) + pattern.value(0) * (p - 0.5)};
    QuantileConformal wrapper =
        QuantileConformal.calibrate(ONE, tooNarrow, examples.subList(0, 1_000));
    double covered = 0;
    for (LabeledPattern example : examples.subList(1_000, 3_000)) {
      Interval interval = wrapper.forecast(example.pattern(), 0.9).interval();
      covered += interval.contains(example.target()) ? 1 : 0;
    }
    double deviation = Math.sqrt(0.09 * (1 / 1_000.0 + 1 / 2_000.0));
    assertThat(covered / 2_000).isCloseTo(0.9, within(4 * deviation));
    assertThat(wrapper.forecast(Pattern.of(5), 0.9).interval().width())
        .isGreaterThan(wrapper.forecast(Pattern.of(1), 0.9).interval().width() + 3);
  }

  @Test
  void the_band_widens_each_step_by_the_same_multiple_of_its_scale() {
    List<LabeledPattern> calibration = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      double second = i == 5 ? -60 : 0;
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), i, second));
    }
    QuantileConformal wrapper =
        QuantileConformal.calibrate(
            new Persistence(new Shape(1, 2)),
            (pattern, forecast, p) -> p < 0.5 ? new double[] {-1, -10} : new double[] {1, 10},
            calibration,
            1,
            10);
    // Beyond the quantiles relative to the scales: 0 to 8, but 5 in place of 4.
    assertThat(wrapper.forecast(Pattern.of(0), 0.5).band())
        .containsExactly(new Interval(-6, 6), new Interval(-60, 60));
    assertThat(wrapper.forecast(Pattern.of(0), 0.9).band())
        .containsExactly(new Interval(-9, 9), new Interval(-90, 90));
    assertThat(wrapper.forecast(Pattern.of(0), 0.9).steps())
        .containsExactly(new Interval(-9, 9), new Interval(-60, 60));
  }

  @Test
  void the_quantiles_of_the_calibration_examples_are_asked_for_once_for_each_of_64_confidences() {
    AtomicInteger asked = new AtomicInteger();
    ConditionalQuantiles counted =
        (pattern, forecast, p) -> {
          asked.incrementAndGet();
          return new double[] {p};
        };
    List<LabeledPattern> ten =
        Collections.nCopies(10, LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), 1));
    QuantileConformal wrapper = QuantileConformal.calibrate(ONE, counted, ten);
    for (int round = 0; round < 2; round++) {
      for (int i = 1; i <= 66; i++) {
        asked.set(0);
        assertThat(wrapper.forecast(Pattern.of(0), i / 70.0).confidence()).isEqualTo(i / 70.0);
        // Two for the pattern itself, and two for each example.
        assertThat(asked.get()).as("confidence %s/70", i).isEqualTo(round == 1 && i <= 64 ? 2 : 22);
      }
    }
  }

  /** The first version holds no forecasts: the forecaster makes them again. */
  @Test
  void a_file_of_format_version_1_stays_readable() {
    BinaryWriter out = new BinaryWriter("quantile-conformal", 1).putDoubles(new double[] {1});
    out.putInt(2);
    for (double outcome : new double[] {4, 9}) {
      out.putDoubles(new double[] {2}).putInt(1).putString("wind").putDouble(3);
      out.putDoubles(new double[] {outcome});
    }
    ConditionalQuantiles byWind =
        (pattern, forecast, p) ->
            new double[] {forecast.step(0) + (p < 0.5 ? -1 : 1) * pattern.covariate("wind")};
    QuantileConformal wrapper = QuantileConformal.restore(ONE, byWind, out.toBytes());
    assertThat(wrapper.calibrationSize()).isEqualTo(2);
    // Beyond 2 ± 3: -1 and 4.
    assertThat(wrapper.forecast(Pattern.of(0).with("wind", 1), 0.6).interval())
        .isEqualTo(new Interval(-5, 5));
    assertThat(wrapper.forecast(Pattern.of(0).with("wind", 1), 0.3).interval())
        .isEqualTo(new Interval(0, 0));
    assertThat(wrapper.forecast(Pattern.of(0).with("wind", 1), 0.3).band())
        .containsExactly(new Interval(0, 0));
    assertThat(wrapper.distribution(Pattern.of(0)).orElseThrow().isOnWholeNumbers()).isFalse();
  }

  @Test
  void what_has_another_length_than_the_forecaster_is_refused() {
    List<LabeledPattern> one = List.of(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), 1));
    assertThatThrownBy(
            () ->
                QuantileConformal.calibrate(
                    new Persistence(SHAPE), (p, f, q) -> new double[] {q}, one))
        .hasMessageContaining("examples[0] 'e' has shape 1→1; expected 9→4");
    QuantileConformal wrapper =
        QuantileConformal.calibrate(ONE, (p, f, q) -> new double[] {q, q}, one);
    assertThatThrownBy(() -> wrapper.forecast(Pattern.of(0), 0.5))
        .hasMessageContaining("expected quantiles has length 2; expected 1");
    assertThatThrownBy(() -> wrapper.intervals(Pattern.of(0), Forecast.of(1, 2), 0.5))
        .hasMessageContaining("forecast path has length 2; expected 1");
  }

  @Test
  void a_quantile_that_is_not_finite_is_refused() {
    List<LabeledPattern> one = List.of(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), 1));
    QuantileConformal wrapper =
        QuantileConformal.calibrate(ONE, (p, f, q) -> new double[] {Double.POSITIVE_INFINITY}, one);
    assertThatThrownBy(() -> wrapper.forecast(Pattern.of(0), 0.5))
        .hasMessageContaining("expected quantiles[0] is Infinity");
    assertThatThrownBy(
            () -> QuantileConformal.calibrate(ONE, (p, f, q) -> new double[] {q}, List.of()))
        .hasMessageContaining("number of calibration examples is 0");
  }

  @Test
  void it_is_restored_to_the_bit_and_damage_is_refused() {
    List<LabeledPattern> examples = Examples.randomWalks(40, SHAPE, 62);
    LinearForecaster linear = LinearForecaster.fit(Examples.randomWalks(100, SHAPE, 63), 1e-3);
    ConditionalQuantiles quantiles =
        (pattern, forecast, p) -> path(step -> forecast.step(step) + pattern.value(0) * (p - 0.5));
    QuantileConformal wrapper = QuantileConformal.calibrate(linear, quantiles, examples);
    byte[] bytes = wrapper.toBytes();
    QuantileConformal restored = QuantileConformal.restore(linear, quantiles, bytes);
    for (LabeledPattern query : Examples.randomWalks(20, SHAPE, 64)) {
      assertThat(restored.forecast(query.pattern(), 0.8))
          .isEqualTo(wrapper.forecast(query.pattern(), 0.8));
    }
    assertThat(restored.toBytes()).isEqualTo(bytes);
    assertThatThrownBy(() -> QuantileConformal.restore(ONE, quantiles, bytes))
        .hasMessageContaining("step scales has length 4; expected 1");
    for (int length = 0; length < bytes.length; length += 97) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> QuantileConformal.restore(linear, quantiles, truncated))
          .isInstanceOf(IllegalArgumentException.class);
    }
    bytes[60] ^= 1;
    assertThatThrownBy(() -> QuantileConformal.restore(linear, quantiles, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quantile-conformal file is damaged");
  }
}
