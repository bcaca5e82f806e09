package org.forecast4j;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.forecast4j.internal.Checks;

/**
 * A past pattern together with what followed it: the material that forecasters are fitted on,
 * calibrated on and measured on.
 *
 * @param id what the caller knows the example by
 * @param date when it happened; examples are split and walked through in the order of their dates
 * @param labels further facts to show beside it, by name, such as where it was; iterated in the
 *     order of the names
 * @param pattern the observations
 * @param outcome the values that followed, at least one, none beyond ±{@link
 *     ValueBounds#MAX_MAGNITUDE}
 */
public record LabeledPattern(
    String id, LocalDate date, Map<String, String> labels, Pattern pattern, double[] outcome) {
  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if the outcome is empty or a value of it is NaN, infinite or
   *     beyond {@link ValueBounds#MAX_MAGNITUDE}, naming it
   */
  public LabeledPattern {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    Checks.atLeast(1, outcome.length, "number of outcomes");
    outcome = Checks.values(outcome.clone(), "outcome");
  }

  /**
   * An example without labels.
   *
   * @param id what the caller knows the example by
   * @param date when it happened
   * @param pattern the observations
   * @param outcome the values that followed
   * @return the example
   * @throws IllegalArgumentException if the outcome is empty or not finite
   */
  public static LabeledPattern of(String id, LocalDate date, Pattern pattern, double... outcome) {
    return new LabeledPattern(id, date, Map.of(), pattern, outcome);
  }

  /**
   * The lengths of the pattern and of the outcome.
   *
   * @return the shape of a forecaster that fits
   */
  public Shape shape() {
    return new Shape(pattern.length(), outcome.length);
  }

  /**
   * One of the values that followed.
   *
   * @param step from 0, the first value after the pattern
   * @return the value
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double outcome(int step) {
    return outcome[step];
  }

  /**
   * The value at the end of the horizon: what a point forecast is compared with.
   *
   * @return the last value of the outcome
   */
  public double target() {
    return outcome[outcome.length - 1];
  }

  /**
   * The values of covariates of its pattern.
   *
   * @param names which, all known
   * @return one value a name, in their order
   * @throws IllegalArgumentException if the pattern lacks one, naming it and the example
   */
  public double[] covariates(List<String> names) {
    double[] known = new double[names.size()];
    for (int i = 0; i < known.length; i++) {
      Double value = pattern.covariates().get(names.get(i));
      if (value == null) {
        throw new IllegalArgumentException(
            "example "
                + id
                + " has the covariates "
                + pattern.covariates().keySet()
                + "; expected "
                + names.get(i));
      }
      known[i] = value;
    }
    return known;
  }

  /**
   * The values that followed.
   *
   * @return a copy
   */
  @Override
  public double[] outcome() {
    return outcome.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabeledPattern that
        && id.equals(that.id)
        && date.equals(that.date)
        && labels.equals(that.labels)
        && pattern.equals(that.pattern)
        && Arrays.equals(outcome, that.outcome);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * id.hashCode() + pattern.hashCode()) + Arrays.hashCode(outcome);
  }

  @Override
  public String toString() {
    return id + " " + date + " " + pattern + "→" + Arrays.toString(outcome);
  }
}
