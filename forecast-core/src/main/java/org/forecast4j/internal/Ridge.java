package org.forecast4j.internal;

/**
 * Ridge regression in closed form: minimises the mean squared error plus {@code penalty} times the
 * squared length of the coefficients of the standardised inputs. The intercept is not penalised; an
 * input that never varies gets the coefficient 0.
 */
public final class Ridge {
  private Ridge() {}

  /**
   * Fits every output on the same inputs.
   *
   * @param inputs one row an example
   * @param outputs one row an example
   * @param penalty at least 0
   * @return for each output the intercept followed by one coefficient an input
   * @throws IllegalArgumentException if the inputs are collinear and the penalty is 0
   */
  public static double[][] fit(double[][] inputs, double[][] outputs, double penalty) {
    Columns x = Columns.of(inputs);
    Columns y = Columns.of(outputs);
    int p = x.mean.length;
    double[] gram = gram(x, penalty);
    if (!Cholesky.factorize(gram, p)) {
      throw new IllegalArgumentException(
          "ridge penalty is " + penalty + "; expected more than 0 for collinear inputs");
    }
    double[][] fitted = new double[y.mean.length][];
    for (int output = 0; output < fitted.length; output++) {
      double[] solution = moments(x, y, output);
      Cholesky.solve(gram, p, solution);
      fitted[output] = inUnitsOfInputs(solution, x, y.mean[output]);
    }
    return fitted;
  }

  private static double[] gram(Columns x, double penalty) {
    int p = x.mean.length;
    double[] gram = new double[p * p];
    for (double[] row : x.rows) {
      for (int i = 0; i < p; i++) {
        double left = x.standardised(row, i);
        for (int j = 0; j <= i; j++) {
          gram[i * p + j] += left * x.standardised(row, j);
        }
      }
    }
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i * p + j] /= x.rows.length;
      }
      gram[i * p + i] = x.inverseDeviation[i] == 0 ? 1 : gram[i * p + i] + penalty;
    }
    return gram;
  }

  private static double[] moments(Columns x, Columns y, int output) {
    double[] moments = new double[x.mean.length];
    for (int row = 0; row < x.rows.length; row++) {
      double centered = y.rows[row][output] - y.mean[output];
      for (int i = 0; i < moments.length; i++) {
        moments[i] += x.standardised(x.rows[row], i) * centered;
      }
    }
    for (int i = 0; i < moments.length; i++) {
      moments[i] /= x.rows.length;
    }
    return moments;
  }

  private static double[] inUnitsOfInputs(double[] standardised, Columns x, double mean) {
    double[] coefficients = new double[standardised.length + 1];
    coefficients[0] = mean;
    for (int i = 0; i < standardised.length; i++) {
      coefficients[i + 1] = standardised[i] * x.inverseDeviation[i];
      coefficients[0] -= coefficients[i + 1] * x.mean[i];
    }
    return coefficients;
  }

  /** Rows with the mean and the inverse of the standard deviation of each column. */
  private record Columns(double[][] rows, double[] mean, double[] inverseDeviation) {
    static Columns of(double[][] rows) {
      Checks.atLeast(1, rows.length, "number of examples");
      int width = rows[0].length;
      double[] mean = new double[width];
      double[] inverseDeviation = new double[width];
      for (int i = 0; i < width; i++) {
        for (double[] row : rows) {
          mean[i] += row[i] / rows.length;
        }
        double variance = 0;
        for (double[] row : rows) {
          variance += (row[i] - mean[i]) * (row[i] - mean[i]) / rows.length;
        }
        boolean varies = variance > 1e-24 * (1 + mean[i] * mean[i]);
        inverseDeviation[i] = varies ? 1 / Math.sqrt(variance) : 0;
      }
      return new Columns(rows, mean, inverseDeviation);
    }

    double standardised(double[] row, int column) {
      return (row[column] - mean[column]) * inverseDeviation[column];
    }
  }
}
