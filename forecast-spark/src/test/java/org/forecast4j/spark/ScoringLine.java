package org.forecast4j.spark;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Seconds as a straight line in the number of rows.
 *
 * @param start seconds before the first row
 * @param perRow seconds a row
 */
record ScoringLine(double start, double perRow) {
  /** A measurement. */
  record Point(double rows, double seconds) {}

  /**
   * Through measurements, by least squares of the relative error, so that the small ones count as
   * much as the large ones.
   */
  static ScoringLine through(List<Point> points) {
    double w = 0;
    double wx = 0;
    double wxx = 0;
    double wy = 0;
    double wxy = 0;
    for (Point point : points) {
      double weight = 1 / (point.seconds() * point.seconds());
      w += weight;
      wx += weight * point.rows();
      wxx += weight * point.rows() * point.rows();
      wy += weight * point.seconds();
      wxy += weight * point.rows() * point.seconds();
    }
    double perRow = (w * wxy - wx * wy) / (w * wxx - wx * wx);
    return new ScoringLine((wy - perRow * wx) / w, perRow);
  }

  /** The line if so many machines share the rows; its start is as long. */
  ScoringLine on(int machines) {
    return new ScoringLine(start, perRow / machines);
  }

  /** Whether it rises; that of tables too small to tell may fall. */
  boolean isPlausible() {
    return perRow > 0;
  }

  /** From how many rows on this one is the faster; empty if never. */
  OptionalDouble beats(ScoringLine other) {
    if (perRow >= other.perRow) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.max(0, (start - other.start) / (other.perRow - perRow)));
  }
}
