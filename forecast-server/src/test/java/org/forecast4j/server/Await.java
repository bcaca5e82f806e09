package org.forecast4j.server;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Waits for what must come. How long that takes is no property of a test: the deadlines only end
 * one that hangs.
 */
public final class Await {
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private Await() {}

  public static void await(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      Thread.sleep(10);
    }
  }
}
