package org.forecast4j;

import org.forecast4j.internal.Checks;
import org.forecast4j.internal.OutOfBounds;

/**
 * What the values of a series and the covariates beside it can be. A value outside is a mistake of
 * whoever sent it, and one such outcome would spoil what is learned for a long time.
 *
 * @param lower the least value
 * @param upper the greatest value
 * @param maxStep the largest difference between a value and the one before it
 * @param maxCovariate the largest magnitude of a covariate
 */
public record ValueBounds(double lower, double upper, double maxStep, double maxCovariate) {
  /**
   * The largest magnitude that the library calculates with, 1e30: {@linkplain Pattern patterns},
   * outcomes and forecasts beyond it are refused everywhere. Up to there no square, and no product
   * of two squares, overflows a double, and no value a float.
   */
  public static final double MAX_MAGNITUDE = Checks.MAX_MAGNITUDE;

  /** Values and covariates from −1,000,000 to 1,000,000, with any step between them. */
  public static final ValueBounds DEFAULT = new ValueBounds(-1e6, 1e6, 2e6, 1e6);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the lower is not below the upper, a largest number is not
   *     positive, or one is beyond {@link #MAX_MAGNITUDE}
   */
  public ValueBounds {
    Checks.value(lower, "lower bound");
    Checks.value(upper, "upper bound");
    if (!(lower < upper)) {
      throw new IllegalArgumentException(
          "lower bound is " + lower + "; expected less than the upper bound, " + upper);
    }
    Checks.positive(maxStep, "largest step");
    Checks.positive(Checks.value(maxCovariate, "largest covariate"), "largest covariate");
  }

  /**
   * Refuses a pattern that goes out of bounds.
   *
   * @param pattern the observations
   * @return {@code pattern}
   * @throws IllegalArgumentException if a value, a step from one value to the next, or a covariate
   *     is out of bounds, naming it, the bound, and the place
   */
  public Pattern check(Pattern pattern) {
    checkValues(pattern.values(), Double.NaN, "pattern");
    pattern
        .covariates()
        .forEach((name, value) -> inRange(value, -maxCovariate, maxCovariate, "covariate " + name));
    return pattern;
  }

  /**
   * Refuses an outcome that goes out of bounds.
   *
   * @param pattern the observations it followed
   * @param outcome the values that followed
   * @return {@code outcome} itself
   * @throws IllegalArgumentException if a value, or a step from the last observation on, is out of
   *     bounds or not a number, naming it, the bound, and the place
   */
  public double[] checkOutcome(Pattern pattern, double... outcome) {
    return checkValues(outcome, pattern.last(), "outcome");
  }

  private double[] checkValues(double[] values, double before, String what) {
    double last = before;
    for (int i = 0; i < values.length; i++) {
      double value = inRange(values[i], lower, upper, what + "[" + i + "]");
      if (Math.abs(value - last) > maxStep) {
        throw new OutOfBounds(
            what
                + "["
                + i
                + "] is "
                + value
                + " after "
                + last
                + "; expected a step of at most "
                + maxStep);
      }
      last = value;
    }
    return values;
  }

  private static double inRange(double value, double lower, double upper, String what) {
    if (!(value >= lower && value <= upper)) {
      String why = what + " is " + value + "; expected " + lower + " to " + upper;
      throw Double.isFinite(value) ? new OutOfBounds(why) : new IllegalArgumentException(why);
    }
    return value;
  }
}
