package org.forecast4j.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.forecast4j.Component;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class WeightedEnsembleTest extends ForecasterContract {
  private static final Shape TWO = new Shape(2, 2);
  private static final Pattern QUERY = Pattern.of(1, 4);

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return WeightedEnsemble.of(
        List.of(LinearForecaster.fit(training, 1e-3), new Persistence(SHAPE)), 0.7, 0.3);
  }

  /**
   * Forecasts the last value plus a constant; fails on patterns that begin with a negative value.
   */
  private record Shifted(String name, double shift) implements Forecaster {
    @Override
    public Shape shape() {
      return TWO;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      if (pattern.value(0) < 0) {
        throw new UnsupportedOperationException("no negative start");
      }
      return Forecast.of(pattern.last() + shift, pattern.last() + 2 * shift);
    }
  }

  private static final Forecaster LOW = new Shifted("low", -1);
  private static final Forecaster HIGH = new Shifted("high", 3);
  private static final Forecaster CALM = new Persistence(TWO);

  @Test
  void the_path_is_the_weighted_mean_of_the_members_paths() {
    Forecast forecast = WeightedEnsemble.of(List.of(LOW, HIGH), 0.25, 0.75).forecast(QUERY);
    assertThat(forecast.path()).containsExactly(4 + 0.25 * -1 + 0.75 * 3, 4 + 0.25 * -2 + 0.75 * 6);
    assertThat(forecast.components())
        .containsExactly(
            new Component("low", 0.25, new double[] {3, 2}),
            new Component("high", 0.75, new double[] {7, 10}));
    assertThat(forecast.failures()).isEmpty();
  }

  /** Takes the value of a covariate for the forecast. */
  private record Told(String name, String covariate, String assumption) implements Forecaster {
    @Override
    public Shape shape() {
      return TWO;
    }

    @Override
    public Map<String, String> covariates() {
      return Map.of(covariate, assumption);
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      double value = pattern.covariates().getOrDefault(covariate, 0.0);
      return Forecast.of(value, value);
    }
  }

  @Test
  void it_names_its_members_and_what_each_assumes_of_a_covariate_that_is_missing() {
    List<Forecaster> members =
        List.of(
            new Told("a", "x", "zero"), CALM, new Told("b", "x", "mean"), new Told("c", "y", "1"));
    WeightedEnsemble ensemble = WeightedEnsemble.of(members, 0.25, 0.25, 0.25, 0.25);
    assertThat(ensemble.members()).isEqualTo(members);
    assertThat(ensemble.covariates()).isEqualTo(Map.of("x", "a: zero; b: mean", "y", "c: 1"));
  }

  @Test
  void weights_that_are_negative_or_do_not_sum_to_one_are_refused_with_their_value() {
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, HIGH), 0.4, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sum to 0.9; expected 1 within 1e-9");
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, HIGH), -0.5, 1.5))
        .hasMessageContaining("weight of 'low' is -0.5");
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, HIGH), Double.NaN, 1))
        .hasMessageContaining("weight of 'low' is NaN");
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, HIGH), 0.5, 0.5 + 2e-9))
        .hasMessageContaining("expected 1 within 1e-9");
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, HIGH), 1))
        .hasMessageContaining("weights has length 1; expected 2");
    assertThat(WeightedEnsemble.of(List.of(LOW, HIGH), 0.5, 0.5 + 5e-10).weights()).hasSize(2);
  }

  @Test
  void members_of_another_shape_or_of_the_same_name_are_refused_by_name() {
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, new Persistence(SHAPE)), 0.5, 0.5))
        .hasMessageContaining("member 'persistence' has shape 9→4; expected 2→2");
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(LOW, LOW), 0.5, 0.5))
        .hasMessageContaining("two members are named 'low'");
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of()))
        .hasMessageContaining("number of members is 0");
  }

  @Test
  void a_member_that_fails_fails_the_forecast_with_its_name() {
    WeightedEnsemble ensemble = WeightedEnsemble.of(List.of(CALM, LOW), 0.5, 0.5);
    Pattern negative = Pattern.of(-1, 2);
    assertThatThrownBy(() -> ensemble.forecast(negative))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ensemble member 'low' failed: no negative start")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ensemble.forecastAll(List.of(QUERY, negative)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'low'");
  }

  @Test
  void in_degraded_mode_the_rest_is_renormalised_and_the_forecast_says_so() {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(CALM, LOW), 0.2, 0.8).toleratingFailures();
    Pattern negative = Pattern.of(-1, 2);
    Forecast degraded = ensemble.forecast(negative);
    assertThat(degraded.path()).containsExactly(2, 2);
    assertThat(degraded.components())
        .containsExactly(new Component("persistence", 1, new double[] {2, 2}));
    assertThat(degraded.failures()).containsOnlyKeys("low");
    assertThat(degraded.failures().get("low")).contains("no negative start");
    assertThat(ensemble.forecastAll(List.of(QUERY, negative)))
        .containsExactly(ensemble.forecast(QUERY), degraded);
    assertThat(ensemble.forecast(QUERY).failures()).isEmpty();
  }

  @Test
  void a_forecast_fails_even_in_degraded_mode_when_no_weight_is_left() {
    WeightedEnsemble ensemble = WeightedEnsemble.of(List.of(CALM, LOW), 0, 1).toleratingFailures();
    assertThatThrownBy(() -> ensemble.forecast(Pattern.of(-1, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no negative start");
  }
}
