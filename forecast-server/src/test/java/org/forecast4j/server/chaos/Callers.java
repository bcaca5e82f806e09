package org.forecast4j.server.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do something over and over, until they are stopped. */
final class Callers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  /** What one of them does. */
  @FunctionalInterface
  interface Turn {
    /** Does it once. */
    void take(int caller) throws Exception;
  }

  /**
   * Starts them.
   *
   * @param turn is told which of them it is, from 0 on
   */
  Callers(int count, Turn turn) {
    this(count, 0, turn);
  }

  /** As {@link #Callers(int, Turn)}, and each waits after each turn. */
  Callers(int count, int pauseMillis, Turn turn) {
    threads = Executors.newFixedThreadPool(count);
    for (int i = 0; i < count; i++) {
      int caller = i;
      running.add(
          threads.submit(
              () -> {
                while (!stopped) {
                  turn.take(caller);
                  Thread.sleep(pauseMillis);
                }
                return caller;
              }));
    }
  }

  /** Lets each finish its turn; fails if one of them failed. */
  void stop() throws ExecutionException, InterruptedException {
    stopped = true;
    for (Future<?> one : running) {
      one.get();
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
