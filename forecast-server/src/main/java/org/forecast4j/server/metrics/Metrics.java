package org.forecast4j.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
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
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/** What is counted and timed, in the text format of Prometheus. */
public final class Metrics implements AutoCloseable {
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

  /** Looked up at every answer, so without building its tags anew. */
  private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();

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

  private final Counter notKept =
      Counter.builder("forecast.journal.failures")
          .description("Writes to the journal that failed, nothing of which was acknowledged")
          .register(registry);

  private final Counter checkpointsNotUsed =
      Counter.builder("forecast.checkpoint.unused")
          .description("Checkpoints that could not be used, so that all was learned again")
          .register(registry);

  private final Counter checkpointsNotWritten =
      Counter.builder("forecast.checkpoint.failures")
          .description("Checkpoints that could not be written, so that a start takes longer")
          .register(registry);

  private record Answer(String method, String route, int status) {}

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    FunctionCounter.builder("forecast.log.dropped", this, unused -> LogQueue.dropped())
        .description("Lines of the log that nobody took away in time")
        .register(registry);
  }

  /**
   * One answer.
   *
   * @param method one of those that HTTP has, or {@code other}
   * @param route a template, so that paths make no new series
   */
  public void answered(String method, String route, int status, long nanos) {
    answers
        .computeIfAbsent(new Answer(method, route, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Answer answer) {
    return Timer.builder("forecast.requests")
        .description("Requests by route and status")
        .tags(
            "method", answer.method(),
            "route", answer.route(),
            "status", String.valueOf(answer.status()))
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  /** An error of the machine or of the program that ended a request. */
  public void error(Error error) {
    Counter.builder("forecast.errors")
        .description("Errors of the machine or of the program that ended a request")
        .tag(
            "kind",
            error instanceof VirtualMachineError ? error.getClass().getSimpleName() : "other")
        .register(registry)
        .increment();
  }

  /** Takes the times in nanoseconds that one member took, each for one forecast. */
  public LongConsumer forecasts(String member) {
    Timer timer =
        Timer.builder("forecast.member")
            .description("Time of a forecast by member")
            .tag("member", member)
            .serviceLevelObjectives(LATENCIES)
            .register(registry);
    return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A reader of the live games that was dropped. */
  public void dropped(String reason) {
    Counter.builder("forecast.live.dropped")
        .description("Readers of the live games that were dropped, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** Whether an answer was found where it may be kept. */
  public void cache(boolean hit) {
    Counter.builder("forecast.cache")
        .description("Answers looked for by result")
        .tags("result", hit ? "hit" : "miss")
        .register(registry)
        .increment();
  }

  public void redisError() {
    redisErrors.increment();
  }

  public void redisDropped() {
    redisDropped.increment();
  }

  public void notKept() {
    notKept.increment();
  }

  public void checkpointNotUsed() {
    checkpointsNotUsed.increment();
  }

  public void checkpointNotWritten() {
    checkpointsNotWritten.increment();
  }

  public void redisDamaged() {
    redisDamaged.increment();
  }

  /** A family of values by their tags, which may change. */
  public MultiGauge gauges(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** A value that is asked for when it is scraped. */
  public void gauge(String name, String description, DoubleSupplier value, String... tags) {
    Gauge.builder(name, value::getAsDouble)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
