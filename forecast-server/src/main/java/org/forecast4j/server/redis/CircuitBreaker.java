package org.forecast4j.server.redis;

import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.internal.Checks;

/**
 * Keeps calls away from a service that failed several times in a row, until a probe finds it well.
 * The usual breakers try a service again with a caller's request; here a probe in the background
 * does, so that no request waits for a service that is gone. Safe for concurrent use.
 */
final class CircuitBreaker {
  private final int limit;
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * Begins closed: calls are let through.
   *
   * @param limit how many failures in a row open it
   */
  CircuitBreaker(int limit) {
    this.limit = Checks.atLeast(1, limit, "failures");
  }

  /** Whether calls are let through. */
  boolean isClosed() {
    return failures.get() < limit;
  }

  /** Counts a call that failed; true if it opened the breaker. */
  boolean failed() {
    return failures.getAndUpdate(n -> Math.min(n + 1, limit)) == limit - 1;
  }

  /**
   * Counts a call that went well. It does not close the breaker: it may have begun long before the
   * service was lost.
   */
  void succeeded() {
    failures.updateAndGet(n -> n < limit ? 0 : n);
  }

  /** Counts a probe that went well; true if it closed the breaker. */
  boolean probed() {
    return failures.getAndSet(0) >= limit;
  }
}
