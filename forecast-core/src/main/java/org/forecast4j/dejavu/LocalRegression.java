package org.forecast4j.dejavu;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.forecast4j.internal.Cholesky;

/**
 * Weighted ridge regression of the responses of past examples on their deviations from one query,
 * for all steps at once; its value at the query. Collects moments about the query; not thread-safe.
 */
final class LocalRegression {
  private final double[] query;

  /** The regressors the query has. */
  private final int[] used;

  private final int horizon;
  private final double[] deviation;
  private final double[] deviationSums;
  private final double[][] deviationProducts;
  private final double[] responseSums;
  private final double[][] crossProducts;
  private double totalWeight;

  /**
   * A regression without examples.
   *
   * @param query the regressors where it will be evaluated; those that are NaN are left out
   */
  LocalRegression(double[] query, int horizon) {
    this.query = query;
    this.horizon = horizon;
    used = IntStream.range(0, query.length).filter(i -> !Double.isNaN(query[i])).toArray();
    deviation = new double[used.length];
    deviationSums = new double[used.length];
    deviationProducts = new double[used.length][used.length];
    responseSums = new double[horizon];
    crossProducts = new double[used.length][horizon];
  }

  void add(Cases past, int row, double weight) {
    totalWeight += weight;
    for (int step = 0; step < horizon; step++) {
      responseSums[step] += weight * past.response(row, step);
    }
    for (int i = 0; i < used.length; i++) {
      deviation[i] = past.regressor(row, used[i]) - query[used[i]];
      double weighted = weight * deviation[i];
      deviationSums[i] += weighted;
      for (int j = 0; j <= i; j++) {
        deviationProducts[i][j] += weighted * deviation[j];
      }
      for (int step = 0; step < horizon; step++) {
        crossProducts[i][step] += weighted * past.response(row, step);
      }
    }
  }

  /** The fitted response of each step at the query. */
  double[] fit(double ridge) {
    double[] leverage = means(deviationSums);
    Cholesky.solve(factor(ridge), used.length, leverage);
    double[] fitted = means(responseSums);
    double[] responseMeans = fitted.clone();
    for (int i = 0; i < used.length; i++) {
      for (int step = 0; step < horizon; step++) {
        double covariance =
            crossProducts[i][step] / totalWeight
                - deviationSums[i] / totalWeight * responseMeans[step];
        fitted[step] -= leverage[i] * covariance;
      }
    }
    return fitted;
  }

  private double[] means(double[] sums) {
    return Arrays.stream(sums).map(sum -> sum / totalWeight).toArray();
  }

  /**
   * The Cholesky factor of the regressors' covariance with a ridge. A regressor that is constant
   * among the neighbours says nothing: its pivot becomes infinite, its slope zero.
   */
  private double[] factor(double ridge) {
    int n = used.length;
    double[] factor = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = covariance(i, j);
        double variance = sum;
        for (int l = 0; l < j; l++) {
          sum -= factor[i * n + l] * factor[j * n + l];
        }
        if (i == j) {
          factor[i * n + i] = pivot(sum, variance, ridge, deviationProducts[i][i] / totalWeight);
        } else {
          factor[i * n + j] = sum / factor[j * n + j];
        }
      }
    }
    return factor;
  }

  private double covariance(int i, int j) {
    return deviationProducts[i][j] / totalWeight
        - deviationSums[i] / totalWeight * (deviationSums[j] / totalWeight);
  }

  private static double pivot(double rest, double variance, double ridge, double meanSquare) {
    if (variance <= 1e-12 * meanSquare) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.sqrt(Math.max(rest, 0) + ridge * variance);
  }
}
