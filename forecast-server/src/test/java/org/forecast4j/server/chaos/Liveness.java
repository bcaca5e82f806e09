package org.forecast4j.server.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks a server all the time whether it lives, each time over a new connection. */
final class Liveness implements AutoCloseable {
  private static final String PATH = "/livez";
  private static final byte[] REQUEST = Caller.get(PATH);
  private static final long PAUSE_MILLIS = 50;
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final int port;
  private final double shared = Math.max(1, Vitals.load() / Vitals.CORES);
  private final Thread thread = new Thread(this::ask, "liveness");
  private volatile boolean ended;

  /** Guarded by this, as the next two. */
  private int asked;

  private int failed;
  private Duration slowest = Duration.ZERO;

  private Liveness(int port) throws IOException {
    this.port = port;
    thread.setDaemon(true);
  }

  static Liveness of(int port) throws IOException {
    Liveness liveness = new Liveness(port);
    liveness.thread.start();
    return liveness;
  }

  /**
   * Options of a server, with which it is ready as operators' are: classes that the JVM still
   * interprets hold up every answer.
   */
  static String[] warm(List<String> options) {
    return Stream.concat(options.stream(), Stream.of("--warm-up", "3")).toArray(String[]::new);
  }

  private void ask() {
    while (!ended) {
      long start = System.nanoTime();
      boolean isAlive = isAlive();
      add(isAlive, Duration.ofNanos(System.nanoTime() - start));
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean isAlive() {
    try (Caller caller = new Caller(port)) {
      return caller.call(REQUEST).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized void add(boolean isAlive, Duration taken) {
    asked++;
    failed += isAlive ? 0 : 1;
    slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
  }

  /**
   * It says so within a second, always. Where other work had the machine in the beginning, it is
   * given that much longer.
   */
  synchronized void judge(Tally tally) {
    tally
        .brokenUnless(failed == 0, PATH + " failed " + failed + " times of " + asked)
        .brokenUnless(slowest.toMillis() <= LIMIT.toMillis() * shared, toString());
  }

  @Override
  public synchronized String toString() {
    return String.format(
        Locale.ROOT,
        "`%s` took at most %d ms, with %.1f times as many processes as cores before it began",
        PATH,
        slowest.toMillis(),
        shared);
  }

  @Override
  public void close() {
    ended = true;
    Load.await(thread);
  }
}
