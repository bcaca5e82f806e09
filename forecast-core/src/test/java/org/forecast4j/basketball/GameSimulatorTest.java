package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.Pattern;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

class GameSimulatorTest {
  /** Two seasons, enough for a mean to be within 1 % or so. */
  private static final int GAMES = 2_460;

  private static final GameSimulator SIMULATOR = new GameSimulator(1);

  /** A change of the score. */
  private record Play(int period, double second, int side, int points) {}

  private static List<List<Play>> periods(SimulatedGame game) {
    Map<Integer, List<Play>> periods = new TreeMap<>();
    ScoreUpdate before = game.updates().get(0);
    for (ScoreUpdate now : game.updates()) {
      int home = now.home() - before.home();
      int away = now.away() - before.away();
      List<Play> plays = periods.computeIfAbsent(now.clock().period(), period -> new ArrayList<>());
      if (home + away > 0) {
        double second = now.clock().played() / 100.0;
        plays.add(new Play(now.clock().period(), second, Integer.signum(home - away), home + away));
      }
      before = now;
    }
    return List.copyOf(periods.values());
  }

  private static Stream<Play> plays(SimulatedGame game) {
    return periods(game).stream().flatMap(List::stream);
  }

  private static double deviation(List<GameMargins> games, ToDoubleFunction<GameMargins> value) {
    double mean = mean(games, value);
    return Math.sqrt(
        games.stream()
            .mapToDouble(game -> Math.pow(value.applyAsDouble(game) - mean, 2))
            .average()
            .orElseThrow());
  }

  private static double mean(List<GameMargins> games, ToDoubleFunction<GameMargins> value) {
    return games.stream().mapToDouble(value).average().orElseThrow();
  }

  private static List<GameMargins> margins(int count) {
    return SIMULATOR.games(0, count).map(SimulatedGame::margins).toList();
  }

  private static GameTracker tracked(List<ScoreUpdate> updates) {
    GameTracker tracker = new GameTracker(Halftime.SHAPE);
    updates.forEach(tracker::update);
    return tracker;
  }

  @Test
  void the_first_game_of_a_seed_is_the_same_everywhere() {
    SimulatedGame game = SIMULATOR.game(0);
    assertThat(game.margins())
        .hasToString(
            "sim-1-0 2000-10-20 T26 at T02 [0, -4, -6, -6, -6, -7, -6, -6, -4, -4, -6, -7, -6, -3,"
                + " -4, -9, -9, -9, -12, -10, -14, -16, -18, -20, -22, -18, -19, -14, -13, -13, -9,"
                + " -11, -9, -10, -15, -13, -13, -15, -17, -18, -17, -17, -19, -21, -24, -24, -26,"
                + " -26]");
    assertThat(game.margins().homeEnd()).isEqualTo(96);
    assertThat(game.updates().subList(0, 3))
        .containsExactly(
            new ScoreUpdate(GameClock.parse(1, "12:00"), 0, 0),
            new ScoreUpdate(GameClock.parse(1, "10:36"), 0, 3),
            new ScoreUpdate(GameClock.parse(1, "10:19"), 2, 3));
  }

  @Test
  void a_game_does_not_depend_on_those_before() {
    List<SimulatedGame> inOrder = SIMULATOR.games(0, 40).toList();
    List<SimulatedGame> part = new GameSimulator(1).games(30, 10).parallel().toList();
    for (int i = 0; i < part.size(); i++) {
      assertThat(part.get(i).margins()).isEqualTo(inOrder.get(30 + i).margins());
      assertThat(part.get(i).updates()).isEqualTo(inOrder.get(30 + i).updates());
    }
    assertThat(new GameSimulator(2).game(3).updates()).isNotEqualTo(inOrder.get(3).updates());
    // A seed's neighbour does not have the same games one later.
    assertThat(new GameSimulator(0).game(4).updates()).isNotEqualTo(inOrder.get(3).updates());
  }

  @Test
  void there_are_as_many_games_as_are_promised_and_no_more() {
    SimulatedGame last = SIMULATOR.game(GameSimulator.MAX_GAMES - 1);
    assertThat(last.margins().date()).hasToString("+815008-11-09");
    assertThat(GameResult.of(last.margins()).total()).isPresent();
    assertThatThrownBy(() -> SIMULATOR.game(GameSimulator.MAX_GAMES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("game is 1000000000; expected 0 to 999999999");
    assertThatThrownBy(() -> SIMULATOR.game(-1)).hasMessageContaining("game is -1; expected");
    assertThatThrownBy(() -> SIMULATOR.games(GameSimulator.MAX_GAMES - 5, 6))
        .hasMessage("number of games is 6; expected 0 to 5");
    assertThat(SIMULATOR.games(0, 0)).isEmpty();
  }

  @Test
  void every_team_plays_once_a_day_and_82_times_a_season() {
    List<GameMargins> games = margins(GAMES);
    Map<String, Set<String>> days = new TreeMap<>();
    Map<String, Integer> played = new TreeMap<>();
    for (GameMargins game : games) {
      for (String team : List.of(game.home(), game.away())) {
        assertThat(days.computeIfAbsent(game.date().toString(), day -> new HashSet<>()).add(team))
            .isTrue();
        played.merge(game.season() + " " + team, 1, Integer::sum);
      }
    }
    assertThat(days).hasSize(164);
    assertThat(days.keySet()).startsWith("2000-10-20", "2000-10-22").endsWith("2002-03-31");
    assertThat(played).hasSize(60).allSatisfy((team, count) -> assertThat(count).isEqualTo(82));
    assertThat(games).extracting(GameMargins::gameId).doesNotHaveDuplicates();
    assertThat(games).isSortedAccordingTo(Comparator.comparing(GameMargins::date));
  }

  @Test
  void a_tracker_that_is_told_a_game_in_any_order_has_its_margins() {
    Random random = new Random(5);
    for (SimulatedGame game : SIMULATOR.games(0, 300).toList()) {
      List<ScoreUpdate> updates = new ArrayList<>(game.updates());
      updates.addAll(game.updates().subList(0, 20));
      Collections.shuffle(updates, random);
      GameTracker tracker = tracked(updates);
      double[] margins = Arrays.stream(game.margins().margins()).asDoubleStream().toArray();
      assertThat(tracker.margins()).containsExactly(margins);
      assertThat(tracker.unknownMinutes()).isEmpty();
      assertThat(tracker.pattern())
          .contains(Pattern.of(Arrays.copyOf(margins, Halftime.SHAPE.inputLength())));
      assertThat(tracker.finalScore())
          .contains(game.updates().get(game.updates().size() - 1))
          .hasValueSatisfying(last -> assertThat(last.margin()).isNotZero());
    }
  }

  @Test
  void updates_are_told_once_and_by_the_clock() {
    for (SimulatedGame game : SIMULATOR.games(0, 300).toList()) {
      assertThat(game.updates()).isSortedAccordingTo(ScoreUpdate.ORDER).doesNotHaveDuplicates();
      assertThat(plays(game)).allMatch(play -> play.points() >= 1 && play.points() <= 3);
    }
  }

  @Test
  void the_scoreboard_shows_the_last_score_of_any_moment() {
    SimulatedGame overtime =
        SIMULATOR
            .games(0, 200)
            .filter(game -> game.margins().overtimes() > 0)
            .findFirst()
            .orElseThrow();
    int last = 4 + overtime.margins().overtimes();
    for (int period = 1; period <= last; period++) {
      for (int left = GameClock.length(period); left >= 0; left -= 50) {
        GameClock clock = new GameClock(period, left);
        ScoreUpdate expected = overtime.updates().get(0);
        for (ScoreUpdate update : overtime.updates()) {
          expected = update.clock().compareTo(clock) <= 0 ? update : expected;
        }
        assertThat(overtime.at(clock))
            .isEqualTo(new ScoreUpdate(clock, expected.home(), expected.away()));
      }
    }
    assertThatThrownBy(() -> overtime.at(new GameClock(last + 1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("moment is in period " + (last + 1) + "; expected 1 to " + last);
  }

  @Test
  void plays_are_as_many_and_as_far_apart_as_in_real_games() {
    double[] pauses =
        SIMULATOR
            .games(0, GAMES)
            .flatMap(game -> periods(game).stream().limit(4))
            .flatMapToDouble(
                period ->
                    IntStream.range(1, period.size())
                        .mapToDouble(i -> period.get(i).second() - period.get(i - 1).second()))
            .sorted()
            .toArray();
    double perMinute =
        SIMULATOR
            .games(0, GAMES)
            .mapToDouble(game -> plays(game).filter(play -> play.period() <= 4).count() / 48.0)
            .average()
            .orElseThrow();
    // The 48 games that are known play by play have 1.955 a minute and 194 points in regulation.
    assertThat(perMinute).isCloseTo(1.955 * 196.6 / 194.1, within(0.03));
    assertThat(Arrays.stream(pauses).average().orElseThrow()).isCloseTo(29.7, within(1.0));
    double[] shares = {0.1, 0.25, 0.5, 0.75, 0.9, 0.99};
    double[] real = {12, 17, 24, 37, 55, 103};
    for (int i = 0; i < real.length; i++) {
      assertThat(pauses[(int) (shares[i] * pauses.length)])
          .as("share %s", shares[i])
          .isCloseTo(real[i], within(1 + 0.05 * real[i]));
    }
  }

  @Test
  void plays_give_as_many_points_as_in_real_games() {
    double[] shares = new double[4];
    List<Play> plays = SIMULATOR.games(0, GAMES).flatMap(GameSimulatorTest::plays).toList();
    plays.forEach(play -> shares[play.points()] += 1.0 / plays.size());
    assertThat(shares).containsExactly(new double[] {0, 0.093, 0.747, 0.160}, within(0.003));
  }

  @Test
  void the_other_side_mostly_scores_next_most_of_all_soon_after() {
    double[] same = new double[3];
    double[] all = new double[3];
    SIMULATOR
        .games(0, GAMES)
        .flatMap(game -> periods(game).stream())
        .forEach(
            period -> {
              for (int i = 1; i < period.size(); i++) {
                double pause = period.get(i).second() - period.get(i - 1).second();
                for (int kind : new int[] {0, pause < 24 ? 1 : 2}) {
                  same[kind] += period.get(i).side() == period.get(i - 1).side() ? 1 : 0;
                  all[kind]++;
                }
              }
            });
    assertThat(same[0] / all[0]).isCloseTo(0.339, within(0.015));
    assertThat(same[1] / all[1]).isCloseTo(0.146, within(0.01));
    assertThat(same[2] / all[2]).isCloseTo(0.528, within(0.01));
  }

  @Test
  void who_leads_after_three_periods_mostly_leads_by_less_at_last() {
    List<GameMargins> clear =
        margins(GAMES).stream().filter(game -> Math.abs(game.margin(36)) >= 10).toList();
    assertThat(clear).hasSizeGreaterThan(GAMES / 3);
    assertThat(mean(clear, game -> Integer.signum(game.margin(36)) * game.margin(36)))
        .isGreaterThan(
            mean(clear, game -> Integer.signum(game.margin(36)) * game.margin(48)) + 0.5);
  }

  @Test
  void the_margin_spreads_as_that_of_real_games() throws IOException {
    List<GameMargins> real = GameMargins.read(Shared.path(Shared.MARGINS));
    List<GameMargins> made = margins(real.size());
    for (int minute : new int[] {1, 6, 12, 18, 24, 30, 36, 42, 48}) {
      double spread = deviation(real, game -> game.margin(minute));
      assertThat(deviation(made, game -> game.margin(minute)))
          .as("minute %d", minute)
          .isCloseTo(spread, within(0.05 * spread));
      assertThat(mean(made, game -> game.margin(minute)))
          .as("minute %d", minute)
          .isCloseTo(mean(real, game -> game.margin(minute)), within(0.25));
    }
  }

  @Test
  void the_points_of_both_sides_are_those_of_real_games() throws IOException {
    List<GameMargins> real = GameMargins.read(Shared.path(Shared.MARGINS));
    List<GameMargins> made = margins(real.size());
    ToDoubleFunction<GameMargins> total = game -> game.homeEnd() + game.awayEnd();
    assertThat(mean(made, total)).isCloseTo(mean(real, total), within(1.0));
    assertThat(deviation(made, total)).isCloseTo(deviation(real, total), within(0.5));
    // Real teams play for the tie, simulated ones do not.
    assertThat(mean(made, game -> game.overtimes() > 0 ? 1 : 0)).isCloseTo(0.03, within(0.004));
    assertThat(mean(real, game -> game.overtimes() > 0 ? 1 : 0)).isCloseTo(0.062, within(0.001));
  }

  @Test
  void teams_differ_over_a_season_as_real_ones_do() throws IOException {
    List<GameMargins> real = GameMargins.read(Shared.path(Shared.MARGINS));
    assertThat(deviationOfTeams(margins(real.size())))
        .isCloseTo(deviationOfTeams(real), within(0.3));
  }

  /** Of the mean margins of teams over a season, the luck of single games taken out. */
  private static double deviationOfTeams(List<GameMargins> games) {
    double home = mean(games, game -> game.margin(48));
    Map<String, List<Double>> margins = new TreeMap<>();
    for (GameMargins game : games) {
      double margin = game.margin(48) - home;
      margins.computeIfAbsent(game.season() + game.home(), t -> new ArrayList<>()).add(margin);
      margins.computeIfAbsent(game.season() + game.away(), t -> new ArrayList<>()).add(-margin);
    }
    double sum = 0;
    for (List<Double> ofTeam : margins.values()) {
      double mean = ofTeam.stream().mapToDouble(m -> m).average().orElseThrow();
      double squares = ofTeam.stream().mapToDouble(m -> (m - mean) * (m - mean)).sum();
      sum += mean * mean - squares / ofTeam.size() / ofTeam.size();
    }
    return Math.sqrt(sum / margins.size());
  }
}
