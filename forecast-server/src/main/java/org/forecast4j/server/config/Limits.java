package org.forecast4j.server.config;

import java.time.Duration;
import org.forecast4j.internal.Checks;
import picocli.CommandLine.Option;

/**
 * What a server takes at most. Beyond it a request is refused at once, and says why.
 *
 * @param bodyBytes the size of a body; beyond it 413
 * @param headerBytes the size of all headers together; beyond it 431
 * @param batch how many requests a batch holds; beyond it 413
 * @param concurrent how many requests are worked on at once
 * @param queued how many wait for their turn; beyond it 503
 * @param queueTime how long one waits; beyond it 503
 * @param perSecond how many requests a second one address sends; beyond it 429; 0 for any number
 * @param idleTime how long a connection may be silent
 * @param bodyTime how long a body may take altogether; beyond it 408
 * @param requestTime how long a request may be worked on from its turn on; beyond it 503
 * @param bytesPerSecond how slowly a body may come on average, silence included, after its first
 *     five seconds; below it 408; 0 for any speed
 * @param headerTime how long the headers of a request may take; beyond it the connection is closed
 * @param answerBytes how large an answer could become; beyond it 413 before any work
 * @param answerTime how long an answer may take to be read; beyond it the connection is closed
 * @param keyConcurrent how many requests of one key are worked on at once; 0 for half of {@code
 *     concurrent} where there are several keys
 * @param keyPerSecond how many requests a second come with one key; beyond it 429; 0 for any number
 * @param keyStreams how many streams and sockets one key has open; beyond it 429; 0 for half of all
 *     where there are several keys
 */
public record Limits(
    long bodyBytes,
    int headerBytes,
    int batch,
    int concurrent,
    int queued,
    Duration queueTime,
    int perSecond,
    Duration idleTime,
    Duration bodyTime,
    Duration requestTime,
    long bytesPerSecond,
    Duration headerTime,
    long answerBytes,
    Duration answerTime,
    int keyConcurrent,
    int keyPerSecond,
    int keyStreams) {
  /** What {@link #builder} starts with. */
  public static final Limits DEFAULT = builder().build();

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a limit is too low to serve anything
   */
  public Limits {
    Checks.atLeast(1024, (int) Math.min(bodyBytes, Integer.MAX_VALUE), "body limit in bytes");
    Checks.atLeast(1024, headerBytes, "header limit in bytes");
    Checks.atLeast(1, batch, "batch limit");
    Checks.atLeast(1, concurrent, "concurrent requests");
    Checks.atLeast(0, queued, "queued requests");
    Checks.atLeast(0, perSecond, "requests per second");
    Checks.positive((double) queueTime.toMillis(), "queue time in ms");
    Checks.positive((double) idleTime.toMillis(), "idle time in ms");
    Checks.positive((double) bodyTime.toMillis(), "body time in ms");
    Checks.positive((double) requestTime.toMillis(), "request time in ms");
    Checks.notNegative((double) bytesPerSecond, "bytes per second");
    Checks.positive((double) headerTime.toMillis(), "header time in ms");
    Checks.atLeast(1024, (int) Math.min(answerBytes, Integer.MAX_VALUE), "answer limit in bytes");
    Checks.positive((double) answerTime.toMillis(), "answer time in ms");
    Checks.atLeast(0, keyConcurrent, "concurrent requests of a key");
    Checks.atLeast(0, keyPerSecond, "requests per second of a key");
    Checks.atLeast(0, keyStreams, "streams of a key");
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The defaults, and how the command line changes them. Not safe for concurrent use. */
  public static final class Builder {
    @Option(names = "--max-body", paramLabel = "BYTES", description = "Largest body.")
    private long bodyBytes = 1 << 20;

    @Option(names = "--max-header", paramLabel = "BYTES", description = "Largest headers.")
    private int headerBytes = 8 << 10;

    @Option(names = "--max-batch", paramLabel = "N", description = "Most requests in a batch.")
    private int batch = 1_000;

    @Option(names = "--max-concurrent", paramLabel = "N", description = "Most requests at once.")
    private int concurrent = 64;

    @Option(names = "--max-queued", paramLabel = "N", description = "Most requests that wait.")
    private int queued = 1_000;

    @Option(names = "--queue-time", paramLabel = "SECONDS", description = "Longest wait.")
    private Duration queueTime = Duration.ofSeconds(2);

    @Option(
        names = "--max-rate",
        paramLabel = "N",
        description = "Most requests a second of an address, 0 for any.")
    private int perSecond;

    @Option(
        names = "--idle-time",
        paramLabel = "SECONDS",
        description = "Longest silence of a connection.")
    private Duration idleTime = Duration.ofSeconds(30);

    @Option(names = "--body-time", paramLabel = "SECONDS", description = "Longest time for a body.")
    private Duration bodyTime = Duration.ofSeconds(30);

    @Option(
        names = "--request-time",
        paramLabel = "SECONDS",
        description = "Longest work on a request.")
    private Duration requestTime = Duration.ofSeconds(30);

    @Option(
        names = "--min-body-rate",
        paramLabel = "BYTES",
        description = "Slowest body, bytes a second; silence counts.")
    private long bytesPerSecond = 128;

    @Option(
        names = "--header-time",
        paramLabel = "SECONDS",
        description = "Longest time for headers.")
    private Duration headerTime = Duration.ofSeconds(10);

    @Option(
        names = "--max-answer",
        paramLabel = "BYTES",
        description = "Largest answer, by estimate.")
    private long answerBytes = 16 << 20;

    @Option(
        names = "--answer-time",
        paramLabel = "SECONDS",
        description = "Longest time to read an answer.")
    private Duration answerTime = Duration.ofSeconds(60);

    @Option(
        names = "--max-key-concurrent",
        paramLabel = "N",
        description = "Most requests of a key at once, 0 for half of all if keys are several.")
    private int keyConcurrent;

    @Option(
        names = "--max-key-rate",
        paramLabel = "N",
        description = "Most requests a second of a key, 0 for any.")
    private int keyPerSecond;

    @Option(
        names = "--max-key-streams",
        paramLabel = "N",
        description = "Most streams and sockets of a key, 0 for half of all if keys are several.")
    private int keyStreams;

    private Builder() {}

    public Builder bodyBytes(long bodyBytes) {
      this.bodyBytes = bodyBytes;
      return this;
    }

    public Builder headerBytes(int headerBytes) {
      this.headerBytes = headerBytes;
      return this;
    }

    public Builder batch(int batch) {
      this.batch = batch;
      return this;
    }

    public Builder concurrent(int concurrent) {
      this.concurrent = concurrent;
      return this;
    }

    public Builder queued(int queued) {
      this.queued = queued;
      return this;
    }

    public Builder queueTime(Duration queueTime) {
      this.queueTime = queueTime;
      return this;
    }

    public Builder perSecond(int perSecond) {
      this.perSecond = perSecond;
      return this;
    }

    public Builder idleTime(Duration idleTime) {
      this.idleTime = idleTime;
      return this;
    }

    public Builder bodyTime(Duration bodyTime) {
      this.bodyTime = bodyTime;
      return this;
    }

    public Builder requestTime(Duration requestTime) {
      this.requestTime = requestTime;
      return this;
    }

    public Builder bytesPerSecond(long bytesPerSecond) {
      this.bytesPerSecond = bytesPerSecond;
      return this;
    }

    public Builder headerTime(Duration headerTime) {
      this.headerTime = headerTime;
      return this;
    }

    public Builder answerBytes(long answerBytes) {
      this.answerBytes = answerBytes;
      return this;
    }

    public Builder answerTime(Duration answerTime) {
      this.answerTime = answerTime;
      return this;
    }

    public Builder keyConcurrent(int keyConcurrent) {
      this.keyConcurrent = keyConcurrent;
      return this;
    }

    public Builder keyPerSecond(int keyPerSecond) {
      this.keyPerSecond = keyPerSecond;
      return this;
    }

    public Builder keyStreams(int keyStreams) {
      this.keyStreams = keyStreams;
      return this;
    }

    /**
     * The limits.
     *
     * @return what was set
     * @throws IllegalArgumentException if a limit is too low to serve anything
     */
    public Limits build() {
      return new Limits(
          bodyBytes,
          headerBytes,
          batch,
          concurrent,
          queued,
          queueTime,
          perSecond,
          idleTime,
          bodyTime,
          requestTime,
          bytesPerSecond,
          headerTime,
          answerBytes,
          answerTime,
          keyConcurrent,
          keyPerSecond,
          keyStreams);
    }
  }
}
