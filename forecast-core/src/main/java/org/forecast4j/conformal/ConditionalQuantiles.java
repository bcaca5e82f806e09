package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.Neighbourhood;

/**
 * Quantiles that somebody expects of the values after a pattern, such as those of the outcomes of
 * its neighbours. They need not be calibrated; {@link QuantileConformal} sees to that.
 */
@FunctionalInterface
public interface ConditionalQuantiles {
  /**
   * One quantile of each step.
   *
   * @param pattern the observations
   * @param forecast what was forecast from them
   * @param probability strictly between 0 and 1
   * @return one finite value a step, none decreasing in the probability; the same for the same
   *     arguments
   */
  double[] of(Pattern pattern, Forecast forecast, double probability);

  /**
   * The quantiles of what followed the nearest past patterns. A quantile of all steps takes one
   * search and O(K log K) a step.
   *
   * @param dejavu what finds the neighbours; it must not hold the calibration examples
   * @return the quantiles
   */
  static ConditionalQuantiles ofNeighbours(DejavuForecaster dejavu) {
    return (pattern, forecast, probability) -> {
      Neighbourhood neighbours = dejavu.neighbourhood(pattern);
      double[] quantiles = new double[forecast.horizon()];
      Arrays.setAll(quantiles, step -> neighbours.quantile(step, probability));
      return quantiles;
    };
  }
}
