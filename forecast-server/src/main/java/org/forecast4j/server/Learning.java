package org.forecast4j.server;

import io.javalin.http.HttpStatus;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.Observed;

/**
 * What a model's intervals have learned since it was trained: a fold over its outcomes, each once,
 * in the order of its log. Readers take the state and never wait.
 */
final class Learning implements Closeable {
  private final OutcomeLog log;

  /** What was observed, by id: a hash of the values, to tell a repetition from a contradiction. */
  private final Map<String, Integer> known = new HashMap<>();

  private final RollingReport rolling = new RollingReport();
  private volatile State state;
  private boolean closed;

  /**
   * What the intervals know.
   *
   * @param version how many outcomes were learned since the model was trained
   * @param wrapper the wrapper after them
   */
  record State(long version, ConformalWrapper wrapper) {}

  private Learning(ConformalWrapper trained, OutcomeLog log) {
    this.log = log;
    state = new State(0, trained);
  }

  /** Learns again what the log holds. */
  static Learning resume(ConformalWrapper trained, OutcomeLog log) throws IOException {
    Learning learning = new Learning(trained, log);
    for (OutcomeRecord outcome : log.read()) {
      learning.take(learning.step(outcome));
    }
    return learning;
  }

  State state() {
    return state;
  }

  /** Learns an outcome once it is kept; one that is known already changes nothing. */
  synchronized Observed observe(OutcomeRecord outcome) throws IOException {
    if (closed) {
      throw ApiException.of(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(), "the model is being replaced; send it again");
    }
    Integer before = known.get(outcome.id());
    if (before != null) {
      requireSame(outcome, before);
      return new Observed(outcome.id(), "duplicate", state.version(), Map.of());
    }
    // What cannot be learned must not be kept.
    Step step = step(outcome);
    log.append(outcome);
    take(step);
    return new Observed(outcome.id(), "observed", state.version(), Map.of());
  }

  private static void requireSame(OutcomeRecord outcome, int before) {
    if (Arrays.hashCode(outcome.actual()) != before) {
      throw ApiException.of(
          HttpStatus.CONFLICT.getCode(),
          "id is '"
              + outcome.id()
              + "', which was observed with other values than "
              + Arrays.toString(outcome.actual())
              + "; expected the same values or a new id");
    }
  }

  /** An outcome and what it leads to. */
  private record Step(OutcomeRecord outcome, RollingReport.Seen seen, ConformalWrapper next) {}

  private Step step(OutcomeRecord outcome) {
    ConformalWrapper before = state.wrapper();
    RollingReport.Seen seen = RollingReport.measure(before, outcome);
    return new Step(outcome, seen, before.observe(outcome.forecast(), outcome.actual()));
  }

  private void take(Step step) {
    rolling.add(step.seen());
    known.put(step.outcome().id(), Arrays.hashCode(step.outcome().actual()));
    state = new State(state.version() + 1, step.next());
  }

  /** How often the intervals covered lately. */
  synchronized CalibrationReport report(String model, String version) {
    State now = state;
    return new CalibrationReport(
        model,
        version,
        now.version(),
        now.version(),
        now.wrapper().calibrationSize(),
        rolling.size(),
        rolling.intervals(),
        rolling.pit(),
        Map.of());
  }

  /** The share of the latest outcomes that the intervals of a confidence covered. */
  synchronized double coverage(double confidence) {
    return rolling.intervals().stream()
        .filter(one -> one.confidence() == confidence)
        .mapToDouble(CalibrationReport.Rolling::coverage)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    log.close();
  }
}
