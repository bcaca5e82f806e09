package org.forecast4j.server.live;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.ScoresRequest;

/** The games that are followed. Games do not wait for one another. */
final class LiveGames {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  /** Its address is that of the events. */
  private static final String STREAM = "stream";

  private final ModelRegistry models;
  private final Context context;
  private final Semaphore places;
  private final Map<String, LiveGame> games = new ConcurrentHashMap<>();

  /** Learns what really happened after a forecast, once for each id. */
  @FunctionalInterface
  interface Observer {
    void observe(Model model, String id, IntervalForecast forecast, double... actual);
  }

  /** What every game needs. */
  record Context(
      Predictor predictor, Observer observer, EventLog log, LiveLimits limits, Clock clock) {}

  LiveGames(ModelRegistry models, Context context) {
    this.models = models;
    this.context = context;
    places = new Semaphore(context.limits().games());
  }

  static String requireId(String id) {
    if (!ID.matcher(id).matches() || id.equals(STREAM)) {
      throw new IllegalArgumentException(
          "game id is '" + id + "'; expected " + ID.pattern() + ", not '" + STREAM + "'");
    }
    return id;
  }

  /**
   * Refuses what follows games where the model that answers by default forecasts something else.
   */
  void requireGames() {
    if (!models.isEmpty()) {
      requireGames(models.byDefault());
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
    requireId(id);
    Model model = models.byDefault();
    requireGames(model);
    while (true) {
      LiveGame game = games.computeIfAbsent(id, name -> begin(name, model));
      try {
        Optional<GameState> state = game.post(request, model);
        if (state.isPresent()) {
          return state.get();
        }
      } finally {
        forgetIfSilent(id, game, Long.MIN_VALUE);
      }
    }
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

  /** Ends the games whose last score is too long ago. */
  void expire() {
    long silentSince = context.clock().millis() - context.limits().gameTime().toMillis();
    games.forEach((id, game) -> forgetIfSilent(id, game, silentSince));
  }

  private void forgetIfSilent(String id, LiveGame game, long silentSince) {
    if (game.end(silentSince) && games.remove(id, game)) {
      places.release();
    }
  }

  int size() {
    return games.size();
  }
}
