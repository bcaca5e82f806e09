package org.forecast4j.ensemble;

import java.util.Arrays;

/**
 * Least squares over non-negative weights that sum to 1, with a ridge that pulls towards equal
 * weights: minimises {@code w'Ew + penalty·|w|²}, E being the mean products of the members' errors.
 */
final class SimplexLeastSquares {
  private static final int MAX_SWEEPS = 100_000;

  private SimplexLeastSquares() {}

  /** The mean products of members' errors over the examples {@code from ≤ i < to} left out. */
  static double[][] meanProducts(double[][] errors, int leftOutFrom, int leftOutTo) {
    int members = errors.length;
    int count = errors[0].length;
    double[][] products = new double[members][members];
    for (int a = 0; a < members; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          if (i < leftOutFrom || i >= leftOutTo) {
            sum += errors[a][i] * errors[b][i];
          }
        }
        products[a][b] = products[b][a] = sum / (count - (leftOutTo - leftOutFrom));
      }
    }
    return products;
  }

  /**
   * Moves weight between one pair of members after another, each time as far as lowers the
   * objective most. The objective is convex, so where no pair gains the weights are the best.
   */
  static double[] weights(double[][] products, double penalty) {
    int members = products.length;
    double[] weights = new double[members];
    Arrays.fill(weights, 1.0 / members);
    double largestMove = 1;
    for (int sweep = 0; sweep < MAX_SWEEPS && largestMove > 1e-15; sweep++) {
      largestMove = 0;
      for (int to = 0; to < members; to++) {
        for (int from = 0; from < to; from++) {
          largestMove = Math.max(largestMove, Math.abs(move(products, penalty, weights, from, to)));
        }
      }
    }
    return weights;
  }

  private static double move(
      double[][] products, double penalty, double[] weights, int from, int to) {
    double slope = penalty * (weights[to] - weights[from]);
    for (int i = 0; i < weights.length; i++) {
      slope += (products[to][i] - products[from][i]) * weights[i];
    }
    double curvature =
        products[to][to] - 2 * products[to][from] + products[from][from] + 2 * penalty;
    if (!(curvature > 0)) {
      return 0;
    }
    double best = Math.max(-weights[to], Math.min(weights[from], -slope / curvature));
    weights[to] += best;
    weights[from] -= best;
    return best;
  }
}
