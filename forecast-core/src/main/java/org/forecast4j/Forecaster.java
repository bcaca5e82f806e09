package org.forecast4j;

import java.util.List;
import java.util.Map;

/**
 * Something that forecasts the values after a pattern.
 *
 * <p>Implementations are immutable values: safe for concurrent use without synchronization, and
 * deterministic: the same pattern gives the same bits, alone or in a batch.
 */
public interface Forecaster {
  /**
   * What this forecaster is called in explanations, evaluations and bundles, such as {@code
   * dejavu}.
   *
   * @return a short lower-case name
   */
  String name();

  /**
   * The lengths it reads and forecasts.
   *
   * @return its shape
   */
  Shape shape();

  /**
   * Forecasts the values after a pattern.
   *
   * @param pattern {@link Shape#inputLength()} observations; covariates unknown to this forecaster
   *     are ignored, missing ones are treated as {@link #covariates()} says
   * @return the forecast, without analogs
   * @throws IllegalArgumentException if the pattern has another length
   */
  Forecast forecast(Pattern pattern);

  /**
   * Forecasts a batch: equal to calling {@link #forecast} on each pattern, and often faster.
   *
   * @param patterns the patterns
   * @return one forecast a pattern, in order
   * @throws IllegalArgumentException if a pattern has another length
   */
  default List<Forecast> forecastAll(List<Pattern> patterns) {
    return patterns.stream().map(this::forecast).toList();
  }

  /**
   * The same forecast as {@link #forecast}, with the past examples it rests on where there are any.
   *
   * @param pattern the observations
   * @return the forecast, with analogs
   * @throws IllegalArgumentException if the pattern has another length
   */
  default Forecast explain(Pattern pattern) {
    return forecast(pattern);
  }

  /**
   * The covariates it was fitted with, each with what it assumes when a pattern lacks it.
   *
   * @return assumptions, in words, by covariate name; empty if it uses none
   */
  default Map<String, String> covariates() {
    return Map.of();
  }
}
