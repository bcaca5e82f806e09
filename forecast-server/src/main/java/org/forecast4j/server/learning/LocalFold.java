package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.server.errors.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What this server has learned: its log, the ids in it, and the fold over its outcomes. All but the
 * state is guarded by the caller's lock.
 */
final class LocalFold implements Closeable {
  private final ConformalWrapper trained;
  private final String origin;
  private final OutcomeLog log;

  /** Pattern and outcome by id, to tell a repetition from a contradiction. */
  private final Map<String, Values> known = new HashMap<>();

  private final Set<String> retracted = new HashSet<>();
  private Fold current;
  private boolean closed;
  private volatile LearnedState state;

  private record Values(double[] pattern, double[] actual) {
    static Values of(OutcomeRecord outcome) {
      return new Values(outcome.forecast().pattern().values(), outcome.actual());
    }

    boolean areThoseOf(OutcomeRecord outcome) {
      return OutcomeRecord.areSame(pattern, outcome.forecast().pattern().values())
          && OutcomeRecord.areSame(actual, outcome.actual());
    }
  }

  LocalFold(ConformalWrapper trained, String origin, OutcomeLog log) {
    this.trained = trained;
    this.origin = origin;
    this.log = log;
    current = begin(Map.of());
    state = current.state();
  }

  /** A fold that has taken in nothing. */
  Fold begin(Map<String, Integer> retractions) {
    return Fold.begin(trained, origin, retractions);
  }

  LearnedState state() {
    return state;
  }

  Fold current() {
    return current;
  }

  void become(Fold next) {
    current = next;
    state = next.state();
  }

  /**
   * Reads the log again: what is known is what it says.
   *
   * @return the outcomes that nobody has retracted, by id
   */
  Map<String, OutcomeRecord> read() throws IOException {
    Map<String, OutcomeRecord> outcomes = new LinkedHashMap<>();
    for (LogEntry entry : log.read()) {
      // Of two with the same id the later one is what the replicas agreed on.
      if (entry instanceof OutcomeRecord outcome) {
        outcomes.put(outcome.id(), outcome);
        known.put(outcome.id(), Values.of(outcome));
      } else {
        outcomes.remove(entry.id());
        known.remove(entry.id());
        retracted.add(entry.id());
      }
    }
    return outcomes;
  }

  /** Learns the outcomes that the log has kept. */
  void fold(Collection<OutcomeRecord> outcomes) {
    Fold next = log.base().map(Fold::copy).orElseGet(() -> begin(Map.of()));
    outcomes.forEach(next::take);
    become(next);
    log.rewritten(List.copyOf(outcomes), next);
  }

  boolean isKnown(String id) {
    return known.containsKey(id);
  }

  boolean isRetracted(String id) {
    return retracted.contains(id);
  }

  /** Whether an outcome is known just so. */
  boolean isKnown(OutcomeRecord outcome) {
    Values values = known.get(outcome.id());
    return values != null && values.areThoseOf(outcome);
  }

  /** Refuses an outcome whose id is known with other values. */
  void requireNoContradiction(OutcomeRecord outcome) {
    if (isKnown(outcome.id()) && !isKnown(outcome)) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          "id is '"
              + outcome.id()
              + "', which was observed with another pattern or other values than "
              + Arrays.toString(outcome.actual())
              + "; expected the same ones or a new id");
    }
  }

  void requireOpen() throws ReplacedException {
    if (closed) {
      throw new ReplacedException();
    }
  }

  /** Keeps an outcome of a new id, and learns it. */
  void keep(OutcomeRecord outcome) throws IOException {
    // What cannot be learned must not be kept.
    Fold.Step next = current.after(outcome);
    log.append(List.of(outcome));
    current.advance(next);
    state = next.state();
    known.put(outcome.id(), Values.of(outcome));
    log.learned(current);
  }

  /** Throws what {@link #keep(OutcomeRecord)} would, for an outcome that cannot be learned. */
  void requireLearnable(OutcomeRecord outcome) {
    current.after(outcome);
  }

  /** Keeps that an outcome is retracted, and folds the others anew. */
  void retract(String id) throws IOException {
    Map<String, OutcomeRecord> others = read();
    if (others.remove(id) == null) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          "id is '"
              + id
              + "', which is older than the latest outcomes that a server without a state folder"
              + " keeps; it cannot be retracted");
    }
    log.append(List.of(new Retraction(id)));
    known.remove(id);
    retracted.add(id);
    fold(others.values());
  }

  /** Keeps what came from the shared log and is new here; learning it is the caller's. */
  void keep(List<LogEntry> came) throws IOException {
    List<LogEntry> fresh = new ArrayList<>();
    Map<String, @Nullable Values> changed = new HashMap<>();
    for (LogEntry entry : came) {
      Values before =
          changed.containsKey(entry.id()) ? changed.get(entry.id()) : known.get(entry.id());
      if (entry instanceof OutcomeRecord outcome) {
        if (before == null || !before.areThoseOf(outcome)) {
          fresh.add(outcome);
        }
        changed.put(outcome.id(), Values.of(outcome));
      } else {
        if (before != null) {
          fresh.add(entry);
        }
        changed.put(entry.id(), null);
      }
    }
    log.append(fresh);
    for (Map.Entry<String, @Nullable Values> one : changed.entrySet()) {
      Values values = one.getValue();
      if (values == null) {
        known.remove(one.getKey());
      } else {
        known.put(one.getKey(), values);
      }
    }
    came.stream().filter(Retraction.class::isInstance).forEach(one -> retracted.add(one.id()));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    log.close();
  }
}
