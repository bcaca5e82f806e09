package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.server.storage.SharedWrites;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.Observed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a model has learned since it was trained: a fold over its outcomes and the results of games,
 * each once, in the order of its log. Readers take the state and never wait.
 */
public final class Learning implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Learning.class);
  private static final String OBSERVED = "observed";
  private static final String LEARNED = "learned";
  private static final String DUPLICATE = "duplicate";

  /** The status of a fact that was taken back. */
  public static final String RETRACTED = "retracted";

  /** The status of a result that is learned once learning is switched on again. */
  private static final String KEPT = "kept";

  private static final Executor LEVELS = Levels.worker();

  private final LocalFold local;
  private final Levels levels;
  private final Optional<Replication> replication;

  /** Those who tell facts at the same time share the price of one write. */
  private final SharedWrites<Intake> intakes = new SharedWrites<>(this::keep);

  /**
   * How far the replicas agree.
   *
   * @param length how many entries the shared log holds
   * @param lag how many of them are not learned here
   * @param pending how many outcomes are learned here and not yet in the shared log
   */
  public record Sharing(long length, long lag, int pending) {}

  private Learning(LocalFold local, Optional<Replication> replication) {
    this.local = local;
    this.replication = replication;
    levels = new Levels(local, LEVELS);
  }

  /**
   * Learns again what the log holds, then what the replicas agreed on.
   *
   * @param trained what is known before that
   * @param log is closed with this, also if resuming fails
   * @param shared what replicas agree on; empty for a server that learns alone
   */
  public static Learning resume(Trained trained, OutcomeLog log, Optional<SharedLog> shared)
      throws IOException {
    try {
      LocalFold local = new LocalFold(trained, log);
      // Replicas may miss any of it.
      Optional<Map<String, Fact>> kept = local.resume(shared.isPresent());
      Optional<Replication> replication =
          shared.map(all -> new Replication(local, all, kept.orElseThrow()));
      Learning learning = new Learning(local, replication);
      learning.synchronize();
      return learning;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** What the model knows now. */
  public LearnedState state() {
    return local.state();
  }

  /**
   * What the model knows now, to be asked for intervals at a confidence.
   *
   * @throws RefusedException if that confidence was not asked for before and is being made ready
   */
  public LearnedState state(double confidence) {
    return levels.ready(confidence);
  }

  /** Why the replicas do not agree, if that is not for the want of Redis. */
  public Optional<String> degraded() {
    return replication.flatMap(Replication::degraded);
  }

  /** How far the replicas agree; empty for a server that learns alone. */
  public Optional<Sharing> sharing() {
    return replication.map(Replication::sharing);
  }

  /**
   * Learns an outcome once it is kept; one that is known already changes nothing. The replicas are
   * asked, too, but not waited for longer than the link to them allows.
   *
   * @throws RefusedException if the id is known with other values, or the confidence of the
   *     forecast is being made ready
   * @throws ReplacedException if the model was replaced
   * @throws IOException if the outcome cannot be kept
   */
  public Observed observe(OutcomeRecord outcome) throws IOException, ReplacedException {
    LearnedState unused = state(outcome.forecast().confidence());
    return observed(outcome.id(), take(outcome) ? OBSERVED : DUPLICATE);
  }

  /**
   * Learns the result of a game, as {@link #observe} does an outcome.
   *
   * @throws RefusedException if the game is known with another result
   * @throws ReplacedException if the model was replaced
   * @throws IOException if the result cannot be kept
   */
  public LearnedResult learn(ResultRecord result) throws IOException, ReplacedException {
    String taken = local.learnsResults() ? LEARNED : KEPT;
    return learned(result.score().gameId(), take(result) ? taken : DUPLICATE);
  }

  /** Whether it was this call that has something learned. */
  private boolean take(Fact fact) throws IOException, ReplacedException {
    Intake mine = new Intake(fact);
    intakes.write(mine);
    Intake.Fate fate = mine.fate();
    if (replication.isEmpty() || fate == Intake.Fate.KNOWN) {
      return fate == Intake.Fate.KEPT;
    }
    boolean isMine = offer(fact, fate == Intake.Fate.KEPT);
    synchronized (local) {
      local.requireNoContradiction(fact);
      return isMine;
    }
  }

  private void keep(List<Intake> together) throws IOException {
    synchronized (local) {
      local.keep(together, replication.isPresent());
      for (Intake one : together) {
        if (replication.isPresent() && one.isKept()) {
          replication.get().kept(one.fact());
        }
      }
    }
  }

  private boolean offer(Fact fact, boolean isKept) {
    try {
      return replication.orElseThrow().offer(fact);
    } catch (RedisLink.Unreachable | IOException e) {
      if (!isKept) {
        throw Replication.unreachable(fact.id());
      }
      LOG.debug("'{}' is shared later: {}", fact.id(), e.getMessage());
      return true;
    }
  }

  private Observed observed(String id, String status) {
    return new Observed(id, status, state().version(), Map.of());
  }

  private LearnedResult learned(String gameId, String status) {
    LearnedState now = state();
    return new LearnedResult(gameId, status, now.results(), now.ratingsOf(), Map.of());
  }

  /**
   * Forgets what was learned from an outcome; its id is free again. What remains is learned anew,
   * which takes as long as learning it did. Retracting again changes nothing.
   *
   * @throws RefusedException if no outcome of that id is known or can still be retracted, or the
   *     replicas cannot be asked
   * @throws ReplacedException if the model was replaced
   * @throws IOException if the retraction cannot be kept
   */
  public Observed retract(String id) throws IOException, ReplacedException {
    return observed(id, forget(id) ? RETRACTED : DUPLICATE);
  }

  /** Forgets the result of a game, as {@link #retract} does an outcome. */
  public LearnedResult retractResult(String gameId) throws IOException, ReplacedException {
    return learned(gameId, forget(ResultRecord.id(gameId)) ? RETRACTED : DUPLICATE);
  }

  /** Whether it was this call that has a fact forgotten. */
  private boolean forget(String id) throws IOException, ReplacedException {
    synchronized (local) {
      local.requireOpen();
      if (replication.isEmpty()) {
        if (local.isKnown(id)) {
          local.retract(id);
          return true;
        }
        requireNotForgotten(id);
        requireRetracted(id);
        return false;
      }
    }
    if (replication.orElseThrow().retract(id)) {
      return true;
    }
    synchronized (local) {
      if (local.isKnown(id)) {
        throw Replication.unreachable(id);
      }
      requireRetracted(id);
      return false;
    }
  }

  private void requireNotForgotten(String id) {
    if (local.isForgotten(id)) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          ResultRecord.told(id)
              + ", which was told before the journal was compacted; it cannot be retracted");
    }
  }

  private void requireRetracted(String id) {
    if (!local.isRetracted(id)) {
      throw RefusedException.of(
          RefusedException.Reason.NOT_FOUND,
          ResultRecord.told(id)
              + ", of no "
              + ResultRecord.kind(id)
              + " that is known; expected one that is");
    }
  }

  /** Whether the outcome of an id was retracted, and none has taken its place. */
  public boolean isRetracted(String id) {
    synchronized (local) {
      return local.isRetracted(id) && !local.isKnown(id) && !local.isForgotten(id);
    }
  }

  /** Whether the result of a game was retracted, and none has taken its place. */
  public boolean isResultRetracted(String gameId) {
    return isRetracted(ResultRecord.id(gameId));
  }

  /** Learns what the other replicas observed, and tells them what was observed here. */
  public void synchronize() {
    replication.ifPresent(Replication::synchronize);
  }

  /** How often the intervals covered lately, and whether it pays to learn. */
  public CalibrationReport report(String model, String version) {
    synchronized (local) {
      LearnedState now = state();
      RollingReport rolling = local.current().rolling();
      return new CalibrationReport(
          model,
          version,
          now.version(),
          now.version(),
          now.wrapper().calibrationSize(),
          rolling.size(),
          rolling.intervals(),
          rolling.pit(),
          local.current().learning(),
          Map.of("state_identity", now.identity()));
    }
  }

  /** Whether the intervals of each confidence covered the latest outcomes, the oldest first. */
  public SortedMap<Double, List<Boolean>> covered() {
    synchronized (local) {
      RollingReport rolling = local.current().rolling();
      SortedMap<Double, List<Boolean>> covered = new TreeMap<>();
      RollingReport.CONFIDENCES.forEach(one -> covered.put(one, rolling.covered(one)));
      return covered;
    }
  }

  /** The members' shares before each of the latest outcomes, the oldest first, by name. */
  public Map<String, List<Double>> weights() {
    synchronized (local) {
      Map<String, List<Double>> weights = new LinkedHashMap<>();
      if (state().wrapper().forecaster() instanceof WeightedEnsemble ensemble) {
        for (int i = 0; i < ensemble.members().size(); i++) {
          weights.put(ensemble.members().get(i).name(), local.current().rolling().weights(i));
        }
      }
      return weights;
    }
  }

  /** The share of the latest outcomes that the intervals of a confidence covered. */
  public double coverage(double confidence) {
    synchronized (local) {
      return local.current().rolling().coverage(confidence);
    }
  }

  /** How the latest forecasts did beside those of the trained forecaster, if that can learn. */
  public Optional<CalibrationReport.Learning> beside() {
    synchronized (local) {
      return local.current().learning();
    }
  }

  @Override
  public void close() throws IOException {
    replication.ifPresent(Replication::close);
    synchronized (local) {
      local.close();
    }
  }
}
