package org.forecast4j;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.forecast4j.internal.Checks;

/**
 * A short run of observations, oldest first, with optional named covariates: facts known at the
 * time of the last observation, such as who plays.
 *
 * @param values the observed values, at least one, none beyond ±{@link ValueBounds#MAX_MAGNITUDE}
 * @param covariates values by name, none beyond it either; iterated in the order of the names
 */
public record Pattern(double[] values, Map<String, Double> covariates) {
  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if there is no value, or a value or covariate is NaN, infinite
   *     or beyond {@link ValueBounds#MAX_MAGNITUDE}, naming it
   */
  public Pattern {
    Checks.atLeast(1, values.length, "number of values");
    values = Checks.values(values.clone(), "values");
    covariates = copyOf(covariates);
  }

  private static Map<String, Double> copyOf(Map<String, Double> covariates) {
    if (covariates.isEmpty()) {
      return Map.of();
    }
    covariates.forEach((name, value) -> Checks.value(value, "covariate " + name));
    return Collections.unmodifiableMap(new TreeMap<>(covariates));
  }

  /**
   * A pattern without covariates.
   *
   * @param values the observed values, oldest first
   * @return the pattern
   * @throws IllegalArgumentException if there is no value or one is not as described
   */
  public static Pattern of(double... values) {
    return new Pattern(values, Map.of());
  }

  /**
   * This pattern with one covariate set.
   *
   * @param name the covariate's name
   * @param value its value
   * @return a new pattern
   * @throws IllegalArgumentException if the value is not as described
   */
  public Pattern with(String name, double value) {
    Map<String, Double> extended = new TreeMap<>(covariates);
    extended.put(name, value);
    return new Pattern(values, extended);
  }

  /**
   * This pattern with its covariates left out.
   *
   * @return a pattern with the same values
   */
  public Pattern withoutCovariates() {
    return covariates.isEmpty() ? this : new Pattern(values, Map.of());
  }

  /**
   * A covariate that must be there, as for a category or a difficulty.
   *
   * @param name the covariate's name
   * @return its value
   * @throws IllegalArgumentException if the pattern lacks it, naming those it has
   */
  public double covariate(String name) {
    Double value = covariates.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the pattern has the covariates "
              + new TreeSet<>(covariates.keySet())
              + "; expected "
              + name);
    }
    return value;
  }

  /**
   * The number of observed values.
   *
   * @return at least 1
   */
  public int length() {
    return values.length;
  }

  /**
   * One observed value.
   *
   * @param index from 0, the oldest
   * @return the value
   * @throws IndexOutOfBoundsException if there is no such value
   */
  public double value(int index) {
    return values[index];
  }

  /**
   * The newest observed value: where a forecast starts from.
   *
   * @return the value at {@code length() - 1}
   */
  public double last() {
    return values[values.length - 1];
  }

  /**
   * The observed values.
   *
   * @return a copy
   */
  @Override
  public double[] values() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pattern that
        && Arrays.equals(values, that.values)
        && covariates.equals(that.covariates);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + covariates.hashCode();
  }

  @Override
  public String toString() {
    return Arrays.toString(values) + (covariates.isEmpty() ? "" : covariates);
  }
}
