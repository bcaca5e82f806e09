package org.forecast4j.server.live;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.GameIds;
import org.forecast4j.server.model.IssuedForecasts;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.ScoresRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The games that are followed. Games do not wait for one another. */
final class LiveGames {
  private static final Logger LOG = LoggerFactory.getLogger(LiveGames.class);
  private final ModelRegistry models;
  private final Context context;
  private final Semaphore places;
  private final Map<String, LiveGame> games = new ConcurrentHashMap<>();
  private volatile boolean restored;

  /** Games that other replicas go on with; what is kept of them here is dropped when they end. */
  private final Map<String, ScoreLog.Game> elsewhere = new ConcurrentHashMap<>();

  /** Learns what really happened after a forecast, once for each id. */
  @FunctionalInterface
  interface Observer {
    void observe(IssuedForecasts.Issued issued, String id, double... actual);
  }

  /** Learns how a game ended, once for each id. */
  @FunctionalInterface
  interface Results {
    void learn(FinalScore score);
  }

  /**
   * What every game needs.
   *
   * @param clock says which day it is
   * @param nanos says what time has passed, whatever is done to the clock
   * @param kept where scores outlive the server; empty if they do not
   * @param fleet what is shared with other replicas; empty for a server alone
   */
  record Context(
      Predictor predictor,
      Observer observer,
      Results results,
      EventLog log,
      LiveLimits limits,
      Clock clock,
      LongSupplier nanos,
      Optional<ScoreLog> kept,
      Optional<Fleet> fleet) {}

  LiveGames(ModelRegistry models, Context context) {
    this.models = models;
    this.context = context;
    places = new Semaphore(context.limits().games());
  }

  /**
   * Refuses what follows games where the model that answers by default forecasts something else.
   */
  void requireGames() {
    if (!models.isEmpty()) {
      requireGames(models.byDefault());
    }
    requireRestored();
  }

  private void requireRestored() {
    if (!restored) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          "the games of before are not restored yet; try again");
    }
  }

  private static void requireGames(Model model) {
    if (!model.isBasketball()) {
      throw RefusedException.of(
          RefusedException.Reason.NOT_FOUND,
          "nothing is followed live: the unit of model '"
              + model.name()
              + "' is '"
              + model.info().unit()
              + "'");
    }
  }

  /** Takes scores; a game that is not followed yet is from now on. */
  GameState post(String id, ScoresRequest request) {
    GameIds.require(id);
    requireRestored();
    Model model = models.byDefault();
    requireGames(model);
    return take(id, model, game -> game.post(request, model));
  }

  /** Takes what a game is asked to; again with another if that one has gone meanwhile. */
  private GameState take(String id, Model model, Function<LiveGame, Optional<GameState>> post) {
    while (true) {
      LiveGame game = games.computeIfAbsent(id, name -> begin(name, model));
      try {
        Optional<GameState> state = post.apply(game);
        if (state.isPresent()) {
          return state.get();
        }
      } finally {
        forgetIf(game.endIfEmpty(), id, game);
      }
      takeRest(id, model, game);
    }
  }

  private void takeRest(String id, Model model, LiveGame gone) {
    gone.rest().ifPresent(rest -> take(id, model, game -> game.post(rest, model)));
  }

  /**
   * Tells the replicas of what was taken while they could not be asked, and what they have lost.
   */
  private void share() {
    Model model = models.byDefault();
    Fleet fleet = context.fleet().orElseThrow();
    games.forEach(
        (id, game) -> {
          if (game.handOver(fleet.isKnown(id))) {
            forgetIf(true, id, game);
            try {
              takeRest(id, model, game);
            } catch (RefusedException | IllegalArgumentException e) {
              LOG.warn("game {} is not shared: {}", id, e.getMessage());
            }
          }
        });
  }

  private LiveGame begin(String id, Model model) {
    Shape shape = model.shape();
    if (shape.inputLength() + shape.horizon() > GameMargins.MINUTES) {
      throw RefusedException.of(
          RefusedException.Reason.UNSUPPORTED,
          "model '" + model.name() + "' forecasts " + shape + ", which is no game");
    }
    if (!places.tryAcquire()) {
      int most = context.limits().games();
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          "all "
              + most
              + " places for live games are taken; a game leaves its place "
              + context.limits().gameTime().toSeconds()
              + " s after its last score",
          Map.of("limit", (long) most));
    }
    return new LiveGame(id, shape, context);
  }

  /** Goes on with the games that were followed when the server ended; before that, none are. */
  void restore() {
    List<ScoreLog.Game> ended = new ArrayList<>();
    for (ScoreLog.Kept kept : context.kept().map(ScoreLog::games).orElse(List.of())) {
      String id = kept.game().id();
      Duration silence = Duration.between(kept.last(), context.clock().instant());
      if (silence.compareTo(context.limits().gameTime()) >= 0) {
        ended.add(kept.game());
        continue;
      }
      try {
        Model model = models.byDefault();
        LiveGame game = begin(id, model);
        game.restore(kept, silence.isNegative() ? 0 : silence.toNanos(), model);
        games.put(id, game);
        forgetIf(game.endIfEmpty(), id, game);
      } catch (RefusedException e) {
        LOG.warn("game {} is not followed any more: {}", id, e.detail());
      }
    }
    keepEnds(ended);
    if (!games.isEmpty()) {
      LOG.info("{} games are followed again", games.size());
    }
    context.fleet().ifPresent(fleet -> fleet.start(this::share));
    restored = true;
  }

  /** Ends the games whose last score is too long ago. */
  void expire() {
    long silence = context.limits().gameTime().toNanos();
    List<ScoreLog.Game> ended = new ArrayList<>();
    games.forEach(
        (id, game) -> {
          if (game.leaveIfElsewhere()) {
            forgetIf(true, id, game);
            elsewhere.put(id, game.identity());
          } else if (game.endIfSilent(silence)) {
            forgetIf(true, id, game);
            ended.add(game.identity());
          }
        });
    elsewhere
        .entrySet()
        .removeIf(
            left -> context.log().state(left.getKey()).isEmpty() && ended.add(left.getValue()));
    keepEnds(ended);
    context.kept().ifPresent(ScoreLog::tidy);
    context.fleet().ifPresent(fleet -> fleet.endSilent(context.limits().gameTime()));
  }

  private void keepEnds(List<ScoreLog.Game> ended) {
    try {
      if (context.kept().isPresent() && !ended.isEmpty()) {
        context.kept().get().end(ended);
      }
    } catch (IOException e) {
      LOG.warn("that games have left is not kept; they leave again after a restart", e);
    }
  }

  private void forgetIf(boolean gone, String id, LiveGame game) {
    if (gone && games.remove(id, game)) {
      places.release();
    }
  }

  int size() {
    return games.size();
  }
}
