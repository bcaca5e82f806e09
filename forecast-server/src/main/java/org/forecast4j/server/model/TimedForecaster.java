package org.forecast4j.server.model;

import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** A forecaster whose single forecasts are timed, in nanoseconds. */
record TimedForecaster(Forecaster forecaster, LongConsumer nanos) implements Forecaster {
  @Override
  public String name() {
    return forecaster.name();
  }

  @Override
  public Shape shape() {
    return forecaster.shape();
  }

  @Override
  public Map<String, String> covariates() {
    return forecaster.covariates();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    long start = System.nanoTime();
    Forecast forecast = forecaster.forecast(pattern);
    nanos.accept(System.nanoTime() - start);
    return forecast;
  }

  @Override
  public Forecast explain(Pattern pattern) {
    long start = System.nanoTime();
    Forecast forecast = forecaster.explain(pattern);
    nanos.accept(System.nanoTime() - start);
    return forecast;
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    return forecaster.forecastAll(patterns);
  }
}
