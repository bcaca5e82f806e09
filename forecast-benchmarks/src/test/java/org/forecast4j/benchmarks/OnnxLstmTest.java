package org.forecast4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;
import org.junit.jupiter.api.Test;

class OnnxLstmTest {
  @Test
  void the_peer_computes_the_same_network() {
    List<LabeledPattern> walks = Examples.randomWalks(50, new Shape(7, 3), 1);
    List<Pattern> patterns = walks.stream().map(LabeledPattern::pattern).toList();
    LstmEncoding encoding =
        LstmEncoding.fit(walks, Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD_AND_CHANNEL));
    LstmWeights weights = Networks.random(encoding, 3, 9, 2);
    List<Forecast> expected = LstmForecaster.of(weights).forecastAll(patterns);
    try (OnnxLstm onnx = new OnnxLstm(weights)) {
      List<Forecast> actual = onnx.forecastAll(patterns);
      for (int i = 0; i < patterns.size(); i++) {
        assertThat(actual.get(i).path()).containsExactly(expected.get(i).path(), within(1e-4));
      }
    }
  }
}
