package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Checks;

/**
 * What calibrating takes of one example: forecasts can be made in one place, such as many machines
 * at once, and calibrated in another.
 *
 * @param category what is calibrated for itself; empty where everything goes together
 * @param weight the example's own weight, at least 0; 1 where examples have none
 * @param errors actual minus forecast over the difficulty, one a step
 * @see AdaptiveConformal.Builder#residual
 */
public record Residual(String category, double weight, double[] errors) {
  /**
   * Copies the errors.
   *
   * @throws IllegalArgumentException if there is no error, one is no value, or the weight is
   *     negative or no number
   */
  public Residual {
    Checks.notNegative(weight, "weight");
    Checks.atLeast(1, errors.length, "number of errors");
    errors = Checks.values(errors.clone(), "errors");
  }

  double error(int step) {
    return errors[step];
  }

  /**
   * Actual minus forecast over the difficulty, one a step.
   *
   * @return a copy
   */
  @Override
  public double[] errors() {
    return errors.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Residual that
        && category.equals(that.category)
        && weight == that.weight
        && Arrays.equals(errors, that.errors);
  }

  @Override
  public int hashCode() {
    return 31 * category.hashCode() + Arrays.hashCode(errors);
  }

  @Override
  public String toString() {
    return Arrays.toString(errors) + (category.isEmpty() ? "" : " of " + category);
  }
}
