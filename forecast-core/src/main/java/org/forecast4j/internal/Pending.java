package org.forecast4j.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Outcomes that are still to become known, each under a number: the soonest known is the first to
 * be taken, of several the one that was added first. Adding and taking take O(log n). Not safe for
 * concurrent use.
 */
public final class Pending {
  private record Entry(int number, Instant known, long place) {}

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparing(Entry::known).thenComparingLong(Entry::place));

  private long added;

  /** Adds an outcome that becomes known at a time. */
  public void add(int number, Instant known) {
    queue.add(new Entry(number, known, added++));
  }

  /** Takes one that is known at a moment; empty if there is none. */
  public OptionalInt takeKnownAt(Instant moment) {
    return isAnyKnownAt(moment) ? OptionalInt.of(queue.remove().number()) : OptionalInt.empty();
  }

  /** Whether one is known at a moment. */
  public boolean isAnyKnownAt(Instant moment) {
    Entry soonest = queue.peek();
    return soonest != null && !soonest.known().isAfter(moment);
  }

  /** How many are still to be taken. */
  public int size() {
    return queue.size();
  }
}
