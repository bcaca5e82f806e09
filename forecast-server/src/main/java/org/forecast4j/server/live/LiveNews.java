package org.forecast4j.server.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.wire.GameState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has happened to a game since subscribers were last told, and the game after it. Guarded by
 * the game.
 */
final class LiveNews {
  private static final Logger LOG = LoggerFactory.getLogger(LiveNews.class);

  private final String id;
  private final GameTracker tracker;
  private final LiveScores scores;
  private final LiveForecast forecast;
  private final List<News> news = new ArrayList<>();
  private Optional<GameState> state = Optional.empty();

  /** Nothing has happened yet. */
  LiveNews(String id, GameTracker tracker, LiveScores scores, LiveForecast forecast) {
    this.id = id;
    this.tracker = tracker;
    this.scores = scores;
    this.forecast = forecast;
  }

  /** The game after the last news; empty before the first. */
  Optional<GameState> state() {
    return state;
  }

  /** All of it, which is no news any more. */
  List<News> take() {
    List<News> all = List.copyOf(news);
    news.clear();
    return all;
  }

  /** Repeated scores are not news. */
  void addScores(LiveTeams teams) {
    GameState next = describe(teams);
    if (state.isPresent() && state.get().equals(next)) {
      return;
    }
    boolean further = next.completeMinutes() > state.map(GameState::completeMinutes).orElse(0);
    add("score_update", teams);
    if (further) {
      add("pattern_progress", teams);
    }
  }

  /**
   * Tells once of each reason.
   *
   * @param before why something was withheld before
   */
  void addIfWithheld(Optional<LiveForecast.Why> before, LiveTeams teams) {
    Optional<LiveForecast.Why> now = forecast.withheld();
    if (now.isPresent()
        && !before.map(LiveForecast.Why::reason).equals(now.map(LiveForecast.Why::reason))) {
      LOG.warn("game {}: {}", id, now.get().detail());
      add("forecast_withheld", teams, Optional.of(now.get().reason()));
    }
  }

  void add(String type, LiveTeams teams) {
    add(type, teams, Optional.empty());
  }

  private void add(String type, LiveTeams teams, Optional<String> reason) {
    GameState next = describe(teams);
    news.add(News.of(type, next, reason));
    state = Optional.of(next);
  }

  private GameState describe(LiveTeams teams) {
    double[] margins = tracker.margins();
    return new GameState(
        id,
        teams.home(),
        teams.away(),
        teams.date(),
        forecast.status(),
        margins.length,
        margins,
        scores.latest(),
        forecast.told(),
        forecast.outcome(),
        forecast.withheld().map(LiveForecast.Why::detail),
        tracker.unknownMinutes().isEmpty()
            ? Map.of()
            : Map.of("unknown_minutes", tracker.unknownMinutes()));
  }
}
