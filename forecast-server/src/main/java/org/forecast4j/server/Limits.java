package org.forecast4j.server;

import java.time.Duration;
import org.forecast4j.internal.Checks;

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
 * @param bytesPerSecond how slowly a body may come on average; below it 408; 0 for any speed
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
    long bytesPerSecond) {
  /** 1 MiB, 8 KiB, 1,000, 64, 1,000, 2 s, any number, 30 s, 30 s, 128 bytes a second. */
  public static final Limits DEFAULT =
      new Limits(
          1 << 20,
          8 << 10,
          1_000,
          64,
          1_000,
          Duration.ofSeconds(2),
          0,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          128);

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
    Checks.notNegative((double) bytesPerSecond, "bytes per second");
  }
}
