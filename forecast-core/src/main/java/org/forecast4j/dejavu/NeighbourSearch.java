package org.forecast4j.dejavu;

import java.util.Arrays;

/**
 * A search for the K nearest of one point after another, in one index after another of points of
 * one {@link Geometry}. Keeps its buffers; not thread-safe.
 */
final class NeighbourSearch {
  private static final int LEAF = NeighbourIndex.LEAF;

  /** More than rounding can change a sum of up to a million terms by, relatively. */
  private static final double ROUNDING = 1e-9;

  private final Geometry geometry;
  private final int k;
  private final int capacity;
  private final Ranking nearest;
  private final Ranking order = new Ranking(LEAF);
  private double[] bounds = {};
  private final double[] sums = new double[LEAF];
  private final Warping warping;

  /** The sum of the K-th nearest point so far, infinite as long as there is none. */
  private double threshold;

  private int visited;

  /**
   * A search.
   *
   * @param geometry that of every index and point
   * @param k how many points to find
   */
  NeighbourSearch(Geometry geometry, int k) {
    this.geometry = geometry;
    this.k = k;
    warping = new Warping(geometry.valueCoordinates(), geometry.distance().radius());
    capacity = 2 * k + LEAF;
    nearest = new Ranking(capacity + LEAF);
  }

  /**
   * Finds the K nearest points: by distance before the root is taken, equal ones by row.
   *
   * @param index where to search
   * @param first the first row that counts; at least {@code k} do
   * @param point the query; covariates that are NaN are left out of the distance
   * @return sums of terms with rows, nearest first; valid until the next call
   */
  Ranking nearest(NeighbourIndex index, int first, double[] point) {
    nearest.clear();
    threshold = Double.POSITIVE_INFINITY;
    visited = 0;
    warping.setQuery(point);
    rankLeaves(index, point);
    int from = 0;
    int count = Math.min(order.size(), 1 + 2 * k / LEAF);
    while (from < order.size()) {
      order.select(from, count);
      for (int i = from; i < from + count; i++) {
        visit(index.leaf(order.id(i)), order.key(i), first, point);
      }
      shrink();
      from += count;
      order.dropAbove(threshold, from);
      count = Math.min(order.size() - from, 2 * count);
    }
    nearest.sort();
    return nearest;
  }

  /** How many leaves the last search read; the others could not hold one of the nearest. */
  int visited() {
    return visited;
  }

  /** How many points of them the last search warped; of the others, the bound was enough. */
  int warped() {
    return warping.warped();
  }

  private void rankLeaves(NeighbourIndex index, double[] point) {
    if (bounds.length != index.leafCount()) {
      bounds = new double[index.leafCount()];
    }
    Arrays.fill(bounds, 0);
    addCosineBounds(index, point);
    for (int i = geometry.valueCoordinates(); i < geometry.dimensions(); i++) {
      double q = point[i];
      int key = index.cosine().count() + i - geometry.valueCoordinates();
      if (Double.isNaN(q)) {
        continue;
      }
      if (geometry.distance().squaresCovariates()) {
        addSquaredGaps(index.low(key), index.high(key), q, q, bounds);
      } else {
        addGaps(index.low(key), index.high(key), q, q, bounds);
      }
    }
    order.clear();
    for (int leaf = 0; leaf < bounds.length; leaf++) {
      order.add(bounds[leaf] * (1 - ROUNDING), leaf);
    }
  }

  private void addCosineBounds(NeighbourIndex index, double[] point) {
    CosineKeys cosine = index.cosine();
    double slack = cosine.slack(index.magnitude() + index.magnitude(point));
    for (int key = 0; key < cosine.count(); key++) {
      double from = cosine.least(key, warping.lower(), warping.upper()) - slack;
      double to = cosine.greatest(key, warping.lower(), warping.upper()) + slack;
      if (geometry.distance().squaresValues()) {
        addSquaredGaps(index.low(key), index.high(key), from, to, bounds);
      } else {
        double scale = 1 / cosine.largestCoefficient(key);
        raiseToGaps(index.low(key), index.high(key), from, to, scale, bounds);
      }
    }
  }

  private void visit(NeighbourIndex.Leaf leaf, double bound, int first, double[] point) {
    if (bound > threshold) {
      return;
    }
    visited++;
    sum(leaf.columns(), point);
    int[] rows = leaf.rows();
    for (int i = 0; i < rows.length && rows[i] < first; i++) {
      sums[i] = Double.NaN;
    }
    nearest.addAtMost(threshold, sums, rows);
    if (nearest.size() >= capacity) {
      shrink();
    }
  }

  /** Forgets all but the K nearest; the farthest of them is the threshold. */
  private void shrink() {
    boolean isNew = nearest.size() > k || threshold == Double.POSITIVE_INFINITY;
    if (isNew && nearest.size() >= k) {
      nearest.keepSmallest(k);
      threshold = nearest.key(k - 1);
    }
  }

  /**
   * The sums of all points of a leaf; under DTW, of those whose bound exceeds the threshold, the
   * bound.
   */
  private void sum(double[][] leaf, double[] point) {
    Arrays.fill(sums, 0);
    int values = geometry.valueCoordinates();
    switch (geometry.distance().kind()) {
      case MANHATTAN -> {
        for (int c = 0; c < values; c++) {
          addMagnitudes(leaf[c], point[c], sums);
        }
      }
      case DTW -> {
        for (int c = 0; c < values; c++) {
          addSquaredGaps(leaf[c], leaf[c], warping.lower()[c], warping.upper()[c], sums);
        }
        warping.replaceBounds(leaf, sums, threshold);
      }
      case EUCLIDEAN, CORRELATION -> {
        int c = 0;
        for (; c + 3 < values; c += 4) {
          addSquares(leaf, c, point, sums);
        }
        for (; c < values; c++) {
          addSquares(leaf[c], point[c], sums);
        }
      }
    }
    for (int c = values; c < point.length; c++) {
      if (Double.isNaN(point[c])) {
        continue;
      }
      if (geometry.distance().squaresCovariates()) {
        addSquares(leaf[c], point[c], sums);
      } else {
        addMagnitudes(leaf[c], point[c], sums);
      }
    }
  }

  /** Those of four coordinates, in their order. */
  private static void addSquares(double[][] leaf, int c, double[] point, double[] sums) {
    double[] column0 = leaf[c];
    double[] column1 = leaf[c + 1];
    double[] column2 = leaf[c + 2];
    double[] column3 = leaf[c + 3];
    double q0 = point[c];
    double q1 = point[c + 1];
    double q2 = point[c + 2];
    double q3 = point[c + 3];
    for (int i = 0; i < column0.length; i++) {
      double d0 = column0[i] - q0;
      double d1 = column1[i] - q1;
      double d2 = column2[i] - q2;
      double d3 = column3[i] - q3;
      sums[i] = sums[i] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    }
  }

  private static void addSquares(double[] column, double q, double[] sums) {
    for (int i = 0; i < column.length; i++) {
      double difference = column[i] - q;
      sums[i] += difference * difference;
    }
  }

  private static void addMagnitudes(double[] column, double q, double[] sums) {
    for (int i = 0; i < column.length; i++) {
      sums[i] += Math.abs(column[i] - q);
    }
  }

  static void addSquaredGaps(double[] low, double[] high, double from, double to, double[] sums) {
    for (int i = 0; i < low.length; i++) {
      double gap = gap(low[i], high[i], from, to);
      sums[i] += gap * gap;
    }
  }

  private static void addGaps(double[] low, double[] high, double from, double to, double[] sums) {
    for (int i = 0; i < low.length; i++) {
      sums[i] += gap(low[i], high[i], from, to);
    }
  }

  private static void raiseToGaps(
      double[] low, double[] high, double from, double to, double scale, double[] bounds) {
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.max(bounds[i], scale * gap(low[i], high[i], from, to));
    }
  }

  /** The distance between two ranges, 0 if they meet. */
  private static double gap(double low, double high, double from, double to) {
    return Math.max(0, Math.max(low - to, from - high));
  }
}
