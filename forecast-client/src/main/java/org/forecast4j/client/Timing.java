package org.forecast4j.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The clock, the pauses and the chance that tests replace. */
interface Timing {
  Timing SYSTEM =
      new Timing() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public double random() {
          return ThreadLocalRandom.current().nextDouble();
        }

        @Override
        public CompletableFuture<Boolean> after(Duration pause) {
          // The JDK's own daemon thread; completing the future otherwise takes it off the queue.
          return new CompletableFuture<Boolean>()
              .completeOnTimeout(true, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
      };

  long nanoTime();

  Instant now();

  /** From 0, below 1. */
  double random();

  /** Completes with true after the pause, unless it was completed otherwise before. */
  CompletableFuture<Boolean> after(Duration pause);
}
