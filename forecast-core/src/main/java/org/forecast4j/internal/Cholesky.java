package org.forecast4j.internal;

/** Solves symmetric positive definite systems A·x = b by A = L·Lᵀ. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * Replaces the lower triangle of {@code a} (row-major, n × n) by L.
   *
   * @return whether A is positive definite beyond rounding; if not, {@code a} is left half done
   */
  public static boolean factorize(double[] a, int n) {
    for (int j = 0; j < n; j++) {
      double original = a[j * n + j];
      double pivot = original;
      for (int k = 0; k < j; k++) {
        pivot -= a[j * n + k] * a[j * n + k];
      }
      if (!(pivot > 1e-12 * original)) {
        return false;
      }
      double root = Math.sqrt(pivot);
      a[j * n + j] = root;
      for (int i = j + 1; i < n; i++) {
        double sum = a[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= a[i * n + k] * a[j * n + k];
        }
        a[i * n + j] = sum / root;
      }
    }
    return true;
  }

  /** Replaces {@code b} by the solution, given what {@link #factorize} left in {@code l}. */
  public static void solve(double[] l, int n, double[] b) {
    for (int i = 0; i < n; i++) {
      double sum = b[i];
      for (int k = 0; k < i; k++) {
        sum -= l[i * n + k] * b[k];
      }
      b[i] = sum / l[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = b[i];
      for (int k = i + 1; k < n; k++) {
        sum -= l[k * n + i] * b[k];
      }
      b[i] = sum / l[i * n + i];
    }
  }
}
