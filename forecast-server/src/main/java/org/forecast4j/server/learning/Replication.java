package org.forecast4j.server.learning;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.redis.RedisLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what this server has learned into the order of the {@link SharedLog}, which is the order
 * of all replicas: those that know the same log have the same state to the bit. An outcome is kept
 * and learned here first; where the shared log turns out to have another order, or another outcome
 * under the same id, the state is folded anew from what was agreed on before.
 *
 * <p>All state is guarded by the local fold, which nobody holds while Redis is asked.
 */
final class Replication {
  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);

  private final LocalFold local;
  private final SharedLog shared;

  /** What is kept here and not yet known to be in the shared log. */
  private final Map<String, Fact> pending = new LinkedHashMap<>();

  /** Over what is known of the shared log. */
  private Fold agreed;

  /** −1 until the log was read: what is kept here may be retracted there. */
  private long sharedLength = -1;

  private boolean closed;
  private volatile Optional<String> degraded = Optional.empty();

  /** Nothing is agreed on, and all that was kept is pending. */
  Replication(LocalFold local, SharedLog shared, Map<String, Fact> kept) {
    this.local = local;
    this.shared = shared;
    agreed = local.begin(Map.of());
    pending.putAll(kept);
  }

  Optional<String> degraded() {
    return degraded;
  }

  Learning.Sharing sharing() {
    synchronized (local) {
      long lag = Math.max(0, sharedLength - agreed.state().length());
      return new Learning.Sharing(Math.max(0, sharedLength), lag, pending.size());
    }
  }

  /** Is told what was just kept and learned here. */
  void kept(Fact fact) {
    pending.put(fact.id(), fact);
  }

  /**
   * Offers a fact; waits no longer than the link's timeout.
   *
   * @return whether it stands in the shared log because of this replica
   */
  boolean offer(Fact fact) throws RedisLink.Unreachable, IOException {
    LearnedState before = agreedState();
    SharedLog.Page page = shared.offer(before, fact);
    agree(before, page);
    return page.mine();
  }

  /**
   * Has all replicas forget a fact, this one before it returns.
   *
   * @return whether it was this call that did so
   */
  boolean retract(String id) {
    synchronize();
    try {
      LearnedState before = agreedState();
      SharedLog.Page page = shared.retract(before, id);
      agree(before, page);
      synchronize();
      return page.mine();
    } catch (RedisLink.Unreachable | IOException e) {
      throw unreachable(id);
    }
  }

  /** Refuses what all replicas have to do at once. */
  static RefusedException unreachable(String id) {
    return RefusedException.of(
        RefusedException.Reason.UNAVAILABLE,
        ResultRecord.told(id)
            + ", which all replicas must agree on, and they cannot be asked now; send it"
            + " again later");
  }

  private LearnedState agreedState() {
    synchronized (local) {
      return agreed.state();
    }
  }

  /** Learns what the other replicas observed, and tells them what was observed here. */
  void synchronize() {
    try {
      boolean isNew;
      do {
        LearnedState before = agreedState();
        boolean isFirst = isUnread();
        agree(before, shared.exchange(before, offers()));
        isNew = isFirst || !agreedState().identity().equals(before.identity());
      } while (isNew && !isSettled());
      degraded = Optional.empty();
    } catch (RedisLink.Unreachable e) {
      LOG.debug("outcomes are shared later: {}", e.getMessage());
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (!degraded.equals(Optional.of(why))) {
        LOG.error("the replicas do not agree: {}", why);
      }
      degraded = Optional.of(why);
    }
  }

  /** What to offer: nothing as long as there is more to learn, which may hold it already. */
  private List<Fact> offers() {
    synchronized (local) {
      return isUnread() || agreed.state().length() < sharedLength
          ? List.of()
          : pending.values().stream().limit(SharedLog.MAX_OFFERED).toList();
    }
  }

  private boolean isUnread() {
    synchronized (local) {
      return sharedLength < 0;
    }
  }

  private boolean isSettled() {
    synchronized (local) {
      return closed || (pending.isEmpty() && agreed.state().length() >= sharedLength);
    }
  }

  /**
   * Learns a page of the shared log.
   *
   * @param asked the state of the log that the page was asked for with
   */
  private void agree(LearnedState asked, SharedLog.Page page) throws IOException {
    synchronized (local) {
      if (closed) {
        return;
      }
      if (page.from() < asked.length()) {
        if (!agreed.state().identity().equals(asked.identity())) {
          return; // Another thread has found out.
        }
        LOG.warn(
            "the shared log is not the one that was known: its {} entries are learned anew",
            page.length());
        beginAnew();
      }
      if (page.from() == 0 && agreed.state().length() == 0) {
        agreed = local.begin(page.retractions());
      }
      long seen = agreed.state().length() - page.from();
      if (seen < 0 || seen > page.entries().size()) {
        return; // The answers of two threads crossed.
      }
      sharedLength = page.length();
      learn(page, (int) seen);
    }
  }

  private void learn(SharedLog.Page page, int seen) throws IOException {
    List<LogEntry> came = page.entries().subList(seen, page.entries().size());
    Optional<Fold> next = learned(came, page.identity());
    if (next.isEmpty()) {
      // An outcome that was learned is retracted: the next page begins the log again, and says so.
      beginAnew();
      return;
    }
    if (!next.get().state().identity().equals(page.identity())) {
      if (seen == 0 && page.from() == 0) {
        throw new IOException("the shared log is damaged: its entries do not match its identity");
      }
      beginAnew();
      return;
    }
    local.keep(came);
    agreed = next.get();
    came.forEach(entry -> pending.remove(entry.id()));
    // While more is pending the next pages are learned at once.
    if (pending.size() <= SharedLog.MAX_OFFERED
        && !local.state().identity().equals(agreed.state().identity())) {
      Fold current = agreed.copy();
      pending.values().forEach(current::take);
      local.become(current);
    }
  }

  private void beginAnew() throws IOException {
    agreed = local.begin(Map.of());
    pending.clear();
    pending.putAll(local.read());
  }

  /** What entries lead to; empty if the fold has learned what one of them retracts. */
  private Optional<Fold> learned(List<LogEntry> entries, String identity) throws IOException {
    if (local.state().identity().equals(identity)) {
      return Optional.of(local.current().copy());
    }
    Fold next = agreed.copy();
    try {
      for (LogEntry entry : entries) {
        if (entry instanceof Retraction && !next.expectsRetraction(entry.id())) {
          return Optional.empty();
        }
        next.take(entry);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the shared log holds what cannot be learned: " + e.getMessage(), e);
    }
    return Optional.of(next);
  }

  void close() {
    synchronize();
    synchronized (local) {
      closed = true;
    }
  }
}
