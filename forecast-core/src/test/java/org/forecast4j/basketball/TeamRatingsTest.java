package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

class TeamRatingsTest {
  private static final LocalDate START = LocalDate.of(2018, 10, 16);
  private static final String[] TEAMS = {"ATL", "BOS", "CHI", "DAL", "GSW", "LAL"};

  /** Three games a day for 40 days, then a summer, then 40 days more. */
  private static List<GameMargins> seasons(long seed) {
    Random random = new Random(seed);
    List<GameMargins> games = new ArrayList<>();
    for (int day = 0; day < 80; day++) {
      List<String> teams = new ArrayList<>(List.of(TEAMS));
      Collections.shuffle(teams, random);
      LocalDate date = START.plusDays(day < 40 ? day : day + 200);
      for (int i = 0; i < 6; i += 2) {
        int margin = 1 + 2 * (int) Math.rint(random.nextGaussian() * 6);
        games.add(
            GameMarginsTest.game(
                "g" + day + "-" + i, date, teams.get(i), teams.get(i + 1), margin));
      }
    }
    return games;
  }

  /** The same recursion written down plainly, for one day. */
  private static Map<String, Double> plainRatings(List<GameMargins> games, LocalDate before) {
    Map<String, Double> ratings = new HashMap<>();
    double advantage = 2.8;
    LocalDate lastDay = games.get(0).date();
    List<GameMargins> waiting = new ArrayList<>();
    for (GameMargins game : games) {
      if (!game.date().isBefore(before)) {
        break;
      }
      if (game.date().isAfter(lastDay)) {
        advantage += settle(waiting, ratings, advantage);
        if (game.date().toEpochDay() - lastDay.toEpochDay() > 60) {
          ratings.replaceAll((team, rating) -> rating * 0.8);
        }
        lastDay = game.date();
      }
      waiting.add(game);
    }
    settle(waiting, ratings, advantage);
    if (before.toEpochDay() - lastDay.toEpochDay() > 60) {
      ratings.replaceAll((team, rating) -> rating * 0.8);
    }
    return ratings;
  }

  private static double settle(
      List<GameMargins> day, Map<String, Double> ratings, double advantage) {
    Map<String, Double> before = new HashMap<>(ratings);
    double change = 0;
    for (GameMargins game : day) {
      double expected =
          advantage + before.getOrDefault(game.home(), 0.0) - before.getOrDefault(game.away(), 0.0);
      double error = game.margin(48) - expected;
      ratings.merge(game.home(), 0.05 * error, Double::sum);
      ratings.merge(game.away(), -0.05 * error, Double::sum);
      change += 0.002 * error;
    }
    day.clear();
    return change;
  }

  private static List<String> except(String team) {
    return Stream.of(TEAMS).filter(one -> !one.equals(team)).toList();
  }

  @Test
  void ratings_follow_the_documented_recursion_on_every_day() {
    List<GameMargins> games = seasons(1);
    TeamRatings ratings = TeamRatings.of(games);
    for (int day = 0; day < 400; day += 3) {
      LocalDate date = START.plusDays(day);
      Map<String, Double> plain = plainRatings(games, date);
      for (String home : except("ATL")) {
        assertThat(ratings.ratingDifference(home, "ATL", date))
            .isCloseTo(
                plain.getOrDefault(home, 0.0) - plain.getOrDefault("ATL", 0.0), within(1e-9));
      }
    }
  }

  @Test
  void a_result_of_the_day_or_of_the_future_changes_nothing_before_it() {
    List<GameMargins> games = seasons(2);
    TeamRatings ratings = TeamRatings.of(games);
    for (int changed = 0; changed < games.size(); changed += 7) {
      GameMargins game = games.get(changed);
      List<GameMargins> altered = new ArrayList<>(games);
      altered.set(
          changed, GameMarginsTest.game(game.gameId(), game.date(), game.home(), game.away(), 99));
      TeamRatings other = TeamRatings.of(altered);
      for (GameMargins asked : games) {
        double before = ratings.ratingDifference(asked.home(), asked.away(), asked.date());
        double after = other.ratingDifference(asked.home(), asked.away(), asked.date());
        if (!asked.date().isAfter(game.date())) {
          assertThat(after).isEqualTo(before);
        }
      }
      LocalDate next = game.date().plusDays(1);
      assertThat(other.ratingDifference(game.home(), game.away(), next))
          .isGreaterThan(ratings.ratingDifference(game.home(), game.away(), next));
    }
  }

  @Test
  void the_order_of_the_games_of_a_day_does_not_matter() {
    List<GameMargins> games = seasons(3);
    List<GameMargins> shuffled = new ArrayList<>(games);
    Collections.shuffle(shuffled, new Random(4));
    LocalDate end = START.plusYears(1);
    for (String home : except("LAL")) {
      assertThat(TeamRatings.of(shuffled).ratingDifference(home, "LAL", end))
          .isCloseTo(TeamRatings.of(games).ratingDifference(home, "LAL", end), within(1e-12));
    }
  }

  @Test
  void a_team_does_not_play_itself_under_whatever_code() {
    TeamRatings ratings =
        TeamRatings.of(
            List.of(
                GameMarginsTest.game("1", START, "NJN", "BOS", 3),
                GameMarginsTest.game("2", START.plusDays(1), "BOS", "BKN", 3)));
    for (List<String> teams : List.of(List.of("BOS", "BOS"), List.of("NJN", "BKN"))) {
      assertThatThrownBy(() -> ratings.ratingDifference(teams.get(0), teams.get(1), START))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "home is '%s' and away is '%s', which are one team; expected two",
              teams.get(0), teams.get(1));
    }
    assertThat(ratings.requireTeam("NJN")).isEqualTo("BKN");
    assertThatThrownBy(() -> ratings.requireTeam("XYZ"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("team is 'XYZ'; expected one of BKN, BOS");
  }

  @Test
  void a_team_without_an_earlier_game_is_rated_zero_and_an_unknown_one_refused() {
    TeamRatings ratings = TeamRatings.of(seasons(5));
    assertThat(ratings.ratingDifference("BOS", "LAL", START)).isZero();
    assertThatThrownBy(() -> ratings.ratingDifference("BOS", "XYZ", START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("team is 'XYZ'; expected one of ATL, BOS, CHI, DAL, GSW, LAL");
  }

  @Test
  void its_portable_form_restores_it_to_the_bit_and_refuses_damage() {
    TeamRatings ratings = TeamRatings.of(seasons(6));
    byte[] bytes = ratings.toBytes();
    TeamRatings restored = TeamRatings.fromBytes(bytes);
    assertThat(restored.toBytes()).isEqualTo(bytes);
    for (int day = 0; day < 400; day += 11) {
      LocalDate date = START.plusDays(day);
      assertThat(restored.ratingDifference("BOS", "GSW", date))
          .isEqualTo(ratings.ratingDifference("BOS", "GSW", date));
    }
    bytes[100] ^= 1;
    assertThatThrownBy(() -> TeamRatings.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("team-ratings file is damaged");
    assertThat(TeamRatings.fromBytes(TeamRatings.of(List.of()).toBytes()).toBytes()).isNotEmpty();
  }

  @Test
  void forged_numbers_in_its_portable_form_are_refused_with_the_value() {
    double[][] good = {{10, 1}, {0, 1}, {1, 0}, {5, -3}};
    assertThat(TeamRatings.fromBytes(portable(good)).ratingDifference("A", "B", START))
        .isPositive();
    Object[][] forgeries = {
      {0, 1, -1.0, "days between games is -1.0; expected a whole number from 0"},
      {0, 0, 4e9, "days between games is 4.0E9"},
      {0, 1, Double.NaN, "days between games is NaN"},
      {1, 0, 2.0, "home team is 2.0; expected a whole number from 0 to 1"},
      {2, 1, 0.5, "away team is 0.5"},
      {3, 0, 1e300, "margin is 1.0E300"},
    };
    for (Object[] forgery : forgeries) {
      double[][] columns = Arrays.stream(good).map(double[]::clone).toArray(double[][]::new);
      columns[(int) forgery[0]][(int) forgery[1]] = (double) forgery[2];
      assertThatThrownBy(() -> TeamRatings.fromBytes(portable(columns)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("team-ratings file is damaged: " + forgery[3]);
    }
  }

  /** Days since the game before, home teams, away teams, margins. */
  private static byte[] portable(double[][] columns) {
    BinaryWriter out = new BinaryWriter("team-ratings", 1);
    out.putInt(2).putString("A").putString("B");
    for (double[] column : columns) {
      out.putDoubles(column);
    }
    return out.toBytes();
  }

  @Test
  void a_team_that_moved_or_was_renamed_keeps_its_rating() {
    String[][] moves = {
      {"NJN", "BKN"}, {"SEA", "OKC"}, {"VAN", "MEM"}, {"CHH", "NOH"}, {"NOH", "NOK"}, {"NOK", "NOP"}
    };
    for (String[] move : moves) {
      List<GameMargins> games =
          List.of(
              GameMarginsTest.game("1", START, move[0], "BOS", 21),
              GameMarginsTest.game("2", START.plusDays(1), move[1], "BOS", 21));
      TeamRatings ratings = TeamRatings.of(games);
      LocalDate next = START.plusDays(1);
      double kept = ratings.ratingDifference(move[1], "BOS", next);
      assertThat(kept).as(move[1]).isPositive();
      assertThat(ratings.ratingDifference(move[0], "BOS", next)).isEqualTo(kept);
      TeamRatings apart = TeamRatings.of(games, Franchises.NONE);
      assertThat(apart.ratingDifference(move[1], "BOS", next)).isLessThan(kept);
      assertThat(apart.ratingDifference(move[0], "BOS", next)).isEqualTo(kept);
      byte[] bytes = ratings.toBytes();
      assertThat(TeamRatings.fromBytes(bytes).toBytes()).isEqualTo(bytes);
      assertThat(TeamRatings.fromBytes(bytes).ratingDifference(move[1], "BOS", next))
          .isEqualTo(kept);
    }
    assertThat(Franchises.NBA.last("CHH")).isEqualTo("NOP");
    assertThat(Franchises.NBA.last("CHA")).isEqualTo("CHA");
  }

  @Test
  void charlottes_second_team_begins_unrated() {
    TeamRatings ratings =
        TeamRatings.of(
            List.of(
                GameMarginsTest.game("1", START, "CHH", "BOS", 21),
                GameMarginsTest.game("2", START.plusDays(1), "CHA", "BOS", 1)));
    LocalDate next = START.plusDays(1);
    assertThat(ratings.ratingDifference("CHA", "BOS", next))
        .isEqualTo(ratings.ratingDifference("CHH", "BOS", next) / 2);
  }

  @Test
  void franchises_are_whatever_the_caller_says() {
    Franchises own = Franchises.of(Map.of("OLD", "NEW", "NEW", "NEWER"));
    assertThat(own.last("OLD")).isEqualTo("NEWER");
    assertThat(own).isEqualTo(Franchises.of(own.successors())).hasSameHashCodeAs(own);
    assertThatThrownBy(() -> Franchises.of(Map.of("A", "B", "B", "C", "C", "B")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("follows itself");
    assertThatThrownBy(
            () -> TeamRatings.of(List.of(GameMarginsTest.game("7", START, "OLD", "NEW", 3)), own))
        .hasMessage("game 7 is of OLD against NEW, which are one team; expected two");
    byte[] circle =
        new BinaryWriter("team-ratings", 2)
            .putInt(1)
            .putString("A")
            .putString("A")
            .putInt(0)
            .toBytes();
    assertThatThrownBy(() -> TeamRatings.fromBytes(circle))
        .hasMessageContaining("team-ratings file is damaged: code 'A' follows itself");
  }

  @Test
  void a_day_beyond_all_calendars_is_refused() {
    TeamRatings ratings = TeamRatings.of(seasons(5));
    assertThatThrownBy(() -> ratings.ratingDifference("BOS", "LAL", LocalDate.MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "date is +999999999-12-31; expected one at most 365000000 days from 1970-01-01");
  }

  @Test
  void on_the_real_games_the_rating_difference_explains_final_margins() throws IOException {
    List<GameMargins> games = GameMargins.read(Shared.path(Shared.MARGINS));
    TeamRatings ratings = TeamRatings.of(games);
    assertThat(ratings.toBytes().length).isLessThan(200_000);
    double product = 0;
    double squares = 0;
    double margins = 0;
    for (GameMargins game : games) {
      double difference = ratings.ratingDifference(game.home(), game.away(), game.date());
      product += difference * game.margin(48);
      squares += difference * difference;
      margins += (double) game.margin(48) * game.margin(48);
    }
    assertThat(product / Math.sqrt(squares * margins)).isBetween(0.3, 0.5);
    assertThat(product / squares).isBetween(0.8, 1.1);
  }
}
