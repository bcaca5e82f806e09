package org.forecast4j;

import org.forecast4j.internal.Checks;

/**
 * A range of values, ends included.
 *
 * @param lower the lower end, −∞ where nothing can be excluded
 * @param upper the upper end, +∞ where nothing can be excluded
 */
public record Interval(double lower, double upper) {
  /** Every value. */
  public static final Interval WHOLE_LINE =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** No value at all: what a confidence of zero or less asks for. */
  public static final Interval EMPTY =
      new Interval(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if one is NaN
   */
  public Interval {
    if (Double.isNaN(lower) || Double.isNaN(upper)) {
      throw new IllegalArgumentException(
          "interval [" + lower + ", " + upper + "]; expected ends that are numbers");
    }
  }

  /**
   * Whether a value lies inside.
   *
   * @param value the value
   * @return whether {@code lower <= value <= upper}
   * @throws IllegalArgumentException if the value is NaN
   */
  public boolean contains(double value) {
    Checks.number(value, "value");
    return lower <= value && value <= upper;
  }

  /**
   * The distance between the ends.
   *
   * @return 0 if empty, +∞ if an end is infinite
   */
  public double width() {
    return isEmpty() ? 0 : upper - lower;
  }

  /**
   * Whether both ends are finite.
   *
   * @return false if an end is infinite
   */
  public boolean isFinite() {
    return Double.isFinite(lower) && Double.isFinite(upper);
  }

  /**
   * Whether no value lies inside.
   *
   * @return whether the ends are crossed, or both are the same infinity
   */
  public boolean isEmpty() {
    return lower > upper || lower == Double.POSITIVE_INFINITY || upper == Double.NEGATIVE_INFINITY;
  }

  /**
   * The interval between the first and the last whole number inside: it contains the same whole
   * numbers, so no outcome that is one is lost.
   *
   * @return the interval; {@link #EMPTY} if there is no whole number inside
   */
  public Interval roundedInward() {
    double first = Math.ceil(lower);
    double last = Math.floor(upper);
    return first > last ? EMPTY : new Interval(first, last);
  }

  @Override
  public String toString() {
    return "[" + lower + ", " + upper + "]";
  }
}
