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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.learning.Snapshot.Known;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this server has learned: its log, the ids in it, and the fold over its facts. All but the
 * state is guarded by the caller's lock.
 */
final class LocalFold implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFold.class);

  private final Trained trained;
  private final OutcomeLog log;

  /** What facts say by id; read by those who write a {@link Snapshot} meanwhile. */
  private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

  /** Grows with every fact. */
  private long serial;

  private final Set<String> retracted = new HashSet<>();

  /** The ids of facts that the log has forgotten for good. */
  private OldIds old = OldIds.NONE;

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

  /** The values that are known under an id. */
  private @Nullable Object values(String id) {
    Known one = known.get(id);
    return one == null ? null : one.values();
  }

  private void know(Fact fact) {
    known.put(fact.id(), new Known(fact.values(), ++serial));
  }

  /**
   * Learns what the log holds, from its checkpoint on if it has one that fits.
   *
   * @return the facts that nobody has retracted, by id; empty if not all had to be read
   */
  Optional<Map<String, Fact>> resume(boolean needsAll) throws IOException {
    int kept = needsAll ? 0 : log.keptWhenCompacted();
    if (!needsAll && kept == 0) {
      Optional<OutcomeLog.Resumption> from = log.resume(trained);
      if (from.isPresent() && goOn(from.get())) {
        return Optional.empty();
      }
    }
    Map<String, Fact> facts = read();
    Optional<Snapshot> base = log.base(trained);
    base.ifPresent(this::goOn);
    if (needsAll && old.size() > 0) {
      throw new IOException(
          "the journal was compacted, so replicas cannot be told all that it led to; expected a"
              + " server without Redis, or one with another state folder");
    }
    if (kept > 0 && facts.size() > kept) {
      compact(List.copyOf(facts.values()), kept, base);
    } else {
      fold(facts.values(), base);
    }
    return Optional.of(facts);
  }

  private void goOn(Snapshot base) {
    old = base.old();
    retracted.addAll(base.retracted());
  }

  /** Learns all facts, and has the log forget all but the latest. */
  private void compact(List<Fact> facts, int kept, Optional<Snapshot> base) {
    int forgotten = facts.size() - kept;
    Fold next = base.map(Snapshot::fold).orElseGet(() -> begin(Map.of()));
    facts.subList(0, forgotten).forEach(next::take);
    List<String> ids = facts.subList(0, forgotten).stream().map(Fact::id).toList();
    Snapshot before = new Snapshot(next.copy(), Map.of(), 0, Set.copyOf(retracted), old.with(ids));
    List<Fact> rest = facts.subList(forgotten, facts.size());
    try {
      log.compact(before, rest, trained);
      old = before.old();
      ids.forEach(known::remove);
      LOG.info(
          "the journal was compacted: what {} outcomes and results led to stands at its beginning,"
              + " and the {} behind them can still be retracted",
          old.size(),
          kept);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the journal is not compacted, and stays as it was: {}", e.toString());
    }
    rest.forEach(next::take);
    become(next);
    log.due(this::snapshot);
  }

  /** Goes on where a checkpoint ends, unless what followed changes what was before it. */
  private boolean goOn(OutcomeLog.Resumption from) {
    Snapshot start = from.start();
    Map<String, Fact> facts = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (LogEntry entry : from.entries()) {
      boolean isEarlier =
          entry instanceof Fact
              ? start.known().containsKey(entry.id())
              : !facts.containsKey(entry.id());
      if (isEarlier) {
        LOG.info(
            "what '{}' said before the checkpoint was changed since: all is learned again",
            entry.id());
        return false;
      }
      if (entry instanceof Fact fact) {
        facts.put(fact.id(), fact);
      } else {
        facts.remove(entry.id());
        taken.add(entry.id());
      }
    }
    goOn(start);
    known.putAll(start.known());
    serial = start.serial();
    retracted.addAll(taken);
    facts.values().forEach(this::know);
    Fold next = start.fold();
    facts.values().forEach(next::take);
    become(next);
    log.due(this::snapshot);
    return true;
  }

  /** All that is known now. */
  private Snapshot snapshot() {
    return new Snapshot(current.copy(), known, serial, Set.copyOf(retracted), old);
  }

  /**
   * Reads the log again: what is known is what it says.
   *
   * @return the facts that nobody has retracted, by id
   */
  Map<String, Fact> read() throws IOException {
    Map<String, Fact> facts = facts();
    known.keySet().retainAll(facts.keySet());
    facts.values().forEach(this::know);
    return facts;
  }

  /** The facts of the log that nobody has retracted, by id. */
  private Map<String, Fact> facts() throws IOException {
    Map<String, Fact> facts = new LinkedHashMap<>();
    for (LogEntry entry : log.read()) {
      // Of two with the same id the later one is what the replicas agreed on.
      if (entry instanceof Fact fact) {
        facts.put(fact.id(), fact);
      } else {
        facts.remove(entry.id());
        retracted.add(entry.id());
      }
    }
    return facts;
  }

  /** Learns the facts that the log has kept. */
  void fold(Collection<Fact> facts) throws IOException {
    fold(facts, log.base(trained));
  }

  private void fold(Collection<Fact> facts, Optional<Snapshot> base) {
    Fold next = base.map(before -> before.fold().copy()).orElseGet(() -> begin(Map.of()));
    facts.forEach(next::take);
    become(next);
    log.rewritten(List.copyOf(facts), next);
    log.due(this::snapshot);
  }

  boolean isKnown(String id) {
    return known.containsKey(id);
  }

  /** Whether a fact of an id was told that the log has forgotten for good. */
  boolean isForgotten(String id) {
    return old.contains(id) && !known.containsKey(id);
  }

  boolean isRetracted(String id) {
    return retracted.contains(id);
  }

  /** Refuses a fact whose id is known with other values. */
  void requireNoContradiction(Fact fact) {
    Object values = values(fact.id());
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
    if (isForgotten(one.fact().id())) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          ResultRecord.told(one.fact().id())
              + ", which was told before the journal was compacted, and what it said then is not"
              + " known any more; expected a new id");
    }
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
      know(one.fact());
      one.become(Intake.Fate.KEPT);
    }
    log.learned(current);
    log.due(this::snapshot);
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
    Map<String, Fact> others = facts();
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
          changed.containsKey(entry.id()) ? changed.get(entry.id()) : values(entry.id());
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
        known.put(one.getKey(), new Known(values, ++serial));
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
