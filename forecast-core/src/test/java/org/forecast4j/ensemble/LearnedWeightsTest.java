package org.forecast4j.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.forecast4j.Component;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class LearnedWeightsTest extends ForecasterContract {
  private static final Shape ONE = new Shape(1, 1);

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return WeightedEnsemble.of(
            List.of(
                LinearForecaster.builder(training).learning(0.99).fit(), new Persistence(SHAPE)),
            0.7,
            0.3)
        .learning(OnlineWeights.boa(2), 10);
  }

  /** The members travel by themselves, as they do in a bundle. */
  @Override
  protected Forecaster restored(Forecaster forecaster) {
    WeightedEnsemble ensemble = (WeightedEnsemble) forecaster;
    LinearForecaster linear =
        LinearForecaster.fromBytes(((LinearForecaster) ensemble.members().get(0)).toBytes());
    return WeightedEnsemble.of(List.of(linear, new Persistence(SHAPE)), ensemble.weights())
        .withLearnedWeights(ensemble.learnedWeights().orElseThrow());
  }

  /** Forecasts a constant, and counts how often it is asked. */
  private static final class Constant implements Forecaster {
    private final String name;
    private final double value;
    private int asked;

    Constant(String name, double value) {
      this.name = name;
      this.value = value;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Shape shape() {
      return ONE;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      asked++;
      if (pattern.last() < 0) {
        throw new UnsupportedOperationException("below 0");
      }
      return Forecast.of(value);
    }
  }

  @Test
  void the_weights_are_the_mean_of_the_fitted_and_the_rules() {
    for (OnlineWeights rule :
        List.of(OnlineWeights.mlPoly(2), OnlineWeights.boa(2), OnlineWeights.ewa(2, 0.01))) {
      WeightedEnsemble ensemble =
          WeightedEnsemble.of(List.of(new Constant("a", 0), new Constant("b", 10)), 0.9, 0.1)
              .learning(rule, 3);
      assertThat(ensemble.weights()).containsExactly(0.9, 0.1);
      OnlineWeights alone = rule;
      for (int t = 1; t <= 20; t++) {
        ensemble = ensemble.observe(Pattern.of(1), 10);
        alone = alone.observe(new double[] {0, 10}, 10);
        double[] expected = alone.weights();
        for (int i = 0; i < 2; i++) {
          expected[i] = (3 * (i == 0 ? 0.9 : 0.1) + t * expected[i]) / (3 + t);
          assertThat(ensemble.weights()[i]).isCloseTo(expected[i], within(1e-14));
        }
      }
      assertThat(ensemble.weights()[1]).isGreaterThan(0.8);
      assertThat(ensemble.forecast(Pattern.of(1)).point()).isGreaterThan(8);
      assertThat(ensemble.learned())
          .containsEntry("outcomes", 20.0)
          .containsEntry("weight.b", ensemble.weights()[1]);
    }
  }

  @Test
  void a_member_of_weight_zero_is_run_for_explanations_and_learning_alone() {
    Constant unused = new Constant("unused", 3);
    Constant used = new Constant("used", 5);
    WeightedEnsemble ensemble = WeightedEnsemble.of(List.of(unused, used), 0, 1);
    Pattern query = Pattern.of(1);
    assertThat(ensemble.forecast(query).components())
        .containsExactly(new Component("used", 1, new double[] {5}));
    assertThat(ensemble.forecastAll(List.of(query, query))).containsOnly(ensemble.forecast(query));
    assertThat(ensemble.observe(query, 4)).isSameAs(ensemble);
    assertThat(unused.asked).isZero();
    Forecast explained = ensemble.explain(query);
    assertThat(explained.components()).hasSize(2);
    assertThat(ensemble.runningEveryMember().forecast(query)).isEqualTo(explained);
    assertThat(unused.asked).isEqualTo(2);
    WeightedEnsemble learned =
        ensemble.learning(OnlineWeights.mlPoly(2), 0).observe(query, 3).observe(query, 3);
    assertThat(unused.asked).isEqualTo(4);
    assertThat(learned.weights()).containsExactly(1, 0);
    assertThat(learned.frozen().observe(query, 5).weights()).containsExactly(1, 0);
  }

  @Test
  void an_outcome_that_a_member_fails_at_moves_nothing_in_degraded_mode() {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(new Constant("a", 0), new Persistence(ONE)), 0.5, 0.5)
            .learning(OnlineWeights.mlPoly(2), 1);
    assertThatThrownBy(() -> ensemble.observe(Pattern.of(-1), 4))
        .hasMessageContaining("ensemble member 'a' failed");
    assertThat(ensemble.toleratingFailures().observe(Pattern.of(-1), 4).weights())
        .containsExactly(0.5, 0.5);
  }

  @Test
  void weights_of_another_number_of_members_are_refused() {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(new Persistence(SHAPE)), 1)
            .learning(OnlineWeights.mlPoly(1), 1);
    assertThatThrownBy(() -> ensemble.learning(OnlineWeights.mlPoly(2), 1))
        .hasMessageContaining("online weights has length 2; expected 1");
    assertThatThrownBy(() -> ensemble.learning(OnlineWeights.mlPoly(1), -1))
        .hasMessageContaining("patience is -1.0");
    byte[] saved = ensemble.learnedWeights().orElseThrow();
    WeightedEnsemble other =
        WeightedEnsemble.of(
            List.of(
                new Persistence(SHAPE),
                LinearForecaster.fit(Examples.randomWalks(50, SHAPE, 1), 1e-3)),
            0.5,
            0.5);
    assertThatThrownBy(() -> other.withLearnedWeights(saved))
        .hasMessageContaining("learned weights has length 1; expected 2");
  }
}
