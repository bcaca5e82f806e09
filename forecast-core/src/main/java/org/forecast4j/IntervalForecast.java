package org.forecast4j;

import java.util.List;
import org.forecast4j.internal.Checks;

/**
 * A forecast with an interval for each of its steps and one band for the whole path.
 *
 * @param pattern the observations it was made from
 * @param forecast the point forecast and how it came about
 * @param confidence the probability asked for, strictly between 0 and 1
 * @param steps an interval for each step; each alone covers with the confidence
 * @param band an interval for each step; all together cover with the confidence, so each is wider
 */
public record IntervalForecast(
    Pattern pattern,
    Forecast forecast,
    double confidence,
    List<Interval> steps,
    List<Interval> band) {
  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if the numbers of intervals differ from the forecast's horizon
   *     or the confidence does not lie strictly between 0 and 1
   */
  public IntervalForecast {
    Checks.probability(confidence, "confidence");
    steps = List.copyOf(steps);
    band = List.copyOf(band);
    Checks.length(forecast.horizon(), steps.size(), "steps");
    Checks.length(forecast.horizon(), band.size(), "band");
  }

  /**
   * The point forecast: the value expected at the end of the horizon.
   *
   * @return the last value of the forecast path
   */
  public double point() {
    return forecast.point();
  }

  /**
   * What each member of an ensemble forecast.
   *
   * @return {@link Forecast#components()}
   */
  public List<Component> components() {
    return forecast.components();
  }

  /**
   * The past examples it rests on, nearest first.
   *
   * @return {@link Forecast#analogs()}: empty unless it was asked for with {@link
   *     ConformalWrapper#explain}
   */
  public List<Analog> analogs() {
    return forecast.analogs();
  }

  /**
   * The interval at the end of the horizon.
   *
   * @return the last of {@link #steps()}
   */
  public Interval interval() {
    return steps.get(steps.size() - 1);
  }
}
