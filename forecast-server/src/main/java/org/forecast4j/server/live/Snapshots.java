package org.forecast4j.server.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.jspecify.annotations.Nullable;

/**
 * How the games are, for those who begin to follow them. What is on its way to readers is counted:
 * however many there are and however slowly they read, all of it together takes no more than a
 * budget of bytes, or one such state if that alone is larger.
 */
final class Snapshots {
  private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** At most a fifth of the time goes into states that are newer than they need be. */
  private static final int PAUSES = 4;

  private final EventLog log;
  private final int mostBehind;
  private final long budget;
  private final LongSupplier nanoClock;

  /** Guarded by this, as all below: the state of all games that new readers share. */
  private @Nullable Lease shared;

  private long bytes;

  /** Since when the shared one is there, and how long it took. */
  private long since;

  private long taken;

  /** A state that somebody reads, or that is kept for the next reader. */
  final class Lease {
    private final LiveMessage message;
    private final int begun;
    private int holders = 1;

    private Lease(LiveMessage message, int begun) {
      this.message = message;
      this.begun = begun;
    }

    LiveMessage message() {
      return message;
    }

    /** Which log it is of. */
    int begun() {
      return begun;
    }

    /** It is read, or will not be. */
    void release() {
      synchronized (Snapshots.this) {
        if (--holders == 0) {
          bytes -= message.size();
        }
      }
    }
  }

  /**
   * Nobody reads yet.
   *
   * @param mostBehind how many events may follow a state that is shared
   * @param budget how many bytes all states together may take
   * @param nanoClock as {@link System#nanoTime}
   */
  Snapshots(EventLog log, int mostBehind, long budget, LongSupplier nanoClock) {
    this.log = log;
    this.mostBehind = mostBehind;
    this.budget = budget;
    this.nanoClock = nanoClock;
  }

  /**
   * These games as they are, or all.
   *
   * @param read the id of an event that must be in it
   * @return to be released when it is read; empty if too much waits to be read
   */
  synchronized Optional<Lease> take(Set<String> ids, long read) {
    if (!ids.isEmpty()) {
      EventLog.Snapshot now = log.snapshot();
      return lease(now, now.games().stream().filter(game -> ids.contains(game.gameId())).toList());
    }
    Optional<Lease> last = Optional.ofNullable(shared);
    // Where many come at once, somewhat older is as good, since the events after it follow.
    boolean usable =
        last.filter(
                one -> {
                  long id = one.message.id().getAsLong();
                  return one.begun == log.begun() && id >= read && log.last() - id <= mostBehind;
                })
            .isPresent();
    if (!usable || (isBehind(last.orElseThrow()) && isTime())) {
      long begin = nanoClock.getAsLong();
      EventLog.Snapshot now = log.snapshot();
      Optional<Lease> made = lease(now, now.games());
      if (made.isPresent()) {
        last.ifPresent(Lease::release);
        shared = made.get();
        since = nanoClock.getAsLong();
        taken = since - begin;
      } else if (!usable) {
        return Optional.empty();
      }
    }
    Lease lease = shared;
    if (lease != null) {
      lease.holders++;
    }
    return Optional.ofNullable(lease);
  }

  private boolean isBehind(Lease lease) {
    return log.last() > lease.message.id().getAsLong();
  }

  private boolean isTime() {
    return nanoClock.getAsLong() - since >= Math.max(MIN_PAUSE_NANOS, PAUSES * taken);
  }

  private Optional<Lease> lease(EventLog.Snapshot now, List<GameState> games) {
    LiveMessage message = LiveMessage.initialState(now.id(), new Games(games, Map.of()));
    int size = message.size();
    if (bytes > 0 && bytes + size > budget) {
      return Optional.empty();
    }
    bytes += size;
    return Optional.of(new Lease(message, now.begun()));
  }

  /** How many bytes wait to be read, or are kept for the next reader. */
  synchronized long bytes() {
    return bytes;
  }
}
