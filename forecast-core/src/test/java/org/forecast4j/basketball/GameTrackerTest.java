package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

  /**
   * Every minute from one on has this score 10 seconds before its end, or at the end of a period.
   */
  private void minutes(int first, int last, int home, int away) {
    for (int minute = first; minute <= last; minute++) {
      GameClock end = GameClock.endOfMinute(minute);
      int before = end.remaining() == 0 ? 0 : 1_000;
      tracker.update(
          new ScoreUpdate(new GameClock(end.period(), end.remaining() + before), home, away));
    }
  }

  private static List<Integer> range(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void the_pattern_is_there_as_soon_as_its_last_minute_is_over() {
    score(1, "11:30", 2, 0);
    assertThat(tracker.completeMinutes()).isZero();
    score(1, "10:59", 2, 0);
    assertThat(tracker.completeMinutes()).isEqualTo(1);
    minutes(2, 17, 4, 0);
    score(2, "6:00", 9, 4);
    assertThat(tracker.completeMinutes()).isEqualTo(17);
    assertThat(tracker.pattern()).isEmpty();
    score(2, "5:59", 9, 6);
    assertThat(tracker.pattern())
        .contains(Pattern.of(2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5));
    assertThat(tracker.outcome()).isEmpty();
    assertThat(tracker.margin(18)).isEqualTo(5);
    assertThatThrownBy(() -> tracker.margin(19))
        .hasMessageContaining("minute is 19; expected 1 to 18");
  }

  @Test
  void the_outcome_is_there_when_the_clock_of_the_half_has_run_out() {
    minutes(1, 18, 20, 25);
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
  void minutes_without_a_score_are_known_where_one_play_at_most_is_around_them() {
    assertThat(tracker.completeMinutes()).isZero();
    assertThat(tracker.unknownMinutes()).isEmpty();
    score(1, "10:59", 3, 0);
    score(1, "5:30", 3, 4);
    assertThat(tracker.completeMinutes()).isEqualTo(6);
    assertThat(tracker.margins()).containsExactly(0, 3, 3, 3, 3, 3);
    assertThat(tracker.unknownMinutes()).isEmpty();
    score(1, "5:29", 3, 5);
    assertThat(tracker.unknownMinutes()).isEmpty();
    score(1, "3:45", 3, 10);
    assertThat(tracker.unknownMinutes()).containsExactly(7, 8);
  }

  @Test
  void several_plays_of_one_clock_are_one_after_the_other() {
    score(1, "11:20", 2, 0);
    score(1, "9:10", 2, 2);
    score(1, "9:10", 2, 3);
    score(1, "9:10", 3, 3);
    assertThat(tracker.unknownMinutes()).isEmpty();
    assertThat(tracker.margins()).containsExactly(2, 2);
  }

  @Test
  void a_score_counts_for_a_minute_that_ends_up_to_15_seconds_later() {
    score(1, "11:15", 5, 1);
    score(1, "9:30", 20, 20);
    assertThat(tracker.unknownMinutes()).containsExactly(2);
    GameTracker late = new GameTracker(HALF_TIME);
    late.update(new ScoreUpdate(GameClock.parse(1, "11:15.01"), 5, 1));
    late.update(new ScoreUpdate(GameClock.parse(1, "9:30"), 20, 20));
    assertThat(late.unknownMinutes()).containsExactly(1, 2);
  }

  @Test
  void one_or_two_unknown_minutes_are_filled_in_on_the_straight_line() {
    minutes(1, 15, 10, 4);
    score(2, "8:00", 20, 10);
    score(2, "5:30", 30, 35);
    assertThat(tracker.unknownMinutes()).containsExactly(17, 18);
    // From +10 at minute 16 by 15 points in 2.5 minutes.
    assertThat(tracker.margin(17)).isEqualTo(4);
    assertThat(tracker.margin(18)).isEqualTo(-2);
    assertThat(tracker.pattern())
        .contains(Pattern.of(6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 10, 4, -2));
  }

  @Test
  void with_more_unknown_minutes_the_pattern_is_withheld_at_once_until_they_are_told() {
    score(1, "11:50", 0, 0);
    score(1, "9:40", 4, 3);
    assertThat(tracker.unknownMinutes()).containsExactly(1, 2);
    assertThat(tracker.patternWithheld()).isEmpty();
    score(1, "8:30", 9, 3);
    assertThat(tracker.unknownMinutes()).containsExactly(1, 2, 3);
    assertThat(tracker.patternWithheld().orElseThrow().reason())
        .isEqualTo(Withheld.Reason.HISTORY_INCOMPLETE);
    assertThat(tracker.patternWithheld().orElseThrow().detail())
        .startsWith(
            "the score at the end of minutes 1, 2, 3 is not known; expected at most 2 such minutes"
                + " of the first 18");
    minutes(4, 24, 9, 3);
    assertThat(tracker.pattern()).isEmpty();
    assertThat(tracker.outcome()).isEmpty();
    score(1, "11:00", 2, 2);
    assertThat(tracker.patternWithheld()).isEmpty();
    assertThat(tracker.pattern()).isPresent();
    assertThat(tracker.outcome()).isPresent();
  }

  @Test
  void the_beginning_and_a_late_moment_alone_are_no_game() {
    score(1, "0:30", 25, 20);
    score(2, "5:59", 40, 38);
    assertThat(tracker.completeMinutes()).isEqualTo(18);
    assertThat(tracker.pattern()).isEmpty();
    assertThat(tracker.patternWithheld().orElseThrow().reason())
        .isEqualTo(Withheld.Reason.HISTORY_INCOMPLETE);
    GameTracker halves = new GameTracker(HALF_TIME);
    halves.update(new ScoreUpdate(GameClock.parse(1, "12:00"), 0, 0));
    halves.update(new ScoreUpdate(GameClock.parse(2, "0:00"), 50, 50));
    assertThat(halves.unknownMinutes()).isEqualTo(range(1, 23));
    assertThat(halves.pattern()).isEmpty();
    assertThat(halves.outcome()).isEmpty();
  }

  @Test
  void an_outcome_that_is_not_known_at_its_end_is_withheld() {
    minutes(1, 23, 40, 38);
    score(3, "11:30", 45, 40);
    assertThat(tracker.pattern()).isPresent();
    assertThat(tracker.outcome()).isEmpty();
    assertThat(tracker.outcomeWithheld().orElseThrow().detail())
        .startsWith("the score at the end of minute 24 is not known");
    score(2, "0:00", 43, 40);
    assertThat(tracker.outcome()).hasValue(new double[] {2, 2, 2, 2, 2, 3});
  }

  @Test
  void the_final_score_is_that_of_a_clock_that_has_run_out_on_no_tie() {
    score(4, "0:01", 100, 98);
    assertThat(tracker.finalScore()).isEmpty();
    score(4, "0:00", 100, 100);
    assertThat(tracker.finalScore()).isEmpty();
    score(5, "0:00", 110, 110);
    assertThat(tracker.finalScore()).isEmpty();
    score(6, "PT00M00.00S", 120, 119);
    ScoreUpdate end = tracker.finalScore().orElseThrow();
    assertThat(end).isEqualTo(new ScoreUpdate(new GameClock(6, 0), 120, 119));
    assertThat(end.clock().overtimes()).isEqualTo(2);
    score(3, "0:00", 70, 71);
    assertThat(tracker.finalScore()).contains(end);
    score(7, "5:00", 90, 90);
    assertThat(tracker.finalScore()).as("the score fell").isEmpty();
  }

  @Test
  void a_correction_is_honoured_for_the_moments_it_denies() {
    score(1, "11:10", 3, 0);
    score(1, "10:50", 3, 2);
    score(1, "10:40", 2, 2);
    score(1, "8:00", 2, 2);
    assertThat(tracker.margin(1)).isEqualTo(2);
    assertThat(tracker.margin(2)).isZero();
    score(1, "7:40", 4, 2);
    assertThat(tracker.margins()).containsExactly(2, 0, 0, 0);
  }

  @Test
  void of_several_scores_for_a_clock_the_one_counts_that_fits_the_next() {
    score(1, "11:00", 3, 0);
    score(1, "11:00", 2, 0);
    assertThat(tracker.size()).isEqualTo(2);
    score(1, "10:10", 3, 0);
    assertThat(tracker.margin(1)).isEqualTo(3);
    score(1, "10:50", 2, 2);
    score(1, "10:05", 2, 2);
    assertThat(tracker.margin(1)).isEqualTo(2);
  }

  @Test
  void a_low_score_for_a_moment_does_not_rewrite_the_game() {
    score(1, "11:00", 2, 0);
    score(1, "10:00", 5, 1);
    score(1, "9:30", 0, 0);
    assertThat(tracker.margins()).containsExactly(2, 4);
    assertThat(tracker.patternWithheld())
        .contains(
            new Withheld(
                Withheld.Reason.SCORE_FELL,
                "the score falls from 5-1 at period 1, 10:00.00 left to 0-0 at period 1, 9:30.00"
                    + " left; expected a later score that confirms it or denies it"));
    score(1, "9:30", 7, 1);
    assertThat(tracker.margins()).containsExactly(2, 4);
    assertThat(tracker.patternWithheld()).isEmpty();
    score(1, "8:55", 7, 1);
    assertThat(tracker.margins()).containsExactly(2, 4, 6);
  }

  @Test
  void a_fall_that_a_later_score_denies_is_an_error_however_long_it_lasted() {
    minutes(1, 16, 20, 10);
    for (String clock : List.of("7:40", "7:20", "7:00", "6:40", "6:20", "6:00", "5:59")) {
      score(2, clock, 0, 0);
      assertThat(tracker.margin(16)).as(clock).isEqualTo(10);
      assertThat(tracker.patternWithheld()).as(clock).isPresent();
    }
    assertThat(tracker.pattern()).isEmpty();
    score(2, "5:58", 20, 10);
    assertThat(tracker.pattern().orElseThrow().value(17)).isEqualTo(10);
  }

  @Test
  void zeros_of_a_feed_that_has_nothing_to_say_are_no_scores() {
    score(1, "11:00", 2, 0);
    score(1, "10:00", 5, 1);
    for (String clock : List.of("9:55", "9:50", "9:45", "9:00", "8:30")) {
      score(1, clock, 0, 0);
    }
    assertThat(tracker.margins()).startsWith(2, 4);
    score(1, "7:55", 7, 1);
    minutes(5, 18, 20, 10);
    score(2, "5:55", 20, 10);
    assertThat(tracker.margins()).startsWith(2, 4, 4);
    assertThat(tracker.margin(5)).isEqualTo(10);
  }

  @Test
  void zeros_that_begin_before_much_is_scored_confirm_nothing_by_being_repeated() {
    score(1, "11:40", 2, 0);
    for (String clock : List.of("11:30", "11:00", "10:30", "10:00", "9:30")) {
      score(1, clock, 0, 0);
    }
    assertThat(tracker.margins()).containsExactly(2, 2);
    assertThat(tracker.patternWithheld().orElseThrow().reason())
        .isEqualTo(Withheld.Reason.SCORE_FELL);
    score(1, "9:00", 9, 3);
    score(1, "8:50", 9, 3);
    assertThat(tracker.patternWithheld()).isEmpty();
    assertThat(tracker.margin(3)).isEqualTo(6);
    // The outage hid what was scored in it.
    assertThat(tracker.unknownMinutes()).containsExactly(1, 2);
  }

  @Test
  void a_basket_that_is_waved_off_is_taken_back_by_the_first_score_that_denies_it() {
    score(1, "11:40", 2, 0);
    score(1, "11:30", 0, 0);
    score(1, "11:00", 0, 0);
    score(1, "10:40", 0, 3);
    assertThat(tracker.patternWithheld()).isEmpty();
    assertThat(tracker.margins()).containsExactly(0);
  }

  @Test
  void a_moment_without_points_far_from_the_tip_off_says_nothing_of_the_minutes_before() {
    score(3, "12:00", 0, 0);
    assertThat(tracker.pattern()).isEmpty();
    assertThat(tracker.outcome()).isEmpty();
    assertThat(tracker.patternWithheld().orElseThrow().reason())
        .isEqualTo(Withheld.Reason.HISTORY_INCOMPLETE);
  }

  @Test
  void a_low_score_that_seems_to_fit_another_low_one_does_not_hide_the_right_one() {
    score(1, "11:30", 2, 0);
    score(1, "11:00", 5, 1);
    score(1, "10:00", 0, 0);
    score(1, "10:00", 7, 1);
    score(1, "9:50", 0, 0);
    score(1, "9:40", 7, 1);
    assertThat(tracker.margins()).containsExactly(4, 6);
    assertThat(tracker.patternWithheld()).isEmpty();
  }

  @Test
  void a_high_score_for_a_moment_does_not_rewrite_the_game() {
    score(1, "11:10", 2, 0);
    score(1, "11:05", 50, 40);
    score(1, "10:50", 2, 0);
    assertThat(tracker.patternWithheld()).isPresent();
    score(1, "10:10", 2, 3);
    assertThat(tracker.patternWithheld()).isEmpty();
    score(1, "9:50", 2, 3);
    assertThat(tracker.margins()).containsExactly(2, -1);
  }

  @Test
  void a_fall_after_the_minutes_in_question_is_no_reason_to_withhold_them() {
    minutes(1, 18, 20, 10);
    score(2, "5:30", 22, 10);
    score(2, "5:20", 20, 10);
    assertThat(tracker.pattern()).isPresent();
    score(2, "5:10", 19, 10);
    assertThat(tracker.pattern()).isEmpty();
    score(2, "5:00", 19, 10);
    assertThat(tracker.pattern().orElseThrow().value(17)).isEqualTo(9);
  }

  @Test
  void an_outcome_whose_last_score_fell_is_withheld_until_it_is_confirmed() {
    minutes(1, 23, 40, 38);
    score(2, "0:05", 43, 38);
    score(2, "0:00", 40, 38);
    assertThat(tracker.pattern()).isPresent();
    assertThat(tracker.outcome()).isEmpty();
    assertThat(tracker.outcomeWithheld().orElseThrow().reason())
        .isEqualTo(Withheld.Reason.SCORE_FELL);
    score(3, "11:45", 40, 40);
    assertThat(tracker.outcome()).hasValue(new double[] {2, 2, 2, 2, 2, 2});
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
  void a_repeated_score_is_not_new_and_takes_no_room() {
    GameTracker small = new GameTracker(HALF_TIME, 2);
    ScoreUpdate first = new ScoreUpdate(GameClock.parse(1, "11:00"), 2, 0);
    assertThat(small.contains(first)).isFalse();
    assertThat(small.update(first)).isTrue();
    assertThat(small.update(new ScoreUpdate(GameClock.parse(1, "11:00"), 3, 0))).isTrue();
    assertThat(small.update(first)).isFalse();
    assertThat(small.contains(first)).isTrue();
    assertThatThrownBy(() -> small.update(new ScoreUpdate(GameClock.parse(1, "10:00"), 3, 0)))
        .hasMessage("the game has 2 different scores; expected no more");
    assertThat(small.size()).isEqualTo(2);
    assertThatThrownBy(() -> new GameTracker(HALF_TIME, 0))
        .hasMessageContaining("most scores is 0");
  }

  @Test
  void impossible_updates_are_refused_with_their_value() {
    assertThatThrownBy(() -> score(0, "1:00", 0, 0)).hasMessageContaining("period is 0");
    assertThatThrownBy(() -> score(1, "12:01", 0, 0)).hasMessageContaining("shows 721.0 s");
    assertThatThrownBy(() -> score(5, "6:00", 0, 0)).hasMessageContaining("expected 0 to 300");
    assertThatThrownBy(() -> score(1, "noon", 0, 0)).hasMessageContaining("clock is 'noon'");
    for (String clock : List.of("1:60", "PT06M75.00S", "11M46", "PT11:46", "11:46S", "")) {
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

  @Test
  void clocks_are_read_in_every_way_they_are_written() {
    GameClock tenths = new GameClock(4, 3_450);
    for (String clock : List.of("0:34.5", "0:34.50", "34.5", "34.50", "PT34.5S", "PT0M34.5S")) {
      assertThat(GameClock.parse(4, clock)).as(clock).isEqualTo(tenths);
    }
    for (String clock : List.of("12:00", "PT12M", "PT12M00S", "PT12M0.00S")) {
      assertThat(GameClock.parse(1, clock)).as(clock).isEqualTo(new GameClock(1, 72_000));
    }
    assertThat(GameClock.parse(1, "PT5S")).isEqualTo(new GameClock(1, 500));
    for (String clock : List.of("34", "75.5", "34.", ".5", "PT", "PTS", "PTM", "PT75S", "PT12")) {
      assertThatThrownBy(() -> GameClock.parse(1, clock))
          .hasMessage("clock is '" + clock + "'; expected one like 11:46 or PT06M23.00S");
    }
    assertThatThrownBy(() -> GameClock.parse(1, "\u001b[2J"))
        .hasMessageStartingWith("clock is '\\u001b[2J';");
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

  private static List<ScoreUpdate> updates(GameMargins game) {
    try {
      return PlayByPlay.readUpdates(
          Shared.path("data/nba/play-by-play").resolve(game.gameId() + ".csv"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_raw_game_replayed_event_by_event_gives_its_training_pattern() throws IOException {
    for (GameMargins game : realGames().games()) {
      LabeledPattern expected = game.example(HALF_TIME);
      assertThat(replay(updates(game), expected)).isEqualTo(expected.pattern());
    }
  }

  @Test
  void every_raw_game_tells_all_its_minutes_also_where_more_than_two_have_no_score()
      throws IOException {
    int sparse = 0;
    for (GameMargins game : realGames().games()) {
      GameTracker replayed = new GameTracker(HALF_TIME);
      updates(game).forEach(replayed::update);
      assertThat(replayed.unknownMinutes()).as(game.gameId()).isEmpty();
      assertThat(replayed.completeMinutes()).isEqualTo(48);
      long without =
          range(1, 18).stream()
              .filter(minute -> replayedBetween(updates(game), minute - 1, minute).isEmpty())
              .count();
      sparse += without > 2 ? 1 : 0;
    }
    assertThat(sparse).isEqualTo(7);
  }

  private static List<ScoreUpdate> replayedBetween(List<ScoreUpdate> all, int after, int upTo) {
    int from = after * GameClock.MINUTE;
    int to = upTo * GameClock.MINUTE;
    return all.stream()
        .filter(update -> update.clock().played() > from && update.clock().played() <= to)
        .toList();
  }

  @Test
  void all_margins_are_those_of_the_minutes_that_are_over() {
    assertThat(tracker.size()).isZero();
    assertThat(tracker.margins()).isEmpty();
    score(1, "11:30", 2, 0);
    score(1, "11:30", 3, 0);
    score(1, "9:59", 3, 4);
    assertThat(tracker.size()).isEqualTo(3);
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
