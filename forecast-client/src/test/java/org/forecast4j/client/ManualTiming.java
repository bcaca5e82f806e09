package org.forecast4j.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only pauses move; pauses take no time and are remembered. */
class ManualTiming implements Timing {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Duration ignored;

  /**
   * A clock.
   *
   * @param ignored pauses of this length or longer never end: deadlines, which would otherwise be
   *     reached at once
   */
  ManualTiming(Duration ignored) {
    this.ignored = ignored;
  }

  ManualTiming() {
    this(Duration.ofSeconds(20));
  }

  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos.get());
  }

  /** The longest pause there can be. */
  @Override
  public double random() {
    return 1;
  }

  @Override
  public CompletableFuture<Boolean> after(Duration pause) {
    if (pause.compareTo(ignored) >= 0) {
      return new CompletableFuture<>();
    }
    pauses.add(pause);
    advance(pause);
    return CompletableFuture.completedFuture(true);
  }
}
