package org.forecast4j.lstm;

import java.util.Arrays;
import org.forecast4j.internal.Checks;

/**
 * A mean and a scale for each of several numbers: standardised is {@code (value - mean) / scale}.
 *
 * @param mean finite
 * @param scale finite and positive, as long as {@code mean}
 */
public record Standardisation(double[] mean, double[] scale) {
  /** Beyond any deviation that occurs, and small enough that no sum of products overflows. */
  private static final double MAX_INPUT = 1e6;

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if the lengths differ, a number is not finite or a scale not
   *     positive
   */
  public Standardisation {
    mean = Checks.finite(mean.clone(), "mean");
    scale = scale.clone();
    Checks.length(mean.length, scale.length, "scale");
    for (int i = 0; i < scale.length; i++) {
      Checks.positive(scale[i], "scale[" + i + "]");
    }
  }

  /** Fitted on rows: mean and standard deviation of each column, 1 for one that never varies. */
  static Standardisation fit(double[][] rows) {
    double[] mean = new double[rows[0].length];
    double[] scale = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      for (double[] row : rows) {
        mean[i] += row[i] / rows.length;
      }
      for (double[] row : rows) {
        scale[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / rows.length;
      }
      boolean varies = scale[i] > 1e-24 * (1 + mean[i] * mean[i]);
      scale[i] = varies ? Math.sqrt(scale[i]) : 1;
    }
    return new Standardisation(mean, scale);
  }

  int length() {
    return mean.length;
  }

  float apply(int index, double value) {
    return clamped((value - mean[index]) / scale[index]);
  }

  /** What a network is given for a standardised number. */
  static float clamped(double standardised) {
    return (float) Math.max(-MAX_INPUT, Math.min(MAX_INPUT, standardised));
  }

  double invert(int index, float standardised) {
    return mean[index] + scale[index] * standardised;
  }

  /**
   * The means.
   *
   * @return a copy
   */
  @Override
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The scales.
   *
   * @return a copy
   */
  @Override
  public double[] scale() {
    return scale.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Standardisation that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(scale, that.scale);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(scale);
  }

  @Override
  public String toString() {
    return "Standardisation[mean="
        + Arrays.toString(mean)
        + ", scale="
        + Arrays.toString(scale)
        + "]";
  }
}
