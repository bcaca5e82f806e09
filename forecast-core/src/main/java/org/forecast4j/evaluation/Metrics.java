package org.forecast4j.evaluation;

import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Scores of forecasts against what happened. Arrays are parallel, at least one value long, none of
 * them beyond ±{@link org.forecast4j.ValueBounds#MAX_MAGNITUDE}; everything is O(n), in the units
 * of the values unless stated otherwise.
 */
public final class Metrics {
  private Metrics() {}

  /**
   * Mean absolute error.
   *
   * @param forecast the point forecasts
   * @param actual what happened
   * @return at least 0; lower is better
   * @throws IllegalArgumentException if the lengths differ, are 0, or a value is not finite
   */
  public static double mae(double[] forecast, double[] actual) {
    return mean(absoluteErrors(forecast, actual));
  }

  /**
   * Root mean squared error.
   *
   * @param forecast the point forecasts
   * @param actual what happened
   * @return at least 0; lower is better
   * @throws IllegalArgumentException if the lengths differ, are 0, or a value is not finite
   */
  public static double rmse(double[] forecast, double[] actual) {
    double[] errors = errors(forecast, actual);
    double sum = 0;
    for (double error : errors) {
      sum += error * error;
    }
    return Math.sqrt(sum / errors.length);
  }

  /**
   * Mean of forecast minus actual: positive where forecasts are too high.
   *
   * @param forecast the point forecasts
   * @param actual what happened
   * @return the bias; 0 is best
   * @throws IllegalArgumentException if the lengths differ, are 0, or a value is not finite
   */
  public static double bias(double[] forecast, double[] actual) {
    return mean(errors(forecast, actual));
  }

  /**
   * Mean absolute scaled error: the forecasts' mean absolute error over that of the naive forecast
   * within the series' past. Without unit, so it can be averaged over series.
   *
   * @param forecast the point forecasts of one series
   * @param actual what happened
   * @param scale the naive error: {@link #naiveMae} of the values before the first forecast
   * @return at least 0; below 1 the forecasts beat the naive one-step forecast of the past
   * @throws IllegalArgumentException if the lengths differ, are 0, a value is not finite, or the
   *     scale is not above 0 (the past was constant)
   * @see <a href="https://doi.org/10.1016/j.ijforecast.2006.03.001">Hyndman and Koehler 2006,
   *     Another look at measures of forecast accuracy</a>
   */
  public static double mase(double[] forecast, double[] actual, double scale) {
    return mae(forecast, actual) / Checks.positive(scale, "scale");
  }

  /**
   * Symmetric mean absolute percentage error: the mean of 200·|actual − forecast| / (|actual| +
   * |forecast|), 0 where both are 0.
   *
   * @param forecast the point forecasts
   * @param actual what happened
   * @return from 0 to 200, in percent; lower is better
   * @throws IllegalArgumentException if the lengths differ, are 0, or a value is not finite
   * @see <a href="https://doi.org/10.1016/S0169-2070(00)00057-1">Makridakis and Hibon 2000, The
   *     M3-Competition</a>
   */
  public static double smape(double[] forecast, double[] actual) {
    double[] errors = absoluteErrors(forecast, actual);
    for (int i = 0; i < errors.length; i++) {
      errors[i] = percentage(forecast[i], actual[i]);
    }
    return mean(errors);
  }

  /** What one forecast adds to the symmetric mean absolute percentage error. */
  static double percentage(double forecast, double actual) {
    double size = Math.abs(actual) + Math.abs(forecast);
    return size == 0 ? 0 : 200 * Math.abs(forecast - actual) / size;
  }

  /**
   * The mean absolute error, within a series, of forecasting each value by the one a season before.
   *
   * @param series the values, oldest first, more than {@code period}
   * @param period the length of a season; 1 if there are none
   * @return the mean of |xₜ − xₜ₋ₚ|
   * @throws IllegalArgumentException if the period is below 1, the series is not longer, or a value
   *     is not finite
   */
  public static double naiveMae(double[] series, int period) {
    Checks.atLeast(1, period, "period");
    int needed = (int) Math.min(Integer.MAX_VALUE, period + 1L);
    Checks.atLeast(needed, series.length, "length of the series");
    Checks.values(series, "series");
    double sum = 0;
    for (int t = period; t < series.length; t++) {
      sum += Math.abs(series[t] - series[t - period]);
    }
    return sum / (series.length - period);
  }

  /**
   * Mean pinball loss of quantile forecasts: proper, least in expectation for the true quantile.
   *
   * @param quantiles the forecast quantiles; an infinite one makes the loss infinite
   * @param actual what happened
   * @param probability which quantile it is, strictly between 0 and 1
   * @return at least 0; lower is better
   * @throws IllegalArgumentException if the lengths differ or are 0, a quantile is NaN, an actual
   *     value is not finite, or the probability is not strictly between 0 and 1
   * @see <a href="https://doi.org/10.2307/1913643">Koenker and Bassett 1978, Regression
   *     Quantiles</a>
   */
  public static double pinball(double[] quantiles, double[] actual, double probability) {
    Checks.probability(probability, "probability");
    checkPair(quantiles, actual, "quantiles");
    double complement = Ranks.complement(probability);
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      if (Double.isNaN(quantiles[i])) {
        throw new IllegalArgumentException("quantiles[" + i + "] is NaN; expected a number");
      }
      double error = actual[i] - quantiles[i];
      sum += error >= 0 ? probability * error : -complement * error;
    }
    return sum / actual.length;
  }

  /**
   * The Winkler or interval score of one interval: its width, and 2/(1 − confidence) for each unit
   * the outcome lies outside. Proper for the equal-tailed interval.
   *
   * @param interval the interval forecast
   * @param actual what happened, finite
   * @param confidence the probability it was to cover with, strictly between 0 and 1
   * @return lower is better; +∞ if an end is infinite
   * @throws IllegalArgumentException if the outcome is not finite or the confidence is not strictly
   *     between 0 and 1
   * @see <a href="https://doi.org/10.1198/016214506000001437">Gneiting and Raftery 2007, Strictly
   *     Proper Scoring Rules, Prediction, and Estimation</a>, section 6.2
   */
  public static double winkler(Interval interval, double actual, double confidence) {
    Checks.value(actual, "actual");
    double alpha = Ranks.complement(Checks.probability(confidence, "confidence"));
    if (!interval.isFinite()) {
      return Double.POSITIVE_INFINITY;
    }
    double outside =
        Math.max(0, interval.lower() - actual) + Math.max(0, actual - interval.upper());
    return interval.upper() - interval.lower() + 2 / alpha * outside;
  }

  /**
   * Counts probability integral transforms, the forecast distribution's cdf at what happened, in
   * bins of equal width. Calibrated forecasts fill them evenly; a hump means too wide, a hollow too
   * narrow, a slope biased.
   *
   * @param transforms values from 0 to 1, at least one
   * @param bins how many bins, at least 1
   * @return the count of each bin; a value on an edge belongs to the upper bin, 1 to the last
   * @throws IllegalArgumentException if there is no value, one is not from 0 to 1, or there are no
   *     bins
   * @see <a href="https://doi.org/10.1111/j.1467-9868.2007.00587.x">Gneiting, Balabdaoui, Raftery
   *     2007, Probabilistic forecasts, calibration and sharpness</a>
   */
  public static int[] pitHistogram(double[] transforms, int bins) {
    Checks.atLeast(1, transforms.length, "number of transforms");
    int[] counts = new int[Checks.atLeast(1, bins, "bins")];
    for (int i = 0; i < transforms.length; i++) {
      double transform = transforms[i];
      if (!(transform >= 0 && transform <= 1)) {
        throw new IllegalArgumentException(
            "transforms[" + i + "] is " + transform + "; expected 0 to 1");
      }
      counts[bin(transform, bins)]++;
    }
    return counts;
  }

  /** The bin of a transform from 0 to 1. */
  static int bin(double transform, int bins) {
    return Math.min(bins - 1, (int) (transform * bins));
  }

  static double[] absoluteErrors(double[] forecast, double[] actual) {
    double[] errors = errors(forecast, actual);
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(errors[i]);
    }
    return errors;
  }

  /** The mean of values that a caller has checked. */
  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double[] errors(double[] forecast, double[] actual) {
    checkPair(forecast, actual, "forecast");
    Checks.values(forecast, "forecast");
    double[] errors = new double[actual.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = forecast[i] - actual[i];
    }
    return errors;
  }

  private static void checkPair(double[] forecast, double[] actual, String what) {
    Checks.atLeast(1, actual.length, "number of actual values");
    Checks.length(actual.length, forecast.length, what);
    Checks.values(actual, "actual");
  }
}
