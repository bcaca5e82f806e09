package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.basketball.PlayByPlay;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

/** What polling a score every five seconds costs the forecast of the shipped model. */
class PolledGamesTest {
  private static final int FIVE_SECONDS = 500;

  @Test
  void a_forecast_from_five_second_polls_stays_close_to_that_from_every_event() throws IOException {
    Path raw = Shared.path("data/nba/play-by-play");
    ForecastBundle bundle = ForecastBundle.load(Path.of("..", "models", "nba-halftime"));
    GameRatings ratings = Task.ratings(bundle);
    double sum = 0;
    double largest = 0;
    List<GameMargins> games = PlayByPlay.read(raw, raw.resolve("index.csv")).games();
    for (GameMargins game : games) {
      Pattern exact = Halftime.example(game, ratings).pattern();
      Pattern polled = poll(PlayByPlay.readUpdates(raw.resolve(game.gameId() + ".csv")));
      for (Map.Entry<String, Double> known : exact.covariates().entrySet()) {
        polled = polled.with(known.getKey(), known.getValue());
      }
      double difference =
          Math.abs(
              bundle.ensemble().forecast(polled).point()
                  - bundle.ensemble().forecast(exact).point());
      sum += difference;
      largest = Math.max(largest, difference);
    }
    System.out.printf(
        Locale.ROOT,
        "5-second polls move the forecast by %.3f points on average, %.2f at most (%d games)%n",
        sum / games.size(),
        largest,
        games.size());
    assertThat(sum / games.size()).isBetween(0.01, 0.5);
    assertThat(largest).isLessThan(4);
  }

  private static Pattern poll(List<ScoreUpdate> updates) {
    List<ScoreUpdate> events = new ArrayList<>(updates);
    events.sort(Comparator.comparing(ScoreUpdate::clock));
    GameTracker tracker = new GameTracker(Halftime.SHAPE);
    int next = 0;
    ScoreUpdate seen = new ScoreUpdate(new GameClock(1, 72_000), 0, 0);
    for (int period = 1; period <= 2; period++) {
      for (int remaining = 71_750; remaining >= 0; remaining -= FIVE_SECONDS) {
        GameClock now = new GameClock(period, remaining);
        while (next < events.size() && events.get(next).clock().compareTo(now) <= 0) {
          seen = events.get(next++);
        }
        tracker.update(new ScoreUpdate(now, seen.home(), seen.away()));
      }
    }
    return tracker.pattern().orElseThrow();
  }
}
