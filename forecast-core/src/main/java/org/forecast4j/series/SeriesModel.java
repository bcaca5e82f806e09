package org.forecast4j.series;

import org.forecast4j.Forecaster;
import org.forecast4j.Shape;

/**
 * A model of one series: it is fitted on the history that it is given and forecasts how that goes
 * on. Implementations are immutable, deterministic and safe for concurrent use.
 */
public interface SeriesModel {
  /**
   * What this model is called in explanations and evaluations.
   *
   * @return a short lower-case name, such as {@code theta}
   */
  String name();

  /**
   * How long a history must be for this model to do what its name says. It forecasts shorter ones,
   * too, but an evaluation leaves them out, so that no baseline is measured as another.
   *
   * @return at least 1, which it is unless a model says otherwise
   */
  default int fewestValues() {
    return 1;
  }

  /**
   * Fits on a history and forecasts what follows it.
   *
   * @param history the values so far, oldest first, at least one, without gaps, none beyond ±{@link
   *     org.forecast4j.ValueBounds#MAX_MAGNITUDE}; not changed
   * @param horizon how many values to forecast, 1 to {@value PanelModel#MAX_STEPS}
   * @return one value a step; what is beyond the bounds of a value is cut there
   * @throws IllegalArgumentException if the history is empty or a value is not as described, or the
   *     horizon is out of its range
   */
  double[] forecast(double[] history, int horizon);

  /**
   * Forecasts a series with intervals. They are conformal: the width of a step is a quantile of the
   * errors that this model made at that many steps ahead from up to 200 origins in the later half
   * of the series, each fitted on nothing but the values before it; infinite where there are too
   * few of them, 19 for 95 %. They cover as asked as long as the time to come is like that half.
   * Gaps are {@linkplain Gaps#INTERPOLATE interpolated}; a value that is not known gives no error.
   *
   * @param series the series
   * @param horizon how many values to forecast, 1 to {@value PanelModel#MAX_STEPS}
   * @return the forecast, with neither members nor analogs; at the cost of up to 201 fits
   * @throws IllegalArgumentException if the series has nothing but gaps, the horizon is out of its
   *     range, or the times would go on beyond the year 9999
   */
  default SeriesForecast forecast(TimeSeries series, int horizon) {
    return RollingErrors.forecast(this, series, horizon);
  }

  /**
   * This model where a forecaster of patterns is expected: each pattern is its whole history.
   *
   * @param shape how many values it reads and forecasts
   * @return a forecaster of the same name, which uses no covariates and does not learn
   */
  default Forecaster over(Shape shape) {
    return new SeriesForecaster(this, shape);
  }
}
