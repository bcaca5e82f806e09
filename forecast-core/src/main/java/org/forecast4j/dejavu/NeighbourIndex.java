package org.forecast4j.dejavu;

import java.util.Arrays;

/**
 * Exact nearest neighbours among points in memory.
 *
 * <p>Points that lie close together share a leaf: the leaves of a k-d tree over their {@link
 * CosineKeys} and covariates, each cell split at the median of its widest key. A leaf knows the
 * range of every key and stores its points coordinate by coordinate, so that the distances to all
 * of them come out of loops that the JIT compiler turns into vector instructions. A {@link Search}
 * visits the leaves nearest first and leaves out those that are farther than the K-th point found.
 *
 * <p>Immutable and safe for concurrent use. Memory: the coordinates, once.
 */
final class NeighbourIndex {
  /** Points in a leaf: fewer prune better, more amortize better what a leaf costs. */
  static final int LEAF = 128;

  private static final int SAMPLE = 1000;

  /** More than rounding can change a sum of up to a million terms by, relatively. */
  private static final double ROUNDING = 1e-9;

  private final Geometry geometry;
  private final CosineKeys cosine;
  private final int size;
  private final double magnitude;

  /** By leaf: the points' places in the database, ascending. */
  private final int[][] rows;

  /** By leaf, coordinate, place in the leaf; the last leaf is padded with NaN, far from all. */
  private final double[][][] leaves;

  /** By key and leaf: the keys' ranges, those of the cosine keys first, then the covariates. */
  private final double[][] low;

  private final double[][] high;

  NeighbourIndex(Geometry geometry, double[][] points) {
    this.geometry = geometry;
    cosine = new CosineKeys(geometry.valueCoordinates());
    size = points.length;
    double largest = 0;
    for (double[] point : points) {
      largest = Math.max(largest, magnitude(point));
    }
    magnitude = largest;
    int leafCount = (size + LEAF - 1) / LEAF;
    rows = new int[leafCount][];
    leaves = new double[leafCount][geometry.dimensions()][LEAF];
    double[][] keys = keys(points);
    low = new double[keys.length][leafCount];
    high = new double[keys.length][leafCount];
    int[] all = new int[size];
    Arrays.setAll(all, row -> row);
    split(all, 0, leafCount, keys, points);
  }

  /** By key and row. */
  private double[][] keys(double[][] points) {
    double[][] keys = new double[cosine.count() + covariateCount()][size];
    for (int row = 0; row < size; row++) {
      double[] point = points[row];
      for (int key = 0; key < cosine.count(); key++) {
        keys[key][row] = cosine.least(key, point, point);
      }
      for (int i = 0; i < covariateCount(); i++) {
        keys[cosine.count() + i][row] = point[geometry.valueCoordinates() + i];
      }
    }
    return keys;
  }

  private int covariateCount() {
    return geometry.dimensions() - geometry.valueCoordinates();
  }

  private double magnitude(double[] point) {
    double largest = 0;
    for (int c = 0; c < geometry.valueCoordinates(); c++) {
      largest = Math.max(largest, Math.abs(point[c]));
    }
    return largest;
  }

  /** Distributes the rows of a cell over {@code leafCount} leaves, all full but the last. */
  private void split(int[] cell, int leaf, int leafCount, double[][] keys, double[][] points) {
    if (leafCount == 1) {
      fill(cell, leaf, keys, points);
      return;
    }
    double[] widest = widest(cell, keys);
    Ranking ranking = new Ranking(cell.length);
    for (int row : cell) {
      ranking.add(widest[row], row);
    }
    int leftCount = leafCount / 2;
    int middle = leftCount * LEAF;
    ranking.select(middle);
    Arrays.setAll(cell, ranking::id);
    int[] right = Arrays.copyOfRange(cell, middle, cell.length);
    split(Arrays.copyOf(cell, middle), leaf, leftCount, keys, points);
    split(right, leaf + leftCount, leafCount - leftCount, keys, points);
  }

  /** The key of greatest variance in a cell, judged by a sample. */
  private static double[] widest(int[] cell, double[][] keys) {
    double[] widest = keys[0];
    double greatest = -1;
    int stride = 1 + cell.length / SAMPLE;
    for (double[] key : keys) {
      double mean = 0;
      double squares = 0;
      int count = 0;
      for (int i = 0; i < cell.length; i += stride) {
        double deviation = key[cell[i]] - mean;
        mean += deviation / ++count;
        squares += deviation * (key[cell[i]] - mean);
      }
      if (squares > greatest) {
        greatest = squares;
        widest = key;
      }
    }
    return widest;
  }

  private void fill(int[] cell, int leaf, double[][] keys, double[][] points) {
    Arrays.sort(cell);
    rows[leaf] = cell;
    for (int key = 0; key < keys.length; key++) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int row : cell) {
        least = Math.min(least, keys[key][row]);
        greatest = Math.max(greatest, keys[key][row]);
      }
      low[key][leaf] = least;
      high[key][leaf] = greatest;
    }
    for (int c = 0; c < leaves[leaf].length; c++) {
      double[] column = leaves[leaf][c];
      Arrays.fill(column, cell.length, LEAF, Double.NaN);
      for (int i = 0; i < cell.length; i++) {
        column[i] = points[cell[i]][c];
      }
    }
  }

  /** The K nearest of one point after another. Keeps its buffers; not thread-safe. */
  final class Search {
    private final int k;
    private final int first;
    private final int capacity;
    private final Ranking nearest;
    private final Ranking order = new Ranking(rows.length);
    private final double[] bounds = new double[rows.length];
    private final double[] sums = new double[LEAF];
    private final Warping warping =
        new Warping(geometry.valueCoordinates(), geometry.distance().radius());

    /** The sum of the K-th nearest point so far, infinite as long as there is none. */
    private double threshold;

    private int visited;

    /**
     * A search.
     *
     * @param k how many points to find, at most the number of points that count
     * @param first the first row that counts
     */
    Search(int k, int first) {
      this.k = k;
      this.first = first;
      capacity = 2 * k + LEAF;
      nearest = new Ranking(capacity + LEAF);
    }

    /**
     * Finds the K nearest points: by distance before the root is taken, equal ones by row.
     *
     * @param point the query; covariates that are NaN are left out of the distance
     * @return sums of terms with rows, nearest first; valid until the next call
     */
    Ranking nearest(double[] point) {
      nearest.clear();
      threshold = Double.POSITIVE_INFINITY;
      visited = 0;
      warping.setQuery(point);
      rankLeaves(point);
      int from = 0;
      int count = Math.min(order.size(), 1 + 2 * k / LEAF);
      while (from < order.size()) {
        order.select(from, count);
        for (int i = from; i < from + count; i++) {
          visit(order.id(i), order.key(i), point);
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

    private void rankLeaves(double[] point) {
      Arrays.fill(bounds, 0);
      addCosineBounds(point);
      for (int i = 0; i < covariateCount(); i++) {
        double q = point[geometry.valueCoordinates() + i];
        int key = cosine.count() + i;
        if (Double.isNaN(q)) {
          continue;
        }
        if (geometry.distance().squaresCovariates()) {
          addSquaredGaps(low[key], high[key], q, q, bounds);
        } else {
          addGaps(low[key], high[key], q, q, bounds);
        }
      }
      order.clear();
      for (int leaf = 0; leaf < bounds.length; leaf++) {
        order.add(bounds[leaf] * (1 - ROUNDING), leaf);
      }
    }

    private void addCosineBounds(double[] point) {
      double slack = cosine.slack(magnitude + magnitude(point));
      for (int key = 0; key < cosine.count(); key++) {
        double from = cosine.least(key, warping.lower(), warping.upper()) - slack;
        double to = cosine.greatest(key, warping.lower(), warping.upper()) + slack;
        if (geometry.distance().squaresValues()) {
          addSquaredGaps(low[key], high[key], from, to, bounds);
        } else {
          double scale = 1 / cosine.largestCoefficient(key);
          raiseToGaps(low[key], high[key], from, to, scale, bounds);
        }
      }
    }

    private void visit(int leaf, double bound, double[] point) {
      if (bound > threshold) {
        return;
      }
      visited++;
      sum(leaves[leaf], point);
      for (int i = 0; i < rows[leaf].length && rows[leaf][i] < first; i++) {
        sums[i] = Double.NaN;
      }
      nearest.addAtMost(threshold, sums, rows[leaf]);
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
    for (int i = 0; i < LEAF; i++) {
      double d0 = column0[i] - q0;
      double d1 = column1[i] - q1;
      double d2 = column2[i] - q2;
      double d3 = column3[i] - q3;
      sums[i] = sums[i] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    }
  }

  private static void addSquares(double[] column, double q, double[] sums) {
    for (int i = 0; i < LEAF; i++) {
      double difference = column[i] - q;
      sums[i] += difference * difference;
    }
  }

  private static void addMagnitudes(double[] column, double q, double[] sums) {
    for (int i = 0; i < LEAF; i++) {
      sums[i] += Math.abs(column[i] - q);
    }
  }

  private static void addSquaredGaps(
      double[] low, double[] high, double from, double to, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      double gap = gap(low[i], high[i], from, to);
      sums[i] += gap * gap;
    }
  }

  private static void addGaps(double[] low, double[] high, double from, double to, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
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
