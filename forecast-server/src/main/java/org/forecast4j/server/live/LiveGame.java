package org.forecast4j.server.live;

import static java.time.ZoneOffset.UTC;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.basketball.Withheld;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.IssuedForecasts;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One game that is followed, known by its id and its day: the sender's, else that of its first
 * score in UTC. It is forecast once, by the model as it is when the pattern is complete, and that
 * forecast is observed once; corrections of the minutes behind either change the margins that are
 * shown and nothing else. Safe for concurrent use, one request after another.
 */
final class LiveGame {
  private static final Logger LOG = LoggerFactory.getLogger(LiveGame.class);

  /** Which part of its time a game may go on without news until that is kept. */
  private static final int KEPT_SHARE = 4;

  private final String id;
  private final GameTracker tracker;
  private final GameClock patternEnd;
  private final GameClock outcomeEnd;
  private final LiveGames.Context context;
  private LiveTeams teams = LiveTeams.UNKNOWN;
  private @Nullable Latest latest;
  private Optional<Made> prediction = Optional.empty();
  private Optional<List<Double>> outcome = Optional.empty();
  private Optional<Why> withheld = Optional.empty();
  private Optional<GameState> state = Optional.empty();
  private Optional<ScoreLog.Kept> restoring = Optional.empty();
  private ScoreLog.@Nullable Game identity;
  private String observationId = "";
  private long kept;
  private long touched;
  private boolean gone;

  /** Whether nothing more is to be said of how it ended. */
  private boolean isResultTold;

  /**
   * The score that is furthest in the game, as it was told and as a value: in whatever order scores
   * came in, it is the same one.
   */
  private record Latest(ScoreTick tick, ScoreUpdate update) implements Comparable<Latest> {
    /** A clock that was written in two ways is told in that which sorts first. */
    private static final Comparator<Latest> ORDER =
        Comparator.comparing(Latest::update, ScoreUpdate.ORDER)
            .thenComparing(latest -> latest.tick().clock(), Comparator.reverseOrder());

    @Override
    public int compareTo(Latest other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Why there is no forecast, or after it no outcome.
   *
   * @param reason for programs
   * @param detail for people
   */
  private record Why(String reason, String detail) {
    static Why of(Withheld withheld) {
      return new Why(withheld.reason().name().toLowerCase(Locale.ROOT), withheld.detail());
    }
  }

  /**
   * The forecast, which outlives the model that made it: a game goes on while bundles are replaced.
   *
   * @param told what was told of it
   */
  private record Made(IssuedForecasts.Issued issued, PredictResponse told) {}

  LiveGame(String id, Shape shape, LiveGames.Context context) {
    this.id = id;
    this.context = context;
    tracker = new GameTracker(shape, context.limits().scores());
    patternEnd = GameClock.endOfMinute(shape.inputLength());
    outcomeEnd = GameClock.endOfMinute(shape.inputLength() + shape.horizon());
  }

  /**
   * Takes all scores of a request, or none.
   *
   * @return the game after it; empty if the game is gone
   */
  synchronized Optional<GameState> post(ScoresRequest request, Model model) {
    if (gone || isOver(request, model)) {
      return Optional.empty();
    }
    List<ScoreUpdate> updates = request.scores().stream().map(ScoreTick::toScoreUpdate).toList();
    LiveTeams told = teams.with(request);
    told.requireKnown(model);
    requireRoom(updates);
    if (identity == null) {
      LocalDate today = LocalDate.ofInstant(context.clock().instant(), UTC);
      identity = new ScoreLog.Game(id, context.log().last(), today);
    }
    touched = context.nanos().getAsLong();
    keep(request, !told.equals(teams) || !updates.stream().allMatch(tracker::contains));
    take(request, updates, told);
    evaluate(model);
    return state;
  }

  /** Keeps what is new, and now and then that the game goes on. */
  private void keep(ScoresRequest request, boolean news) {
    long pause = context.limits().gameTime().toNanos() / KEPT_SHARE;
    if (context.kept().isEmpty() || !(news || touched - kept > pause)) {
      return;
    }
    try {
      context.kept().get().keep(identity(), context.clock().instant(), request);
      kept = touched;
    } catch (IOException e) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          "the scores cannot be kept now, and are not taken; send them again later");
    }
  }

  /** Goes on with a game of an earlier life of the server, which tells nobody of it. */
  synchronized void restore(ScoreLog.Kept before, long silence, Model model) {
    identity = before.game();
    touched = context.nanos().getAsLong() - silence;
    kept = touched;
    restoring = Optional.of(before);
    int left = before.requests().size();
    for (ScoresRequest request : before.requests()) {
      left--;
      try {
        take(
            request,
            request.scores().stream().map(ScoreTick::toScoreUpdate).toList(),
            teams.with(request));
        // What follows from scores takes time, for each of them, and changes nothing meanwhile.
        if (left == 0 || isDue()) {
          evaluate(model);
        }
      } catch (RuntimeException e) {
        LOG.error("scores of game {} that were kept cannot be taken", id, e);
      }
    }
    restoring = Optional.empty();
    state.ifPresent(context.log()::restore);
  }

  ScoreLog.Game identity() {
    return Objects.requireNonNull(identity);
  }

  /** Whether the forecast or the outcome may be made of the scores that were taken. */
  private boolean isDue() {
    GameClock end = prediction.isEmpty() ? patternEnd : outcomeEnd;
    return outcome.isEmpty() && latest != null && latest.update().clock().compareTo(end) >= 0;
  }

  private void take(ScoresRequest request, List<ScoreUpdate> updates, LiveTeams told) {
    teams = told;
    for (int i = 0; i < updates.size(); i++) {
      take(request.scores().get(i), updates.get(i));
    }
  }

  private void evaluate(Model model) {
    Optional<Why> before = withheld;
    Optional<Made> made = predictIfDue(model);
    Optional<List<Double>> learned = made.or(() -> prediction).flatMap(this::observeIfDue);
    learnResultIfDue();
    publishScores();
    if (made.isPresent()) {
      prediction = made;
      keepForecast(made.get().told());
      publish("ml_prediction", Optional.empty());
    }
    if (learned.isPresent()) {
      outcome = learned;
      publish("outcome", Optional.empty());
    }
    sayIfWithheld(before);
  }

  /** So that it is the same after a restart. */
  private void keepForecast(PredictResponse response) {
    if (context.kept().isPresent() && restoring.isEmpty()) {
      try {
        context.kept().get().keepForecast(identity(), response);
      } catch (IOException e) {
        LOG.warn("the forecast of game {} is not kept; a restart makes another", id, e);
      }
    }
  }

  /** Whether the request is of a later game of the same id, which ends this one. */
  private boolean isOver(ScoresRequest request, Model model) {
    if (teams.date().isEmpty() || request.date().isEmpty()) {
      return false;
    }
    LocalDate day = teams.date().get();
    if (request.date().get().isBefore(day)) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          "date is "
              + request.date().get()
              + "; expected "
              + day
              + ", that of the game '"
              + id
              + "', or a later one, which begins a new game");
    }
    if (request.date().get().equals(day)) {
      return false;
    }
    LiveTeams.UNKNOWN.with(request).requireKnown(model);
    end();
    return true;
  }

  /** Ends it if it has been silent for so long. */
  synchronized boolean endIfSilent(long nanos) {
    if (!gone) {
      learnResultIfDue();
    }
    if (!gone && state.isPresent() && context.nanos().getAsLong() - touched >= nanos) {
      end();
    }
    return gone;
  }

  /** Ends it if nothing was ever taken. */
  synchronized boolean endIfEmpty() {
    gone |= state.isEmpty();
    return gone;
  }

  private void end() {
    gone = true;
    context.log().remove("expired", id);
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
    Latest told = new Latest(tick, update);
    if (latest == null || told.compareTo(latest) > 0) {
      latest = told;
    }
  }

  /** Repeated scores are not news. */
  private void publishScores() {
    GameState next = describe();
    if (state.isPresent() && state.get().equals(next)) {
      return;
    }
    boolean further = next.completeMinutes() > state.map(GameState::completeMinutes).orElse(0);
    publish("score_update", Optional.empty());
    if (further) {
      publish("pattern_progress", Optional.empty());
    }
  }

  /** Tells once of each reason. */
  private void sayIfWithheld(Optional<Why> before) {
    withheld.ifPresent(
        why -> {
          if (!before.map(Why::reason).equals(Optional.of(why.reason()))) {
            LOG.warn("game {}: {}", id, why.detail());
            publish("forecast_withheld", Optional.of(why.reason()));
          }
        });
  }

  /** The forecast if it can be made now; says why if it cannot. */
  private Optional<Made> predictIfDue(Model model) {
    withheld = Optional.empty();
    if (prediction.isPresent()) {
      return Optional.empty();
    }
    Optional<Pattern> pattern = tracker.pattern();
    if (pattern.isEmpty()) {
      withheld = tracker.patternWithheld().map(Why::of);
      return Optional.empty();
    }
    observationId = "game:" + id + ":" + teams.date().orElse(identity().day());
    PredictRequest.Builder request =
        PredictRequest.builder(pattern.get()).model(model.name()).returnExplanation(false);
    teams.tell(request, model);
    try {
      Predictor.Prediction made = context.predictor().predict(request.build(), observationId);
      PredictResponse told = restoring.flatMap(ScoreLog.Kept::forecast).orElse(made.response());
      return Optional.of(new Made(made.issued(), told));
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

  /** The outcome if it is learned now; says why if it cannot be. */
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
  private void learnResultIfDue() {
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

  private void publish(String type, Optional<String> reason) {
    GameState next = describe();
    if (restoring.isEmpty()) {
      context.log().append(type, next, reason);
    }
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
        prediction.map(Made::told),
        outcome,
        withheld.map(Why::detail),
        tracker.unknownMinutes().isEmpty()
            ? Map.of()
            : Map.of("unknown_minutes", tracker.unknownMinutes()));
  }
}
