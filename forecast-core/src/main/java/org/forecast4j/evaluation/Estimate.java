package org.forecast4j.evaluation;

import org.forecast4j.internal.Checks;

/**
 * A measured value with the interval that its uncertainty leaves.
 *
 * @param value the measured value
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 */
public record Estimate(double value, double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Checks the interval.
   *
   * @throws IllegalArgumentException if the ends are crossed or a number is NaN
   */
  public Estimate {
    if (Double.isNaN(value) || !(low <= high)) {
      throw new IllegalArgumentException(
          value + " in [" + low + ", " + high + "]; expected numbers with low at most high");
    }
  }

  /**
   * A share with its 95 % Wilson score interval, which lies within 0 and 1 and keeps its coverage
   * where the share is near either.
   *
   * @param hits how many have the property, from 0 to {@code n}
   * @param n how many there are, at least 1
   * @return the share and its interval
   * @throws IllegalArgumentException if {@code n} is below 1 or {@code hits} not between 0 and
   *     {@code n}
   * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson 1927, Probable Inference,
   *     the Law of Succession, and Statistical Inference</a>
   */
  public static Estimate ofShare(int hits, int n) {
    Checks.atLeast(1, n, "n");
    if (hits < 0 || hits > n) {
      throw new IllegalArgumentException("hits is " + hits + "; expected 0 to " + n);
    }
    return ofShare((double) hits / n, n);
  }

  /** A share of something that so many independent examples tell. */
  static Estimate ofShare(double share, int n) {
    double zz = Z * Z / n;
    double center = (share + zz / 2) / (1 + zz);
    double half = Z * Math.sqrt(share * (1 - share) / n + zz / (4.0 * n)) / (1 + zz);
    // The ends touch 0 and 1 there exactly; rounding must not push them past.
    return new Estimate(
        share, share == 0 ? 0 : center - half, share == 1 ? 1 : Math.min(1, center + half));
  }
}
