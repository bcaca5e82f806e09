package org.forecast4j.server.learning;

import java.util.Map;
import java.util.Set;

/**
 * All that follows from a log up to an entry, as it was then.
 *
 * @param fold of its own
 * @param known what facts say by id; it may hold later ones as well
 * @param serial those known with a greater one came later
 * @param retracted the ids that were ever retracted
 * @param old the ids of facts that the log no longer holds
 */
record Snapshot(
    Fold fold, Map<String, Known> known, long serial, Set<String> retracted, OldIds old) {
  /** What a log forgot, of which nothing but the fold matters. */
  static Snapshot of(Fold fold) {
    return new Snapshot(fold, Map.of(), 0, Set.of(), OldIds.NONE);
  }

  /**
   * What is known under an id.
   *
   * @param values what tells a repetition from a contradiction
   * @param serial grows with every fact
   */
  record Known(Object values, long serial) {}
}
