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
   * Learns what really followed a pattern.
   *
   * <p>What comes next depends on nothing but this forecaster and the outcomes in their order, so a
   * forecaster that is given the same outcomes again becomes the same, to the bit.
   *
   * @param pattern the observations
   * @param actual the values that followed, {@link Shape#horizon()} of them
   * @return the next forecaster, of the same name and shape; this one is unchanged. One that does
   *     not learn returns itself
   * @throws IllegalArgumentException if the pattern or the outcome has another length, or a value
   *     is NaN, infinite or beyond {@link ValueBounds#MAX_MAGNITUDE}
   */
  default Forecaster observe(Pattern pattern, double... actual) {
    shape().require(pattern);
    shape().requireOutcome(actual);
    return this;
  }

  /**
   * This forecaster as it is now, learning no further. Whoever overrides {@link #observe} overrides
   * this, too.
   *
   * @return a forecaster of the same forecasts whose {@link #observe} returns itself
   */
  default Forecaster frozen() {
    return this;
  }

  /**
   * What outcomes have moved, to be shown: numbers by name, such as {@code outcomes}, how many it
   * has learned from.
   *
   * @return an immutable map; empty if it does not learn
   */
  default Map<String, Double> learned() {
    return Map.of();
  }

  /**
   * The same forecaster under another name: two members of an ensemble are told apart by theirs, in
   * explanations, reports and bundles.
   *
   * @param name at most 96 lower-case letters, digits, {@code _} and {@code -}, the first a letter
   * @return a forecaster that differs in its name alone
   * @throws IllegalArgumentException if the name is another
   */
  default Forecaster named(String name) {
    return NamedForecaster.of(name, this);
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
