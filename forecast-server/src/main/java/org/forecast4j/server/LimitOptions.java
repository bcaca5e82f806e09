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
      description = "Longest work on a request (FORECAST_REQUEST_TIME, ${DEFAULT-VALUE}).")
  private double requestTime;

  @Option(
      names = "--min-body-rate",
      paramLabel = "BYTES",
      defaultValue = "${env:FORECAST_MIN_BODY_RATE:-128}",
      description =
          "Slowest body, bytes a second; silence counts (FORECAST_MIN_BODY_RATE, ${DEFAULT-VALUE}).")
  private long bytesPerSecond;

  @Option(
      names = "--header-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_HEADER_TIME:-10}",
      description = "Longest time for headers (FORECAST_HEADER_TIME, ${DEFAULT-VALUE}).")
  private double headerTime;

  @Option(
      names = "--max-answer",
      paramLabel = "BYTES",
      defaultValue = "${env:FORECAST_MAX_ANSWER:-16777216}",
      description = "Largest answer, by estimate (FORECAST_MAX_ANSWER, ${DEFAULT-VALUE}).")
  private long answerBytes;

  @Option(
      names = "--answer-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_ANSWER_TIME:-60}",
      description = "Longest time to read an answer (FORECAST_ANSWER_TIME, ${DEFAULT-VALUE}).")
  private double answerTime;

  @Option(
      names = "--max-key-concurrent",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_KEY_CONCURRENT:-0}",
      description =
          "Most requests of a key at once, 0 for half of all if keys are several"
              + " (FORECAST_MAX_KEY_CONCURRENT).")
  private int keyConcurrent;

  @Option(
      names = "--max-key-rate",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_KEY_RATE:-0}",
      description = "Most requests a second of a key, 0 for any (FORECAST_MAX_KEY_RATE).")
  private int keyPerSecond;

  @Option(
      names = "--max-key-streams",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_KEY_STREAMS:-0}",
      description =
          "Most streams and sockets of a key, 0 for half of all if keys are several"
              + " (FORECAST_MAX_KEY_STREAMS).")
  private int keyStreams;

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
        .headerTime(Seconds.of(headerTime))
        .answerBytes(answerBytes)
        .answerTime(Seconds.of(answerTime))
        .keyConcurrent(keyConcurrent)
        .keyPerSecond(keyPerSecond)
        .keyStreams(keyStreams)
        .build();
  }
}
