package org.forecast4j.server.learning;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries in memory, about 1 kB each: what a replica without a state folder writes the shared log
 * anew from, should Redis lose it.
 */
public final class MemoryLog implements OutcomeLog {
  private final List<LogEntry> entries = new ArrayList<>();

  @Override
  public List<LogEntry> read() {
    return List.copyOf(entries);
  }

  @Override
  public void append(List<? extends LogEntry> more) {
    entries.addAll(more);
  }

  @Override
  public void close() {}
}
