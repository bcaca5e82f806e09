package org.forecast4j.server.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Callers that go on until it is closed, and what they were answered. A latency counts from when
 * the call was due: one that a busy caller makes late is a slow one.
 */
final class Load implements AutoCloseable {
  /** A call that got no answer. */
  static final int NONE = 0;

  private static final int OK = 200;
  private static final int FIRST_ERROR = 400;
  private static final int STACK_BYTES = 128 << 10;

  private final int port;
  private final LongFunction<byte[]> requests;
  private final double pause;
  private final long most;
  private final long start = System.nanoTime();
  private final AtomicLong next = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  /** Guarded by this, as the next three. */
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  private long[] nanos = new long[1024];
  private int count;
  private int silent;
  private long since = start;

  /**
   * What happened within some time.
   *
   * @param statuses how often each was answered, {@link #NONE} for calls without an answer
   * @param withoutRetry how many of 429 and 503 did not say when to try again
   * @param sorted how long each took, in nanoseconds
   */
  record Window(double seconds, Map<Integer, Integer> statuses, int withoutRetry, long[] sorted) {
    int calls() {
      return sorted.length;
    }

    int good() {
      return statuses.getOrDefault(OK, 0);
    }

    /** How many were refused or failed. */
    int errors() {
      return statuses.entrySet().stream()
          .filter(status -> status.getKey() == NONE || status.getKey() >= FIRST_ERROR)
          .mapToInt(Map.Entry::getValue)
          .sum();
    }

    double callsPerSecond() {
      return calls() / seconds;
    }

    double goodPerSecond() {
      return good() / seconds;
    }

    /** In milliseconds; 0 if there was no call. */
    double millis(double quantile) {
      return sorted.length == 0
          ? 0
          : sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
    }
  }

  private Load(int port, LongFunction<byte[]> requests, int callers, double perSecond, long most) {
    this.port = port;
    this.requests = requests;
    this.most = most;
    pause = 1e9 / perSecond;
    for (int i = 0; i < callers; i++) {
      Thread thread = new Thread(null, this::call, "caller", STACK_BYTES);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** Callers that each send the next request as soon as they are answered. */
  static Load closedLoop(int port, LongFunction<byte[]> requests, int callers) {
    return new Load(port, requests, callers, Double.POSITIVE_INFINITY, Long.MAX_VALUE);
  }

  /** So many requests a second, however fast they are answered, as long as a caller is free. */
  static Load openLoop(int port, LongFunction<byte[]> requests, int callers, double perSecond) {
    return new Load(port, requests, callers, perSecond, Long.MAX_VALUE);
  }

  /** So many requests, by callers that each send the next one as soon as they are answered. */
  static Window all(int port, LongFunction<byte[]> requests, int callers, long count) {
    Load load = new Load(port, requests, callers, Double.POSITIVE_INFINITY, count);
    load.threads.forEach(Load::await);
    return load.window();
  }

  private void call() {
    try (Caller caller = new Caller(port)) {
      while (true) {
        long number = next.getAndIncrement();
        long due = pause == 0 ? System.nanoTime() : start + (long) (number * pause);
        if (number >= most || !isDue(due)) {
          return;
        }
        ask(caller, requests.apply(number), due);
      }
    }
  }

  /** Waits; false if it was ended meanwhile. */
  private boolean isDue(long due) {
    for (long left = due - System.nanoTime(); left > 0 && !ended; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return !ended;
  }

  private void ask(Caller caller, byte[] request, long due) {
    try {
      Caller.Answer answer = caller.call(request);
      boolean mustRetry = answer.status() == 429 || answer.status() == 503;
      add(answer.status(), mustRetry && !answer.saysWhenToRetry(), System.nanoTime() - due);
    } catch (IOException e) {
      add(NONE, false, System.nanoTime() - due);
    }
  }

  private synchronized void add(int status, boolean isSilent, long taken) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = taken;
    statuses.merge(status, 1, Integer::sum);
    silent += isSilent ? 1 : 0;
  }

  /** What happened since the last one, or since it began. */
  synchronized Window window() {
    long now = System.nanoTime();
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    Window window =
        new Window((now - since) / 1e9, Map.copyOf(new TreeMap<>(statuses)), silent, sorted);
    since = now;
    count = 0;
    silent = 0;
    statuses.clear();
    return window;
  }

  /** What happens within the next time. */
  Window window(Duration time) throws InterruptedException {
    window();
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return window();
  }

  /** Ends it when the calls that were made are answered. */
  @Override
  public void close() {
    ended = true;
    threads.forEach(LockSupport::unpark);
    threads.forEach(Load::await);
  }

  /** Waits for the end of a thread; whoever interrupts this does not want to wait. */
  static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
