package org.forecast4j.series;

import org.forecast4j.internal.Checks;

/**
 * The Theta method: simple exponential smoothing plus half the drift of the least-squares line,
 * after a season that {@linkplain SeasonalAdjustment#tested shows in a test} has been taken out; it
 * is put back at the end. The winner of the M3 competition.
 *
 * <p>A single value is continued as it is, a constant series too. O(n).
 *
 * @param period how many values make a season, 1 if there is none
 * @see <a href="https://doi.org/10.1016/S0169-2070(00)00066-2">Assimakopoulos and Nikolopoulos
 *     2000, The theta model: a decomposition approach to forecasting</a>
 * @see <a href="https://doi.org/10.1016/S0169-2070(01)00143-1">Hyndman and Billah 2003, Unmasking
 *     the Theta method</a>
 */
public record Theta(int period) implements SeriesModel {
  /**
   * Checks the period.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Theta {
    Checks.atLeast(1, period, "period");
  }

  @Override
  public String name() {
    return "theta";
  }

  @Override
  public double[] forecast(double[] history, int horizon) {
    Histories.require(history, horizon);
    SeasonalAdjustment season = SeasonalAdjustment.tested(history, period);
    double[] adjusted = season.adjust(history);
    SimpleSmoothing smoothing = SimpleSmoothing.fit(adjusted);
    double drift = Histories.slope(adjusted, adjusted.length) / 2;
    double weight = smoothing.weight();
    double start = (1 - Math.pow(1 - weight, adjusted.length)) / weight;
    double[] path = new double[horizon];
    for (int step = 0; step < horizon; step++) {
      path[step] = smoothing.level() + drift * (step + start);
    }
    return Histories.bounded(season.restore(path, history.length));
  }
}
