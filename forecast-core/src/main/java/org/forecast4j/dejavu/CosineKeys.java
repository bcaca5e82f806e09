package org.forecast4j.dejavu;

/**
 * A few numbers that bound the distance of two points from below: the first coefficients of the
 * discrete cosine transform of the values' coordinates. The transform is a rotation, so by Parseval
 * the coefficients' squared differences never add up to more than the coordinates'; for smooth
 * series, the first few hold most of it.
 *
 * @see <a href="https://doi.org/10.1007/3-540-57301-1_5">Agrawal, Faloutsos, Swami 1993, Efficient
 *     similarity search in sequence databases</a>
 */
final class CosineKeys {
  /** More than these hardly sharpen the bound on random walks, and fewer blunt it. */
  private static final int MAX_KEYS = 4;

  private final double[][] basis;

  CosineKeys(int coordinates) {
    basis = new double[Math.min(MAX_KEYS, coordinates)][coordinates];
    for (int key = 0; key < basis.length; key++) {
      double amplitude = Math.sqrt((key == 0 ? 1.0 : 2.0) / coordinates);
      for (int c = 0; c < coordinates; c++) {
        basis[key][c] = amplitude * StrictMath.cos(Math.PI * (c + 0.5) * key / coordinates);
      }
    }
  }

  int count() {
    return basis.length;
  }

  /** The greatest coefficient: a key differs by at most this times the sum of |differences|. */
  double largestCoefficient(int key) {
    double largest = 0;
    for (double coefficient : basis[key]) {
      largest = Math.max(largest, Math.abs(coefficient));
    }
    return largest;
  }

  /** The least value of a key over the box between two points (Zhu and Shasha 2003). */
  double least(int key, double[] lower, double[] upper) {
    return sum(basis[key], upper, lower);
  }

  /** The greatest value of a key over the box between two points. */
  double greatest(int key, double[] lower, double[] upper) {
    return sum(basis[key], lower, upper);
  }

  private static double sum(double[] coefficients, double[] ifNegative, double[] ifPositive) {
    double sum = 0;
    for (int c = 0; c < coefficients.length; c++) {
      double coefficient = coefficients[c];
      sum += coefficient * (coefficient > 0 ? ifPositive[c] : ifNegative[c]);
    }
    return sum;
  }

  /**
   * More than rounding can move a key of points whose coordinates are at most {@code magnitude}: n
   * products of factors off by an ulp each, summed, are off by less than (n + 2)·ε·Σ|terms|, and
   * the terms sum to at most √(2n) times the magnitude.
   */
  double slack(double magnitude) {
    double n = basis[0].length;
    return 4 * (n + 4) * Math.ulp(1.0) * Math.sqrt(2 * n) * magnitude;
  }
}
