package org.forecast4j.conformal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes in the order they came. Immutable: one with an outcome more shares all others with this
 * one, and letting the oldest go copies the rest once for each time that as many have come as there
 * are.
 */
final class Remembered {
  static final Remembered NONE = new Remembered(new Outcome[0], 0, null, 0);

  /** The older ones; those before {@link #from} are forgotten. */
  private final Outcome[] older;

  private final int from;

  /** The newer ones, the last first. */
  private final @Nullable Link newest;

  private final int size;

  private record Link(Outcome outcome, @Nullable Link before) {}

  private Remembered(Outcome[] older, int from, @Nullable Link newest, int size) {
    this.older = older;
    this.from = from;
    this.newest = newest;
    this.size = size;
  }

  /** In the order they came; keeps the array. */
  static Remembered of(Outcome... outcomes) {
    return new Remembered(outcomes, 0, null, outcomes.length);
  }

  int size() {
    return size;
  }

  Remembered with(Outcome outcome) {
    return new Remembered(older, from, new Link(outcome, newest), size + 1);
  }

  /** Without the one that came first; there must be one, and it must be {@link #settled}. */
  Remembered withoutOldest() {
    return new Remembered(older, from + 1, newest, size - 1);
  }

  /** The one that came first; there must be one, and it must be {@link #settled}. */
  Outcome oldest() {
    return older[from];
  }

  /** The same, ready to let the oldest go. */
  Remembered settled() {
    return from < older.length ? this : of(toArray());
  }

  /** Those that came since earlier ones, which these must have come from; empty if not. */
  @SuppressWarnings("ReferenceEquality") // A link is compared as such, not with all before it.
  Optional<Outcome[]> since(Remembered earlier) {
    int count = size - earlier.size;
    if (older != earlier.older || from != earlier.from || count < 0) {
      return Optional.empty();
    }
    Outcome[] since = new Outcome[count];
    Link link = newest;
    while (count > 0 && link != null) {
      since[--count] = link.outcome();
      link = link.before();
    }
    return count == 0 && link == earlier.newest ? Optional.of(since) : Optional.empty();
  }

  /** All, in the order they came. */
  Outcome[] toArray() {
    Outcome[] all = new Outcome[size];
    int held = older.length - from;
    System.arraycopy(older, from, all, 0, held);
    int at = size;
    for (Link link = newest; link != null; link = link.before()) {
      all[--at] = link.outcome();
    }
    return all;
  }
}
