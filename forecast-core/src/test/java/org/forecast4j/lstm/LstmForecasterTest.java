package org.forecast4j.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.forecast4j.testkit.internal.Networks;
import org.junit.jupiter.api.Test;

class LstmForecasterTest extends ForecasterContract {
  private static final List<LabeledPattern> WALKS = Examples.randomWalks(300, SHAPE, 7);
  private static final List<Pattern> PATTERNS =
      WALKS.stream().map(LabeledPattern::pattern).toList();

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    LstmEncoding encoding =
        LstmEncoding.fit(training, Map.of(Examples.DRIFT, Use.HEAD_AND_CHANNEL));
    return LstmForecaster.of(Networks.random(encoding, 2, 11, 3));
  }

  @Test
  void every_size_agrees_with_the_textbook_in_double_precision() {
    for (int layers = 1; layers <= 3; layers++) {
      for (int hidden : new int[] {1, 2, 3, 5, 8, 13, 64}) {
        for (Use use : Use.values()) {
          LstmEncoding encoding = LstmEncoding.fit(WALKS, Map.of(Examples.DRIFT, use));
          agreesWithTextbook(Networks.random(encoding, layers, hidden, hidden));
        }
      }
    }
  }

  private static void agreesWithTextbook(LstmWeights weights) {
    LstmEncoding encoding = weights.encoding();
    for (Pattern pattern : PATTERNS.subList(0, 5)) {
      double[] path = LstmForecaster.of(weights).forecast(pattern).path();
      double[] outputs = Networks.outputs(weights, pattern);
      for (int step = 0; step < path.length; step++) {
        double standardised =
            (path[step] - pattern.last() - encoding.changes().mean()[step])
                / encoding.changes().scale()[step];
        assertThat(standardised).isCloseTo(outputs[step], within(5e-6));
      }
    }
  }

  @Test
  void a_batch_of_any_length_equals_single_calls_to_the_bit() {
    LstmForecaster lstm = LstmForecaster.of(network(64));
    List<Forecast> single = PATTERNS.stream().map(lstm::forecast).toList();
    for (int length : new int[] {1, 2, 3, 4, 11, 12, 13, 23, 24, 25, 300}) {
      assertThat(lstm.forecastAll(PATTERNS.subList(0, length)))
          .isEqualTo(single.subList(0, length));
    }
  }

  private static LstmWeights network(int hidden) {
    return Networks.random(LstmEncoding.fit(WALKS, Map.of(Examples.DRIFT, Use.HEAD)), 2, hidden, 5);
  }

  @Test
  void a_forecast_allocates_no_more_than_its_result() {
    LstmForecaster lstm = LstmForecaster.of(network(64));
    Pattern pattern = PATTERNS.get(0);
    lstm.forecast(pattern);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      lstm.forecast(pattern);
    }
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 1_000).isBetween(50L, 400L);
  }

  @Test
  void a_covariate_in_either_place_changes_the_forecast_and_a_missing_one_is_imputed() {
    for (Use use : Use.values()) {
      LstmEncoding encoding = LstmEncoding.fit(WALKS, Map.of(Examples.DRIFT, use));
      LstmForecaster lstm = LstmForecaster.of(Networks.random(encoding, 1, 6, 2));
      Pattern pattern = PATTERNS.get(0);
      double[] imputation = encoding.covariates().get(0).imputation();
      double predicted = imputation[0];
      for (int i = 0; i < pattern.length(); i++) {
        predicted += imputation[i + 1] * pattern.value(i);
      }
      assertThat(lstm.forecast(pattern.withoutCovariates()))
          .isEqualTo(lstm.forecast(pattern.with(Examples.DRIFT, predicted)))
          .isNotEqualTo(lstm.forecast(pattern.with(Examples.DRIFT, predicted + 1)));
      assertThat(lstm.covariates()).containsOnlyKeys(Examples.DRIFT);
    }
  }

  @Test
  void quantiles_ascend_and_the_path_is_their_median() {
    LstmEncoding encoding = LstmEncoding.fit(WALKS, Map.of(), 0.05, 0.5, 0.95);
    LstmForecaster lstm = LstmForecaster.of(Networks.random(encoding, 1, 8, 2));
    for (Pattern pattern : PATTERNS.subList(0, 50)) {
      double[][] quantiles = lstm.quantiles(pattern);
      double[] path = lstm.forecast(pattern).path();
      assertThat(quantiles).hasDimensions(SHAPE.horizon(), 3);
      for (int step = 0; step < path.length; step++) {
        assertThat(quantiles[step]).isSorted();
        assertThat(path[step]).isEqualTo(quantiles[step][1]);
      }
    }
    assertThat(LstmForecaster.of(network(4)).quantiles(PATTERNS.get(0)))
        .hasDimensions(SHAPE.horizon(), 0);
  }

  @Test
  void absurd_observations_give_finite_forecasts() {
    LstmForecaster lstm = LstmForecaster.of(network(16));
    double[] huge = new double[SHAPE.inputLength()];
    Arrays.fill(huge, 1e30);
    huge[3] = -1e30;
    assertThat(lstm.forecast(Pattern.of(huge).with(Examples.DRIFT, -1e30)).point()).isFinite();
  }

  @Test
  void the_encoding_of_an_outcome_decodes_to_it() {
    LstmEncoding encoding = LstmEncoding.fit(WALKS, Map.of());
    for (LabeledPattern example : WALKS.subList(0, 20)) {
      float[] targets = new float[encoding.outputs()];
      encoding.encodeOutcome(example, targets, 0);
      assertThat(encoding.decode(example.pattern(), targets, 0))
          .containsExactly(example.outcome(), within(1e-5));
    }
  }

  @Test
  void inputs_are_standardised_by_position_and_a_constant_one_is_only_centred() {
    Shape shape = new Shape(2, 1);
    List<LabeledPattern> examples =
        List.of(example(shape, 4, 10), example(shape, 4, 30), example(shape, 4, 20));
    LstmEncoding encoding = LstmEncoding.fit(examples, Map.of());
    assertThat(encoding.inputs().mean()).containsExactly(new double[] {4, 20}, within(1e-12));
    assertThat(encoding.inputs().scale())
        .containsExactly(new double[] {1, Math.sqrt(200 / 3.0)}, within(1e-12));
  }

  private static LabeledPattern example(Shape shape, double... values) {
    return LabeledPattern.of(
        "e", java.time.LocalDate.EPOCH, Pattern.of(values), new double[shape.horizon()]);
  }

  @Test
  void quantiles_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> LstmEncoding.fit(WALKS, Map.of(), 0.5, 0.1))
        .hasMessage("quantiles are [0.5, 0.1]; expected them to ascend");
    assertThatThrownBy(() -> LstmEncoding.fit(WALKS, Map.of(), 0.1, 0.9))
        .hasMessage("quantiles are [0.1, 0.9]; expected 0.5 among them");
    assertThatThrownBy(() -> LstmEncoding.fit(WALKS, Map.of(), 0.5, 1))
        .hasMessageContaining("quantiles[1] is 1.0");
    assertThatThrownBy(() -> LstmEncoding.fit(WALKS, Map.of("altitude", Use.HEAD)))
        .hasMessageContaining("altitude");
  }
}
