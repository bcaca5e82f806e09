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
import java.util.OptionalInt;
import java.util.Random;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

class GameExpectationsTest {
  private static final LocalDate START = LocalDate.of(2018, 10, 16);
  private static final String[] TEAMS = {"ATL", "BOS", "CHI", "DAL", "GSW", "LAL", "MIA", "NYK"};

  private static GameResult result(LocalDate date, String home, String away, int margin, int sum) {
    return new GameResult(date, home, away, margin, OptionalInt.of(sum));
  }

  /** Up to four games a day for 40 days, then a summer, then 40 days more. */
  private static List<GameResult> seasons(long seed) {
    Random random = new Random(seed);
    List<GameResult> results = new ArrayList<>();
    for (int day = 0; day < 80; day++) {
      List<String> teams = new ArrayList<>(List.of(TEAMS));
      Collections.shuffle(teams, random);
      LocalDate date = START.plusDays(day < 40 ? day : day + 200);
      for (int i = 0; i < 2 * random.nextInt(5); i += 2) {
        int margin = (int) Math.rint(random.nextGaussian() * 12);
        OptionalInt total =
            random.nextInt(10) == 0
                ? OptionalInt.empty()
                : OptionalInt.of(Math.abs(margin) + 2 * (80 + random.nextInt(30)));
        results.add(new GameResult(date, teams.get(i), teams.get(i + 1), margin, total));
      }
    }
    return results;
  }

  /** The documented recursion, written down plainly for one day from the beginning on. */
  private static final class Plain {
    final Map<String, Double> rating = new HashMap<>();
    final Map<String, Double> scoring = new HashMap<>();
    final Map<String, Integer> games = new HashMap<>();
    final Map<String, LocalDate> lastGame = new HashMap<>();
    double homeAdvantage = 2.8;
    double level = 190;

    Plain(List<GameResult> results, LocalDate before) {
      for (LocalDate day = START; day.isBefore(before); day = day.plusDays(1)) {
        LocalDate today = day;
        learn(results.stream().filter(result -> result.date().equals(today)).toList(), today);
      }
      rest(before);
    }

    private void rest(LocalDate day) {
      for (Map.Entry<String, LocalDate> last : lastGame.entrySet()) {
        if (last.getValue().plusDays(60).isBefore(day)
            && games.getOrDefault(last.getKey(), 0) > 0) {
          rating.merge(last.getKey(), 0.7, (a, b) -> a * b);
          scoring.merge(last.getKey(), 0.6, (a, b) -> a * b);
          games.put(last.getKey(), 0);
        }
      }
    }

    private void learn(List<GameResult> today, LocalDate day) {
      rest(day);
      Map<String, Double> ratings = new HashMap<>();
      Map<String, Double> scorings = new HashMap<>();
      double advantages = 0;
      double levels = 0;
      for (GameResult result : today) {
        double error =
            20 * Math.tanh(result.margin() / 20.0) - margin(result.home(), result.away(), day);
        ratings.merge(result.home(), gain(result.home()) * error, Double::sum);
        ratings.merge(result.away(), -gain(result.away()) * error, Double::sum);
        advantages += 0.001 * error;
        if (result.total().isPresent()) {
          double surplus = result.total().getAsInt() - total(result.home(), result.away());
          scorings.merge(result.home(), 0.04 * surplus, Double::sum);
          scorings.merge(result.away(), 0.04 * surplus, Double::sum);
          levels += 0.003 * surplus;
        }
      }
      ratings.forEach((team, change) -> rating.merge(team, change, Double::sum));
      scorings.forEach((team, change) -> scoring.merge(team, change, Double::sum));
      for (GameResult result : today) {
        for (String team : List.of(result.home(), result.away())) {
          games.merge(team, 1, Integer::sum);
          lastGame.put(team, day);
        }
      }
      homeAdvantage += advantages;
      level += levels;
    }

    private double gain(String team) {
      return 0.02 + 0.08 * Math.exp(-games.getOrDefault(team, 0) / 10.0);
    }

    double margin(String home, String away, LocalDate day) {
      LocalDate yesterday = day.minusDays(1);
      return rating.getOrDefault(home, 0.0)
          - rating.getOrDefault(away, 0.0)
          + homeAdvantage
          - (yesterday.equals(lastGame.get(home)) ? 1.1 : 0)
          + (yesterday.equals(lastGame.get(away)) ? 1.4 : 0);
    }

    double total(String home, String away) {
      return level + scoring.getOrDefault(home, 0.0) + scoring.getOrDefault(away, 0.0);
    }
  }

  @Test
  void a_short_sequence_gives_what_a_calculation_by_hand_gives() {
    GameExpectations first =
        GameExpectations.of(
            List.of(result(START, "BOS", "NYK", 20, 210), result(START, "ATL", "MIA", 0, 190)));
    // 20 tanh(1) = 15.23188311911531, less 2.8 is 12.43188311911531, of which a team gets 0.1.
    // For ATL 0 - 2.8 = -2.8. The home advantage follows 0.001 * 9.63188311911531.
    // Of the 20 points above 190 a team gets 0.8 and the level 0.06.
    LocalDate next = START.plusDays(1);
    assertThat(first.homeAdvantage(next)).isCloseTo(2.809631883119115, within(1e-13));
    assertThat(first.margin("BOS", "ATL", next))
        .isCloseTo(1.243188311911531 + 0.28 + 2.809631883119115 - 1.1 + 1.4, within(1e-12));
    assertThat(first.total("BOS", "ATL", next)).isCloseTo(190.86, within(1e-12));

    GameExpectations second = first.with(result(next, "NYK", "ATL", -10, 200));
    // Expected -1.243188311911531 + 0.28 + 2.809631883119115 + 0.3 = 2.146443571207584; counted
    // 20 tanh(-0.5) = -9.24234314520019; k is 1, so a team follows 0.02 + 0.08 exp(-0.1).
    double error = -9.24234314520019 - 2.146443571207584;
    double rating = -1.243188311911531 + 0.09238699344287678 * error;
    LocalDate later = START.plusDays(3);
    assertThat(second.margin("NYK", "MIA", later))
        .isCloseTo(rating - 0.28 + 2.809631883119115 + 0.001 * error, within(1e-12));
    // Expected 190.06 + 0.8 = 190.86, so 9.14 too few, of which NYK gets 0.3656.
    assertThat(second.total("NYK", "MIA", later))
        .isCloseTo(190.06 + 0.02742 + 0.8 + 0.3656, within(1e-12));

    LocalDate nextSeason = next.plusDays(61);
    assertThat(second.margin("NYK", "BOS", nextSeason))
        .isCloseTo(
            0.7 * (rating - 1.243188311911531) + 2.809631883119115 + 0.001 * error, within(1e-12));
    assertThat(second.total("NYK", "BOS", nextSeason))
        .isCloseTo(190.06 + 0.02742 + 0.6 * (1.1656 + 0.8), within(1e-12));
  }

  @Test
  void expectations_follow_the_documented_recursion_on_every_day() {
    List<GameResult> results = seasons(1);
    GameExpectations expectations = GameExpectations.of(results);
    for (int day = 1; day < 400; day += 3) {
      LocalDate date = START.plusDays(day);
      Plain plain = new Plain(results, date);
      assertThat(expectations.homeAdvantage(date)).isCloseTo(plain.homeAdvantage, within(1e-9));
      for (String home : List.of(TEAMS).subList(1, TEAMS.length)) {
        assertThat(expectations.margin(home, "ATL", date))
            .isCloseTo(plain.margin(home, "ATL", date), within(1e-9));
        assertThat(expectations.total(home, "ATL", date))
            .isCloseTo(plain.total(home, "ATL"), within(1e-9));
      }
    }
  }

  @Test
  void results_in_any_order_corrected_and_forgotten_give_the_same_bits() {
    List<GameResult> results = seasons(2);
    byte[] expected = GameExpectations.of(results).toBytes();
    LocalDate end = START.plusDays(300);
    double margin = GameExpectations.of(results).margin("BOS", "LAL", end);
    Random random = new Random(3);
    for (int round = 0; round < 5; round++) {
      List<GameResult> shuffled = new ArrayList<>(results);
      Collections.shuffle(shuffled, random);
      GameExpectations expectations = GameExpectations.of(List.of());
      for (GameResult result : shuffled) {
        if (random.nextInt(4) == 0) {
          expectations =
              expectations.with(
                  new GameResult(
                      result.date(), result.home(), result.away(), 7, OptionalInt.empty()));
        }
        if (random.nextInt(4) == 0) {
          expectations =
              expectations
                  .with(result(result.date(), "SAS", "UTA", 31, 231))
                  .without(result.date(), "SAS", "UTA");
        }
        expectations = expectations.with(result);
      }
      assertThat(expectations.toBytes()).isEqualTo(expected);
      assertThat(expectations.margin("BOS", "LAL", end)).isEqualTo(margin);
    }
  }

  @Test
  void a_result_changes_nothing_on_its_day_or_before_nor_the_expectations_it_was_added_to() {
    List<GameResult> results = seasons(4);
    GameExpectations before = GameExpectations.of(results);
    byte[] bytes = before.toBytes();
    LocalDate date = START.plusDays(20);
    GameExpectations after = before.with(result(date, "BOS", "SAS", 30, 240));
    assertThat(before.toBytes()).isEqualTo(bytes);
    assertThat(after.without(date, "BOS", "SAS").toBytes()).isEqualTo(bytes);
    assertThat(before.without(date, "BOS", "SAS")).isSameAs(before);
    assertThat(before.with(List.of())).isSameAs(before);
    for (int day = 0; day <= 20; day++) {
      LocalDate asked = START.plusDays(day);
      assertThat(after.margin("BOS", "LAL", asked)).isEqualTo(before.margin("BOS", "LAL", asked));
      assertThat(after.total("BOS", "LAL", asked)).isEqualTo(before.total("BOS", "LAL", asked));
    }
    LocalDate next = date.plusDays(2);
    assertThat(after.margin("BOS", "LAL", next)).isGreaterThan(before.margin("BOS", "LAL", next));
    assertThat(after.total("BOS", "LAL", next)).isGreaterThan(before.total("BOS", "LAL", next));
  }

  @Test
  void the_newest_day_that_counts_is_named() {
    GameExpectations expectations =
        GameExpectations.of(
            List.of(
                result(START, "BOS", "NYK", 4, 200),
                result(START.plusDays(3), "BOS", "NYK", 4, 200)));
    assertThat(expectations.lastDayBefore(START)).isEmpty();
    assertThat(expectations.lastDayBefore(START.plusDays(3))).contains(START);
    assertThat(expectations.lastDayBefore(START.plusDays(9))).contains(START.plusDays(3));
  }

  @Test
  void a_final_after_overtime_counts_as_a_tie_of_unknown_points() {
    GameResult overtime = GameResult.ofFinal(START, "BOS", "NYK", 121, 115, 1);
    assertThat(overtime.margin()).isZero();
    assertThat(overtime.total()).isEmpty();
    assertThat(GameResult.ofFinal(START, "BOS", "NYK", 121, 115, 0))
        .isEqualTo(result(START, "BOS", "NYK", 6, 236));
    GameExpectations tie = GameExpectations.of(List.of(overtime));
    LocalDate next = START.plusDays(2);
    assertThat(tie.margin("BOS", "NYK", next)).isLessThan(2.8);
    assertThat(tie.total("BOS", "NYK", next)).isEqualTo(190);
    assertThat(GameResult.of(GameMarginsTest.game("1", START, "BOS", "NYK", 0)))
        .isEqualTo(result(START, "BOS", "NYK", 0, 400));
  }

  @Test
  void results_that_cannot_be_are_refused_with_the_value_and_the_bound() {
    assertThatThrownBy(() -> GameResult.ofFinal(START, "BOS", "NYK", 100, 100, 1))
        .hasMessage("the final score is 100-100; expected a winner");
    assertThatThrownBy(() -> GameResult.ofFinal(START, "BOS", "NYK", 501, 100, 0))
        .hasMessage("home score is 501; expected 0 to 500");
    assertThatThrownBy(() -> GameResult.ofFinal(START, "BOS", "NYK", 101, 100, -1))
        .hasMessage("overtimes is -1; expected at least 0");
    assertThatThrownBy(() -> GameResult.ofFinal(START, "BOS", "BOS", 101, 100, 0))
        .hasMessage("home and away are both 'BOS'; expected two teams");
    assertThatThrownBy(() -> new GameResult(START, "BOS", "NYK", 501, OptionalInt.empty()))
        .hasMessage("margin is 501; expected -500 to 500");
    assertThatThrownBy(() -> result(START, "BOS", "NYK", 3, 200))
        .hasMessageStartingWith("total is 200 with margin 3; expected points of two teams");
    assertThatThrownBy(() -> GameExpectations.of(List.of(result(START, "SEA", "OKC", 3, 201))))
        .hasMessage(
            "the game of 2018-10-16 is of SEA against OKC, which are one team; expected two");
    GameExpectations expectations =
        GameExpectations.of(List.of(result(START, "SEA", "BOS", 3, 201)));
    assertThatThrownBy(() -> expectations.margin("XYZ", "BOS", START))
        .hasMessage("team is 'XYZ'; expected one of BOS, OKC");
    assertThat(expectations.margin("OKC", "BOS", START)).isEqualTo(2.8);
  }

  @Test
  void its_portable_form_restores_it_to_the_bit_and_refuses_damage() {
    GameExpectations expectations = GameExpectations.of(seasons(6));
    byte[] bytes = expectations.toBytes();
    GameExpectations restored = GameExpectations.fromBytes(bytes);
    assertThat(restored.toBytes()).isEqualTo(bytes);
    for (int day = 0; day < 400; day += 11) {
      LocalDate date = START.plusDays(day);
      assertThat(restored.margin("BOS", "GSW", date))
          .isEqualTo(expectations.margin("BOS", "GSW", date));
      assertThat(restored.total("BOS", "GSW", date))
          .isEqualTo(expectations.total("BOS", "GSW", date));
    }
    bytes[200] ^= 1;
    assertThatThrownBy(() -> GameExpectations.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("game-expectations file is damaged");
  }

  @Test
  void constants_are_those_it_was_stored_with_and_forged_ones_are_refused() {
    double[] constants = {1.5, 0.001, 1.1, 1.4, 20, 0.02, 0.08, 10, 60, 0.7, 150, 0.003, 0.04, 0.6};
    GameExpectations other = GameExpectations.fromBytes(portable(constants));
    assertThat(other.homeAdvantage(LocalDate.EPOCH)).isEqualTo(1.5);
    assertThat(other.total("A", "B", LocalDate.EPOCH)).isEqualTo(150);
    assertThat(GameExpectations.fromBytes(other.toBytes()).homeAdvantage(LocalDate.EPOCH))
        .isEqualTo(1.5);
    Object[][] forgeries = {
      {0, Double.NaN, "home advantage is NaN"},
      {4, 0.0, "cap is 0.0; expected more than 0"},
      {5, 1.5, "gain is 1.5; expected 0.0 to 1.0"},
      {13, -1.0, "carry of the scoring is -1.0"},
    };
    for (Object[] forgery : forgeries) {
      double[] forged = constants.clone();
      forged[(int) forgery[0]] = (double) forgery[1];
      assertThatThrownBy(() -> GameExpectations.fromBytes(portable(forged)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("game-expectations file is damaged: " + forgery[2]);
    }
  }

  /** One tie of A against B on 1970-01-02 with unknown points. */
  private static byte[] portable(double[] constants) {
    BinaryWriter out = new BinaryWriter("game-expectations", 1).putDoubles(constants).putInt(0);
    out.putInt(2).putString("A").putString("B");
    for (double column : new double[] {1, 0, 1, 0, -1}) {
      out.putDoubles(new double[] {column});
    }
    return out.toBytes();
  }

  @Test
  void made_up_results_leave_finite_numbers() {
    List<GameResult> results = new ArrayList<>();
    for (int day = 0; day < 300; day++) {
      for (int other = 0; other < 60; other++) {
        results.add(result(START.plusDays(day), "BOS", "T" + other, 500, 1000));
      }
    }
    GameExpectations expectations = GameExpectations.of(results);
    for (int day = 0; day < 300; day++) {
      assertThat(expectations.margin("BOS", "T1", START.plusDays(day))).isFinite();
      assertThat(expectations.total("BOS", "T1", START.plusDays(day))).isFinite().isPositive();
    }
  }

  @Test
  void on_the_real_games_it_explains_half_time_margins_better_than_the_rating_difference()
      throws IOException {
    List<GameMargins> games = GameMargins.read(Shared.path(Shared.MARGINS));
    GameExpectations expectations =
        GameExpectations.of(games.stream().map(GameResult::of).toList());
    assertThat(expectations.toBytes().length).isLessThan(250_000);
    TeamRatings ratings = TeamRatings.of(games);
    List<GameMargins> late = games.subList(games.size() - 5_000, games.size());
    double[] margins = new double[late.size()];
    double[] expected = new double[late.size()];
    double[] differences = new double[late.size()];
    double bias = 0;
    for (int i = 0; i < margins.length; i++) {
      GameMargins game = late.get(i);
      margins[i] = game.margin(24);
      expected[i] = expectations.margin(game.home(), game.away(), game.date());
      differences[i] = ratings.ratingDifference(game.home(), game.away(), game.date());
      bias += (20 * Math.tanh(game.margin(48) / 20.0) - expected[i]) / margins.length;
    }
    assertThat(bias).isBetween(-0.3, 0.3);
    assertThat(correlation(expected, margins)).isGreaterThan(correlation(differences, margins));
  }

  private static double correlation(double[] first, double[] second) {
    double meanFirst = Arrays.stream(first).average().orElseThrow();
    double meanSecond = Arrays.stream(second).average().orElseThrow();
    double product = 0;
    double squaresFirst = 0;
    double squaresSecond = 0;
    for (int i = 0; i < first.length; i++) {
      product += (first[i] - meanFirst) * (second[i] - meanSecond);
      squaresFirst += (first[i] - meanFirst) * (first[i] - meanFirst);
      squaresSecond += (second[i] - meanSecond) * (second[i] - meanSecond);
    }
    return product / Math.sqrt(squaresFirst * squaresSecond);
  }
}
