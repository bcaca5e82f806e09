package org.forecast4j.series;

import java.util.Arrays;
import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;

/**
 * The season of one series, by classical decomposition: a centred moving average over a season is
 * the trend, the mean ratio to it (or difference from it) in each part of the season is the index.
 * {@link #adjust} takes the season out, {@link #restore} puts it back. Immutable and safe for
 * concurrent use.
 *
 * @see <a href="https://otexts.com/fpp3/classical-decomposition.html">Hyndman and Athanasopoulos
 *     2021, Forecasting: Principles and Practice, 3.4</a>
 */
public final class SeasonalAdjustment {
  private static final SeasonalAdjustment NONE = new SeasonalAdjustment(new double[] {0}, false);

  /** The 95th percentile of the normal distribution: the two-sided test is at 90 %. */
  private static final double CRITICAL = 1.6448536269514722;

  /** An index below this would blow what is divided by it out of proportion. */
  private static final double LEAST_RATIO = 1e-3;

  /** By place in the history, modulo the period. */
  private final double[] indices;

  private final boolean multiplicative;

  private SeasonalAdjustment(double[] indices, boolean multiplicative) {
    this.indices = indices;
    this.multiplicative = multiplicative;
  }

  /**
   * Adjusts nothing.
   *
   * @return the adjustment of a series without season
   */
  public static SeasonalAdjustment none() {
    return NONE;
  }

  /**
   * What the M competitions do: nothing if {@link #isSeasonal} finds no season; else multiplicative
   * if all values are positive, additive if not.
   *
   * @param history the values, without gaps
   * @param period how many values make a season, at least 1
   * @return the adjustment
   * @throws IllegalArgumentException if the period is below 1
   */
  public static SeasonalAdjustment tested(double[] history, int period) {
    if (!isSeasonal(history, period)) {
      return NONE;
    }
    if (Histories.isPositive(history)) {
      SeasonalAdjustment ratios = multiplicative(history, period);
      if (Arrays.stream(ratios.indices).min().orElseThrow() > LEAST_RATIO) {
        return ratios;
      }
    }
    return additive(history, period);
  }

  /**
   * The test of the M competitions: whether the autocorrelation at the lag of a season is
   * significant at 90 %, given those at shorter lags.
   *
   * @param history the values, without gaps
   * @param period how many values make a season, at least 1
   * @return false if the period is 1, there are not more than two seasons, or the series is
   *     constant
   * @throws IllegalArgumentException if the period is below 1
   */
  public static boolean isSeasonal(double[] history, int period) {
    Checks.atLeast(1, period, "period");
    int count = history.length;
    if (period == 1 || count <= 2L * period || Histories.isConstant(history)) {
      return false;
    }
    double mean = Histories.mean(history);
    double variance = autocovariance(history, mean, 0);
    double squares = 0;
    for (int lag = 1; lag < period; lag++) {
      double correlation = autocovariance(history, mean, lag) / variance;
      squares += correlation * correlation;
    }
    double limit = CRITICAL * Math.sqrt((1 + 2 * squares) / count);
    return Math.abs(autocovariance(history, mean, period) / variance) > limit;
  }

  private static double autocovariance(double[] values, double mean, int lag) {
    double sum = 0;
    for (int i = lag; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i - lag] - mean);
    }
    return sum;
  }

  /**
   * The season as ratios to the trend, 1 on average.
   *
   * @param history the values, all positive, at least two seasons
   * @param period how many values make a season, at least 2
   * @return the adjustment
   * @throws IllegalArgumentException if there are fewer values or one is not positive
   */
  public static SeasonalAdjustment multiplicative(double[] history, int period) {
    for (int i = 0; i < history.length; i++) {
      Checks.positive(history[i], "history[" + i + "] of a multiplicative season");
    }
    return of(history, period, true);
  }

  /**
   * The season as differences from the trend, 0 on average.
   *
   * @param history the values, at least two seasons
   * @param period how many values make a season, at least 2
   * @return the adjustment
   * @throws IllegalArgumentException if there are fewer values
   */
  public static SeasonalAdjustment additive(double[] history, int period) {
    return of(history, period, false);
  }

  private static SeasonalAdjustment of(double[] history, int period, boolean multiplicative) {
    Checks.atLeast(2, period, "period");
    int needed = (int) Math.min(Integer.MAX_VALUE, 2L * period);
    Checks.atLeast(needed, history.length, "number of values in a seasonal history");
    double[] sums = new double[period];
    int[] counts = new int[period];
    int half = period / 2;
    for (int i = half; i < history.length - half; i++) {
      double trend = centred(history, i, period);
      sums[i % period] += multiplicative ? history[i] / trend : history[i] - trend;
      counts[i % period]++;
    }
    for (int i = 0; i < period; i++) {
      sums[i] /= counts[i];
    }
    double mean = Histories.mean(sums);
    Arrays.setAll(sums, i -> multiplicative ? sums[i] / mean : sums[i] - mean);
    return new SeasonalAdjustment(sums, multiplicative);
  }

  /** The moving average over a season around a value; of an even season, the ends count half. */
  private static double centred(double[] values, int at, int period) {
    int half = period / 2;
    double sum = 0;
    for (int i = at - half; i <= at + half; i++) {
      sum += values[i];
    }
    if (period % 2 == 0) {
      sum -= (values[at - half] + values[at + half]) / 2;
    }
    return sum / period;
  }

  /**
   * The length of the season.
   *
   * @return 1 if nothing is adjusted
   */
  public int period() {
    return indices.length;
  }

  /**
   * Whether the season is a ratio, not a difference.
   *
   * @return false if nothing is adjusted
   */
  public boolean isMultiplicative() {
    return multiplicative;
  }

  /**
   * The season, by place in the history modulo the period.
   *
   * @return a copy of {@link #period()} ratios or differences
   */
  public double[] indices() {
    return indices.clone();
  }

  /**
   * Takes the season out.
   *
   * @param history the values, from the beginning of the series
   * @return as many values
   */
  public double[] adjust(double[] history) {
    double[] adjusted = new double[history.length];
    for (int i = 0; i < adjusted.length; i++) {
      double index = indices[i % indices.length];
      adjusted[i] = multiplicative ? history[i] / index : history[i] - index;
    }
    return adjusted;
  }

  /**
   * Puts the season back into forecasts.
   *
   * @param path adjusted forecasts
   * @param from the place of the first in the series: how many values came before
   * @return as many values
   */
  public double[] restore(double[] path, int from) {
    double[] restored = new double[path.length];
    for (int step = 0; step < restored.length; step++) {
      restored[step] = restore(path[step], from + step);
    }
    return restored;
  }

  /**
   * Puts the season back into an interval.
   *
   * @param interval an interval of the adjusted value
   * @param at the place of the value in the series
   * @return the interval of the value
   */
  public Interval restore(Interval interval, int at) {
    return new Interval(restore(interval.lower(), at), restore(interval.upper(), at));
  }

  private double restore(double value, int at) {
    double index = indices[at % indices.length];
    return multiplicative ? value * index : value + index;
  }

  @Override
  public String toString() {
    return indices.length == 1
        ? "no season"
        : (multiplicative ? "ratios " : "differences ") + Arrays.toString(indices);
  }
}
