package org.forecast4j.server.learning;

import java.util.ArrayList;
import java.util.List;

/**
 * Outcomes in memory, about 1 kB each: what a replica without a state folder writes the shared log
 * anew from, should Redis lose it.
 */
public final class MemoryLog implements OutcomeLog {
  private final List<OutcomeRecord> outcomes = new ArrayList<>();

  @Override
  public List<OutcomeRecord> read() {
    return List.copyOf(outcomes);
  }

  @Override
  public void append(List<OutcomeRecord> more) {
    outcomes.addAll(more);
  }

  @Override
  public void close() {}
}
