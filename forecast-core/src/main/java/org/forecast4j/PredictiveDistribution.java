package org.forecast4j;

import java.util.Arrays;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Where a forecast value may end up: the conformal predictive distribution of signed past errors
 * around the forecast. With n exchangeable errors its quantiles are valid in finite samples; the
 * mass 1/(n+1) that belongs to the unseen error is nowhere in particular.
 *
 * <p>Queries take O(log n) and copy nothing. Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1007/s10994-018-5755-8">Vovk, Shen, Manokhin, Xie 2019,
 *     Nonparametric predictive distributions based on conformal prediction</a>
 */
public final class PredictiveDistribution {
  private final double center;
  private final Errors errors;

  private PredictiveDistribution(double center, Errors errors) {
    this.center = center;
    this.errors = errors;
  }

  /**
   * Sorts past errors once, for distributions around any number of forecasts.
   *
   * @param errors actual minus forecast, in any order, at least one, all finite
   * @return the errors, ready to be centered
   * @throws IllegalArgumentException if there is none or one is NaN or infinite
   */
  public static Errors of(double... errors) {
    return new Errors(errors);
  }

  /**
   * The forecast it is centered on.
   *
   * @return the point forecast
   */
  public double center() {
    return center;
  }

  /**
   * The number of past errors it rests on.
   *
   * @return at least 1
   */
  public int size() {
    return errors.sorted.length;
  }

  /**
   * The probability of a value at or below {@code value}, ties and the unseen error counted half.
   *
   * @param value any number
   * @return strictly between 0 and 1
   */
  public double cdf(double value) {
    double error = value - center;
    double below = 0.5 * (errors.countBelow(error) + errors.countAtMost(error));
    return (below + 0.5) / (size() + 1);
  }

  /**
   * The probability of a value above {@code threshold}.
   *
   * @param threshold any number
   * @return {@code 1 - cdf(threshold)}
   */
  public double probabilityAbove(double threshold) {
    return 1 - cdf(threshold);
  }

  /**
   * The smallest bound that the value stays at or below with a probability.
   *
   * @param probability strictly between 0 and 1
   * @return the bound of rank ⌈probability·(n+1)⌉; +∞ if there are too few errors
   * @throws IllegalArgumentException if the probability is not strictly between 0 and 1
   */
  public double quantile(double probability) {
    Checks.probability(probability, "probability");
    return center + errors.atRank(Ranks.ceil(probability, size() + 1));
  }

  /**
   * The interval that leaves the same probability on either side.
   *
   * @param confidence strictly between 0 and 1
   * @return the interval; an end is infinite if there are too few errors
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1
   */
  public Interval interval(double confidence) {
    Checks.probability(confidence, "confidence");
    double upperTail = Ranks.upperTail(confidence);
    long lower = Ranks.floor(Ranks.complement(upperTail), size() + 1);
    long upper = Ranks.ceil(upperTail, size() + 1);
    return new Interval(center + errors.atRank(lower), center + errors.atRank(upper));
  }

  /**
   * The continuous ranked probability score: how far the distribution was from what happened, in
   * the units of the value; for a single error of zero it is the absolute error.
   *
   * @param actual what happened
   * @return at least 0; lower is better
   * @see <a href="https://doi.org/10.1198/016214506000001437">Gneiting and Raftery 2007, Strictly
   *     Proper Scoring Rules, Prediction, and Estimation</a>
   */
  public double crps(double actual) {
    double error = Checks.finite(actual, "actual") - center;
    return errors.meanDistanceFrom(error) - errors.halfMeanDifference;
  }

  /** Past errors, sorted, with the sums that make queries fast. Immutable. */
  public static final class Errors {
    private final double[] sorted;
    private final double[] prefixSums;
    private final double halfMeanDifference;

    private Errors(double[] errors) {
      Checks.atLeast(1, errors.length, "number of errors");
      sorted = Checks.finite(errors.clone(), "errors");
      Arrays.sort(sorted);
      int n = sorted.length;
      prefixSums = new double[n + 1];
      double weighted = 0;
      for (int i = 0; i < n; i++) {
        prefixSums[i + 1] = prefixSums[i] + sorted[i];
        weighted += (2.0 * i + 1 - n) * sorted[i];
      }
      halfMeanDifference = weighted / ((double) n * n);
    }

    /**
     * The distribution around a forecast.
     *
     * @param center the point forecast
     * @return the distribution
     * @throws IllegalArgumentException if the center is NaN or infinite
     */
    public PredictiveDistribution around(double center) {
      return new PredictiveDistribution(Checks.finite(center, "center"), this);
    }

    private double atRank(long rank) {
      if (rank < 1) {
        return Double.NEGATIVE_INFINITY;
      }
      return rank > sorted.length ? Double.POSITIVE_INFINITY : sorted[(int) rank - 1];
    }

    private int countBelow(double error) {
      int from = 0;
      int to = sorted.length;
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (sorted[middle] < error) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }

    private int countAtMost(double error) {
      return countBelow(Math.nextUp(error));
    }

    private double meanDistanceFrom(double error) {
      int n = sorted.length;
      int below = countBelow(error);
      double sumBelow = prefixSums[below];
      double sumAbove = prefixSums[n] - sumBelow;
      return (error * below - sumBelow + sumAbove - error * (n - below)) / n;
    }
  }
}
