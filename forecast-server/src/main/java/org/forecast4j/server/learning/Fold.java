package org.forecast4j.server.learning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.CalibrationReport;

/**
 * What follows from the entries of a log in their order, one after the other. Not thread-safe.
 *
 * <p>A fact that is retracted later is not learned at all, so the retractions of a log have to be
 * known when its fold begins. As an id is free again once it is retracted, the n-th retraction of
 * an id is that of its n-th fact.
 */
final class Fold {
  private static final byte[] NONE = {};

  /** How many retractions of each id the log holds. */
  private final Map<String, Integer> retractions;

  /** How many of them were passed. */
  private final Map<String, Integer> passed;

  private final RollingReport rolling;
  private final Optional<Shadow> shadow;

  /** Whether the ratings learn from results; if not, the log keeps them for when they do. */
  private final boolean learnsResults;

  /** Results that the ratings of the state do not know yet: all at once they take less time. */
  private final List<GameResult> waiting;

  private LearnedState state;

  private Fold(
      Map<String, Integer> retractions,
      Map<String, Integer> passed,
      RollingReport rolling,
      Optional<Shadow> shadow,
      boolean learnsResults,
      List<GameResult> waiting,
      LearnedState state) {
    this.retractions = retractions;
    this.passed = passed;
    this.rolling = rolling;
    this.shadow = shadow;
    this.learnsResults = learnsResults;
    this.waiting = waiting;
    this.state = state;
  }

  /**
   * Begins without an entry.
   *
   * @param trained what is known before any entry
   * @param retractions how many retractions of each id the log holds
   */
  static Fold begin(Trained trained, Map<String, Integer> retractions) {
    return new Fold(
        Map.copyOf(retractions),
        new HashMap<>(),
        new RollingReport(),
        Shadow.of(trained.wrapper().forecaster()),
        trained.learning(),
        new ArrayList<>(),
        new LearnedState(0, 0, 0, trained.wrapper(), trained.ratings(), trained.origin()));
  }

  /**
   * Appends all but the wrapper; for a fold without {@linkplain #expectsRetraction expected
   * retractions}.
   */
  void write(BinaryWriter out) {
    LearnedState now = state();
    out.putLong(now.length()).putLong(now.version()).putLong(now.results());
    out.putString(now.identity());
    boolean learned = now.ratings().orElse(null) instanceof GameExpectations;
    out.putBytes(learned ? now.ratings().orElseThrow().toBytes() : NONE);
    rolling.write(out);
    shadow.ifPresent(beside -> beside.write(out));
  }

  /**
   * Goes on where a fold was written.
   *
   * @param trained what was known before any entry
   * @param wrapper the wrapper of its state
   */
  static Fold read(Trained trained, BinaryReader in, ConformalWrapper wrapper) {
    Fold begun = begin(trained, Map.of());
    long length = in.getLong(0, Long.MAX_VALUE, "number of entries");
    long version = in.getLong(0, length, "number of outcomes");
    long results = in.getLong(0, length, "number of results");
    String identity = in.getString();
    byte[] learned = in.getBytes();
    Optional<GameRatings> ratings =
        learned.length == 0 ? trained.ratings() : Optional.of(GameExpectations.fromBytes(learned));
    return new Fold(
        Map.of(),
        new HashMap<>(),
        RollingReport.read(in),
        begun.shadow.map(beside -> beside.with(in)),
        begun.learnsResults,
        new ArrayList<>(),
        new LearnedState(length, version, results, wrapper, ratings, identity));
  }

  Fold copy() {
    return new Fold(
        retractions,
        new HashMap<>(passed),
        rolling.copy(),
        shadow.map(Shadow::copy),
        learnsResults,
        new ArrayList<>(waiting),
        state);
  }

  LearnedState state() {
    if (!waiting.isEmpty()) {
      GameRatings ratings = expectations(state).with(waiting);
      state =
          new LearnedState(
              state.length(),
              state.version(),
              state.results(),
              state.wrapper(),
              Optional.of(ratings),
              state.identity());
      waiting.clear();
    }
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
   * What one more fact leads to.
   *
   * @param seen how an outcome lies in the intervals before it
   * @param errors how far it lies from the forecasts; empty if the forecaster does not learn
   * @param state the state after it, but for results that are waiting
   */
  record Step(
      Optional<RollingReport.Seen> seen, Optional<Shadow.Errors> errors, LearnedState state) {}

  /** What one more fact leads to; the fold stays as it is. */
  Step after(Fact fact) {
    return after(state(), fact);
  }

  /**
   * What one more fact leads to after others that this fold has not taken in yet.
   *
   * @param before what those lead to
   */
  Step after(LearnedState before, Fact fact) {
    return fact instanceof OutcomeRecord outcome
        ? after(before, outcome)
        : after(before, (ResultRecord) fact);
  }

  private Step after(LearnedState before, OutcomeRecord outcome) {
    RollingReport.Seen seen = RollingReport.measure(before.wrapper(), outcome);
    return new Step(
        Optional.of(seen),
        shadow.map(beside -> beside.measure(outcome)),
        new LearnedState(
            before.length() + 1,
            before.version() + 1,
            before.results(),
            before.wrapper().observe(outcome.forecast(), outcome.actual()),
            before.ratings(),
            identity(before.identity(), outcome.toBytes())));
  }

  private Step after(LearnedState before, ResultRecord result) {
    GameResult possible = possible(result);
    return new Step(
        Optional.empty(),
        Optional.empty(),
        new LearnedState(
            before.length() + 1,
            before.version(),
            before.results() + (learnsResults ? 1 : 0),
            before.wrapper(),
            learnsResults ? Optional.of(expectations(before).with(possible)) : before.ratings(),
            identity(before.identity(), result.toBytes())));
  }

  void advance(Step step) {
    step.seen().ifPresent(rolling::add);
    step.errors().ifPresent(errors -> shadow.orElseThrow().add(errors));
    state = step.state();
  }

  /** Takes in the next entry; a retraction is one that this fold {@link #expectsRetraction}. */
  void take(LogEntry entry) {
    boolean isLearned = !expectsRetraction(entry.id());
    if (entry instanceof OutcomeRecord outcome && isLearned) {
      // Results go on waiting: an outcome comes with all that it is learned from.
      advance(after(state, outcome));
      return;
    }
    long results = state.results();
    if (entry instanceof ResultRecord result && isLearned) {
      GameResult possible = possible(result);
      if (learnsResults) {
        waiting.add(possible);
        results++;
      }
    }
    if (entry instanceof Retraction) {
      passed.merge(entry.id(), 1, Integer::sum);
    }
    state =
        new LearnedState(
            state.length() + 1,
            state.version(),
            results,
            state.wrapper(),
            state.ratings(),
            identity(state.identity(), entry.toBytes()));
  }

  /** A result of teams that the ratings know. */
  private GameResult possible(ResultRecord record) {
    GameResult result = record.result();
    expectations(state).requireGame(result.home(), result.away(), result.date());
    return result;
  }

  /** The ratings, which learn from results. */
  private static GameExpectations expectations(LearnedState state) {
    if (state.ratings().orElse(null) instanceof GameExpectations expectations) {
      return expectations;
    }
    throw new IllegalArgumentException(
        "a result is to be learned by a model whose ratings do not learn; expected outcomes alone");
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
