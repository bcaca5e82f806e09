package org.forecast4j.spring;

import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;

/**
 * The model that an application forecasts with: one in the application that learns, or one of a
 * server. Which of them is a matter of properties; what is injected is the same.
 *
 * <pre>{@code
 * @RestController
 * class Forecasts {
 *   private final ForecastModel model;
 *
 *   Forecasts(ForecastModel model) {
 *     this.model = model;
 *   }
 * }
 * }</pre>
 *
 * <p>Safe for concurrent use. A forecast in the application never waits for what is being learned.
 * Of a server, each call throws what {@link org.forecast4j.client.ForecastClient} throws.
 */
public interface ForecastModel {
  /**
   * Forecasts with intervals.
   *
   * @param pattern the observations
   * @param confidence the probability the intervals shall cover with, strictly between 0 and 1
   * @return the forecast; an interval has infinite ends where the calibration cannot support the
   *     confidence
   * @throws IllegalArgumentException if the pattern has another length than the model reads or the
   *     confidence is not strictly between 0 and 1
   */
  IntervalForecast forecast(Pattern pattern, double confidence);

  /**
   * The same as {@link #forecast}, with the past examples it rests on.
   *
   * @param pattern the observations
   * @param confidence the probability the intervals shall cover with
   * @return the forecast, with analogs
   * @throws IllegalArgumentException as {@link #forecast}
   */
  IntervalForecast explain(Pattern pattern, double confidence);

  /**
   * Learns what really followed a forecast; the next forecast rests on it. Told twice it is learned
   * twice.
   *
   * @param forecast a forecast of this model, of any age
   * @param actual the values that followed, one a step
   * @throws IllegalArgumentException if the number of values differs or one is not finite
   * @throws IllegalStateException if the application has ended: it would not be saved
   */
  void observe(IntervalForecast forecast, double... actual);

  /**
   * The model as it is now, for what else it can be asked: its shape, its members, a distribution.
   * One in the application stays as it is while this one learns; one of a server does not.
   *
   * @return a wrapper; what its own {@code observe} gives is not this model's
   */
  ConformalWrapper current();
}
