package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.PlayByPlay;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.bundle.ForecastBundle;

/**
 * Follows a game while it is played, within the application: the score every five seconds becomes a
 * pattern once minute 18 is over, is forecast then, and the outcome is learned at half-time.
 */
public final class LiveGame {
  private static final int TICK = 5;
  private static final int PERIOD = 720;
  private static final int HUNDREDTHS = 100;

  private LiveGame() {}

  /** Arguments: the folder of the model, and a raw play-by-play file. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "models/nba-halftime");
    Path game =
        Path.of(arguments.length > 1 ? arguments[1] : "forecast-examples/data/0029900985.csv");
    ConformalWrapper model = ForecastBundle.load(folder).conformal();
    List<ScoreUpdate> events = PlayByPlay.readUpdates(game);
    GameTracker tracker = new GameTracker(model.forecaster().shape());
    Optional<IntervalForecast> forecast = Optional.empty();
    Optional<double[]> outcome = Optional.empty();
    int ticks = 0;
    for (int second = 0; outcome.isEmpty(); second += TICK) {
      tracker.update(scoreAt(second, events));
      ticks++;
      Optional<Pattern> pattern = tracker.pattern();
      if (forecast.isEmpty() && pattern.isPresent()) {
        forecast = pattern.map(values -> model.forecast(values, 0.9));
        System.out.printf(
            Locale.ROOT,
            "tick %d: minute 18 is over at %+.0f; half-time %+.1f, 90 %%: %.1f to %.1f%n",
            ticks,
            forecast.get().pattern().last(),
            forecast.get().point(),
            forecast.get().interval().lower(),
            forecast.get().interval().upper());
      }
      outcome = tracker.outcome();
    }
    double[] margins = outcome.get();
    double halftime = margins[margins.length - 1];
    ConformalWrapper next = model.observe(forecast.orElseThrow(), margins);
    System.out.printf(
        Locale.ROOT,
        "tick %d: half-time at %+.0f, %s; outcomes learned before %d, now %d%n",
        ticks,
        halftime,
        forecast.get().interval().contains(halftime) ? "within the interval" : "outside",
        model.calibrationSize(),
        next.calibrationSize());
  }

  /** What a feed that is asked at this second of the game would say. */
  private static ScoreUpdate scoreAt(int second, List<ScoreUpdate> events) {
    int period = second == 0 ? 1 : (second - 1) / PERIOD + 1;
    GameClock clock = new GameClock(period, HUNDREDTHS * (period * PERIOD - second));
    ScoreUpdate score = new ScoreUpdate(clock, 0, 0);
    for (ScoreUpdate event : events) {
      if (event.clock().compareTo(clock) <= 0) {
        score = new ScoreUpdate(clock, event.home(), event.away());
      }
    }
    return score;
  }
}
