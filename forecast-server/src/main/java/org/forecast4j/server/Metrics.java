package org.forecast4j.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

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
  private final MultiGauge served =
      MultiGauge.builder("forecast.model")
          .description("1 for each model and version that is served")
          .register(registry);
  private final MultiGauge observed =
      MultiGauge.builder("forecast.state.version")
          .description("Outcomes that the intervals have learned since the model was trained")
          .register(registry);
  private final MultiGauge coverage =
      MultiGauge.builder("forecast.rolling.coverage")
          .description("The share of the latest outcomes that the intervals covered")
          .register(registry);

  private final MultiGauge sharing =
      MultiGauge.builder("forecast.shared.outcomes")
          .description("Outcomes in the shared log, of them not learned, and not yet in it")
          .register(registry);
  private final Counter redisErrors =
      Counter.builder("forecast.redis.errors")
          .description("Calls of Redis that failed or were refused")
          .register(registry);
  private final Counter redisDropped =
      Counter.builder("forecast.redis.dropped")
          .description("Writes to Redis that were given up")
          .register(registry);

  private final Counter redisDamaged =
      Counter.builder("forecast.redis.damaged")
          .description("What Redis held and could not be read")
          .register(registry);

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

  /** A reader of the live games that was dropped. */
  void dropped(String reason) {
    Counter.builder("forecast.live.dropped")
        .description("Readers of the live games that were dropped, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** Whether an answer was found where it may be kept. */
  void cache(String level, boolean hit) {
    Counter.builder("forecast.cache")
        .description("Answers looked for by level and result")
        .tags("level", level, "result", hit ? "hit" : "miss")
        .register(registry)
        .increment();
  }

  void redisError() {
    redisErrors.increment();
  }

  void redisDropped() {
    redisDropped.increment();
  }

  void redisDamaged() {
    redisDamaged.increment();
  }

  /** What is served from now on. */
  void models(Collection<Model> all) {
    List<MultiGauge.Row<?>> versions = new ArrayList<>();
    List<MultiGauge.Row<?>> states = new ArrayList<>();
    List<MultiGauge.Row<?>> coverages = new ArrayList<>();
    List<MultiGauge.Row<?>> shares = new ArrayList<>();
    for (Model model : all) {
      Tags name = Tags.of("model", model.name());
      Learning learning = model.learning();
      versions.add(MultiGauge.Row.of(name.and("version", model.version()), () -> 1));
      states.add(MultiGauge.Row.of(name, () -> learning.state().version()));
      if (learning.sharing().isPresent()) {
        shares.add(share(name.and("part", "log"), learning, Learning.Sharing::length));
        shares.add(share(name.and("part", "lag"), learning, Learning.Sharing::lag));
        shares.add(share(name.and("part", "pending"), learning, Learning.Sharing::pending));
      }
      for (double confidence : RollingReport.CONFIDENCES) {
        coverages.add(
            MultiGauge.Row.of(
                name.and("confidence", String.valueOf(confidence)),
                () -> learning.coverage(confidence)));
      }
    }
    served.register(versions, true);
    observed.register(states, true);
    coverage.register(coverages, true);
    sharing.register(shares, true);
  }

  private static MultiGauge.Row<?> share(
      Tags tags, Learning learning, ToDoubleFunction<Learning.Sharing> part) {
    return MultiGauge.Row.of(
        tags, () -> learning.sharing().map(part::applyAsDouble).orElse(Double.NaN));
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
