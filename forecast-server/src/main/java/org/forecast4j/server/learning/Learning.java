package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.Observed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a model's intervals have learned since it was trained: a fold over its outcomes, each once,
 * in the order of its log. Readers take the state and never wait.
 *
 * <p>Replicas share their outcomes through a {@link SharedLog}: its order is the order of all, so
 * replicas that know the same log have the same state to the bit. An outcome is kept and learned
 * here first; where the shared log turns out to have another order, or another outcome under the
 * same id, the state is folded anew from what was agreed on before.
 */
public final class Learning implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Learning.class);
  private static final String OBSERVED = "observed";
  private static final String DUPLICATE = "duplicate";

  private final ConformalWrapper trained;
  private final String origin;
  private final OutcomeLog log;
  private final Optional<SharedLog> shared;

  /** What was observed, by id: a hash of the values, to tell a repetition from a contradiction. */
  private final Map<String, Integer> known = new HashMap<>();

  /** What is kept here and not yet known to be in the shared log. */
  private final Map<String, OutcomeRecord> pending = new LinkedHashMap<>();

  /** Over what is known of the shared log. */
  private Fold agreed;

  /** Over that and what is pending. */
  private Fold current;

  private long sharedLength;
  private boolean closed;
  private volatile State state;
  private volatile Optional<String> trouble = Optional.empty();

  /**
   * What the intervals know.
   *
   * @param version how many outcomes were learned since the model was trained
   * @param wrapper the wrapper after them
   * @param identity the same for the same outcomes in the same order, and for nothing else
   */
  public record State(long version, ConformalWrapper wrapper, String identity) {}

  /**
   * How far the replicas agree.
   *
   * @param length how many outcomes the shared log holds
   * @param lag how many of them are not learned here
   * @param pending how many outcomes are learned here and not yet in the shared log
   */
  public record Sharing(long length, long lag, int pending) {}

  private Learning(
      ConformalWrapper trained, String origin, OutcomeLog log, Optional<SharedLog> shared) {
    this.trained = trained;
    this.origin = origin;
    this.log = log;
    this.shared = shared;
    agreed = Fold.begin(trained, origin);
    current = agreed.copy();
    state = current.state();
  }

  /**
   * Learns again what the log holds, then what the replicas agreed on.
   *
   * @param origin what tells the trained wrapper from every other
   * @param log is closed with this, also if resuming fails
   * @param shared what replicas agree on; empty for a server that learns alone
   */
  public static Learning resume(
      ConformalWrapper trained, String origin, OutcomeLog log, Optional<SharedLog> shared)
      throws IOException {
    try {
      Learning learning = new Learning(trained, origin, log, shared);
      learning.restore();
      learning.refold();
      if (shared.isEmpty()) {
        learning.pending.clear();
      }
      learning.synchronize();
      return learning;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Nothing is agreed on, and all that was kept is pending. */
  private void restore() throws IOException {
    agreed = Fold.begin(trained, origin);
    known.clear();
    pending.clear();
    for (OutcomeRecord outcome : log.read()) {
      // Of two with the same id the later one is what the replicas agreed on.
      pending.put(outcome.id(), outcome);
      known.put(outcome.id(), hash(outcome));
    }
  }

  private void refold() {
    Fold next = agreed.copy();
    pending.values().forEach(next::learn);
    current = next;
    state = next.state();
  }

  private static int hash(OutcomeRecord outcome) {
    return Arrays.hashCode(outcome.actual());
  }

  public State state() {
    return state;
  }

  /** Why the replicas do not agree, if that is not for the want of Redis. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** How far the replicas agree; empty for a server that learns alone. */
  public synchronized Optional<Sharing> sharing() {
    long lag = Math.max(0, sharedLength - agreed.state().version());
    return shared.map(any -> new Sharing(sharedLength, lag, pending.size()));
  }

  /**
   * Learns an outcome once it is kept; one that is known already changes nothing. The replicas are
   * asked, too, but not waited for longer than {@link RedisLink#TIMEOUT}.
   */
  public Observed observe(OutcomeRecord outcome) throws IOException {
    Observed kept = keep(outcome);
    if (shared.isEmpty() || kept.status().equals(DUPLICATE)) {
      return kept;
    }
    try {
      State before = agreedState();
      SharedLog.Page page = shared.get().offer(before, outcome);
      agree(before, page);
      return settle(outcome, page.mine());
    } catch (RedisLink.Unreachable | IOException e) {
      LOG.debug("outcome '{}' is shared later: {}", outcome.id(), e.getMessage());
      return kept;
    }
  }

  private synchronized Observed keep(OutcomeRecord outcome) throws IOException {
    if (closed) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE, "the model is being replaced; send it again");
    }
    if (known.containsKey(outcome.id())) {
      return settle(outcome, false);
    }
    // What cannot be learned must not be kept.
    Fold.Step next = current.after(outcome);
    log.append(outcome);
    current.advance(next);
    state = next.state();
    known.put(outcome.id(), hash(outcome));
    if (shared.isPresent()) {
      pending.put(outcome.id(), outcome);
    }
    return settle(outcome, true);
  }

  /** Says what became of an outcome, or that another one came first. */
  private synchronized Observed settle(OutcomeRecord outcome, boolean first) {
    Integer values = known.get(outcome.id());
    if (values != null && values != hash(outcome)) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          "id is '"
              + outcome.id()
              + "', which was observed with other values than "
              + Arrays.toString(outcome.actual())
              + "; expected the same values or a new id");
    }
    return new Observed(outcome.id(), first ? OBSERVED : DUPLICATE, state.version(), Map.of());
  }

  private synchronized State agreedState() {
    return agreed.state();
  }

  /** Learns what the other replicas observed, and tells them what was observed here. */
  public void synchronize() {
    if (shared.isEmpty()) {
      return;
    }
    try {
      State before;
      do {
        before = agreedState();
        agree(before, shared.get().exchange(before, offers()));
      } while (!isSettled() && !agreedState().identity().equals(before.identity()));
      trouble = Optional.empty();
    } catch (RedisLink.Unreachable e) {
      LOG.debug("outcomes are shared later: {}", e.getMessage());
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (!trouble.equals(Optional.of(why))) {
        LOG.error("the replicas do not agree: {}", why);
      }
      trouble = Optional.of(why);
    }
  }

  /** What to offer: nothing as long as there is more to learn, which may hold it already. */
  private synchronized List<OutcomeRecord> offers() {
    return agreed.state().version() < sharedLength
        ? List.of()
        : pending.values().stream().limit(SharedLog.MOST_OFFERED).toList();
  }

  private synchronized boolean isSettled() {
    return closed || (pending.isEmpty() && agreed.state().version() >= sharedLength);
  }

  /**
   * Learns a page of the shared log.
   *
   * @param asked the state of the log that the page was asked for with
   */
  private synchronized void agree(State asked, SharedLog.Page page) throws IOException {
    if (closed) {
      return;
    }
    if (page.from() < asked.version()) {
      if (!agreed.state().identity().equals(asked.identity())) {
        return; // Another thread has found out.
      }
      LOG.warn(
          "the shared log is not the one that was known: its {} outcomes are learned anew",
          page.length());
      restore();
    }
    long seen = agreed.state().version() - page.from();
    if (seen < 0 || seen > page.outcomes().size()) {
      return; // The answers of two threads crossed.
    }
    sharedLength = page.length();
    List<OutcomeRecord> came = page.outcomes().subList((int) seen, page.outcomes().size());
    Fold next = learned(came, page.identity());
    if (!next.state().identity().equals(page.identity())) {
      if (seen == 0 && page.from() == 0) {
        throw new IOException("the shared log is damaged: its outcomes do not match its identity");
      }
      restore();
      return;
    }
    log.append(came.stream().filter(one -> !isKnown(one)).toList());
    agreed = next;
    for (OutcomeRecord outcome : came) {
      pending.remove(outcome.id());
      known.put(outcome.id(), hash(outcome));
    }
    // While more is pending the next pages are learned at once.
    if (pending.size() <= SharedLog.MOST_OFFERED
        && !current.state().identity().equals(agreed.state().identity())) {
      refold();
    }
  }

  private Fold learned(List<OutcomeRecord> outcomes, String identity) throws IOException {
    if (current.state().identity().equals(identity)) {
      return current.copy();
    }
    Fold next = agreed.copy();
    try {
      outcomes.forEach(next::learn);
    } catch (IllegalArgumentException e) {
      throw new IOException("the shared log holds what cannot be learned: " + e.getMessage(), e);
    }
    return next;
  }

  private boolean isKnown(OutcomeRecord outcome) {
    Integer values = known.get(outcome.id());
    return values != null && values == hash(outcome);
  }

  /** How often the intervals covered lately. */
  public synchronized CalibrationReport report(String model, String version) {
    State now = state;
    RollingReport rolling = current.rolling();
    return new CalibrationReport(
        model,
        version,
        now.version(),
        now.version(),
        now.wrapper().calibrationSize(),
        rolling.size(),
        rolling.intervals(),
        rolling.pit(),
        Map.of("state_identity", now.identity()));
  }

  /** The share of the latest outcomes that the intervals of a confidence covered. */
  public synchronized double coverage(double confidence) {
    return current.rolling().coverage(confidence);
  }

  @Override
  public void close() throws IOException {
    synchronize();
    synchronized (this) {
      closed = true;
      log.close();
    }
  }
}
