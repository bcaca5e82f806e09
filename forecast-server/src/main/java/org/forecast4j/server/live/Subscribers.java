package org.forecast4j.server.live;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who follow the games. One thread wakes them, however many events came meanwhile, not more
 * often than every {@value #PACE_MILLIS} ms: what came meanwhile goes out together. None of them
 * ever holds it up.
 */
final class Subscribers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);
  private static final long PACE_MILLIS = 15;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(PACE_MILLIS);
  static final long EVENT_BYTES = 64L << 20;
  private static final long SNAPSHOT_BYTES = 64L << 20;

  private final EventLog log;
  private final Snapshots snapshots;
  private final LiveLimits limits;
  private final Duration closeTime;
  private final Metrics metrics;
  private final Set<Subscriber> all = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile long lastWoken = System.nanoTime() - PACE_NANOS;
  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean closed;

  /** Asks for what happened elsewhere and was not heard of here. */
  private volatile Runnable catchUp = () -> {};

  /**
   * Nobody follows yet.
   *
   * @param firstId the id before that of the first event
   * @param closeTime how long subscribers have, all together, to read that the server ends
   */
  Subscribers(LiveLimits limits, Duration closeTime, long firstId, Metrics metrics) {
    this.limits = limits;
    this.closeTime = closeTime;
    this.metrics = metrics;
    log = new EventLog(limits.replay(), EVENT_BYTES, firstId, this::wake);
    snapshots = new Snapshots(log, limits.replay() / 2, SNAPSHOT_BYTES, System::nanoTime);
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "forecast-live");
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    every(limits.ping(), () -> all.forEach(Subscriber::ping));
    metrics.gauge("forecast.live.subscribers", "Open streams and sockets", count::get);
  }

  EventLog log() {
    return log;
  }

  /** Has one who has read more than is known here wait until that is asked for. */
  void catchUpWith(Runnable asking) {
    catchUp = asking;
  }

  long pingNanos() {
    return limits.ping().toNanos();
  }

  /** Does a task again and again on the thread that wakes subscribers. */
  void every(Duration interval, Runnable task) {
    Runnable lasting =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.error("a task of the live games failed", e);
          }
        };
    long nanos = interval.toNanos();
    Future<?> unused = thread.scheduleWithFixedDelay(lasting, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Has all send what is due, soon; nobody waits for it. */
  void wake() {
    if (closed) {
      // All end, without a wait.
      all.forEach(Subscriber::iterate);
    } else if (woken.compareAndSet(false, true)) {
      long due = lastWoken + PACE_NANOS - System.nanoTime();
      Future<?> unused =
          thread.schedule(
              () -> {
                woken.set(false);
                lastWoken = System.nanoTime();
                all.forEach(Subscriber::iterate);
              },
              Math.max(0, due),
              TimeUnit.NANOSECONDS);
    }
  }

  /** Refuses if there is no place. */
  void requireRoom() {
    if (closed) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE, Subscriber.Ending.SHUTDOWN.reason());
    }
    if (count.get() >= limits.subscribers()) {
      throw full();
    }
  }

  private RefusedException full() {
    int most = limits.subscribers();
    return RefusedException.of(
        RefusedException.Reason.UNAVAILABLE,
        "all " + most + " places for streams and sockets are taken; try again",
        Map.of("limit", (long) most));
  }

  /** Lets one in, or refuses. */
  void add(Subscriber subscriber) {
    if (count.incrementAndGet() > limits.subscribers()) {
      count.decrementAndGet();
      throw full();
    }
    all.add(subscriber);
    if (closed) {
      subscriber.end(Subscriber.Ending.SHUTDOWN);
    }
  }

  void gone(Subscriber subscriber, Subscriber.Ending why) {
    if (all.remove(subscriber)) {
      count.decrementAndGet();
      if (why.isDrop()) {
        metrics.dropped(why.kind());
        LOG.info("dropped a reader of the live games: {}", why.reason());
      }
      synchronized (all) {
        all.notifyAll();
      }
    }
  }

  /** Where one who was here before goes on; empty if that place is not kept. */
  OptionalLong resume(String lastEventId) {
    try {
      long id = Long.parseLong(lastEventId.strip());
      if (id > log.last()) {
        catchUp.run();
      }
      return log.reaches(id) ? OptionalLong.of(id) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  Snapshots snapshots() {
    return snapshots;
  }

  /**
   * Tells all subscribers that the server ends, and disconnects those that do not read it in time.
   */
  @Override
  public void close() {
    closed = true;
    all.forEach(subscriber -> subscriber.end(Subscriber.Ending.SHUTDOWN));
    long deadline = System.nanoTime() + closeTime.toNanos();
    synchronized (all) {
      while (!all.isEmpty() && System.nanoTime() < deadline) {
        try {
          all.wait(10);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
    }
    all.forEach(Subscriber::cut);
    thread.shutdownNow();
  }
}
