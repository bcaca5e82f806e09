package org.forecast4j.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all calls of a pool may spend on retries together, so that an outage is not amplified: 100
 * retries at once, after that one for every 5 calls that go well. Safe for concurrent use.
 */
final class RetryBudget {
  private static final int MOST = 500;
  private static final int RETRY = 5;

  private final AtomicInteger left = new AtomicInteger(MOST);

  /** Takes the price of a retry if there is enough left. */
  boolean spend() {
    return left.getAndUpdate(value -> value >= RETRY ? value - RETRY : value) >= RETRY;
  }

  /** A call went well. */
  void earn() {
    left.updateAndGet(value -> Math.min(MOST, value + 1));
  }
}
