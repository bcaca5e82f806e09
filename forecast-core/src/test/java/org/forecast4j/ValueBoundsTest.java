package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueBoundsTest {
  private static final ValueBounds POINTS = new ValueBounds(-150, 150, 40, 150);

  @Test
  void what_nothing_is_known_of_may_go_up_to_a_million() {
    assertThat(ValueBounds.DEFAULT).isEqualTo(new ValueBounds(-1e6, 1e6, 2e6, 1e6));
  }

  @Test
  void what_keeps_within_the_bounds_is_given_back() {
    Pattern pattern = Pattern.of(150, 110, 70, 30, -10, 30).with("rating_difference", -150);
    assertThat(POINTS.check(pattern)).isSameAs(pattern);
    double[] outcome = {-10, -50, -90, -130, -150};
    assertThat(POINTS.checkOutcome(pattern, outcome)).isSameAs(outcome);
  }

  @Test
  void what_goes_beyond_is_refused_with_the_value_the_bound_and_the_place() {
    assertRefused(
        () -> POINTS.check(Pattern.of(0, 3, 151)), "pattern[2] is 151.0; expected -150.0 to 150.0");
    assertRefused(
        () -> POINTS.check(Pattern.of(0, -20, 21)),
        "pattern[2] is 21.0 after -20.0; expected a step of at most 40.0");
    assertRefused(
        () -> POINTS.check(Pattern.of(0).with("rating_difference", 1e7)),
        "covariate rating_difference is 1.0E7; expected -150.0 to 150.0");
    assertRefused(
        () -> POINTS.checkOutcome(Pattern.of(12), 12, -999),
        "outcome[1] is -999.0; expected -150.0 to 150.0");
    assertRefused(
        () -> POINTS.checkOutcome(Pattern.of(12), 53),
        "outcome[0] is 53.0 after 12.0; expected a step of at most 40.0");
    assertRefused(
        () -> POINTS.checkOutcome(Pattern.of(12), 1, Double.NaN),
        "outcome[1] is NaN; expected -150.0 to 150.0");
  }

  @Test
  void bounds_that_cannot_be_are_refused() {
    assertRefused(
        () -> new ValueBounds(1, 1, 1, 1),
        "lower bound is 1.0; expected less than the upper bound, 1.0");
    assertRefused(
        () -> new ValueBounds(Double.NaN, 1, 1, 1), "lower bound is NaN; expected a finite number");
    assertRefused(
        () -> new ValueBounds(0, 1e31, 1, 1), "upper bound is 1.0E31; expected -1.0E30 to 1.0E30");
    assertRefused(() -> new ValueBounds(0, 1, 0, 1), "largest step is 0.0; expected more than 0");
    assertRefused(
        () -> new ValueBounds(0, 1, 1, -2), "largest covariate is -2.0; expected more than 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.1e30, -1e151, 1e300, -Double.MAX_VALUE})
  void what_the_library_cannot_calculate_with_is_refused_wherever_it_comes_in(double value) {
    String expected = " is " + value + "; expected -1.0E30 to 1.0E30";
    assertRefused(() -> Pattern.of(1, value), "values[1]" + expected);
    assertRefused(() -> Pattern.of(1).with("a", value), "covariate a" + expected);
    assertRefused(() -> Forecast.of(1, value), "path[1]" + expected);
    assertRefused(() -> new Shape(1, 2).requireOutcome(0, value), "outcome[1]" + expected);
    assertRefused(() -> PredictiveDistribution.Errors.of(value), "errors[0]" + expected);
    assertRefused(() -> PredictiveDistribution.Errors.of(1).around(value), "center" + expected);
    assertRefused(
        () -> PredictiveDistribution.Errors.of(1).around(0).crps(value), "actual" + expected);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
