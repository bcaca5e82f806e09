package org.forecast4j.server.learning;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.server.errors.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no request goes through all outcomes for intervals at a confidence that nobody
 * asked for before: one thread does that for all of them, and hands it to the state that the model
 * has become meanwhile.
 */
final class Levels {
  private static final Logger LOG = LoggerFactory.getLogger(Levels.class);

  /** So many outcomes are gone through within a few milliseconds, where the scores are few. */
  static final int AT_ONCE = 250;

  private static final int FEW_SCORES = 20_000;

  private static final int MOST_WAITING = 16;
  private static final int TRIES = 100;
  private static final long PATIENCE_MILLIS = 50;

  private final LocalFold local;
  private final Executor worker;
  private final Map<Double, CompletableFuture<?>> waiting = new HashMap<>();

  /**
   * Those of a model.
   *
   * @param local its fold, which is locked for the last few outcomes alone
   * @param worker refuses what is too much
   */
  Levels(LocalFold local, Executor worker) {
    this.local = local;
    this.worker = worker;
  }

  /** One thread, which ends when it has nothing to do. */
  static Executor worker() {
    ThreadPoolExecutor worker =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "forecast-levels");
              thread.setDaemon(true);
              return thread;
            });
    worker.allowCoreThreadTimeOut(true);
    return worker;
  }

  /**
   * What the model knows now, ready for intervals at a confidence.
   *
   * @throws RefusedException if it has to be made ready for it, which takes longer than a moment
   */
  LearnedState ready(double confidence) {
    LearnedState now = local.state();
    int outcomes = toReplay(now, confidence);
    if (isMuch(outcomes, now)) {
      CompletableFuture<?> done = begun(confidence);
      if (!isDone(done) || isMuch(toReplay(local.state(), confidence), local.state())) {
        throw RefusedException.of(
            RefusedException.Reason.UNAVAILABLE,
            "intervals at a confidence of "
                + confidence
                + ", which was not asked for before, are being learned from "
                + outcomes
                + " outcomes; ask again in a moment");
      }
      now = local.state();
    }
    return now;
  }

  private static boolean isMuch(int outcomes, LearnedState state) {
    return outcomes > AT_ONCE || (outcomes > 0 && state.wrapper().calibrationSize() > FEW_SCORES);
  }

  private static int toReplay(LearnedState state, double confidence) {
    return state.wrapper() instanceof AdaptiveConformal adaptive
        ? adaptive.outcomesToReplay(confidence)
        : 0;
  }

  private static boolean isDone(CompletableFuture<?> done) {
    try {
      Object unused = done.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  private synchronized CompletableFuture<?> begun(double confidence) {
    waiting.values().removeIf(CompletableFuture::isDone);
    try {
      return waiting.computeIfAbsent(
          confidence, one -> CompletableFuture.runAsync(() -> learn(one), worker));
    } catch (RejectedExecutionException e) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          "intervals at "
              + MOST_WAITING
              + " confidences that were not asked for before are being learned; ask for "
              + confidence
              + " again in a moment");
    }
  }

  private void learn(double confidence) {
    AdaptiveConformal before = adaptive();
    for (int i = 0; i < TRIES; i++) {
      AdaptiveConformal now = adaptive();
      if (!now.hold(confidence, before)) {
        boolean unused = now.hold(confidence, now);
      }
      before = now;
      synchronized (local) {
        if (adaptive().hold(confidence, before)) {
          return;
        }
      }
    }
    LOG.warn("intervals at a confidence of {} cannot be held", confidence);
  }

  private AdaptiveConformal adaptive() {
    return (AdaptiveConformal) local.state().wrapper();
  }
}
