package org.forecast4j.server.http;

import org.eclipse.jetty.server.handler.DoSHandler;

/**
 * How often one caller may ask: so many times a second, and as often at once after a pause. What is
 * refused does not count, so that who asks for more gets what it may. Safe for concurrent use.
 */
final class Rate implements DoSHandler.Tracker {
  private static final long SECOND = 1_000_000_000;

  private final int perSecond;

  /** Guarded by this, as the next one. */
  private double left;

  private long last;

  /**
   * A rate of which nothing is used.
   *
   * @param now in nanoseconds of the clock that {@link #onRequest} is told
   */
  Rate(int perSecond, long now) {
    this.perSecond = perSecond;
    left = perSecond;
    last = now;
  }

  /** Whether one more request may be made now. */
  @Override
  public synchronized boolean onRequest(long now) {
    long passed = Math.max(0, now - last);
    last += passed;
    left = Math.min(perSecond, left + (double) passed * perSecond / SECOND);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /** Then nothing of it is used, so that a new one is the same. */
  @Override
  public synchronized long getExpireNanoTime() {
    return last + SECOND;
  }
}
