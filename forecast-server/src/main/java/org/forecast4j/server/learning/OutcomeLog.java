package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where a model's outcomes are kept, in the order in which they are learned. */
public interface OutcomeLog extends Closeable {
  /** Everything that is kept. */
  List<LogEntry> read() throws IOException;

  /**
   * What a log led to up to an entry, and what follows.
   *
   * @param start what it led to
   * @param entries those behind it
   */
  record Resumption(Snapshot start, List<LogEntry> entries) {}

  /**
   * From where a start can go on; empty if all has to be learned again.
   *
   * @param trained what is known before any entry
   */
  default Optional<Resumption> resume(Trained trained) throws IOException {
    return Optional.empty();
  }

  /**
   * What was known before the first entry that is kept; empty if that is nothing.
   *
   * @param trained what was known before any entry
   */
  default Optional<Snapshot> base(Trained trained) throws IOException {
    return Optional.empty();
  }

  /** How many of its latest facts a log is to hold that has become too long; 0 if it has not. */
  default int keptWhenCompacted() throws IOException {
    return 0;
  }

  /**
   * Forgets entries for good.
   *
   * @param before what those led to that are forgotten
   * @param rest the facts behind them that still count
   * @param trained what was known before any entry
   * @throws IOException if it cannot be written; the log is as it was
   */
  default void compact(Snapshot before, List<Fact> rest, Trained trained) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Keeps entries, all or none; when it returns, they are kept for good. */
  void append(List<? extends LogEntry> entries) throws IOException;

  /** Is told what all appended entries led to, for a log that forgets the oldest. */
  default void learned(Fold now) {}

  /** Is told what of its entries still counts, and what that leads to. */
  default void rewritten(List<? extends LogEntry> entries, Fold now) {}

  /**
   * Is told that what all its entries led to can be had, for a log that keeps that now and then.
   *
   * @param now makes it; asked before this returns or not at all
   */
  default void due(Supplier<Snapshot> now) {}

  @Override
  void close() throws IOException;
}
