package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

class GameTrackerTest {
  private static final Shape HALF_TIME = new Shape(18, 6);
  private final GameTracker tracker = new GameTracker(HALF_TIME);

  private void score(int period, String clock, int home, int away) {
    tracker.update(new ScoreUpdate(GameClock.parse(period, clock), home, away));
  }

  @Test
  void the_pattern_is_there_as_soon_as_its_last_minute_is_over() {
    score(1, "11:30", 2, 0);
    assertThat(tracker.completeMinutes()).isZero();
    score(1, "10:59", 2, 0);
    assertThat(tracker.completeMinutes()).isEqualTo(1);
    score(2, "6:00", 9, 4);
    assertThat(tracker.completeMinutes()).isEqualTo(17);
    assertThat(tracker.pattern()).isEmpty();
    score(2, "5:59", 9, 6);
    assertThat(tracker.pattern())
        .contains(Pattern.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 5));
    assertThat(tracker.outcome()).isEmpty();
    assertThat(tracker.margin(18)).isEqualTo(5);
    assertThatThrownBy(() -> tracker.margin(19))
        .hasMessageContaining("minute is 19; expected 1 to 18");
  }

  @Test
  void the_outcome_is_there_when_the_clock_of_the_half_has_run_out() {
    score(2, "5:30", 20, 25);
    score(2, "0:02.4", 24, 25);
    assertThat(tracker.outcome()).isEmpty();
    score(2, "0:00", 27, 25);
    assertThat(tracker.outcome()).hasValue(new double[] {-5, -5, -5, -5, -5, 2});
  }

  @Test
  void the_margin_of_a_period_is_not_changed_by_the_first_moment_of_the_next() {
    score(1, "0:00", 20, 18);
    score(2, "12:00", 21, 18);
    assertThat(tracker.margin(12)).isEqualTo(2);
  }

  @Test
  void skipped_minutes_keep_the_last_margin_and_a_game_without_updates_is_nil_nil() {
    assertThat(tracker.completeMinutes()).isZero();
    score(1, "11:00", 3, 0);
    score(1, "5:30", 3, 7);
    assertThat(tracker.completeMinutes()).isEqualTo(6);
    assertThat(tracker.margin(6)).isEqualTo(3);
    score(1, "4:59", 3, 7);
    assertThat(tracker.margin(7)).isEqualTo(-4);
  }

  @Test
  void a_correction_is_honoured_for_the_moments_it_denies() {
    score(1, "11:10", 3, 0);
    score(1, "10:50", 3, 2);
    score(1, "10:40", 2, 2);
    score(1, "8:00", 2, 2);
    assertThat(tracker.margin(1)).isEqualTo(2);
    assertThat(tracker.margin(2)).isZero();
  }

  @Test
  void the_last_update_of_a_moment_replaces_those_before_it() {
    score(1, "11:00", 2, 0);
    score(1, "11:00", 3, 0);
    score(1, "11:00", 3, 0);
    score(1, "10:00", 3, 0);
    assertThat(tracker.margin(1)).isEqualTo(3);
  }

  @Test
  void a_late_update_with_more_points_than_a_later_moment_is_cut_down() {
    score(1, "10:30", 2, 2);
    score(1, "11:15", 4, 0);
    score(1, "9:50", 2, 2);
    assertThat(tracker.margin(1)).isEqualTo(2);
    assertThat(tracker.margin(2)).isZero();
  }

  @Test
  void impossible_updates_are_refused_with_their_value() {
    assertThatThrownBy(() -> score(0, "1:00", 0, 0)).hasMessageContaining("period is 0");
    assertThatThrownBy(() -> score(1, "12:01", 0, 0)).hasMessageContaining("shows 721.0 s");
    assertThatThrownBy(() -> score(5, "6:00", 0, 0)).hasMessageContaining("expected 0 to 300");
    assertThatThrownBy(() -> score(1, "noon", 0, 0)).hasMessageContaining("clock is 'noon'");
    for (String clock : List.of("1:60", "PT06M75.00S", "11M46", "PT11:46", "11:46S", "PT11M", "")) {
      assertThatThrownBy(() -> score(1, clock, 0, 0))
          .hasMessage("clock is '" + clock + "'; expected one like 11:46 or PT06M23.00S");
    }
    assertThatThrownBy(() -> score(1, "1:00", -1, 0)).hasMessageContaining("home score is -1");
    assertThatThrownBy(() -> new GameTracker(new Shape(48, 1)))
        .hasMessageContaining("shape is 48→1");
  }

  @Test
  void clocks_of_both_layouts_mean_the_same_moment() {
    assertThat(GameClock.parse(2, "PT06M23.00S")).isEqualTo(GameClock.parse(2, "6:23"));
    assertThat(GameClock.parse(4, "PT00M04.50S")).isEqualTo(GameClock.parse(4, "0:04.5"));
    assertThat(GameClock.parse(1, "0:00")).isLessThan(GameClock.parse(2, "12:00"));
    assertThat(GameClock.parse(1, "5:00")).isGreaterThan(GameClock.parse(1, "5:01"));
  }

  private static Pattern replay(List<ScoreUpdate> updates, LabeledPattern expected) {
    GameTracker replayed = new GameTracker(HALF_TIME);
    updates.forEach(replayed::update);
    assertThat(replayed.outcome()).isPresent();
    assertThat(replayed.outcome().orElseThrow()).isEqualTo(expected.outcome());
    return replayed.pattern().orElseThrow();
  }

  private static PlayByPlay realGames() throws IOException {
    Path raw = Shared.path("data/nba/play-by-play");
    return PlayByPlay.read(raw, raw.resolve("index.csv"));
  }

  private static List<ScoreUpdate> updates(GameMargins game) throws IOException {
    return PlayByPlay.readUpdates(
        Shared.path("data/nba/play-by-play").resolve(game.gameId() + ".csv"));
  }

  @Test
  void every_raw_game_replayed_event_by_event_gives_its_training_pattern() throws IOException {
    for (GameMargins game : realGames().games()) {
      LabeledPattern expected = game.example(HALF_TIME);
      assertThat(replay(updates(game), expected)).isEqualTo(expected.pattern());
    }
  }

  @Test
  void every_raw_game_replayed_out_of_order_and_twice_gives_its_training_pattern()
      throws IOException {
    Random random = new Random(12);
    for (GameMargins game : realGames().games()) {
      List<ScoreUpdate> updates = new ArrayList<>(updates(game));
      updates.sort(Comparator.comparing(ScoreUpdate::clock));
      // Events of one moment keep their order: nothing else says which of them was the last.
      for (int from = 0; from + 8 < updates.size(); from += 8) {
        List<ScoreUpdate> window = updates.subList(from, from + 8);
        if (window.stream().map(ScoreUpdate::clock).distinct().count() == window.size()
            && !window.get(7).clock().equals(updates.get(from + 8).clock())
            && (from == 0 || !window.get(0).clock().equals(updates.get(from - 1).clock()))) {
          Collections.shuffle(window, random);
          window.set(3, window.get(4));
        }
      }
      updates.addAll(updates(game));
      LabeledPattern expected = game.example(HALF_TIME);
      assertThat(replay(updates, expected)).isEqualTo(expected.pattern());
    }
  }

  @Test
  void all_margins_are_those_of_the_minutes_that_are_over_and_moments_count_once() {
    GameTracker tracker = new GameTracker(HALF_TIME);
    assertThat(tracker.size()).isZero();
    assertThat(tracker.margins()).isEmpty();
    tracker.update(new ScoreUpdate(GameClock.parse(1, "11:30"), 2, 0));
    tracker.update(new ScoreUpdate(GameClock.parse(1, "11:30"), 3, 0));
    tracker.update(new ScoreUpdate(GameClock.parse(1, "9:59"), 3, 4));
    assertThat(tracker.size()).isEqualTo(2);
    assertThat(tracker.margins()).containsExactly(3, 3);
  }

  @Test
  void polled_every_five_seconds_only_minutes_with_a_basket_around_their_end_differ()
      throws IOException {
    int minutes = 0;
    int different = 0;
    double patternShift = 0;
    List<GameMargins> games = realGames().games();
    Random random = new Random(5);
    for (GameMargins game : games) {
      List<ScoreUpdate> events = new ArrayList<>(updates(game));
      events.sort(Comparator.comparing(ScoreUpdate::clock));
      int phase = random.nextInt(500);
      GameTracker polled = new GameTracker(HALF_TIME);
      for (int period = 1; period <= 3; period++) {
        for (int remaining = 72_000 - phase; remaining >= 0; remaining -= 500) {
          polled.update(scoreAt(events, new GameClock(period, remaining)));
        }
      }
      for (int minute = 1; minute <= 24; minute++) {
        GameClock end = GameClock.endOfMinute(minute);
        int lastPoll = end.remaining() + (72_000 - phase - end.remaining()) % 500;
        int seen = scoreAt(events, new GameClock(end.period(), lastPoll)).margin();
        assertThat(polled.margin(minute)).isEqualTo(seen);
        int shift = Math.abs(seen - game.margin(minute));
        minutes++;
        different += shift == 0 ? 0 : 1;
        patternShift += minute == 18 ? shift : 0;
      }
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "5-second polls: %.2f %% of %d minutes differ; the forecast start moves by %.3f points on"
            + " average%n",
        100.0 * different / minutes,
        minutes,
        patternShift / games.size());
    assertThat(different).isBetween(1, minutes / 5);
  }

  /** What a poll sees: the score after every event at or before the moment. */
  private static ScoreUpdate scoreAt(List<ScoreUpdate> sorted, GameClock moment) {
    ScoreUpdate seen = new ScoreUpdate(moment, 0, 0);
    for (ScoreUpdate event : sorted) {
      if (event.clock().compareTo(moment) <= 0) {
        seen = new ScoreUpdate(moment, event.home(), event.away());
      }
    }
    return seen;
  }
}
