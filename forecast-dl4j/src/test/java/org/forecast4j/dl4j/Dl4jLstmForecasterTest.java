package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.forecast4j.testkit.internal.Networks;
import org.junit.jupiter.api.Test;

class Dl4jLstmForecasterTest extends ForecasterContract {
  private static final List<LabeledPattern> WALKS = Examples.randomWalks(200, SHAPE, 7);
  private static final List<Pattern> PATTERNS =
      WALKS.stream().map(LabeledPattern::pattern).toList();

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return Dl4jLstmForecaster.of(network(training, Use.HEAD_AND_CHANNEL, 2, 11));
  }

  private static LstmWeights network(
      List<LabeledPattern> training, Use use, int layers, int hidden) {
    LstmEncoding encoding = LstmEncoding.fit(training, Map.of(Examples.DRIFT, use));
    return Networks.random(encoding, layers, hidden, 3);
  }

  @Test
  void it_agrees_with_the_portable_forecaster() {
    for (Use use : Use.values()) {
      for (int layers = 1; layers <= 3; layers++) {
        for (int hidden : new int[] {2, 7, 64}) {
          LstmWeights weights = network(WALKS, use, layers, hidden);
          try (Dl4jLstmForecaster nd4j = Dl4jLstmForecaster.of(weights)) {
            agree(weights.encoding(), nd4j, LstmForecaster.of(weights));
          }
        }
      }
    }
  }

  @Test
  void one_hidden_state_is_refused_because_the_native_operation_fails_on_it() {
    assertThatThrownBy(() -> Dl4jLstmForecaster.of(network(WALKS, Use.HEAD, 1, 1)))
        .hasMessage("hidden is 1; expected at least 2");
  }

  @Test
  void blocks_of_any_size_agree_with_the_portable_forecaster() {
    LstmWeights weights = network(WALKS, Use.HEAD, 2, 8);
    for (int rows : new int[] {1, 7, 150, 1024}) {
      try (Dl4jLstmForecaster nd4j = Dl4jLstmForecaster.of(weights, rows)) {
        agree(weights.encoding(), nd4j, LstmForecaster.of(weights));
      }
    }
    assertThatThrownBy(() -> Dl4jLstmForecaster.of(weights, 0))
        .hasMessage("rows is 0; expected at least 1");
  }

  private static void agree(LstmEncoding encoding, Forecaster one, Forecaster other) {
    List<Forecast> ones = one.forecastAll(PATTERNS);
    List<Forecast> others = other.forecastAll(PATTERNS);
    double[] scale = encoding.changes().scale();
    for (int i = 0; i < ones.size(); i++) {
      for (int step = 0; step < scale.length; step++) {
        double difference = (ones.get(i).step(step) - others.get(i).step(step)) / scale[step];
        assertThat(difference).isCloseTo(0, within(1e-5));
      }
    }
  }

  @Test
  void a_row_has_the_same_bits_in_every_place_of_every_batch() {
    try (Dl4jLstmForecaster nd4j = Dl4jLstmForecaster.of(network(WALKS, Use.HEAD, 2, 64))) {
      List<Forecast> single = PATTERNS.stream().map(nd4j::forecast).toList();
      for (int length : new int[] {2, 3, 5, 8, 15, 16, 17, 31, 32, 33, 100, 200}) {
        assertThat(nd4j.forecastAll(PATTERNS.subList(0, length)))
            .isEqualTo(single.subList(0, length));
      }
    }
  }

  @Test
  void closing_waits_for_the_forecasts_under_way_and_refuses_later_ones() throws Exception {
    for (int round = 0; round < 5; round++) {
      Dl4jLstmForecaster nd4j = Dl4jLstmForecaster.of(network(WALKS, Use.HEAD, 1, 8));
      List<Forecast> expected = nd4j.forecastAll(PATTERNS);
      ExecutorService threads = Executors.newFixedThreadPool(3);
      try {
        CountDownLatch answered = new CountDownLatch(3);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          answers.add(threads.submit(() -> answersUntilClosed(nd4j, expected, answered)));
        }
        assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
        nd4j.close();
        nd4j.close();
        for (Future<Boolean> answer : answers) {
          assertThat(answer.get()).isTrue();
        }
      } finally {
        threads.shutdownNow();
      }
      assertThatThrownBy(() -> nd4j.forecast(PATTERNS.get(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the forecaster is closed");
    }
  }

  private static boolean answersUntilClosed(
      Forecaster forecaster, List<Forecast> expected, CountDownLatch answered) {
    while (true) {
      try {
        if (!forecaster.forecastAll(PATTERNS).equals(expected)) {
          return false;
        }
        answered.countDown();
      } catch (IllegalStateException closed) {
        return true;
      }
    }
  }
}
