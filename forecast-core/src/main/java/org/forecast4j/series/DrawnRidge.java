package org.forecast4j.series;

import org.forecast4j.internal.Cholesky;

/**
 * A regression whose coefficients are drawn to others, by how much those explain: the penalty is
 * the ratio of the variance that is left to that of the coefficients around the others.
 */
final class DrawnRidge {
  /** Coefficients have settled that move by 1 % of their size. */
  private static final double SETTLED = 1e-4;

  private static final double FIRST_PENALTY = 8;
  private static final double LEAST_PENALTY = 0.1;
  private static final double LARGEST_PENALTY = 1000;

  final double[] gram;
  double[] coefficients;
  private final double[] prior;
  private final int count;
  private double[] moments;
  private double squares;
  private long values;
  private double penalty = FIRST_PENALTY;
  boolean isSettled;

  DrawnRidge(double[] prior) {
    this.prior = prior;
    coefficients = prior;
    moments = prior;
    count = prior.length;
    gram = new double[count * count];
  }

  void begin() {
    moments = new double[count];
    squares = 0;
    values = 0;
  }

  void add(CovariateRows.Row[] rows, double[] targets) {
    for (int i = 0; i < targets.length; i++) {
      for (int j = 0; j < rows[i].columns().length; j++) {
        moments[rows[i].columns()[j]] += rows[i].inputs()[j] * targets[i];
      }
      squares += targets[i] * targets[i];
    }
    values += targets.length;
  }

  void solve() {
    double[] factor = gram.clone();
    double[] solution = moments.clone();
    for (int i = 0; i < count; i++) {
      factor[i * count + i] += penalty;
      solution[i] += penalty * prior[i];
    }
    if (!Cholesky.factorize(factor, count)) {
      throw new IllegalStateException("a matrix with a ridge is not positive definite");
    }
    Cholesky.solve(factor, count, solution);
    double left = squares;
    double spread = 0;
    double moved = 0;
    double size = 0;
    for (int i = 0; i < count; i++) {
      double fitted = 0;
      for (int j = 0; j < count; j++) {
        fitted += gram[i * count + j] * solution[j];
      }
      left += solution[i] * (fitted - 2 * moments[i]);
      spread += (solution[i] - prior[i]) * (solution[i] - prior[i]);
      moved += (solution[i] - coefficients[i]) * (solution[i] - coefficients[i]);
      size += solution[i] * solution[i];
    }
    isSettled = moved <= SETTLED * size;
    coefficients = solution;
    double ratio = left / values / (spread / count);
    penalty = Math.max(LEAST_PENALTY, Math.min(LARGEST_PENALTY, ratio));
  }
}
