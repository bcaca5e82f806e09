package org.forecast4j.server.live;

import static java.time.ZoneOffset.UTC;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.Model;
import org.forecast4j.wire.GameState;
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
  private final LiveGames.Context context;
  private final LiveScores scores;
  private final LiveForecast forecast;
  private final LiveNews news;
  private final LiveSharing sharing;
  private LiveTeams teams = LiveTeams.UNKNOWN;
  private ScoreLog.@Nullable Game identity;
  private long kept;
  private long touched;
  private boolean gone;

  /** Whether it is made of scores of before, whose forecast is not kept again. */
  private boolean isRestoring;

  LiveGame(String id, Shape shape, LiveGames.Context context) {
    this.id = id;
    this.context = context;
    GameTracker tracker = new GameTracker(shape, context.limits().scores());
    scores = new LiveScores(id, tracker, context.limits().scores());
    forecast = new LiveForecast(id, shape, tracker, context);
    news = new LiveNews(id, tracker, scores, forecast);
    sharing = new LiveSharing(id, context);
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
    List<LiveScores.Score> sent = LiveScores.of(request);
    LiveTeams teamsThen = teams.with(request);
    teamsThen.requireKnown(model);
    if (forecast.isMade()) {
      teamsThen.requireNotOtherThan(teams);
    }
    List<ScoreTick> fresh = scores.fresh(sent);
    scores.requireRoom(fresh.size());
    if (identity == null) {
      LocalDate today = LocalDate.ofInstant(context.clock().instant(), UTC);
      identity = new ScoreLog.Game(id, context.log().last(), today);
    }
    boolean isNew = !teamsThen.equals(teams) || !fresh.isEmpty();
    touched = context.nanos().getAsLong();
    long pause = context.limits().gameTime().toNanos() / KEPT_SHARE;
    boolean isDue = isNew || touched - kept > pause;
    if (isDue) {
      keep(request);
    }
    take(sent, teamsThen);
    boolean wasForecast = forecast.isMade();
    evaluate(model);
    Optional<ScoresRequest> taken =
        isNew || forecast.isMade() != wasForecast
            ? Optional.of(with(request, fresh.isEmpty() ? request.scores().subList(0, 1) : fresh))
            : Optional.empty();
    return tell(taken, isDue) ? news.state() : Optional.empty();
  }

  private static ScoresRequest with(ScoresRequest request, List<ScoreTick> scores) {
    return new ScoresRequest(request.home(), request.away(), request.date(), scores, Map.of());
  }

  /** Takes the game over, as far as replicas have followed it. */
  private void readShared(Model model) {
    List<SharedScores> shared = sharing.read();
    if (shared.isEmpty()) {
      return;
    }
    ScoreLog.Game game = new ScoreLog.Game(id, shared.get(0).begun(), shared.get(0).day());
    List<ScoresRequest> requests = shared.stream().map(SharedScores::request).toList();
    Optional<PredictResponse> told =
        shared.stream().flatMap(one -> one.forecast().stream()).findFirst();
    take(new ScoreLog.Kept(game, context.clock().instant(), requests, told), 0, model);
    requests.forEach(this::keep);
    told.ifPresent(this::keepForecast);
  }

  /** Whether another replica has gone on with it; then this is of no use any more. */
  private boolean isElsewhere() {
    gone |= sharing.isElsewhere();
    return gone;
  }

  /** As {@link #isElsewhere}, while nobody posts. */
  synchronized boolean leaveIfElsewhere() {
    return gone || (identity != null && isElsewhere());
  }

  /** Tells subscribers, and the other replicas; whether what was taken stands. */
  private boolean tell(Optional<ScoresRequest> taken, boolean isDue) {
    gone = !sharing.tell(news.take(), taken.map(this::shared), () -> shared(wholeRequest()), isDue);
    return !gone;
  }

  private SharedScores shared(ScoresRequest request) {
    return new SharedScores(identity().begun(), identity().day(), request, forecast.told());
  }

  private ScoresRequest wholeRequest() {
    return teams.request(sharing.ticks());
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

  /** Goes on with a game of an earlier life of the server, which tells nobody of it. */
  synchronized void restore(ScoreLog.Kept before, long silence, Model model) {
    take(before, silence, model);
    sharing.becomeUnshared();
    news.state().ifPresent(context.log()::restore);
  }

  private void take(ScoreLog.Kept before, long silence, Model model) {
    identity = before.game();
    touched = context.nanos().getAsLong() - silence;
    kept = touched;
    forecast.restore(before.forecast());
    isRestoring = true;
    int left = before.requests().size();
    for (ScoresRequest request : before.requests()) {
      left--;
      try {
        take(LiveScores.of(request), teams.with(request));
        // What follows from scores takes time, for each of them, and changes nothing meanwhile.
        if (left == 0 || forecast.isDue(scores)) {
          evaluate(model);
        }
      } catch (RuntimeException e) {
        LOG.error("scores of game {} that were kept cannot be taken", id, e);
      }
    }
    isRestoring = false;
    news.take();
  }

  private void take(List<LiveScores.Score> sent, LiveTeams teamsThen) {
    teams = teamsThen;
    sharing.add(sent, scores);
    scores.add(sent);
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
    if (!gone && sharing.handOver(known)) {
      gone = true;
      return true;
    }
    return false;
  }

  /** What the replicas do not know of a game that is gone, which has to be taken again, once. */
  synchronized Optional<Whole> rest() {
    return gone && sharing.takeRest()
        ? Optional.of(new Whole(wholeRequest(), forecast.told()))
        : Optional.empty();
  }

  /** As {@link #post}, with the forecast that was told, which stands if replicas have none. */
  synchronized Optional<GameState> post(Whole whole, Model model) {
    forecast.restoreIfNone(whole.forecast());
    return post(whole.scores(), model);
  }

  ScoreLog.Game identity() {
    return Objects.requireNonNull(identity);
  }

  private void evaluate(Model model) {
    Optional<LiveForecast.Why> before = forecast.withheld();
    Optional<LiveForecast.Made> made = forecast.predictIfDue(model, teams, identity().day());
    Optional<List<Double>> learned = forecast.observeIfDue(made);
    forecast.learnResultIfDue(teams);
    news.addScores(teams);
    if (made.isPresent()) {
      forecast.take(made.get());
      keepForecast(made.get().told());
      news.add("ml_prediction", teams);
    }
    if (learned.isPresent()) {
      forecast.take(learned.get());
      news.add("outcome", teams);
    }
    news.addIfWithheld(before, teams);
  }

  /** Whether the request is of a later game of the same id, which ends this one. */
  private boolean isOver(ScoresRequest request, Model model) {
    if (!teams.isOver(id, request)) {
      return false;
    }
    LiveTeams.UNKNOWN.with(request).requireKnown(model);
    end();
    return true;
  }

  /** Ends it if it has been silent for so long. */
  synchronized boolean endIfSilent(long nanos) {
    if (!gone) {
      forecast.learnResultIfDue(teams);
    }
    if (!gone && news.state().isPresent() && context.nanos().getAsLong() - touched >= nanos) {
      end();
    }
    return gone;
  }

  /** Ends it if nothing was ever taken. */
  synchronized boolean endIfEmpty() {
    gone |= news.state().isEmpty();
    return gone;
  }

  private void end() {
    gone = true;
    sharing.end();
  }
}
