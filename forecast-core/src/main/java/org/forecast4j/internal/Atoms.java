package org.forecast4j.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sorted values that carry weight, and the conformal quantiles among them: beside the values there
 * is one more, unseen, whose weight sits at infinity. Without weights every value counts 1 and
 * ranks are exact; with weights, mass is compared with a tolerance of 1e-12 of the total. Queries
 * take O(log n). Immutable.
 */
public final class Atoms {
  private static final double TOLERANCE = 1e-12;

  private final double[] sorted;

  /** The weight of the values up to and including each; null if every value weighs 1. */
  private final double @Nullable [] mass;

  private Atoms(double[] sorted, double @Nullable [] mass) {
    this.sorted = sorted;
    this.mass = mass;
  }

  /** Values in ascending order, each of weight 1; keeps the array. */
  public static Atoms of(double[] sorted) {
    return new Atoms(sorted, null);
  }

  /** Values in ascending order with their weights, none negative; keeps the first array. */
  public static Atoms of(double[] sorted, double[] weights) {
    double[] mass = weights.clone();
    Arrays.parallelPrefix(mass, Double::sum);
    return new Atoms(sorted, mass);
  }

  /** How many values there are. */
  public int size() {
    return sorted.length;
  }

  /** One of the values. */
  public double value(int index) {
    return sorted[index];
  }

  /** The values in ascending order; the array itself. */
  public double[] values() {
    return sorted;
  }

  /** Whether every value weighs 1. */
  public boolean isUnweighted() {
    return mass == null;
  }

  /** The weight of the first {@code count} values. */
  public double massOf(int count) {
    return mass == null ? count : count == 0 ? 0 : mass[count - 1];
  }

  /** The weight of all values, without that of the unseen one. */
  public double total() {
    return massOf(sorted.length);
  }

  /**
   * The smallest value that no more than the share {@code level} lies above, the unseen one
   * included: +∞ if that one alone is more, −∞ if the level is 1 or more.
   */
  public double upper(double level, double unseen) {
    if (level >= 1) {
      return Double.NEGATIVE_INFINITY;
    }
    int above = mostBeyond(level, unseen, true);
    return above < 0 ? Double.POSITIVE_INFINITY : sorted[sorted.length - 1 - above];
  }

  /** The mirror image of {@link #upper}: the largest value that no more than a share lies below. */
  public double lower(double level, double unseen) {
    if (level >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    int below = mostBeyond(level, unseen, false);
    return below < 0 ? Double.NEGATIVE_INFINITY : sorted[below];
  }

  /** How many of the extreme values fit, with the unseen one, into a share below 1; −1 if none. */
  private int mostBeyond(double level, double unseen, boolean fromAbove) {
    int n = sorted.length;
    if (mass == null && unseen == 1) {
      return (int) Math.max(-1, Ranks.floor(level, n + 1) - 1);
    }
    double whole = total() + unseen;
    double budget = level * whole - unseen + TOLERANCE * whole;
    if (n == 0 || budget < 0 || level <= 0) {
      return -1;
    }
    int from = 0;
    int to = n - 1;
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      double beyond = fromAbove ? total() - massOf(n - middle) : massOf(middle);
      if (beyond <= budget) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return from;
  }

  /** How many values lie below. */
  public int countBelow(double value) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** How many values lie at or below. */
  public int countAtMost(double value) {
    return countBelow(Math.nextUp(value));
  }
}
