package org.forecast4j.spring;

import java.util.Map;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;

/** A model that the starter made, and closes. */
interface ManagedModel extends ForecastModel, AutoCloseable {
  /**
   * How it is.
   *
   * @param isUp whether it forecasts, and keeps what it learns if it is to
   * @param details what there is to know, by name
   */
  record Condition(boolean isUp, Map<String, Object> details) {}

  /** How it is, found out now. */
  Condition condition();

  /** The condition of any model; nothing is known of one that the application made. */
  static Condition conditionOf(ForecastModel model) {
    return model instanceof ManagedModel managed
        ? managed.condition()
        : new Condition(true, Map.of());
  }

  @Override
  default IntervalForecast forecast(Pattern pattern, double confidence) {
    return current().forecast(pattern, confidence);
  }

  @Override
  default IntervalForecast explain(Pattern pattern, double confidence) {
    return current().explain(pattern, confidence);
  }

  @Override
  void close();
}
