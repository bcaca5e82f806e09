package org.forecast4j.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** What is counted and timed, in the text format of Prometheus. */
final class Metrics implements AutoCloseable {
  private static final Duration[] LATENCIES = {
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<String, Timer> members = new ConcurrentHashMap<>();

  Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** One answer. The route is its template, so that paths make no new series. */
  void answered(String method, String route, int status, long nanos) {
    Timer.builder("forecast.requests")
        .description("Requests by route and status")
        .tags("method", method, "route", route, "status", String.valueOf(status))
        .serviceLevelObjectives(LATENCIES)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  /** An answer that no route gave. */
  void refused(int status) {
    answered("", "(refused)", status, 0);
  }

  /** The time one member took for one forecast. */
  void forecast(String member, long nanos) {
    members
        .computeIfAbsent(
            member,
            name ->
                Timer.builder("forecast.member")
                    .description("Time of a forecast by member")
                    .tag("member", name)
                    .serviceLevelObjectives(LATENCIES)
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }

  /** A value that is asked for when it is scraped. */
  void gauge(String name, String description, DoubleSupplier value, String... tags) {
    Gauge.builder(name, value::getAsDouble)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
