package org.forecast4j.server.redis;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis that answers refused with, such as OOM, and of which kinds was warned. Safe for
 * concurrent use, but that one thread probes.
 */
final class Refusals {
  /** After so many probes a refusal is worth a warning again. */
  private static final int QUIET = 60;

  /** Since the last probe or the one before; null if nothing. */
  private volatile @Nullable String last;

  private final AtomicBoolean refused = new AtomicBoolean();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /** Probes in a row without a refusal. */
  private int quiet;

  /** Takes a refusal; true if it is worth a warning. */
  boolean add(String kind) {
    last = kind;
    refused.set(true);
    return warned.add(kind);
  }

  /** Begins a probe; true if something was refused since the one before. */
  boolean begin() {
    return refused.getAndSet(false);
  }

  /**
   * Ends a probe that was not refused.
   *
   * @param refusing what {@link #begin} said
   */
  void probed(boolean refusing) {
    quiet = refusing ? 0 : quiet + 1;
    if (quiet > 0) {
      last = null;
    }
    if (quiet >= QUIET) {
      warned.clear();
    }
  }

  /** The kind of the last refusal, if it is not long ago. */
  Optional<String> last() {
    return Optional.ofNullable(last);
  }
}
