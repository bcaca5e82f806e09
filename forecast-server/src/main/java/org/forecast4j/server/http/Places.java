package org.forecast4j.server.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is worked on and who waits, first come first served, except that no key has more than its
 * share of the places or of the queue. Safe for concurrent use; what it runs, it runs outside its
 * lock.
 */
final class Places {
  private final int places;
  private final int queued;
  private final Map<String, Use> uses = new HashMap<>();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private int taken;

  /** What one key has. */
  private static final class Use {
    private int taken;
    private int waiting;
  }

  /**
   * One that waits.
   *
   * @param key whose it is
   * @param use what its key has
   * @param share how many places its key may have
   * @param start what to run when its turn has come
   */
  private record Waiting(String key, Use use, int share, Runnable start) {}

  /** What became of one who came. */
  enum Entry {
    RUNS,
    WAITS,
    REFUSED
  }

  Places(int places, int queued) {
    this.places = places;
    this.queued = queued;
  }

  /**
   * Runs it at once if there is a place, or lets it wait. Whoever was started must {@link #leave}.
   *
   * @param key whose it is; empty for nobody's, which has no share of its own
   * @param share how many places the key may have, and in proportion how much of the queue
   * @param start what to run
   */
  Entry enter(Optional<String> key, int share, Runnable start) {
    String name = key.orElse("");
    synchronized (this) {
      Use use = uses.computeIfAbsent(name, unused -> new Use());
      boolean hasShare = use.taken < share;
      if (taken < places && hasShare && use.waiting == 0) {
        taken++;
        use.taken++;
      } else if (queue.size() < queued && use.waiting < queueShare(share)) {
        use.waiting++;
        queue.addLast(new Waiting(name, use, share, start));
        return Entry.WAITS;
      } else {
        forget(name, use);
        return Entry.REFUSED;
      }
    }
    start.run();
    return Entry.RUNS;
  }

  private long queueShare(int share) {
    return (long) Math.ceil((double) queued * Math.min(share, places) / places);
  }

  /** Gives up waiting; false if it does not wait, since it was started. */
  synchronized boolean giveUp(Runnable start) {
    for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
      Waiting waiting = all.next();
      if (waiting.start() == start) {
        all.remove();
        waiting.use().waiting--;
        forget(waiting.key(), waiting.use());
        return true;
      }
    }
    return false;
  }

  /** Frees the place of one that was started, and starts the first who may have it. */
  void leave(Optional<String> key) {
    String name = key.orElse("");
    Optional<Waiting> next;
    synchronized (this) {
      Use use = Objects.requireNonNull(uses.get(name), "left without having entered");
      taken--;
      use.taken--;
      next = next();
      forget(name, use);
    }
    next.ifPresent(one -> one.start().run());
  }

  private Optional<Waiting> next() {
    for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
      Waiting waiting = all.next();
      Use use = waiting.use();
      if (use.taken < waiting.share()) {
        all.remove();
        use.waiting--;
        use.taken++;
        taken++;
        return Optional.of(waiting);
      }
    }
    return Optional.empty();
  }

  private void forget(String name, Use use) {
    if (use.taken == 0 && use.waiting == 0) {
      uses.remove(name);
    }
  }

  synchronized int waiting() {
    return queue.size();
  }

  synchronized int taken() {
    return taken;
  }
}
