package org.forecast4j.dejavu;

import java.util.Arrays;

/**
 * Dynamic time warping of one query against many points, within a Sakoe–Chiba band. Keeps its
 * buffers; not thread-safe.
 *
 * <p>The envelope of the query, its least and greatest value within the band around each place,
 * bounds the cost of a point from below: every warping path puts a point's value beside a value of
 * the envelope's range (LB_Keogh), and the two ends beside the query's ends (LB_Kim). The bound
 * holds in floating point too: a path's cost adds, in the same order, at least as much and more.
 *
 * @see <a href="https://doi.org/10.1007/s10115-004-0154-9">Keogh and Ratanamahatana 2005, Exact
 *     indexing of dynamic time warping</a>
 */
final class Warping {
  private final int length;
  private final int radius;
  private final double[] lower;
  private final double[] upper;
  private double[] query = {};
  private double[] row;
  private double[] previous;
  private int warped;

  Warping(int length, int radius) {
    this.length = length;
    this.radius = radius;
    lower = new double[length];
    upper = new double[length];
    row = new double[length];
    previous = new double[length];
  }

  /** Takes the first {@code length} coordinates as the query. */
  void setQuery(double[] point) {
    query = point;
    warped = 0;
    for (int i = 0; i < length; i++) {
      boolean isEnd = i == 0 || i == length - 1;
      int from = isEnd ? i : Math.max(0, i - radius);
      int to = isEnd ? i : Math.min(length - 1, i + radius);
      lower[i] = point[i];
      upper[i] = point[i];
      for (int j = from; j <= to; j++) {
        lower[i] = Math.min(lower[i], point[j]);
        upper[i] = Math.max(upper[i], point[j]);
      }
    }
  }

  /** The least query value within the band around each place; the query itself at its ends. */
  double[] lower() {
    return lower;
  }

  /** The greatest query value within the band around each place; the query itself at its ends. */
  double[] upper() {
    return upper;
  }

  /** How many points the query was warped against. */
  int warped() {
    return warped;
  }

  /** Replaces every bound that is at most {@code threshold} by the cost of its point. */
  void replaceBounds(double[][] leaf, double[] bounds, double threshold) {
    for (int i = 0; i < leaf[0].length; i++) {
      if (bounds[i] <= threshold) {
        warped++;
        bounds[i] = cost(leaf, i, threshold);
      }
    }
  }

  /** The cost of the cheapest path, or infinity as soon as none can stay within the threshold. */
  private double cost(double[][] leaf, int place, double threshold) {
    Arrays.fill(previous, Double.POSITIVE_INFINITY);
    for (int i = 0; i < length; i++) {
      double value = leaf[i][place];
      int from = Math.max(0, i - radius);
      int to = Math.min(length - 1, i + radius);
      Arrays.fill(row, Double.POSITIVE_INFINITY);
      double least = Double.POSITIVE_INFINITY;
      for (int j = from; j <= to; j++) {
        double before = i == 0 && j == 0 ? 0 : cheapestBefore(j);
        double difference = value - query[j];
        row[j] = before + difference * difference;
        least = Math.min(least, row[j]);
      }
      if (least > threshold) {
        return Double.POSITIVE_INFINITY;
      }
      double[] swap = previous;
      previous = row;
      row = swap;
    }
    return previous[length - 1];
  }

  private double cheapestBefore(int j) {
    double before = previous[j];
    return j == 0 ? before : Math.min(before, Math.min(previous[j - 1], row[j - 1]));
  }
}
