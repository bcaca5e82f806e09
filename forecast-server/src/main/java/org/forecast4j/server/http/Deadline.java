package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;

/**
 * Until when a request may be worked on. A computation cannot be broken off, so it is looked at
 * when the body is there and before each forecast.
 */
public final class Deadline {
  private static final String ATTRIBUTE = "deadline";

  private final long start = System.nanoTime();
  private final Duration most;

  private Deadline(Duration most) {
    this.most = most;
  }

  /** Starts the time of a request, whose turn has come. */
  public static void start(Context ctx, Duration most) {
    ctx.attribute(ATTRIBUTE, new Deadline(most));
  }

  public static Deadline of(Context ctx) {
    Deadline deadline = ctx.attribute(ATTRIBUTE);
    if (deadline == null) {
      throw new IllegalStateException("the request has no deadline; expected one from its start");
    }
    return deadline;
  }

  /** The body, if it came in time. */
  public static byte[] body(Context ctx) {
    of(ctx).check();
    return RequestFacts.of(ctx).body();
  }

  /**
   * Refuses to begin anything more when the time is over. Lets others go first: virtual threads are
   * not interrupted by each other.
   */
  @SuppressWarnings("ThreadPriorityCheck") // No result depends on it.
  public void require() {
    Thread.yield();
    check();
  }

  private void check() {
    if (System.nanoTime() - start > most.toNanos()) {
      throw ApiException.of(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(),
          "the request took longer than " + most.toMillis() + " ms; try again, or ask for less");
    }
  }
}
