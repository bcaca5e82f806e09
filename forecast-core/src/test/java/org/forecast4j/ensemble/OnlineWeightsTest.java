package org.forecast4j.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.forecast4j.testkit.internal.Altered;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnlineWeightsTest {
  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of(OnlineWeights.mlPoly(3), 1457.4762, new double[] {0.57711427, 0.42288573, 0}),
        Arguments.of(
            OnlineWeights.boa(3), 1504.7668, new double[] {0.76471060, 0.18664356, 0.04864584}),
        Arguments.of(
            OnlineWeights.ewa(3, 1e-7),
            1450.0736,
            new double[] {0.58134299, 0.41649541, 0.00216159}));
  }

  @ParameterizedTest
  @MethodSource("published")
  void the_published_errors_and_weights_of_the_load_example_are_reproduced(
      OnlineWeights start, double rmse, double[] finalWeights) throws IOException {
    double[][] experts = read("experts.csv");
    double[][] targets = read("targets.csv");
    OnlineWeights weights = start;
    double squares = 0;
    for (int t = 0; t < targets.length; t++) {
      double error = weights.combine(experts[t]) - targets[t][0];
      squares += error * error;
      weights = weights.observe(experts[t], targets[t][0]);
    }
    assertThat(Math.sqrt(squares / targets.length))
        .isCloseTo(rmse, Percentage.withPercentage(1e-4));
    assertThat(weights.weights()).containsExactly(finalWeights, within(1e-7));
  }

  @Test
  void the_published_errors_of_the_experts_and_of_their_mean_are_reproduced() throws IOException {
    double[][] experts = read("experts.csv");
    double[][] targets = read("targets.csv");
    OnlineWeights uniform = OnlineWeights.boa(3);
    double[] squares = new double[4];
    for (int t = 0; t < targets.length; t++) {
      for (int k = 0; k < 3; k++) {
        squares[k] += Math.pow(experts[t][k] - targets[t][0], 2);
      }
      squares[3] += Math.pow(uniform.combine(experts[t]) - targets[t][0], 2);
    }
    assertThat(Arrays.stream(squares).map(sum -> Math.sqrt(sum / targets.length)).toArray())
        .containsExactly(new double[] {1479.80, 1697.60, 2334.39, 1560.17}, within(0.005));
  }

  private static double[][] read(String file) throws IOException {
    return Files.readAllLines(Shared.path("reference/combination/" + file)).stream()
        .skip(1)
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  /** How weights follow from all regrets so far, each rule as its authors' package states it. */
  private enum Oracle {
    ML_POLY {
      @Override
      double[] weights(List<double[]> regrets, int members) {
        double[] weights = new double[members];
        for (int k = 0; k < members; k++) {
          double sum = 0;
          double inverseRate = 0;
          double largest = 0;
          for (double[] at : regrets) {
            double grown = largest;
            for (double regret : at) {
              grown = Math.max(grown, regret * regret);
            }
            sum += at[k];
            inverseRate += at[k] * at[k] + grown - largest;
            largest = grown;
          }
          weights[k] = Math.max(0, sum) / inverseRate;
        }
        return weights;
      }
    },
    BOA {
      @Override
      double[] weights(List<double[]> regrets, int members) {
        double[] weights = new double[members];
        for (int k = 0; k < members; k++) {
          double sum = 0;
          double squares = 0;
          double largest = Math.pow(2, -20);
          double rate = 1;
          for (double[] at : regrets) {
            squares += at[k] * at[k];
            largest = Math.max(largest, Math.abs(at[k]));
            double power = Math.pow(2, Math.ceil(Math.log(largest) / Math.log(2)));
            rate = Math.min(1 / power, Math.sqrt(Math.log(members) / squares));
            double shift = rate * at[k] > 0.5 ? power : 0;
            sum += 0.5 * (at[k] - rate * at[k] * at[k] + shift);
          }
          weights[k] = rate / members * Math.exp(rate * sum);
        }
        return weights;
      }
    },
    EWA {
      @Override
      double[] weights(List<double[]> regrets, int members) {
        double[] weights = new double[members];
        for (int k = 0; k < members; k++) {
          int member = k;
          weights[k] = Math.exp(0.05 * regrets.stream().mapToDouble(at -> at[member]).sum());
        }
        return weights;
      }
    };

    abstract double[] weights(List<double[]> regrets, int members);
  }

  static Stream<Arguments> oracles() {
    return Stream.of(
        Arguments.of(OnlineWeights.mlPoly(4), Oracle.ML_POLY),
        Arguments.of(OnlineWeights.boa(4), Oracle.BOA),
        Arguments.of(OnlineWeights.ewa(4, 0.05), Oracle.EWA));
  }

  @ParameterizedTest
  @MethodSource("oracles")
  void weights_are_those_of_a_second_implementation_that_sums_over_all_outcomes(
      OnlineWeights start, Oracle oracle) {
    Random random = new Random(6);
    OnlineWeights weights = start;
    List<double[]> regrets = new ArrayList<>();
    for (int t = 0; t < 200; t++) {
      double actual = random.nextGaussian();
      double[] forecasts = new double[4];
      for (int k = 0; k < 4; k++) {
        forecasts[k] = actual + 0.3 * k + random.nextGaussian();
      }
      double combined = 0;
      for (int k = 0; k < 4; k++) {
        combined += weights.weights()[k] * forecasts[k];
      }
      double[] regret = new double[4];
      for (int k = 0; k < 4; k++) {
        regret[k] = 2 * (combined - actual) * (combined - forecasts[k]);
      }
      regrets.add(regret);
      weights = weights.observe(forecasts, actual);
      double[] expected = oracle.weights(regrets, 4);
      double sum = Arrays.stream(expected).sum();
      assertThat(sum).isPositive();
      assertThat(weights.weights())
          .containsExactly(Arrays.stream(expected).map(w -> w / sum).toArray(), within(1e-9));
    }
  }

  static Stream<OnlineWeights> starts() {
    return Stream.of(OnlineWeights.mlPoly(4), OnlineWeights.boa(4), OnlineWeights.ewa(4, 0.05));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void weights_start_equal_stay_on_the_simplex_and_find_the_best_member(OnlineWeights start) {
    assertThat(start.weights()).containsOnly(0.25);
    Random random = new Random(3);
    OnlineWeights weights = start;
    for (int t = 0; t < 2_000; t++) {
      double actual = random.nextGaussian();
      double[] forecasts = new double[4];
      for (int k = 0; k < 4; k++) {
        forecasts[k] = actual + k + 0.1 * random.nextGaussian();
      }
      weights = weights.observe(forecasts, actual);
      assertThat(Arrays.stream(weights.weights()).sum()).isCloseTo(1, within(1e-12));
      assertThat(Arrays.stream(weights.weights()).min().orElseThrow()).isNotNegative();
    }
    assertThat(weights.weights()[0]).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @MethodSource("starts")
  void its_portable_form_restores_it_mid_stream_to_the_bit(OnlineWeights start) {
    Random random = new Random(4);
    OnlineWeights weights = start;
    for (int t = 0; t < 20; t++) {
      weights = weights.observe(random.doubles(4).toArray(), random.nextDouble());
    }
    OnlineWeights restored = OnlineWeights.fromBytes(weights.toBytes());
    double[] forecasts = random.doubles(4).toArray();
    assertThat(restored.weights()).isEqualTo(weights.weights());
    assertThat(restored.observe(forecasts, 0.5).toBytes())
        .isEqualTo(weights.observe(forecasts, 0.5).toBytes());
    byte[] damaged = weights.toBytes();
    damaged[30] ^= 1;
    assertThatThrownBy(() -> OnlineWeights.fromBytes(damaged))
        .hasMessageContaining("online-weights file is damaged");
    byte[] longer = Altered.longer(weights.toBytes());
    assertThatThrownBy(() -> OnlineWeights.fromBytes(longer))
        .hasMessageContaining("4 bytes are left over");
    assertThat(weights).hasToString(restored.toString());
    assertThat(weights.toString()).contains(String.valueOf(weights.weights()[0]));
  }

  @Test
  void exponential_weights_survive_regrets_that_no_exponential_can_hold() {
    OnlineWeights weights = OnlineWeights.ewa(2, 1);
    for (double far : new double[] {1e4, -1e4}) {
      OnlineWeights after = weights.observe(new double[] {0, far}, 0);
      assertThat(after.weights()).containsExactly(1, 0);
      assertThat(after.observe(new double[] {far, 0}, 0).weights()).doesNotContain(Double.NaN);
    }
  }

  @Test
  void bad_arguments_are_named_and_one_member_has_all_the_weight() {
    assertThatThrownBy(() -> OnlineWeights.boa(0)).hasMessageContaining("number of members is 0");
    assertThatThrownBy(() -> OnlineWeights.ewa(2, 0)).hasMessageContaining("eta is 0.0");
    assertThatThrownBy(() -> OnlineWeights.boa(2).combine(1))
        .hasMessageContaining("forecasts has length 1; expected 2");
    assertThatThrownBy(() -> OnlineWeights.boa(1).observe(new double[] {1}, Double.NaN))
        .hasMessageContaining("actual is NaN");
    OnlineWeights one = OnlineWeights.boa(1).observe(new double[] {1}, 2);
    assertThat(one.weights()).containsExactly(1);
  }
}
