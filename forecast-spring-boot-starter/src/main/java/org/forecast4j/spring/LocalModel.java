package org.forecast4j.spring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.jspecify.annotations.Nullable;

/**
 * A model in the application. A forecast reads one state of it; what has learned is swapped in. A
 * thread of its own saves it, and so does its end.
 */
final class LocalModel implements ManagedModel {
  private static final Log LOG = LogFactory.getLog(LocalModel.class);

  /** The model, and how many outcomes it learned here. */
  private record State(ConformalWrapper model, long outcomes) {}

  private final BundleStore store;
  private final Object learning = new Object();
  private final Object saving = new Object();
  private final @Nullable ScheduledExecutorService saver;
  private volatile State state;
  private volatile long saved;
  private volatile Optional<String> failure = Optional.empty();
  private boolean isClosed;

  LocalModel(BundleStore store, Duration every) {
    this.store = store;
    state = new State(store.model(), 0);
    saver = store.folder().map(folder -> saveEvery(every)).orElse(null);
    LOG.info(
        "forecasting with "
            + store.info().name()
            + " "
            + store.info().version()
            + store
                .folder()
                .map(folder -> ", what it learns is saved to " + folder)
                .orElse(", what it learns is not saved: forecast.save-to is not set"));
  }

  private ScheduledExecutorService saveEvery(Duration every) {
    if (every.isZero() || every.isNegative()) {
      throw new ForecastSetupException(
          "forecast.save-every is " + every + "; expected more than zero.",
          "Set it to a time such as 30s or 5m.",
          null);
    }
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "forecast-save");
              thread.setDaemon(true);
              return thread;
            });
    long millis = Math.max(1, every.toMillis());
    Future<?> unused =
        executor.scheduleWithFixedDelay(this::save, millis, millis, TimeUnit.MILLISECONDS);
    return executor;
  }

  @Override
  public void observe(IntervalForecast forecast, double... actual) {
    synchronized (learning) {
      if (isClosed) {
        throw new IllegalStateException(
            "the application has ended; expected outcomes before, since this one is not saved");
      }
      State before = state;
      state = new State(before.model().observe(forecast, actual), before.outcomes() + 1);
    }
  }

  @Override
  public ConformalWrapper current() {
    return state.model();
  }

  /**
   * Saves if an outcome came. A failure is told in the log and by the condition until it is over.
   */
  private void save() {
    synchronized (saving) {
      State now = state;
      if (now.outcomes() == saved) {
        return;
      }
      try {
        store.save(now.model());
        saved = now.outcomes();
        failure = Optional.empty();
      } catch (IOException | RuntimeException e) {
        failure = Optional.of(String.valueOf(e.getMessage()));
        LOG.error((now.outcomes() - saved) + " outcomes that were learned are not saved", e);
      }
    }
  }

  /** How many outcomes it learned that are not saved, or to be saved. */
  long unsaved() {
    return saver == null ? 0 : state.outcomes() - saved;
  }

  @Override
  public Condition condition() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("model", store.info().name());
    details.put("version", store.info().version());
    details.put("outcomes", state.outcomes());
    store.folder().map(Path::toString).ifPresent(folder -> details.put("savedTo", folder));
    Optional<String> why = failure;
    why.ifPresent(
        reason -> {
          details.put("unsaved", unsaved());
          details.put("error", reason);
        });
    return new Condition(why.isEmpty(), details);
  }

  /** Learns no more, and saves what came. */
  @Override
  public void close() {
    synchronized (learning) {
      isClosed = true;
    }
    if (saver != null) {
      // Not interrupted: one that is being saved is waited for.
      saver.shutdown();
      save();
    }
  }
}
