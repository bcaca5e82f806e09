package org.forecast4j.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.bundle.codec.ForecasterFile;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class CorrectedForecasterTest extends ForecasterContract {
  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return CorrectedForecaster.builder(LinearForecaster.fit(training, 1e-3), 9)
        .covariate(Examples.DRIFT, 3)
        .prior(50)
        .forgetting(0.99)
        .build();
  }

  @Override
  protected Forecaster restored(Forecaster forecaster) {
    return ForecasterFile.fromBytes("linear", SHAPE, ForecasterFile.toBytes(forecaster));
  }

  /** The sums of the definition, written out for one regressor and two steps. */
  @Test
  void each_step_is_corrected_by_its_own_errors_as_defined() {
    Forecaster corrected =
        CorrectedForecaster.builder(new Persistence(new Shape(1, 2)), 1e30)
            .prior(10)
            .forgetting(0.9)
            .build();
    double a = 10;
    double[] b = {0, 0};
    double[][] outcomes = {{3, 4}, {-1, 2}, {5, 5}};
    for (double[] outcome : outcomes) {
      a = 0.9 * a + 1 + 0.1 * 10;
      for (int step = 0; step < 2; step++) {
        b[step] = 0.9 * b[step] + outcome[step] - 1;
      }
      corrected = corrected.observe(Pattern.of(1), outcome);
    }
    double[] path = corrected.forecast(Pattern.of(7)).path();
    assertThat(path[0]).isCloseTo(7 + b[0] / a, within(1e-12));
    assertThat(path[1]).isCloseTo(7 + b[1] / a, within(1e-12));
  }

  @Test
  void it_takes_away_a_bias_and_a_slope_that_the_forecaster_does_not_see() {
    Forecaster corrected =
        CorrectedForecaster.builder(new Persistence(SHAPE), 9)
            .covariate(Examples.DRIFT, 3)
            .prior(10)
            .build();
    for (LabeledPattern example : Examples.randomWalks(5_000, SHAPE, 61)) {
      corrected = corrected.observe(example.pattern(), example.outcome());
    }
    // The walk drifts by 0.1 of the covariate a step.
    Pattern query = Pattern.of(new double[9]).with(Examples.DRIFT, 6);
    assertThat(corrected.forecast(query).point()).isCloseTo(4 * 0.6, within(0.3));
    assertThat(corrected.forecast(query.withoutCovariates()).point()).isCloseTo(0, within(0.2));
    assertThat(corrected.learned()).containsEntry("outcomes", 5_000.0);
    assertThat(corrected.covariates()).containsKey(Examples.DRIFT);
  }

  @Test
  void what_is_corrected_keeps_its_name_and_goes_on_learning() {
    List<LabeledPattern> training = Examples.randomWalks(300, SHAPE, 62);
    LinearForecaster linear = LinearForecaster.builder(training).learning(0.99).fit();
    CorrectedForecaster corrected = CorrectedForecaster.builder(linear, 9).build();
    LabeledPattern one = Examples.randomWalks(1, SHAPE, 63).get(0);
    assertThat(corrected.name()).isEqualTo("linear");
    assertThat(corrected.observe(one.pattern(), one.outcome()).forecaster().learned())
        .isEqualTo(linear.observe(one.pattern(), one.outcome()).learned());
  }

  @Test
  void bad_settings_and_a_correction_of_a_correction_are_refused() {
    Persistence persistence = new Persistence(SHAPE);
    assertThatThrownBy(() -> CorrectedForecaster.builder(persistence, 0))
        .hasMessageContaining("scale of the last value is 0.0");
    CorrectedForecaster.Builder builder = CorrectedForecaster.builder(persistence, 9);
    assertThatThrownBy(() -> builder.covariate("x", -1))
        .hasMessageContaining("scale of covariate x is -1.0");
    assertThatThrownBy(() -> builder.prior(0)).hasMessageContaining("prior is 0.0");
    assertThatThrownBy(() -> builder.forgetting(2)).hasMessageContaining("forgetting is 2.0");
    byte[] twice = ForecasterFile.toBytes(CorrectedForecaster.builder(builder.build(), 9).build());
    assertThatThrownBy(() -> ForecasterFile.fromBytes("persistence", SHAPE, twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one correction");
  }
}
