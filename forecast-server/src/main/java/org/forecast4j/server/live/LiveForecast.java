package org.forecast4j.server.live;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.Withheld;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.IssuedForecasts;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is forecast of a game, once, what is observed after it, and why either is withheld. Guarded
 * by the game.
 */
final class LiveForecast {
  private static final Logger LOG = LoggerFactory.getLogger(LiveForecast.class);

  private final String id;
  private final GameTracker tracker;
  private final GameClock patternEnd;
  private final GameClock outcomeEnd;
  private final LiveGames.Context context;
  private Optional<Made> prediction = Optional.empty();
  private Optional<List<Double>> outcome = Optional.empty();
  private Optional<Why> withheld = Optional.empty();
  private String observationId = "";

  /** The forecast as it was told before, which stands. */
  private Optional<PredictResponse> toldBefore = Optional.empty();

  /** Whether nothing more is to be said of how the game ended. */
  private boolean isResultTold;

  /**
   * The forecast, which outlives the model that made it: a game goes on while bundles are replaced.
   *
   * @param told what was told of it
   */
  record Made(IssuedForecasts.Issued issued, PredictResponse told) {}

  /**
   * Why there is no forecast, or after it no outcome.
   *
   * @param reason for programs
   * @param detail for people
   */
  record Why(String reason, String detail) {
    static Why of(Withheld withheld) {
      return new Why(withheld.reason().name().toLowerCase(Locale.ROOT), withheld.detail());
    }
  }

  /** None yet, of a game whose scores the tracker has. */
  LiveForecast(String id, Shape shape, GameTracker tracker, LiveGames.Context context) {
    this.id = id;
    this.tracker = tracker;
    this.context = context;
    patternEnd = GameClock.endOfMinute(shape.inputLength());
    outcomeEnd = GameClock.endOfMinute(shape.inputLength() + shape.horizon());
  }

  boolean isMade() {
    return prediction.isPresent();
  }

  /** As it was told. */
  Optional<PredictResponse> told() {
    return prediction.map(Made::told);
  }

  Optional<List<Double>> outcome() {
    return outcome;
  }

  Optional<Why> withheld() {
    return withheld;
  }

  String status() {
    return prediction.isEmpty() ? "live" : outcome.isEmpty() ? "forecast" : "observed";
  }

  /** Whether the forecast or the outcome may be made of the scores that were taken. */
  boolean isDue(LiveScores scores) {
    return outcome.isEmpty() && scores.reach(prediction.isEmpty() ? patternEnd : outcomeEnd);
  }

  /** A forecast that was told before stands. */
  void restore(Optional<PredictResponse> told) {
    toldBefore = told.or(() -> toldBefore);
  }

  /** As {@link #restore}, if no other does. */
  void restoreIfNone(Optional<PredictResponse> told) {
    toldBefore = toldBefore.or(() -> told);
  }

  void take(Made made) {
    prediction = Optional.of(made);
  }

  void take(List<Double> learned) {
    outcome = Optional.of(learned);
  }

  /**
   * The forecast if it can be made now, which is yet to be taken; says why if it cannot.
   *
   * @param day that of the first score
   */
  Optional<Made> predictIfDue(Model model, LiveTeams teams, LocalDate day) {
    withheld = Optional.empty();
    if (prediction.isPresent()) {
      return Optional.empty();
    }
    Optional<Pattern> pattern = tracker.pattern();
    if (pattern.isEmpty()) {
      withheld = tracker.patternWithheld().map(Why::of);
      return Optional.empty();
    }
    observationId = "game:" + id + ":" + teams.date().orElse(day);
    PredictRequest.Builder request =
        PredictRequest.builder(pattern.get()).model(model.name()).returnExplanation(false);
    teams.tell(request, model);
    try {
      Predictor.Prediction made = context.predictor().predict(request.build(), observationId);
      return Optional.of(new Made(made.issued(), toldBefore.orElse(made.response())));
    } catch (RefusedException | IllegalArgumentException e) {
      withheld = Optional.of(new Why("refused", String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("request {} failed", observationId, e);
      withheld =
          Optional.of(
              new Why("failed", "the server failed; its log says why under this request_id"));
    }
    return Optional.empty();
  }

  /**
   * The outcome if it is learned now, which is yet to be taken; says why if it cannot be.
   *
   * @param made the forecast if it was made now
   */
  Optional<List<Double>> observeIfDue(Optional<Made> made) {
    return made.or(() -> prediction).flatMap(this::observeIfDue);
  }

  private Optional<List<Double>> observeIfDue(Made made) {
    if (outcome.isPresent()) {
      return Optional.empty();
    }
    withheld = tracker.outcomeWithheld().map(Why::of);
    Optional<double[]> actual = tracker.outcome();
    if (actual.isEmpty()) {
      return Optional.empty();
    }
    try {
      context.observer().observe(made.issued(), observationId, actual.get());
      return Optional.of(Arrays.stream(actual.get()).boxed().toList());
    } catch (RefusedException | IllegalArgumentException e) {
      withheld = Optional.of(new Why("refused", String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("the outcome of game {} is not learned; the next score tries again", id, e);
    }
    return Optional.empty();
  }

  /**
   * Says how it ended, once; where that is not possible now, the next score or look tries again.
   */
  void learnResultIfDue(LiveTeams teams) {
    if (isResultTold) {
      return;
    }
    try {
      Optional<FinalScore> score = tracker.finalScore().flatMap(end -> teams.finalScore(id, end));
      if (score.isPresent()) {
        context.results().learn(score.get());
        isResultTold = true;
      }
    } catch (RefusedException e) {
      isResultTold = e.reason() != RefusedException.Reason.UNAVAILABLE;
      LOG.warn("the result of game {} is not learned: {}", id, e.detail());
    } catch (RuntimeException e) {
      isResultTold = true;
      LOG.warn("the result of game {} is not learned: {}", id, e.getMessage());
    }
  }
}
