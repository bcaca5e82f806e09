package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResidualTest {
  private static final Shape SHAPE = new Shape(5, 3);
  private static final List<LabeledPattern> CALIBRATION = Examples.randomWalks(60, SHAPE, 2);

  private final Forecaster forecaster =
      LinearForecaster.fit(Examples.randomWalks(100, SHAPE, 1), 1);

  static List<UnaryOperator<AdaptiveConformal.Builder>> settings() {
    return List.of(
        builder -> builder,
        builder -> builder.weighting(Weighting.decay(0.99)).window(50),
        builder -> builder.weighting(Weighting.fixed(weights())),
        builder ->
            builder
                .category((pattern, forecast) -> pattern.last() > 0 ? "up" : "down")
                .difficulty(Difficulty.of(pattern -> 1 + Math.abs(pattern.last())))
                .weighting(
                    Weighting.likelihoodRatio(
                        pattern -> 1 + 0.1 * Math.abs(pattern.covariate(Examples.DRIFT)))));
  }

  private static double[] weights() {
    double[] weights = new double[CALIBRATION.size()];
    Arrays.setAll(weights, i -> 1 / (1.0 + i % 3));
    return weights;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void residuals_calibrate_to_the_bytes_of_their_examples(
      UnaryOperator<AdaptiveConformal.Builder> settings) {
    AdaptiveConformal.Builder builder = settings.apply(AdaptiveConformal.builder(forecaster));
    List<Residual> residuals =
        CALIBRATION.stream()
            .map(example -> builder.residual(example, forecaster.forecast(example.pattern())))
            .toList();
    assertThat(builder.ofResiduals(residuals).toBytes())
        .isEqualTo(builder.calibrate(CALIBRATION).toBytes());
  }

  @Test
  void split_intervals_have_the_bytes_of_their_examples_too() {
    AdaptiveConformal.Builder plain = AdaptiveConformal.builder(forecaster);
    List<Residual> residuals =
        CALIBRATION.stream()
            .map(example -> plain.residual(example, forecaster.forecast(example.pattern())))
            .toList();
    assertThat(SplitConformal.ofResiduals(forecaster, residuals, Tails.SYMMETRIC).toBytes())
        .isEqualTo(SplitConformal.calibrate(forecaster, CALIBRATION).toBytes());
    assertThat(SplitConformal.ofResiduals(forecaster, residuals, Tails.EQUAL, 1, 2, 3).toBytes())
        .isEqualTo(
            SplitConformal.calibrate(forecaster, CALIBRATION, Tails.EQUAL, 1, 2, 3).toBytes());
  }

  @Test
  void residuals_that_do_not_fit_are_refused() {
    Residual grouped = new Residual("up", 1, new double[] {1, 2, 3});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SplitConformal.ofResiduals(forecaster, List.of(grouped), Tails.SYMMETRIC))
        .withMessage("a residual has the category 'up' and the weight 1.0; expected none and 1");
    Residual shorter = new Residual("", 1, new double[] {1, 2});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptiveConformal.builder(forecaster).ofResiduals(List.of(shorter)))
        .withMessage("errors has length 2; expected 3");
    AdaptiveConformal.Builder learning =
        AdaptiveConformal.builder(forecaster)
            .difficulty(FollowingDifficulty.builder(1, 1, 1).build());
    LabeledPattern example = CALIBRATION.get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learning.residual(example, forecaster.forecast(example.pattern())))
        .withMessageStartingWith("the difficulty learns");
  }
}
