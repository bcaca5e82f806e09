package org.forecast4j.server.learning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.wire.CalibrationReport;

/**
 * What follows from the entries of a log in their order, one after the other. Not thread-safe.
 *
 * <p>An outcome that is retracted later is not learned at all, so the retractions of a log have to
 * be known when its fold begins. As an id is free again once it is retracted, the n-th retraction
 * of an id is that of its n-th outcome.
 */
final class Fold {
  /** How many retractions of each id the log holds. */
  private final Map<String, Integer> retractions;

  /** How many of them were passed. */
  private final Map<String, Integer> passed;

  private final RollingReport rolling;
  private final Optional<Shadow> shadow;
  private LearnedState state;

  private Fold(
      Map<String, Integer> retractions,
      Map<String, Integer> passed,
      RollingReport rolling,
      Optional<Shadow> shadow,
      LearnedState state) {
    this.retractions = retractions;
    this.passed = passed;
    this.rolling = rolling;
    this.shadow = shadow;
    this.state = state;
  }

  /**
   * Begins without an entry.
   *
   * @param origin what tells the trained wrapper from every other
   * @param retractions how many retractions of each id the log holds
   */
  static Fold begin(ConformalWrapper trained, String origin, Map<String, Integer> retractions) {
    return new Fold(
        Map.copyOf(retractions),
        new HashMap<>(),
        new RollingReport(),
        Shadow.of(trained.forecaster()),
        new LearnedState(0, 0, trained, origin));
  }

  Fold copy() {
    return new Fold(
        retractions, new HashMap<>(passed), rolling.copy(), shadow.map(Shadow::copy), state);
  }

  LearnedState state() {
    return state;
  }

  RollingReport rolling() {
    return rolling;
  }

  /** How the forecasts did beside those of the trained forecaster; empty if that does not learn. */
  Optional<CalibrationReport.Learning> learning() {
    return shadow.map(Shadow::report);
  }

  /** Whether a retraction of an id that is next in the log was known when this fold began. */
  boolean expectsRetraction(String id) {
    return passed.getOrDefault(id, 0) < retractions.getOrDefault(id, 0);
  }

  /**
   * What one more outcome leads to.
   *
   * @param seen how it lies in the intervals before it
   * @param errors how far it lies from the forecasts; empty if the forecaster does not learn
   * @param state the state after it
   */
  record Step(RollingReport.Seen seen, Optional<Shadow.Errors> errors, LearnedState state) {}

  /** What one more outcome leads to; the fold stays as it is. */
  Step after(OutcomeRecord outcome) {
    RollingReport.Seen seen = RollingReport.measure(state.wrapper(), outcome);
    return new Step(
        seen,
        shadow.map(beside -> beside.measure(outcome)),
        new LearnedState(
            state.length() + 1,
            state.version() + 1,
            state.wrapper().observe(outcome.forecast(), outcome.actual()),
            identity(state.identity(), outcome.toBytes())));
  }

  void advance(Step step) {
    rolling.add(step.seen());
    step.errors().ifPresent(errors -> shadow.orElseThrow().add(errors));
    state = step.state();
  }

  /** Takes in the next entry; a retraction is one that this fold {@link #expectsRetraction}. */
  void take(LogEntry entry) {
    if (entry instanceof OutcomeRecord outcome && !expectsRetraction(entry.id())) {
      advance(after(outcome));
      return;
    }
    if (entry instanceof Retraction) {
      passed.merge(entry.id(), 1, Integer::sum);
    }
    state =
        new LearnedState(
            state.length() + 1,
            state.version(),
            state.wrapper(),
            identity(state.identity(), entry.toBytes()));
  }

  /** SHA-1, since Redis can compute it, too. */
  private static String identity(String before, byte[] entry) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(before.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha1.digest(entry));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
