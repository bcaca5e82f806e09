package org.forecast4j;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A forecaster with calibrated intervals.
 *
 * <p>It exists only calibrated: the factories take the examples to calibrate on. It is an immutable
 * value, safe for concurrent use; learning from an outcome gives a new wrapper.
 */
public interface ConformalWrapper {
  /**
   * The forecaster whose errors are calibrated.
   *
   * @return the wrapped forecaster
   */
  Forecaster forecaster();

  /**
   * Forecasts with intervals.
   *
   * @param pattern the observations
   * @param confidence the probability the intervals shall cover with, strictly between 0 and 1
   * @return the forecast; an interval has infinite ends where the calibration cannot support the
   *     confidence
   * @throws IllegalArgumentException if the pattern has another length than the forecaster reads or
   *     the confidence is not strictly between 0 and 1
   */
  default IntervalForecast forecast(Pattern pattern, double confidence) {
    return intervals(pattern, forecaster().forecast(pattern), confidence);
  }

  /**
   * The same as {@link #forecast(Pattern, double)}, with the past examples it rests on.
   *
   * @param pattern the observations
   * @param confidence the probability the intervals shall cover with
   * @return the forecast, with analogs
   * @throws IllegalArgumentException as {@link #forecast(Pattern, double)}
   */
  default IntervalForecast explain(Pattern pattern, double confidence) {
    return intervals(pattern, forecaster().explain(pattern), confidence);
  }

  /**
   * Puts intervals around a forecast that {@link #forecaster()} has already made: several
   * confidences cost one forecast.
   *
   * @param pattern the observations
   * @param forecast the forecaster's forecast of them
   * @param confidence the probability the intervals shall cover with
   * @return the forecast with intervals
   * @throws IllegalArgumentException as {@link #forecast(Pattern, double)}
   */
  IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence);

  /**
   * The distribution of one step around a forecast: any interval, quantile or probability.
   *
   * @param pattern the observations
   * @param forecast the forecaster's forecast of them
   * @param step from 0, the first value after the pattern
   * @return the distribution of that step's value; empty where there is no past error to make one
   *     of, as intervals are the whole line where nothing is known
   * @throws IndexOutOfBoundsException if there is no such step
   */
  Optional<PredictiveDistribution> distribution(Pattern pattern, Forecast forecast, int step);

  /**
   * The distribution of the value at the end of the horizon.
   *
   * @param pattern the observations
   * @return the distribution; empty where there is no past error to make one of
   * @throws IllegalArgumentException if the pattern has another length than the forecaster reads
   */
  default Optional<PredictiveDistribution> distribution(Pattern pattern) {
    Forecast forecast = forecaster().forecast(pattern);
    return distribution(pattern, forecast, forecast.horizon() - 1);
  }

  /**
   * The probability of a value at or below one, as {@link #distribution(Pattern, Forecast, int)}
   * says it, where nothing else of that is asked for.
   *
   * @param pattern the observations
   * @param forecast the forecaster's forecast of them
   * @param step from 0, the first value after the pattern
   * @param value any number, infinite ones too
   * @return strictly between 0 and 1; empty where there is no past error
   * @throws IndexOutOfBoundsException if there is no such step
   * @throws IllegalArgumentException if the value is NaN
   */
  default OptionalDouble cdf(Pattern pattern, Forecast forecast, int step, double value) {
    return distribution(pattern, forecast, step).stream()
        .mapToDouble(distribution -> distribution.cdf(value))
        .findFirst();
  }

  /**
   * Learns what really followed a forecast, first the intervals, then the forecaster: the error
   * that is calibrated is that of the forecast given here, which was made before its outcome was
   * known; the forecaster then {@linkplain Forecaster#observe observes} the same pattern and
   * outcome.
   *
   * @param forecast a forecast this wrapper or an earlier state of it made
   * @param actual the values that followed, one a step
   * @return the next state; this wrapper itself if neither intervals nor forecaster learn
   * @throws IllegalArgumentException if the number of values differs or one is NaN, infinite or
   *     beyond {@link ValueBounds#MAX_MAGNITUDE}
   */
  ConformalWrapper observe(IntervalForecast forecast, double... actual);

  /**
   * The same intervals around a forecaster that {@linkplain Forecaster#frozen stays as it is}, on a
   * scale of errors that does: from here on outcomes move nothing but what intervals make of past
   * errors. A wrapper whose forecaster or scale can learn overrides this.
   *
   * @return the wrapper; this one itself if neither learns
   */
  default ConformalWrapper frozen() {
    return this;
  }

  /**
   * How many past errors the intervals rest on.
   *
   * @return the size of the calibration set
   */
  int calibrationSize();
}
