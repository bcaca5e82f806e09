package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.Shape;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

/** Order, repeats and corrections of scores never matter. */
class ShuffledGamesTest {
  private static final Shape HALF_TIME = new Shape(18, 6);
  private static final int GAMES = 2_000;

  /** Clocks between two faults of a feed. */
  private static final int BETWEEN_FAULTS = 3;

  /** All a tracker says. */
  private record End(
      List<Double> margins, List<Integer> unknown, String pattern, String outcome, String why) {
    static End of(GameTracker tracker) {
      return new End(
          IntStream.rangeClosed(1, tracker.completeMinutes())
              .mapToObj(minute -> (double) tracker.margin(minute))
              .toList(),
          tracker.unknownMinutes(),
          tracker.pattern().toString(),
          tracker.outcome().map(java.util.Arrays::toString).orElse(""),
          tracker.patternWithheld() + " " + tracker.outcomeWithheld());
    }

    static End of(List<ScoreUpdate> scores) {
      GameTracker tracker = new GameTracker(HALF_TIME);
      scores.forEach(tracker::update);
      return of(tracker);
    }
  }

  /**
   * Two halves: every play, with free throws at the clock of the play, or polls of some seconds.
   */
  private static List<ScoreUpdate> game(Random random) {
    List<ScoreUpdate> plays = new ArrayList<>();
    int home = 0;
    int away = 0;
    int played = 0;
    while (true) {
      played += 100 + random.nextInt(5_500);
      if (played >= 180_000) {
        break;
      }
      GameClock clock = clock(played);
      int shots = random.nextInt(5) == 0 ? 2 : 1;
      boolean byHome = random.nextBoolean();
      for (int shot = 0; shot < shots; shot++) {
        int points = shots == 2 ? 1 : 2 + random.nextInt(2);
        home += byHome ? points : 0;
        away += byHome ? 0 : points;
        plays.add(new ScoreUpdate(clock, home, away));
      }
    }
    return random.nextBoolean() ? plays : polled(plays, 500 + random.nextInt(3_000));
  }

  private static GameClock clock(int played) {
    return new GameClock(played / 72_000 + 1, 72_000 - played % 72_000);
  }

  private static List<ScoreUpdate> polled(List<ScoreUpdate> plays, int every) {
    List<ScoreUpdate> polls = new ArrayList<>();
    int next = 0;
    ScoreUpdate seen = new ScoreUpdate(clock(0), 0, 0);
    for (int played = every; played < 180_000; played += every) {
      while (next < plays.size() && plays.get(next).clock().played() <= played) {
        seen = plays.get(next++);
      }
      polls.add(new ScoreUpdate(clock(played), seen.home(), seen.away()));
    }
    return polls;
  }

  /** A feed's faults: a clock told wrongly as well, and scores that fall for a moment. */
  private static List<ScoreUpdate> faults(List<ScoreUpdate> game, Random random) {
    TreeMap<GameClock, ScoreUpdate> last = new TreeMap<>();
    game.forEach(score -> last.put(score.clock(), score));
    List<ScoreUpdate> clocks = List.copyOf(last.values());
    List<ScoreUpdate> faults = new ArrayList<>();
    int at = 1 + random.nextInt(BETWEEN_FAULTS);
    while (at + 1 < clocks.size()) {
      ScoreUpdate right = clocks.get(at);
      ScoreUpdate next = clocks.get(at + 1);
      switch (random.nextInt(3)) {
        case 0 -> {
          ScoreUpdate earlier = clocks.get(random.nextInt(at));
          faults.add(new ScoreUpdate(right.clock(), earlier.home(), earlier.away()));
        }
        case 1 ->
            faults.add(
                new ScoreUpdate(
                    right.clock(),
                    next.home() + 1 + random.nextInt(40),
                    next.away() + random.nextInt(40)));
        default -> {
          int between = (right.clock().remaining() + next.clock().remaining()) / 2;
          boolean room = between < right.clock().remaining() && between > next.clock().remaining();
          if (room && right.home() > 5) {
            GameClock clock = new GameClock(right.clock().period(), between);
            faults.add(new ScoreUpdate(clock, random.nextInt(2), 0));
          }
        }
      }
      at += BETWEEN_FAULTS + random.nextInt(5);
    }
    return faults;
  }

  private static void assertSameEnd(List<ScoreUpdate> ordered, Random random, String name) {
    List<ScoreUpdate> sent = new ArrayList<>(ordered);
    sent.addAll(faults(ordered, random));
    int size = sent.size();
    for (int i = 0; i < size; i++) {
      if (random.nextInt(3) == 0) {
        sent.add(sent.get(random.nextInt(size)));
      }
    }
    Collections.shuffle(sent, random);
    assertThat(End.of(sent)).as(name).isEqualTo(End.of(ordered));
  }

  @Test
  void shuffled_repeated_contradicted_games_end_like_the_ordered_ones() {
    Random random = new Random(14);
    int forecast = 0;
    for (int i = 0; i < GAMES; i++) {
      List<ScoreUpdate> game = game(random);
      assertSameEnd(game, random, "game " + i);
      forecast += End.of(game).outcome().isEmpty() ? 0 : 1;
    }
    assertThat(forecast).isBetween(GAMES / 2, GAMES);
  }

  @Test
  void real_games_end_like_the_ordered_ones_too() throws IOException {
    Path raw = Shared.path("data/nba/play-by-play");
    Random random = new Random(15);
    for (GameMargins game : PlayByPlay.read(raw, raw.resolve("index.csv")).games()) {
      List<ScoreUpdate> scores =
          new ArrayList<>(PlayByPlay.readUpdates(raw.resolve(game.gameId() + ".csv")));
      scores.sort(Comparator.comparing(ScoreUpdate::clock));
      for (int i = 0; i < 10; i++) {
        assertSameEnd(scores, random, game.gameId());
      }
      assertThat(End.of(scores).outcome()).isNotEmpty();
    }
  }

  @Test
  void any_scores_in_any_order_say_what_the_plain_rules_say() {
    Random random = new Random(16);
    for (int i = 0; i < 3_000; i++) {
      List<ScoreUpdate> scores = new ArrayList<>();
      int clocks = 1 + random.nextInt(12);
      int home = 0;
      int away = 0;
      for (int k = 0; k < 1 + random.nextInt(20); k++) {
        home = Math.max(0, home + random.nextInt(-3, 5));
        away = Math.max(0, away + random.nextInt(-1, 3));
        scores.add(
            new ScoreUpdate(clock(random.nextInt(clocks) * 1_700 + i % 3 * 100), home, away));
      }
      if (random.nextBoolean()) {
        scores.sort(Comparator.comparing(ScoreUpdate::clock));
      }
      GameTracker tracker = new GameTracker(HALF_TIME);
      for (int k = 0; k < scores.size(); k++) {
        tracker.update(scores.get(k));
        PlainTracker plain = new PlainTracker(scores.subList(0, k + 1));
        assertThat(tracker.completeMinutes()).isEqualTo(plain.completeMinutes());
        for (int minute = 1; minute <= tracker.completeMinutes(); minute++) {
          double mark = tracker.unknownMinutes().contains(minute) ? 0.5 : 0;
          assertThat(tracker.margin(minute) + mark)
              .as("%s, minute %d", scores.subList(0, k + 1), minute)
              .isEqualTo(plain.margin(minute));
        }
      }
    }
  }
}
