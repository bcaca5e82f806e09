package org.forecast4j.conformal;

import org.forecast4j.Forecast;
import org.forecast4j.Pattern;

/**
 * Quantiles that somebody expects of the value after a pattern, such as those of the outcomes of
 * its neighbours. They need not be calibrated; {@link QuantileConformal} sees to that.
 */
@FunctionalInterface
public interface ConditionalQuantiles {
  /**
   * One quantile.
   *
   * @param pattern the observations
   * @param forecast what was forecast from them
   * @param step from 0, the first value after the pattern
   * @param probability strictly between 0 and 1
   * @return a finite value, not decreasing in the probability
   */
  double quantile(Pattern pattern, Forecast forecast, int step, double probability);
}
