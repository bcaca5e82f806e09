package org.forecast4j;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.LazyList;

/**
 * The values expected after a pattern, and how they came about.
 *
 * @param path the forecast of each step, {@link Shape#horizon()} values, none beyond ±{@link
 *     ValueBounds#MAX_MAGNITUDE}
 * @param components what each member of an ensemble forecast, in the order of the members; empty
 *     for a single model
 * @param analogs the past examples it rests on, nearest first; empty unless asked for with {@link
 *     Forecaster#explain}
 * @param failures the members that failed and were left out, each with its reason; empty unless an
 *     ensemble was told to go on without them
 */
public record Forecast(
    double[] path, List<Component> components, List<Analog> analogs, Map<String, String> failures) {
  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if the path is empty or a value of it is NaN, infinite or
   *     beyond {@link ValueBounds#MAX_MAGNITUDE}, naming it
   */
  public Forecast {
    Checks.atLeast(1, path.length, "number of forecast steps");
    path = Checks.values(path.clone(), "path");
    components = List.copyOf(components);
    analogs = LazyList.copyOf(analogs);
    failures = failures.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  /**
   * The forecast of a single model.
   *
   * @param path the forecast of each step
   * @return a forecast without components and analogs
   * @throws IllegalArgumentException if the path is empty or not finite
   */
  public static Forecast of(double... path) {
    return new Forecast(path, List.of(), List.of(), Map.of());
  }

  /**
   * The number of steps.
   *
   * @return at least 1
   */
  public int horizon() {
    return path.length;
  }

  /**
   * The forecast of one step.
   *
   * @param step from 0, the first value after the pattern
   * @return the forecast value
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double step(int step) {
    return path[step];
  }

  /**
   * The point forecast: the value expected at the end of the horizon.
   *
   * @return the last value of the path
   */
  public double point() {
    return path[path.length - 1];
  }

  /**
   * The forecast of each step.
   *
   * @return a copy
   */
  @Override
  public double[] path() {
    return path.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Forecast that
        && Arrays.equals(path, that.path)
        && components.equals(that.components)
        && analogs.equals(that.analogs)
        && failures.equals(that.failures);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(path) + components.hashCode();
  }

  @Override
  public String toString() {
    return "Forecast" + Arrays.toString(path) + (components.isEmpty() ? "" : components);
  }
}
