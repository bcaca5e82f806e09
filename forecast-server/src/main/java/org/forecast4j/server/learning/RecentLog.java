package org.forecast4j.server.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The latest outcomes in memory, about 1 kB each, so that they can be retracted: what a server
 * without a state folder and without replicas keeps. All is gone when it ends.
 */
public final class RecentLog implements OutcomeLog {
  private final int half;
  private List<LogEntry> older = List.of();
  private List<LogEntry> newer = new ArrayList<>();

  /** What was learned before {@link #older}, and before {@link #newer}. */
  private Optional<Fold> beforeOlder = Optional.empty();

  private Optional<Fold> beforeNewer = Optional.empty();

  /**
   * Begins empty.
   *
   * @param size how many entries it keeps at most, at least half of them the latest; more only if
   *     they came together
   */
  public RecentLog(int size) {
    half = Math.max(1, size / 2);
  }

  @Override
  public List<LogEntry> read() {
    List<LogEntry> all = new ArrayList<>(older);
    all.addAll(newer);
    return all;
  }

  @Override
  public Optional<Snapshot> base(Trained trained) {
    return beforeOlder.map(Snapshot::of);
  }

  @Override
  public void append(List<? extends LogEntry> entries) {
    newer.addAll(entries);
  }

  @Override
  public void learned(Fold now) {
    if (newer.size() >= half) {
      older = newer;
      newer = new ArrayList<>();
      beforeOlder = beforeNewer;
      beforeNewer = Optional.of(now.copy());
    }
  }

  @Override
  public void rewritten(List<? extends LogEntry> entries, Fold now) {
    older = List.copyOf(entries);
    newer = new ArrayList<>();
    beforeNewer = Optional.of(now.copy());
  }

  @Override
  public void close() {}
}
