package org.forecast4j.series;

import org.forecast4j.internal.Checks;

/**
 * Repeats the last season; with period 1, the last value. A history shorter than a season is
 * continued with its last value. The baseline of every seasonal series.
 *
 * @param period how many values make a season, at least 1
 */
public record SeasonalNaive(int period) implements SeriesModel {
  /**
   * Checks the period.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public SeasonalNaive {
    Checks.atLeast(1, period, "period");
  }

  @Override
  public String name() {
    return "seasonal_naive";
  }

  /** A season. */
  @Override
  public int fewestValues() {
    return period;
  }

  @Override
  public double[] forecast(double[] history, int horizon) {
    Histories.require(history, horizon);
    int season = history.length < period ? 1 : period;
    double[] path = new double[horizon];
    for (int step = 0; step < horizon; step++) {
      path[step] = history[history.length - season + step % season];
    }
    return path;
  }
}
