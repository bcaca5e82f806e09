package org.forecast4j.dejavu;

/**
 * What is done to the values of a pattern before it is compared. It decides which patterns count as
 * similar, not what is forecast: see {@link Target} for that.
 */
public enum Scaling {
  /** Nothing: level and shape count. */
  NONE,

  /** The last value is subtracted: the way to the present level counts, the level does not. */
  ORIGIN,

  /**
   * The pattern's own mean is subtracted and the rest divided by its own (population) deviation:
   * shape alone counts. A constant pattern becomes zeros. It forgets how large a lead is, which on
   * the reference data costs accuracy.
   */
  Z_SCORE;

  /** Scales in place. */
  void apply(double[] values) {
    switch (this) {
      case NONE -> {}
      case ORIGIN -> subtract(values, values[values.length - 1]);
      case Z_SCORE -> {
        center(values);
        divide(values, Math.sqrt(sumOfSquares(values) / values.length));
      }
    }
  }

  /**
   * Subtracts the mean, in place; a constant becomes exact zeros, whatever the rounding of its
   * mean.
   */
  static void center(double[] values) {
    double sum = 0;
    boolean constant = true;
    for (double value : values) {
      sum += value;
      constant &= value == values[0];
    }
    subtract(values, constant ? values[0] : sum / values.length);
  }

  static double sumOfSquares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  /** Divides in place; leaves the values as they are if the divisor is 0. */
  static void divide(double[] values, double divisor) {
    for (int i = 0; divisor > 0 && i < values.length; i++) {
      values[i] /= divisor;
    }
  }

  private static void subtract(double[] values, double origin) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= origin;
    }
  }
}
