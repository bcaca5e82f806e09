package org.forecast4j.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Cholesky;

/** The normal equations of a correction, A and a right-hand side a step, and their solution. */
final class Correction {
  private final int size;

  /** Row-major. */
  private final double[] a;

  /** One row a step. */
  private final double[][] b;

  /** A⁻¹b, one row a step. */
  private final double[][] coefficients;

  private final long outcomes;

  private Correction(int size, double[] a, double[][] b, long outcomes) {
    this.size = size;
    this.a = a;
    this.b = b;
    this.outcomes = outcomes;
    double[] factor = a.clone();
    if (!Cholesky.factorize(factor, size)) {
      throw new IllegalArgumentException(
          "matrix of the correction is "
              + Arrays.toString(a)
              + "; expected it to be positive definite, from values of about the scales given");
    }
    coefficients = new double[b.length][];
    for (int step = 0; step < b.length; step++) {
      coefficients[step] = b[step].clone();
      Cholesky.solve(factor, size, coefficients[step]);
    }
  }

  /** One that corrects nothing. */
  static Correction none(int size, int horizon, double prior) {
    double[] a = new double[size * size];
    for (int i = 0; i < size; i++) {
      a[i * size + i] = prior;
    }
    return new Correction(size, a, new double[horizon][size], 0);
  }

  /** What this becomes with the errors of a path. */
  Correction with(double[] z, double[] errors, double prior, double forgetting) {
    double[] nextA = new double[a.length];
    double[][] nextB = new double[b.length][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        nextA[i * size + j] = forgetting * a[i * size + j] + z[i] * z[j];
      }
      nextA[i * size + i] += (1 - forgetting) * prior;
      for (int step = 0; step < b.length; step++) {
        nextB[step][i] = forgetting * b[step][i] + z[i] * errors[step];
      }
    }
    return new Correction(size, nextA, nextB, outcomes + 1);
  }

  /** Changes a path, and returns it. */
  double[] applied(double[] path, double[] z) {
    for (int step = 0; step < path.length; step++) {
      for (int i = 0; i < size; i++) {
        path[step] += coefficients[step][i] * z[i];
      }
    }
    return path;
  }

  double[] coefficients(int step) {
    return coefficients[step];
  }

  long outcomes() {
    return outcomes;
  }

  void write(BinaryWriter out) {
    out.putLong(outcomes).putDoubles(a);
    for (double[] row : b) {
      out.putDoubles(row);
    }
  }

  static Correction read(BinaryReader in, int size, int horizon) {
    long outcomes = in.getLong(0, Long.MAX_VALUE, "number of outcomes");
    double[] a = Checks.finite(in.getDoubles(size * size, "matrix"), "matrix");
    // A row after the other: the horizon is one that was read, and the bytes may be fewer.
    List<double[]> b = new ArrayList<>();
    for (int step = 0; step < horizon; step++) {
      b.add(Checks.finite(in.getDoubles(size, "right-hand side"), "right-hand side"));
    }
    return new Correction(size, a, b.toArray(new double[0][]), outcomes);
  }
}
