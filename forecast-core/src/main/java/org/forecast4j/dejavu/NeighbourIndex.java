package org.forecast4j.dejavu;

import java.util.Arrays;

/**
 * Exact nearest neighbours among points in memory.
 *
 * <p>Points that lie close together share a leaf: the leaves of a k-d tree over their {@link
 * CosineKeys} and covariates, each cell split at the median of its widest key. A leaf knows the
 * range of every key and stores its points coordinate by coordinate, so that the distances to all
 * of them come out of loops that the JIT compiler turns into vector instructions. A {@link
 * NeighbourSearch} visits the leaves nearest first and leaves out those that are farther than the
 * K-th point found.
 *
 * <p>Immutable and safe for concurrent use: one with a point more shares all leaves but one or two
 * with this one. Memory: the coordinates, once.
 */
final class NeighbourIndex {
  /** Points in a leaf: fewer prune better, more amortize better what a leaf costs. */
  static final int LEAF = 128;

  /** Loops over a multiple of this many numbers have no rest that is not vectorized. */
  private static final int BLOCK = 32;

  private static final int SAMPLE = 1000;

  private final Geometry geometry;
  private final CosineKeys cosine;
  private final int size;
  private final double magnitude;
  private final Leaf[] leaves;

  /** By key and leaf: the keys' ranges, those of the cosine keys first, then the covariates. */
  private final double[][] low;

  private final double[][] high;

  /**
   * Points that lie close together.
   *
   * @param rows their places in the database, ascending
   * @param columns by coordinate, place in the leaf; padded with NaN, far from all, to whole {@link
   *     #BLOCK}s
   */
  record Leaf(int[] rows, double[][] columns) {
    /** A copy of the first numbers of a column, with room for some. */
    static double[] padded(double[] column, int kept, int room) {
      double[] copy = Arrays.copyOf(column, (room + BLOCK - 1) / BLOCK * BLOCK);
      Arrays.fill(copy, kept, copy.length, Double.NaN);
      return copy;
    }

    double[] point(int place) {
      double[] point = new double[columns.length];
      Arrays.setAll(point, c -> columns[c][place]);
      return point;
    }

    /** With one more, of a greater row. */
    Leaf with(int row, double[] point) {
      int place = rows.length;
      int[] nextRows = Arrays.copyOf(rows, place + 1);
      nextRows[place] = row;
      double[][] next = new double[columns.length][];
      for (int c = 0; c < next.length; c++) {
        next[c] = padded(columns[c], place, place + 1);
        next[c][place] = point[c];
      }
      return new Leaf(nextRows, next);
    }
  }

  /** Of points whose rows are their places. */
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
    leaves = new Leaf[leafCount];
    double[][] keys = keys(points);
    low = new double[keys.length][leafCount];
    high = new double[keys.length][leafCount];
    int[] all = new int[size];
    Arrays.setAll(all, row -> row);
    split(all.clone(), 0, leafCount, all, keys, points);
  }

  /** With one more point, to be put into a leaf, and room for more leaves. */
  private NeighbourIndex(NeighbourIndex before, double[] point, int moreLeaves) {
    geometry = before.geometry;
    cosine = before.cosine;
    size = before.size + 1;
    magnitude = Math.max(before.magnitude, before.magnitude(point));
    int leafCount = before.leaves.length + moreLeaves;
    leaves = Arrays.copyOf(before.leaves, leafCount);
    low = new double[before.low.length][];
    high = new double[before.high.length][];
    Arrays.setAll(low, key -> Arrays.copyOf(before.low[key], leafCount));
    Arrays.setAll(high, key -> Arrays.copyOf(before.high[key], leafCount));
  }

  /**
   * What this becomes with one more point, of the next row: it joins the leaf it is nearest to,
   * which is split in halves where it is full. Copies a leaf and the ranges of all.
   */
  NeighbourIndex with(double[] point) {
    double[][] keys = keys(point);
    int leaf = leafFor(keys);
    Leaf before = leaves[leaf];
    if (before.rows().length < LEAF) {
      NeighbourIndex next = new NeighbourIndex(this, point, 0);
      next.leaves[leaf] = before.with(size, point);
      for (int key = 0; key < keys.length; key++) {
        next.low[key][leaf] = Math.min(low[key][leaf], keys[key][0]);
        next.high[key][leaf] = Math.max(high[key][leaf], keys[key][0]);
      }
      return next;
    }
    int[] rows = Arrays.copyOf(before.rows(), LEAF + 1);
    rows[LEAF] = size;
    double[][] points = new double[LEAF + 1][];
    Arrays.setAll(points, place -> place < LEAF ? before.point(place) : point);
    int[] cell = new int[points.length];
    Arrays.setAll(cell, place -> place);
    NeighbourIndex next = new NeighbourIndex(this, point, 1);
    next.halve(cell, LEAF / 2, leaf, leaves.length, rows, keys(points), points);
    return next;
  }

  /** The leaf whose ranges the keys of a point lie in, or are nearest to; of equals, the first. */
  private int leafFor(double[][] keys) {
    double[] distances = new double[leaves.length];
    for (int key = 0; key < keys.length; key++) {
      NeighbourSearch.addSquaredGaps(low[key], high[key], keys[key][0], keys[key][0], distances);
    }
    int nearest = 0;
    for (int leaf = 1; leaf < distances.length; leaf++) {
      if (distances[leaf] < distances[nearest]) {
        nearest = leaf;
      }
    }
    return nearest;
  }

  /** By key and point. */
  private double[][] keys(double[]... points) {
    double[][] keys = new double[cosine.count() + covariateCount()][points.length];
    for (int i = 0; i < points.length; i++) {
      double[] point = points[i];
      for (int key = 0; key < cosine.count(); key++) {
        keys[key][i] = cosine.least(key, point, point);
      }
      for (int c = 0; c < covariateCount(); c++) {
        keys[cosine.count() + c][i] = point[geometry.valueCoordinates() + c];
      }
    }
    return keys;
  }

  private int covariateCount() {
    return geometry.dimensions() - geometry.valueCoordinates();
  }

  /** The largest coordinate of a point that comes from its values. */
  double magnitude(double[] point) {
    double largest = 0;
    for (int c = 0; c < geometry.valueCoordinates(); c++) {
      largest = Math.max(largest, Math.abs(point[c]));
    }
    return largest;
  }

  /** Distributes the points of a cell over {@code leafCount} leaves, all full but the last. */
  private void split(
      int[] cell, int leaf, int leafCount, int[] rows, double[][] keys, double[][] points) {
    if (leafCount == 1) {
      fill(cell, leaf, rows, keys, points);
      return;
    }
    int leftCount = leafCount / 2;
    int[] right = divide(cell, leftCount * LEAF, keys);
    int[] left = Arrays.copyOf(cell, leftCount * LEAF);
    split(left, leaf, leftCount, rows, keys, points);
    split(right, leaf + leftCount, leafCount - leftCount, rows, keys, points);
  }

  /** Distributes the points of a cell over two leaves. */
  private void halve(
      int[] cell, int middle, int left, int right, int[] rows, double[][] keys, double[][] points) {
    int[] greater = divide(cell, middle, keys);
    fill(Arrays.copyOf(cell, middle), left, rows, keys, points);
    fill(greater, right, rows, keys, points);
  }

  /** Brings the points that are smallest in the widest key to the front; returns the others. */
  private static int[] divide(int[] cell, int count, double[][] keys) {
    double[] widest = widest(cell, keys);
    Ranking ranking = new Ranking(cell.length);
    for (int place : cell) {
      ranking.add(widest[place], place);
    }
    ranking.select(count);
    Arrays.setAll(cell, ranking::id);
    return Arrays.copyOfRange(cell, count, cell.length);
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

  private void fill(int[] cell, int leaf, int[] rows, double[][] keys, double[][] points) {
    Arrays.sort(cell);
    for (int key = 0; key < keys.length; key++) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int place : cell) {
        least = Math.min(least, keys[key][place]);
        greatest = Math.max(greatest, keys[key][place]);
      }
      low[key][leaf] = least;
      high[key][leaf] = greatest;
    }
    int[] held = new int[cell.length];
    Arrays.setAll(held, i -> rows[cell[i]]);
    double[][] columns = new double[geometry.dimensions()][];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = Leaf.padded(new double[0], 0, cell.length);
      for (int i = 0; i < cell.length; i++) {
        columns[c][i] = points[cell[i]][c];
      }
    }
    leaves[leaf] = new Leaf(held, columns);
  }

  /** How many points there are. */
  int size() {
    return size;
  }

  Geometry geometry() {
    return geometry;
  }

  CosineKeys cosine() {
    return cosine;
  }

  /** The largest coordinate of all points that comes from their values. */
  double magnitude() {
    return magnitude;
  }

  int leafCount() {
    return leaves.length;
  }

  Leaf leaf(int leaf) {
    return leaves[leaf];
  }

  /** The least value of a key in each leaf; not to be changed. */
  double[] low(int key) {
    return low[key];
  }

  /** The greatest value of a key in each leaf; not to be changed. */
  double[] high(int key) {
    return high[key];
  }
}
