package org.forecast4j.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class LinearForecasterTest extends ForecasterContract {
  private static final List<LabeledPattern> WALKS = Examples.randomWalks(500, SHAPE, 11);

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return LinearForecaster.fit(training, 1e-3);
  }

  @Override
  protected Forecaster restored(Forecaster forecaster) {
    return LinearForecaster.fromBytes(((LinearForecaster) forecaster).toBytes());
  }

  @Test
  void a_linear_law_is_recovered_exactly() {
    Random random = new Random(5);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double z = random.nextGaussian();
      examples.add(
          LabeledPattern.of(
              "e" + i,
              LocalDate.EPOCH,
              Pattern.of(a, b).with("z", z),
              3 + 2 * a - b + 0.5 * z,
              b - a));
    }
    Forecast forecast = LinearForecaster.fit(examples, 0).forecast(Pattern.of(10, 20).with("z", 4));
    assertThat(forecast.step(0)).isCloseTo(5, within(1e-9));
    assertThat(forecast.step(1)).isCloseTo(10, within(1e-9));
  }

  @Test
  void residuals_of_least_squares_are_orthogonal_to_every_input() {
    LinearForecaster linear = LinearForecaster.fit(WALKS, 0);
    for (int input = 0; input < SHAPE.inputLength(); input++) {
      double product = 0;
      for (LabeledPattern example : WALKS) {
        double residual = example.target() - linear.forecast(example.pattern()).point();
        product += residual * example.pattern().value(input);
      }
      assertThat(product / WALKS.size()).isCloseTo(0, within(1e-8));
    }
  }

  @Test
  void without_its_covariate_a_pattern_gets_what_a_regression_without_it_says() {
    LinearForecaster with = LinearForecaster.fit(WALKS, 0);
    LinearForecaster without = LinearForecaster.fit(WALKS, 0, new TreeSet<>());
    for (LabeledPattern example : WALKS.subList(0, 50)) {
      Pattern bare = example.pattern().withoutCovariates();
      assertThat(with.forecast(bare).path())
          .containsExactly(without.forecast(bare).path(), within(1e-9));
      assertThat(with.forecast(example.pattern()).path()).isNotEqualTo(with.forecast(bare).path());
    }
    assertThat(with.covariates()).containsOnlyKeys(Examples.DRIFT);
    assertThat(without.covariates()).isEmpty();
  }

  @Test
  void a_large_penalty_leaves_the_mean_change() {
    LinearForecaster linear = LinearForecaster.fit(WALKS, 1e12);
    double meanChange =
        WALKS.stream().mapToDouble(e -> e.target() - e.pattern().last()).average().orElseThrow();
    Pattern query = WALKS.get(3).pattern();
    assertThat(linear.forecast(query).point()).isCloseTo(query.last() + meanChange, within(1e-6));
  }

  @Test
  void collinear_inputs_need_a_penalty() {
    List<LabeledPattern> two = WALKS.subList(0, 2);
    assertThatThrownBy(() -> LinearForecaster.fit(two, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ridge penalty is 0.0; expected more than 0");
    assertThat(LinearForecaster.fit(two, 0.1).forecast(two.get(0).pattern()).horizon())
        .isEqualTo(SHAPE.horizon());
  }

  @Test
  void bad_arguments_are_named() {
    assertThatThrownBy(() -> LinearForecaster.fit(List.of(), 0))
        .hasMessageContaining("number of training examples is 0");
    assertThatThrownBy(() -> LinearForecaster.fit(WALKS, -1)).hasMessageContaining("ridge is -1.0");
    assertThatThrownBy(() -> LinearForecaster.fit(WALKS, 0, new TreeSet<>(List.of("altitude"))))
        .hasMessageContaining("walk-0")
        .hasMessageContaining("altitude");
  }

  @Test
  void its_portable_form_restores_it_to_the_bit_and_refuses_damage() {
    LinearForecaster linear = LinearForecaster.fit(WALKS, 1e-3);
    byte[] bytes = linear.toBytes();
    LinearForecaster restored = LinearForecaster.fromBytes(bytes);
    for (LabeledPattern example : WALKS) {
      assertThat(restored.forecast(example.pattern()))
          .isEqualTo(linear.forecast(example.pattern()));
    }
    assertThat(restored.covariates()).isEqualTo(linear.covariates());
    assertThat(restored.toBytes()).isEqualTo(bytes);
    bytes[40] ^= 1;
    assertThatThrownBy(() -> LinearForecaster.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("linear file is damaged");
  }
}
