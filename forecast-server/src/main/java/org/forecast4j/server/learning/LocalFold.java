package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.forecast4j.server.errors.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What this server has learned: its log, the ids in it, and the fold over its facts. All but the
 * state is guarded by the caller's lock.
 */
final class LocalFold implements Closeable {
  private final Trained trained;
  private final OutcomeLog log;

  /** What facts say by id, to tell a repetition from a contradiction. */
  private final Map<String, Object> known = new HashMap<>();

  private final Set<String> retracted = new HashSet<>();
  private Fold current;
  private boolean closed;
  private volatile LearnedState state;

  LocalFold(Trained trained, OutcomeLog log) {
    this.trained = trained;
    this.log = log;
    current = begin(Map.of());
    state = current.state();
  }

  /** A fold that has taken in nothing. */
  Fold begin(Map<String, Integer> retractions) {
    return Fold.begin(trained, retractions);
  }

  /** Whether the ratings learn from the results that are kept. */
  boolean learnsResults() {
    return trained.learning();
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
   * @return the facts that nobody has retracted, by id
   */
  Map<String, Fact> read() throws IOException {
    Map<String, Fact> facts = new LinkedHashMap<>();
    for (LogEntry entry : log.read()) {
      // Of two with the same id the later one is what the replicas agreed on.
      if (entry instanceof Fact fact) {
        facts.put(fact.id(), fact);
        known.put(fact.id(), fact.values());
      } else {
        facts.remove(entry.id());
        known.remove(entry.id());
        retracted.add(entry.id());
      }
    }
    return facts;
  }

  /** Learns the facts that the log has kept. */
  void fold(Collection<Fact> facts) {
    Fold next = log.base().map(Fold::copy).orElseGet(() -> begin(Map.of()));
    facts.forEach(next::take);
    become(next);
    log.rewritten(List.copyOf(facts), next);
  }

  boolean isKnown(String id) {
    return known.containsKey(id);
  }

  boolean isRetracted(String id) {
    return retracted.contains(id);
  }

  /** Refuses a fact whose id is known with other values. */
  void requireNoContradiction(Fact fact) {
    Object values = known.get(fact.id());
    if (values != null && !values.equals(fact.values())) {
      throw RefusedException.of(RefusedException.Reason.CONFLICT, fact.contradiction(values));
    }
  }

  void requireOpen() throws ReplacedException {
    if (closed) {
      throw new ReplacedException();
    }
  }

  /**
   * Keeps the new ones of some facts with one write, in their order, and learns them. If that write
   * fails, so do all that it was for.
   *
   * @param offered whether the replicas agree on facts: then an id that they retracted is not kept
   *     before they are asked
   */
  void keep(List<Intake> together, boolean offered) {
    List<Intake> fresh = new ArrayList<>();
    List<Intake> again = new ArrayList<>();
    List<Fold.Step> steps = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    LearnedState last = current.state();
    for (Intake one : together) {
      Fact fact = one.fact();
      if (ids.contains(fact.id())) {
        again.add(one);
        continue;
      }
      try {
        if (isNew(one)) {
          // What cannot be learned must not be kept.
          Fold.Step next = current.after(last, fact);
          if (offered && isRetracted(fact.id())) {
            one.become(Intake.Fate.TO_BE_OFFERED);
          } else {
            fresh.add(one);
            ids.add(fact.id());
            steps.add(next);
            last = next.state();
          }
        }
      } catch (ReplacedException | RuntimeException e) {
        one.fail(e);
      }
    }
    try {
      keep(fresh, steps);
      again.forEach(this::repeat);
    } catch (IOException e) {
      fresh.forEach(one -> one.fail(e));
      again.forEach(one -> one.fail(e));
    }
  }

  /** Whether a fact is to be kept; one that is known with the same values is not. */
  private boolean isNew(Intake one) throws ReplacedException {
    requireOpen();
    if (!isKnown(one.fact().id())) {
      return true;
    }
    requireNoContradiction(one.fact());
    one.become(Intake.Fate.KNOWN);
    return false;
  }

  private void keep(List<Intake> fresh, List<Fold.Step> steps) throws IOException {
    if (fresh.isEmpty()) {
      return;
    }
    log.append(fresh.stream().map(Intake::fact).toList());
    steps.forEach(current::advance);
    state = current.state();
    for (Intake one : fresh) {
      known.put(one.fact().id(), one.fact().values());
      one.become(Intake.Fate.KEPT);
    }
    log.learned(current);
  }

  /** A fact whose id was kept a moment ago. */
  private void repeat(Intake one) {
    try {
      requireNoContradiction(one.fact());
      one.become(Intake.Fate.KNOWN);
    } catch (RefusedException e) {
      one.fail(e);
    }
  }

  /** Keeps that a fact is retracted, and folds the others anew. */
  void retract(String id) throws IOException {
    Map<String, Fact> others = read();
    if (others.remove(id) == null) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          ResultRecord.told(id)
              + ", which is older than the latest outcomes that a server without a state folder"
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
    Map<String, @Nullable Object> changed = new HashMap<>();
    for (LogEntry entry : came) {
      Object before =
          changed.containsKey(entry.id()) ? changed.get(entry.id()) : known.get(entry.id());
      if (entry instanceof Fact fact) {
        Object values = fact.values();
        if (!values.equals(before)) {
          fresh.add(fact);
        }
        changed.put(fact.id(), values);
      } else {
        if (before != null) {
          fresh.add(entry);
        }
        changed.put(entry.id(), null);
      }
    }
    log.append(fresh);
    for (Map.Entry<String, @Nullable Object> one : changed.entrySet()) {
      Object values = one.getValue();
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
