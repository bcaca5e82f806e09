package org.forecast4j.series;

import org.forecast4j.Forecast;
import org.forecast4j.Interval;

/**
 * How a series goes on: the path with what the members said and the analogs behind it, and
 * intervals at any confidence. Immutable and safe for concurrent use.
 */
public final class SeriesForecast {
  private final TimeSeries series;
  private final Forecast forecast;
  private final PanelOutlook outlook;

  SeriesForecast(TimeSeries series, Forecast forecast, PanelOutlook outlook) {
    this.series = series;
    this.forecast = forecast;
    this.outlook = outlook;
  }

  /**
   * The series that was forecast.
   *
   * @return the series {@linkplain TimeSeries#begun from its first value on}, as long as it was
   *     known
   */
  public TimeSeries series() {
    return series;
  }

  /**
   * The forecast.
   *
   * @return the path, the members' own, with their weights; the analogs if it was explained, as
   *     ratios to the last value of their pattern, without season
   */
  public Forecast forecast() {
    return forecast;
  }

  /**
   * The forecast of one step.
   *
   * @param step from 0, the first value to come
   * @return the value
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double step(int step) {
    return forecast.step(step);
  }

  PanelOutlook outlook() {
    return outlook;
  }

  /**
   * When a step is.
   *
   * @param step from 0, the first value to come
   * @return its time as it stands in files
   */
  public String time(int step) {
    return series.timeline().text((long) series.length() + step);
  }

  /**
   * The interval of one step.
   *
   * @param step from 0, the first value to come
   * @param confidence strictly between 0 and 1
   * @return an interval around the forecast; infinite if there are too few past errors or the
   *     series gives no scale for them, a single value if it has never changed or repeats exactly
   *     from season to season
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public Interval interval(int step, double confidence) {
    return outlook.interval(step, confidence);
  }

  @Override
  public String toString() {
    return series.id() + " from " + time(0) + ": " + forecast;
  }
}
