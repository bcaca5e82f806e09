package org.forecast4j.dejavu;

import java.util.Arrays;
import org.forecast4j.internal.Cholesky;

/**
 * Weighted ridge regression of the responses of past examples on their deviations from one query,
 * for all steps at once; its value at the query. Collects moments about the query, in buffers that
 * it keeps for the next; not thread-safe.
 *
 * <p>Every moment adds up its products in the order of the examples, so that its bits depend on
 * nothing else; six moments are added up at a time, because each addition waits for the one before.
 */
final class LocalRegression {
  /** Examples that are taken at a time: they stay in the first-level cache. */
  private static final int BLOCK = 64;

  private final int horizon;

  /** The regressors that a query has, as many as {@link #count}. */
  private final int[] used;

  private int count;

  /** A block of examples: of each all its regressors, then its responses. */
  private final double[] block;

  /** By regressor, then by step: deviations and responses of a block of examples. */
  private final double[][] columns;

  /**
   * The weights of a block, then by regressor its deviations times them; an even number of rows.
   */
  private final double[][] weighted;

  /** The sums of products of each row of {@link #weighted} with each of {@link #columns}. */
  private final double[][] moments;

  private double totalWeight;

  /** Makes room for up to so many regressors. */
  LocalRegression(int regressors, int horizon) {
    this.horizon = horizon;
    used = new int[regressors];
    block = new double[BLOCK * (regressors + horizon)];
    columns = new double[roundedUp(regressors + horizon, 3)][BLOCK];
    weighted = new double[roundedUp(1 + regressors, 2)][BLOCK];
    moments = new double[weighted.length][columns.length];
  }

  private static int roundedUp(int count, int multiple) {
    return (count + multiple - 1) / multiple * multiple;
  }

  /**
   * The fitted response of each step at a query.
   *
   * @param query the regressors there; those that are NaN are left out
   * @param rows where the examples are in the past
   * @param weights one for each, maybe followed by others
   */
  double[] fit(Cases past, double[] query, int[] rows, double[] weights, double ridge) {
    count = 0;
    for (int i = 0; i < query.length; i++) {
      if (!Double.isNaN(query[i])) {
        used[count++] = i;
      }
    }
    for (double[] row : moments) {
      Arrays.fill(row, 0);
    }
    totalWeight = 0;
    for (int from = 0; from < rows.length; from += BLOCK) {
      add(past, query, rows, weights, from, Math.min(BLOCK, rows.length - from));
    }
    return solve(ridge);
  }

  private void add(
      Cases past, double[] query, int[] rows, double[] weights, int from, int examples) {
    int width = used.length + horizon;
    for (int i = 0; i < examples; i++) {
      past.copy(rows[from + i], block, i * width);
      totalWeight += weights[from + i];
    }
    for (int i = 0; i < count; i++) {
      take(used[i], width, columns[i], examples);
    }
    for (int step = 0; step < horizon; step++) {
      take(used.length + step, width, columns[count + step], examples);
    }
    System.arraycopy(weights, from, weighted[0], 0, examples);
    for (int i = 0; i < count; i++) {
      center(columns[i], query[used[i]], weighted[0], weighted[1 + i], examples);
    }
    if (examples % 2 == 1) {
      addNothing(examples);
    }
    for (int row = 0; row <= count; row += 2) {
      for (int column = 0; column < count + horizon; column += 3) {
        addProducts(row, column, examples);
      }
    }
  }

  private void take(int place, int width, double[] column, int examples) {
    for (int i = 0; i < examples; i++) {
      column[i] = block[i * width + place];
    }
  }

  private static void center(
      double[] column, double center, double[] weights, double[] product, int examples) {
    for (int i = 0; i < examples; i++) {
      column[i] -= center;
      product[i] = weights[i] * column[i];
    }
  }

  /** An example of weight 0. */
  private void addNothing(int place) {
    for (double[] row : weighted) {
      row[place] = 0;
    }
    for (double[] column : columns) {
      column[place] = 0;
    }
  }

  /**
   * Two rows times three columns, two examples at a time: with one at a time, the compiler of JDK
   * 17 makes vectors of the products, only to take them apart again for sums in order.
   */
  private void addProducts(int row, int column, int examples) {
    double[] a = weighted[row];
    double[] b = weighted[row + 1];
    double[] x = columns[column];
    double[] y = columns[column + 1];
    double[] z = columns[column + 2];
    double ax = moments[row][column];
    double ay = moments[row][column + 1];
    double az = moments[row][column + 2];
    double bx = moments[row + 1][column];
    double by = moments[row + 1][column + 1];
    double bz = moments[row + 1][column + 2];
    for (int i = 0; i < examples; i += 2) {
      ax = ax + a[i] * x[i] + a[i + 1] * x[i + 1];
      ay = ay + a[i] * y[i] + a[i + 1] * y[i + 1];
      az = az + a[i] * z[i] + a[i + 1] * z[i + 1];
      bx = bx + b[i] * x[i] + b[i + 1] * x[i + 1];
      by = by + b[i] * y[i] + b[i + 1] * y[i + 1];
      bz = bz + b[i] * z[i] + b[i + 1] * z[i + 1];
    }
    moments[row][column] = ax;
    moments[row][column + 1] = ay;
    moments[row][column + 2] = az;
    moments[row + 1][column] = bx;
    moments[row + 1][column + 1] = by;
    moments[row + 1][column + 2] = bz;
  }

  private double[] solve(double ridge) {
    double[] leverage = means(0, count);
    Cholesky.solve(factor(ridge), count, leverage);
    double[] responseMeans = means(count, horizon);
    double[] fitted = responseMeans.clone();
    for (int i = 0; i < count; i++) {
      for (int step = 0; step < horizon; step++) {
        double covariance =
            moments[1 + i][count + step] / totalWeight
                - moments[0][i] / totalWeight * responseMeans[step];
        fitted[step] -= leverage[i] * covariance;
      }
    }
    return fitted;
  }

  /** Weighted means of some columns. */
  private double[] means(int from, int size) {
    double[] means = new double[size];
    for (int i = 0; i < size; i++) {
      means[i] = moments[0][from + i] / totalWeight;
    }
    return means;
  }

  /**
   * The Cholesky factor of the regressors' covariance with a ridge. A regressor that is constant
   * among the neighbours says nothing: its pivot becomes infinite, its slope zero.
   */
  private double[] factor(double ridge) {
    int n = count;
    double[] factor = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = covariance(i, j);
        double variance = sum;
        for (int l = 0; l < j; l++) {
          sum -= factor[i * n + l] * factor[j * n + l];
        }
        if (i == j) {
          factor[i * n + i] = pivot(sum, variance, ridge, moments[1 + i][i] / totalWeight);
        } else {
          factor[i * n + j] = sum / factor[j * n + j];
        }
      }
    }
    return factor;
  }

  private double covariance(int i, int j) {
    return moments[1 + i][j] / totalWeight
        - moments[0][i] / totalWeight * (moments[0][j] / totalWeight);
  }

  private static double pivot(double rest, double variance, double ridge, double meanSquare) {
    if (variance <= 1e-12 * meanSquare) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.sqrt(Math.max(rest, 0) + ridge * variance);
  }
}
