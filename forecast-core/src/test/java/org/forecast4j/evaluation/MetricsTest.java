package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.forecast4j.Interval;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final double[] FORECAST = {3, 1, 8, 4};
  private static final double[] ACTUAL = {1, 1, 9, 9};

  @Test
  void point_errors_by_hand() {
    assertThat(Metrics.mae(FORECAST, ACTUAL)).isEqualTo(2);
    assertThat(Metrics.rmse(FORECAST, ACTUAL)).isEqualTo(Math.sqrt(7.5));
    assertThat(Metrics.bias(FORECAST, ACTUAL)).isEqualTo(-1);
  }

  @Test
  void too_high_forecasts_have_a_positive_bias() {
    assertThat(Metrics.bias(new double[] {5, 5}, new double[] {3, 4})).isEqualTo(1.5);
  }

  @Test
  void the_naive_error_looks_one_period_back() {
    double[] series = {1, 4, 2, 8};
    assertThat(Metrics.naiveMae(series, 1)).isEqualTo((3 + 2 + 6) / 3.0);
    assertThat(Metrics.naiveMae(series, 2)).isEqualTo((1 + 4) / 2.0);
    assertThat(Metrics.naiveMae(series, 3)).isEqualTo(7);
    assertThat(Metrics.mase(FORECAST, ACTUAL, 4)).isEqualTo(0.5);
  }

  @Test
  void the_naive_forecast_of_the_m3_yearly_series_has_the_published_mase() throws IOException {
    double sum = 0;
    int series = 0;
    Path file = Shared.path("data/m3/m3.csv.gz");
    try (BufferedReader lines = open(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(";", -1);
        if (cells[2].equals("YEARLY")) {
          double[] history = numbers(cells[6]);
          double[] future = numbers(cells[7]);
          double[] naive = new double[future.length];
          Arrays.fill(naive, history[history.length - 1]);
          sum += Metrics.mase(naive, future, Metrics.naiveMae(history, 1));
          series++;
        }
      }
    }
    assertThat(series).isEqualTo(645);
    assertThat(sum / series).isCloseTo(3.172, within(0.0005));
  }

  @Test
  void pinball_loss_by_hand() {
    double[] quantiles = {2, 2};
    double[] actual = {5, 1};
    assertThat(Metrics.pinball(quantiles, actual, 0.9)).isCloseTo((2.7 + 0.1) / 2, within(1e-15));
    assertThat(Metrics.pinball(quantiles, actual, 0.5))
        .isEqualTo(Metrics.mae(quantiles, actual) / 2);
    assertThat(Metrics.pinball(new double[] {Double.NEGATIVE_INFINITY, 2}, actual, 0.1))
        .isInfinite();
  }

  @Test
  void pinball_loss_is_least_at_the_empirical_quantile() {
    Random random = new Random(3);
    double[] actual = random.doubles(99, -5, 5).toArray();
    double[] sorted = actual.clone();
    Arrays.sort(sorted);
    double best = Metrics.pinball(repeated(sorted[79], 99), actual, 0.8);
    for (int i = 0; i < sorted.length; i++) {
      double loss = Metrics.pinball(repeated(sorted[i], 99), actual, 0.8);
      if (i != 79) {
        assertThat(loss).isGreaterThan(best);
      }
    }
  }

  @Test
  void the_winkler_score_is_width_plus_penalty() {
    Interval interval = new Interval(2, 5);
    assertThat(Metrics.winkler(interval, 3, 0.8)).isEqualTo(3);
    assertThat(Metrics.winkler(interval, 2, 0.8)).isEqualTo(3);
    assertThat(Metrics.winkler(interval, 1.5, 0.8)).isEqualTo(3 + 10 * 0.5);
    assertThat(Metrics.winkler(interval, 7, 0.95)).isEqualTo(3 + 40 * 2);
    assertThat(Metrics.winkler(Interval.WHOLE_LINE, 7, 0.95)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Metrics.winkler(Interval.EMPTY, 7, 0.95)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Metrics.winkler(new Interval(Double.NEGATIVE_INFINITY, 9), 7, 0.95))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void the_winkler_score_is_the_pinball_loss_of_both_ends() {
    Random random = new Random(11);
    for (int i = 0; i < 10_000; i++) {
      double lower = random.nextGaussian();
      double upper = lower + random.nextGaussian();
      double actual = 2 * random.nextGaussian();
      double confidence = random.nextInt(1, 100) / 100.0;
      double alpha = 1 - confidence;
      double ends =
          Metrics.pinball(new double[] {lower}, new double[] {actual}, alpha / 2)
              + Metrics.pinball(new double[] {upper}, new double[] {actual}, 1 - alpha / 2);
      assertThat(Metrics.winkler(new Interval(lower, upper), actual, confidence))
          .isCloseTo(2 / alpha * ends, within(1e-9));
    }
  }

  @Test
  void transforms_fall_into_bins_of_equal_width() {
    double[] transforms = {0, 0.1, 0.25, 0.49, 0.5, 0.99, 1};
    assertThat(Metrics.pitHistogram(transforms, 4)).containsExactly(2, 2, 1, 2);
    assertThat(Metrics.pitHistogram(transforms, 1)).containsExactly(7);
    refuses(() -> Metrics.pitHistogram(new double[] {0.5, 1.1}, 4), "transforms[1] is 1.1");
    refuses(() -> Metrics.pitHistogram(new double[] {Double.NaN}, 4), "transforms[0] is NaN");
    refuses(() -> Metrics.pitHistogram(transforms, 0), "bins is 0");
    refuses(() -> Metrics.pitHistogram(new double[0], 3), "number of transforms is 0");
  }

  @Test
  void unusable_arguments_are_refused_with_their_value() {
    double[] two = {1, 2};
    refuses(() -> Metrics.mae(new double[0], new double[0]), "number of actual values is 0");
    refuses(() -> Metrics.mae(two, new double[] {1}), "forecast has length 2; expected 1");
    refuses(() -> Metrics.rmse(two, new double[] {1, Double.NaN}), "actual[1] is NaN");
    refuses(() -> Metrics.bias(new double[] {Double.NaN, 1}, two), "forecast[0] is NaN");
    refuses(() -> Metrics.mase(two, two, 0), "scale is 0.0; expected more than 0");
    refuses(() -> Metrics.naiveMae(two, 2), "length of the series is 2; expected at least 3");
    refuses(() -> Metrics.naiveMae(two, 0), "period is 0; expected at least 1");
    refuses(() -> Metrics.pinball(two, two, 1), "probability is 1.0");
    refuses(() -> Metrics.pinball(new double[] {Double.NaN, 1}, two, 0.5), "quantiles[0] is NaN");
    refuses(() -> Metrics.winkler(Interval.WHOLE_LINE, Double.NaN, 0.5), "actual is NaN");
    refuses(() -> Metrics.winkler(Interval.WHOLE_LINE, 1, 0), "confidence is 0.0");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static double[] repeated(double value, int times) {
    double[] values = new double[times];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] numbers(String cell) {
    return Arrays.stream(cell.trim().split(" +")).mapToDouble(Double::parseDouble).toArray();
  }

  private static BufferedReader open(Path gz) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(gz)), StandardCharsets.UTF_8));
  }
}
