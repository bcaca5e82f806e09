package org.forecast4j.spring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;

/** A model whose calls are counted and timed, and whose intervals are held against outcomes. */
final class MeteredModel implements ManagedModel {
  private static final String NO_ERROR = "none";

  private final ManagedModel model;
  private final MeterRegistry registry;

  MeteredModel(ManagedModel model, MeterRegistry registry) {
    this.model = model;
    this.registry = registry;
    if (model instanceof LocalModel local) {
      Gauge.builder("forecast.unsaved", local, LocalModel::unsaved)
          .description("Outcomes that were learned and are not saved yet")
          .register(registry);
    }
  }

  @Override
  public IntervalForecast forecast(Pattern pattern, double confidence) {
    return timed("forecast", () -> model.forecast(pattern, confidence));
  }

  @Override
  public IntervalForecast explain(Pattern pattern, double confidence) {
    return timed("explain", () -> model.explain(pattern, confidence));
  }

  @Override
  public void observe(IntervalForecast forecast, double... actual) {
    boolean covered =
        timed(
            "observe",
            () -> {
              model.observe(forecast, actual);
              return forecast.interval().contains(actual[actual.length - 1]);
            });
    Counter.builder("forecast.outcomes")
        .description("Outcomes by whether the interval at the end of the horizon had covered them")
        .tag("covered", String.valueOf(covered))
        .register(registry)
        .increment();
  }

  private <T> T timed(String call, Supplier<T> work) {
    Timer.Sample sample = Timer.start(registry);
    String error = NO_ERROR;
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      error = e.getClass().getSimpleName();
      throw e;
    } finally {
      sample.stop(
          Timer.builder("forecast.calls")
              .description("Calls of the model, by the error that ended them")
              .tags("call", call, "error", error)
              .register(registry));
    }
  }

  @Override
  public ConformalWrapper current() {
    return model.current();
  }

  @Override
  public Condition condition() {
    return model.condition();
  }

  @Override
  public void close() {
    model.close();
  }
}
