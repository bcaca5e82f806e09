package org.forecast4j;

import java.util.Arrays;

/**
 * The forecast of one member of an ensemble.
 *
 * @param name the member's name
 * @param weight the share it had in the forecast, from 0 to 1
 * @param path its forecast of each step, {@link Shape#horizon()} values
 */
public record Component(String name, double weight, double[] path) {
  /** Copies the path. */
  public Component {
    path = path.clone();
  }

  /**
   * The member's forecast at the end of the horizon.
   *
   * @return the last value of the path
   */
  public double point() {
    return path[path.length - 1];
  }

  /**
   * The member's forecast of each step.
   *
   * @return a copy
   */
  @Override
  public double[] path() {
    return path.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Component that
        && name.equals(that.name)
        && Double.compare(weight, that.weight) == 0
        && Arrays.equals(path, that.path);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(path);
  }

  @Override
  public String toString() {
    return name + "×" + weight + Arrays.toString(path);
  }
}
