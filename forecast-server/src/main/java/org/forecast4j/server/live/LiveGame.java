package org.forecast4j.server.live;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.basketball.Withheld;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One game that is followed. It is forecast once, by the model as it is when the pattern is
 * complete, and that forecast is observed once; corrections of the minutes behind either change the
 * margins that are shown and nothing else. Safe for concurrent use, one request after another.
 */
final class LiveGame {
  private static final Logger LOG = LoggerFactory.getLogger(LiveGame.class);

  private final String id;
  private final GameTracker tracker;
  private final LiveGames.Context context;
  private LiveTeams teams = LiveTeams.UNKNOWN;
  private @Nullable Latest latest;
  private Optional<Predictor.Prediction> prediction = Optional.empty();
  private Optional<List<Double>> outcome = Optional.empty();
  private Optional<String> withheld = Optional.empty();
  private Optional<GameState> state = Optional.empty();
  private long touchedMillis;
  private boolean gone;

  /** The score that is furthest in the game, as it was told and as a moment. */
  private record Latest(ScoreTick tick, GameClock clock) {}

  LiveGame(String id, Shape shape, LiveGames.Context context) {
    this.id = id;
    this.context = context;
    tracker = new GameTracker(shape, context.limits().scores());
  }

  /**
   * Takes all scores of a request, or none.
   *
   * @return the game after it; empty if the game is gone
   */
  synchronized Optional<GameState> post(ScoresRequest request, Model model) {
    if (gone) {
      return Optional.empty();
    }
    List<ScoreUpdate> updates = request.scores().stream().map(ScoreTick::toScoreUpdate).toList();
    LiveTeams told = teams.with(request);
    told.requireKnown(model);
    requireRoom(updates);
    teams = told;
    touchedMillis = context.clock().millis();
    for (int i = 0; i < updates.size(); i++) {
      take(request.scores().get(i), updates.get(i));
    }
    withheld();
    publishScores();
    forecastIfDue(model);
    observeIfDue();
    return state;
  }

  /**
   * Ends it if it has been silent since a time, or nothing was ever taken.
   *
   * @return whether it is gone
   */
  synchronized boolean end(long silentSinceMillis) {
    if (!gone && (state.isEmpty() || touchedMillis <= silentSinceMillis)) {
      gone = true;
      if (state.isPresent()) {
        context.log().remove("expired", id);
      }
    }
    return gone;
  }

  private void requireRoom(List<ScoreUpdate> updates) {
    int most = context.limits().scores();
    long more = updates.stream().distinct().filter(update -> !tracker.contains(update)).count();
    if (tracker.size() + more > most) {
      throw RefusedException.of(
          RefusedException.Reason.UNSUPPORTED,
          "game '"
              + id
              + "' has "
              + tracker.size()
              + " different scores and this request "
              + more
              + " more; expected at most "
              + most
              + " of one game",
          Map.of("limit", (long) most));
    }
  }

  private void take(ScoreTick tick, ScoreUpdate update) {
    tracker.update(update);
    if (latest == null || update.clock().compareTo(latest.clock()) >= 0) {
      latest = new Latest(tick, update.clock());
    }
  }

  /** Repeated scores are not news. */
  private void publishScores() {
    GameState next = describe();
    if (state.isPresent() && state.get().equals(next)) {
      return;
    }
    boolean further = next.completeMinutes() > state.map(GameState::completeMinutes).orElse(0);
    publish("score_update");
    if (further) {
      publish("pattern_progress");
    }
  }

  private void forecastIfDue(Model model) {
    Optional<Pattern> pattern = tracker.pattern();
    if (prediction.isPresent() || pattern.isEmpty()) {
      return;
    }
    PredictRequest.Builder request =
        PredictRequest.builder(pattern.get()).model(model.name()).returnExplanation(false);
    teams.tell(request, model);
    try {
      prediction = Optional.of(context.predictor().predict(request.build(), observationId()));
    } catch (RefusedException | IllegalArgumentException e) {
      withhold(String.valueOf(e.getMessage()));
      publishScores();
      return;
    } catch (RuntimeException e) {
      LOG.error("request {} failed", observationId(), e);
      withhold("the server failed; its log says why under this request_id");
      publishScores();
      return;
    }
    withheld = Optional.empty();
    publish("ml_prediction");
  }

  /** What the scores withhold: the forecast, and after it the outcome. */
  private void withheld() {
    Optional<Withheld> why =
        prediction.isEmpty()
            ? tracker.patternWithheld()
            : outcome.isEmpty() ? tracker.outcomeWithheld() : Optional.empty();
    if (why.isPresent()) {
      withhold(why.get().detail());
    } else if (prediction.isPresent() || tracker.pattern().isEmpty()) {
      withheld = Optional.empty();
    }
  }

  /** Until the next score. */
  private void withhold(String reason) {
    if (!withheld.equals(Optional.of(reason))) {
      withheld = Optional.of(reason);
      LOG.warn("game {}: {}", id, reason);
    }
  }

  private void observeIfDue() {
    Optional<double[]> actual = tracker.outcome();
    if (prediction.isEmpty() || outcome.isPresent() || actual.isEmpty()) {
      return;
    }
    try {
      context
          .observer()
          .observe(
              prediction.get().model(), observationId(), prediction.get().forecast(), actual.get());
    } catch (RuntimeException e) {
      LOG.error("the outcome of game {} is not learned; the next score tries again", id, e);
      return;
    }
    outcome = Optional.of(Arrays.stream(actual.get()).boxed().toList());
    publish("outcome");
  }

  private String observationId() {
    return "game:" + id;
  }

  private void publish(String type) {
    GameState next = describe();
    context.log().append(type, next);
    state = Optional.of(next);
  }

  private GameState describe() {
    double[] margins = tracker.margins();
    String status = prediction.isEmpty() ? "live" : outcome.isEmpty() ? "forecast" : "observed";
    return new GameState(
        id,
        teams.home(),
        teams.away(),
        teams.date(),
        status,
        margins.length,
        margins,
        Optional.ofNullable(latest).map(Latest::tick),
        prediction.map(Predictor.Prediction::response),
        outcome,
        withheld,
        Map.of());
  }
}
