package org.forecast4j.server.live;

import static java.time.ZoneOffset.UTC;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private ScoreLog.@Nullable Game identity;
  private String observationId = "";
  private long kept;
  private long touched;
  private boolean gone;

  /** What has happened since subscribers were last told; nothing while a game is restored. */
  private final List<News> news = new ArrayList<>();

  private boolean isRestoring;

  /** The forecast as it was told before, which stands. */
  private Optional<PredictResponse> toldBefore = Optional.empty();

  /** All scores as they were sent, where replicas may have to be told of them. */
  private final List<ScoreTick> ticks = new ArrayList<>();

  /** That of the last write that replicas know of; empty if they know nothing of the game. */
  private String token = "";

  /** How many records they have of it. */
  private int records;

  /** Whether something was taken that the replicas do not know of. */
  private boolean isUnshared;

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
    if (identity != null && isElsewhere()) {
      return Optional.empty();
    }
    if (identity == null) {
      readShared(model);
    }
    if (gone || isOver(request, model)) {
      return Optional.empty();
    }
    List<ScoreUpdate> updates = request.scores().stream().map(ScoreTick::toScoreUpdate).toList();
    LiveTeams teamsThen = teams.with(request);
    teamsThen.requireKnown(model);
    if (prediction.isPresent()) {
      teamsThen.requireNotOtherThan(teams);
    }
    requireRoom(updates);
    if (identity == null) {
      LocalDate today = LocalDate.ofInstant(context.clock().instant(), UTC);
      identity = new ScoreLog.Game(id, context.log().last(), today);
    }
    List<ScoreTick> fresh = fresh(request, updates);
    boolean isNew = !teamsThen.equals(teams) || !fresh.isEmpty();
    touched = context.nanos().getAsLong();
    long pause = context.limits().gameTime().toNanos() / KEPT_SHARE;
    boolean isDue = isNew || touched - kept > pause;
    if (isDue) {
      keep(request);
    }
    take(request, updates, teamsThen);
    boolean wasForecast = prediction.isPresent();
    evaluate(model);
    Optional<ScoresRequest> taken =
        isNew || prediction.isPresent() != wasForecast
            ? Optional.of(with(request, fresh.isEmpty() ? request.scores().subList(0, 1) : fresh))
            : Optional.empty();
    return tell(taken, isDue) ? state : Optional.empty();
  }

  /** Takes the game over, as far as replicas have followed it. */
  private void readShared(Model model) {
    Optional<SharedGames.Game> found = context.fleet().flatMap(fleet -> fleet.read(id));
    if (found.isEmpty()) {
      return;
    }
    token = found.get().token();
    records = found.get().scores().size();
    List<SharedScores> scores = found.get().scores();
    ScoreLog.Game game = new ScoreLog.Game(id, scores.get(0).begun(), scores.get(0).day());
    List<ScoresRequest> requests = scores.stream().map(SharedScores::request).toList();
    Optional<PredictResponse> forecast =
        scores.stream().flatMap(one -> one.forecast().stream()).findFirst();
    take(new ScoreLog.Kept(game, context.clock().instant(), requests, forecast), 0, model);
    requests.forEach(this::keep);
    forecast.ifPresent(this::keepForecast);
  }

  /** Whether another replica has gone on with it; then this is of no use any more. */
  private boolean isElsewhere() {
    gone |= context.fleet().filter(fleet -> fleet.isElsewhere(id)).isPresent() && !isUnshared;
    return gone;
  }

  /** As {@link #isElsewhere}, while nobody posts. */
  synchronized boolean leaveIfElsewhere() {
    return gone || (identity != null && isElsewhere());
  }

  private List<ScoreTick> fresh(ScoresRequest request, List<ScoreUpdate> updates) {
    Set<ScoreUpdate> seen = new HashSet<>();
    List<ScoreTick> fresh = new ArrayList<>();
    for (int i = 0; i < updates.size(); i++) {
      if (!tracker.contains(updates.get(i)) && seen.add(updates.get(i))) {
        fresh.add(request.scores().get(i));
      }
    }
    return fresh;
  }

  private static ScoresRequest with(ScoresRequest request, List<ScoreTick> scores) {
    return new ScoresRequest(request.home(), request.away(), request.date(), scores, Map.of());
  }

  private ScoresRequest wholeRequest() {
    return new ScoresRequest(teams.home(), teams.away(), teams.date(), ticks, Map.of());
  }

  /** Tells subscribers, and the other replicas; whether what was taken stands. */
  private boolean tell(Optional<ScoresRequest> taken, boolean isDue) {
    List<News> all = List.copyOf(news);
    news.clear();
    if (context.fleet().isEmpty()) {
      context.log().appendAll(all);
      return true;
    }
    if (taken.isEmpty() && all.isEmpty() && !isDue) {
      return true;
    }
    boolean isWhole = isUnshared || token.isEmpty() || records >= context.limits().scores();
    Fleet.Fate fate = isWhole ? commitWhole(token, all) : commit(taken, all);
    if (fate == Fleet.Fate.MISSING) {
      fate = commitWhole("", all);
    }
    switch (fate) {
      case SHARED -> isUnshared = false;
      case ALONE -> isUnshared = true;
      default -> gone = true;
    }
    return !gone;
  }

  private Fleet.Fate commit(Optional<ScoresRequest> taken, List<News> all) {
    records++;
    return commit(taken.map(this::shared), new SharedGames.Write(id, token, false, all));
  }

  private Fleet.Fate commitWhole(String known, List<News> all) {
    records = 1;
    return commit(Optional.of(shared(wholeRequest())), new SharedGames.Write(id, known, true, all));
  }

  private Fleet.Fate commit(Optional<SharedScores> scores, SharedGames.Write write) {
    Fleet fleet = context.fleet().orElseThrow();
    String next = fleet.newToken();
    Fleet.Fate fate = fleet.commit(write, next, scores);
    if (fate == Fleet.Fate.SHARED) {
      token = next;
    }
    return fate;
  }

  private SharedScores shared(ScoresRequest scores) {
    return new SharedScores(
        identity().begun(), identity().day(), scores, prediction.map(Made::told));
  }

  /** Keeps what is new, and now and then that the game goes on. */
  private void keep(ScoresRequest request) {
    try {
      if (context.kept().isPresent()) {
        context.kept().get().keep(identity(), context.clock().instant(), request);
      }
      kept = touched;
    } catch (IOException e) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          "the scores cannot be kept now, and are not taken; send them again later");
    }
  }

  /** Goes on with a game of an earlier life of the server, which tells nobody of it. */
  synchronized void restore(ScoreLog.Kept before, long silence, Model model) {
    take(before, silence, model);
    isUnshared = true;
    state.ifPresent(context.log()::restore);
  }

  private void take(ScoreLog.Kept before, long silence, Model model) {
    identity = before.game();
    touched = context.nanos().getAsLong() - silence;
    kept = touched;
    toldBefore = before.forecast().or(() -> toldBefore);
    isRestoring = true;
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
    isRestoring = false;
    news.clear();
  }

  /** All of a game, to be told to the replicas. */
  record Whole(ScoresRequest scores, Optional<PredictResponse> forecast) {}

  /**
   * Ends it here without a word if it is to be begun again from what the replicas know; then it has
   * a {@link #rest}.
   *
   * @param known whether they know of it
   */
  synchronized boolean handOver(boolean known) {
    if (!gone && !ticks.isEmpty() && (!known || isUnshared)) {
      gone = true;
      isUnshared = true;
      return true;
    }
    return false;
  }

  /** What the replicas do not know of a game that is gone, which has to be taken again, once. */
  synchronized Optional<Whole> rest() {
    if (!gone || !isUnshared) {
      return Optional.empty();
    }
    isUnshared = false;
    return Optional.of(new Whole(wholeRequest(), prediction.map(Made::told)));
  }

  /** As {@link #post}, with the forecast that was told, which stands if replicas have none. */
  synchronized Optional<GameState> post(Whole whole, Model model) {
    toldBefore = toldBefore.or(whole::forecast);
    return post(whole.scores(), model);
  }

  ScoreLog.Game identity() {
    return Objects.requireNonNull(identity);
  }

  /** Whether the forecast or the outcome may be made of the scores that were taken. */
  private boolean isDue() {
    GameClock end = prediction.isEmpty() ? patternEnd : outcomeEnd;
    return outcome.isEmpty() && latest != null && latest.update().clock().compareTo(end) >= 0;
  }

  private void take(ScoresRequest request, List<ScoreUpdate> updates, LiveTeams teamsThen) {
    teams = teamsThen;
    if (context.fleet().isPresent()) {
      ticks.addAll(fresh(request, updates));
    }
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
    if (context.kept().isPresent() && !isRestoring) {
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
    isUnshared = false;
    List<News> end = List.of(News.expired(id));
    if (context.fleet().isPresent()) {
      // If another replica goes on with it, it does not end.
      commit(Optional.empty(), new SharedGames.Write(id, token, true, end));
    } else {
      context.log().appendAll(end);
    }
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
    Latest score = new Latest(tick, update);
    if (latest == null || score.compareTo(latest) > 0) {
      latest = score;
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
    news.add(News.of(type, next, reason));
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
