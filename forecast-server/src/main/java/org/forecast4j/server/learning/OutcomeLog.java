package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where a model's outcomes are kept, in the order in which they are learned. */
public interface OutcomeLog extends Closeable {
  /** Everything that is kept. */
  List<LogEntry> read() throws IOException;

  /** What was learned before the first entry that is kept; empty if that is nothing. */
  default Optional<Fold> base() {
    return Optional.empty();
  }

  /** Keeps entries, all or none; when it returns, they are kept for good. */
  void append(List<? extends LogEntry> entries) throws IOException;

  /** Is told what all appended entries led to, for a log that forgets the oldest. */
  default void learned(Fold now) {}

  /** Is told what of its entries still counts, and what that leads to. */
  default void rewritten(List<? extends LogEntry> entries, Fold now) {}

  @Override
  void close() throws IOException;
}
