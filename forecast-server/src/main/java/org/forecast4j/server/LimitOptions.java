package org.forecast4j.server;

import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.Seconds;
import picocli.CommandLine.Option;

/** The limits on the command line. */
final class LimitOptions {
  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "${env:FORECAST_MAX_BODY:-1048576}",
      description = "Largest body (FORECAST_MAX_BODY, ${DEFAULT-VALUE}).")
  private long bodyBytes;

  @Option(
      names = "--max-header",
      paramLabel = "BYTES",
      defaultValue = "${env:FORECAST_MAX_HEADER:-8192}",
      description = "Largest headers (FORECAST_MAX_HEADER, ${DEFAULT-VALUE}).")
  private int headerBytes;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_BATCH:-1000}",
      description = "Most requests in a batch (FORECAST_MAX_BATCH, ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--max-concurrent",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_CONCURRENT:-64}",
      description = "Most requests at once (FORECAST_MAX_CONCURRENT, ${DEFAULT-VALUE}).")
  private int concurrent;

  @Option(
      names = "--max-queued",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_QUEUED:-1000}",
      description = "Most requests that wait (FORECAST_MAX_QUEUED, ${DEFAULT-VALUE}).")
  private int queued;

  @Option(
      names = "--queue-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_QUEUE_TIME:-2}",
      description = "Longest wait (FORECAST_QUEUE_TIME, ${DEFAULT-VALUE}).")
  private double queueTime;

  @Option(
      names = "--max-rate",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_RATE:-0}",
      description = "Most requests a second of an address, 0 for any (FORECAST_MAX_RATE).")
  private int perSecond;

  @Option(
      names = "--idle-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_IDLE_TIME:-30}",
      description = "Longest silence of a connection (FORECAST_IDLE_TIME, ${DEFAULT-VALUE}).")
  private double idleTime;

  @Option(
      names = "--body-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_BODY_TIME:-30}",
      description = "Longest time for a body (FORECAST_BODY_TIME, ${DEFAULT-VALUE}).")
  private double bodyTime;

  @Option(
      names = "--request-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_REQUEST_TIME:-30}",
      description = "Longest time for a request (FORECAST_REQUEST_TIME, ${DEFAULT-VALUE}).")
  private double requestTime;

  @Option(
      names = "--min-body-rate",
      paramLabel = "BYTES",
      defaultValue = "${env:FORECAST_MIN_BODY_RATE:-128}",
      description = "Slowest body, bytes a second (FORECAST_MIN_BODY_RATE, ${DEFAULT-VALUE}).")
  private long bytesPerSecond;

  Limits limits() {
    return Limits.builder()
        .bodyBytes(bodyBytes)
        .headerBytes(headerBytes)
        .batch(batch)
        .concurrent(concurrent)
        .queued(queued)
        .queueTime(Seconds.of(queueTime))
        .perSecond(perSecond)
        .idleTime(Seconds.of(idleTime))
        .bodyTime(Seconds.of(bodyTime))
        .requestTime(Seconds.of(requestTime))
        .bytesPerSecond(bytesPerSecond)
        .build();
  }
}
