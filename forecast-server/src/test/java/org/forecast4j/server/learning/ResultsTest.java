package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.FinalScore;
import org.junit.jupiter.api.Test;

/** Results of games in a log. */
class ResultsTest {
  private static final LocalDate START = LocalDate.of(2020, 1, 1);
  private static final List<String> TEAMS = List.of("ATL", "BOS", "CHI", "DEN", "HOU", "LAL");
  private static final GameExpectations KNOWN = known();
  private static final ConformalWrapper WRAPPER =
      SplitConformal.calibrate(
          new Persistence(new Shape(2, 1)),
          List.of(LabeledPattern.of("e", START, Pattern.of(1, 2), 3)));

  private static GameExpectations known() {
    List<GameResult> results = new ArrayList<>();
    for (String team : TEAMS) {
      String other = TEAMS.get((TEAMS.indexOf(team) + 1) % TEAMS.size());
      results.add(GameResult.ofFinal(START, team, other, 100, 99, 0));
    }
    return GameExpectations.of(results);
  }

  private static Learning learning(OutcomeLog log) throws IOException {
    return Learning.resume(
        new Trained(WRAPPER, Optional.of(KNOWN), true, "origin"), log, Optional.empty());
  }

  private static ResultRecord random(Random random, String id) {
    int home = random.nextInt(TEAMS.size());
    int away = (home + 1 + random.nextInt(TEAMS.size() - 1)) % TEAMS.size();
    FinalScore score =
        FinalScore.of(
            id,
            START.plusDays(random.nextInt(12)),
            TEAMS.get(home),
            TEAMS.get(away),
            120 + random.nextInt(9),
            110 + random.nextInt(9));
    return new ResultRecord(
        switch (random.nextInt(4)) {
          case 0 -> score.withOvertimes(1);
          case 1 -> score.withOvertimes(3, 90 + random.nextInt(9));
          default -> score;
        });
  }

  /** What the core makes of them at once. */
  private static byte[] expected(List<ResultRecord> standing) {
    return KNOWN.with(standing.stream().map(ResultRecord::result).toList()).toBytes();
  }

  private static void assertKnows(List<ResultRecord> standing, Learning learning) {
    LearnedState state = learning.state();
    assertThat(state.results()).isEqualTo(standing.size());
    assertThat(state.ratings().orElseThrow().toBytes()).isEqualTo(expected(standing));
  }

  @Test
  void any_order_of_days_and_any_retraction_leaves_what_the_core_learns_at_once() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      OutcomeLog log = seed % 2 == 0 ? new MemoryLog() : new RecentLog(1_000);
      List<ResultRecord> standing = new ArrayList<>();
      try (Learning learning = learning(log)) {
        for (int step = 0; step < 60; step++) {
          String id = "g" + random.nextInt(20);
          if (standing.removeIf(one -> one.score().gameId().equals(id))) {
            assertThat(learning.retractResult(id).status()).isEqualTo("retracted");
          } else {
            ResultRecord result = random(random, id);
            assertThat(learning.learn(result).status()).isEqualTo("learned");
            standing.add(result);
          }
          if (step % 3 == 0) {
            Pattern pattern = Pattern.of(step, 2);
            learning.observe(
                new OutcomeRecord(
                    id + "-" + step, WRAPPER.forecast(pattern, 0.4), new double[] {step}));
          }
          assertKnows(standing, learning);
        }
        if (log instanceof MemoryLog) {
          try (Learning again = learning(log)) {
            assertKnows(standing, again);
            assertThat(again.state().version()).isEqualTo(20);
            assertThat(again.state().identity()).isEqualTo(learning.state().identity());
          }
        }
      }
    }
  }

  @Test
  void what_was_learned_before_the_latest_entries_stays_where_those_alone_are_kept()
      throws Exception {
    Random random = new Random(3);
    List<ResultRecord> standing = new ArrayList<>();
    try (Learning learning = learning(new RecentLog(10))) {
      for (int i = 0; i < 40; i++) {
        ResultRecord result = random(random, "g" + i);
        learning.learn(result);
        standing.add(result);
        assertKnows(standing, learning);
      }
      learning.retractResult("g38");
      standing.removeIf(one -> one.score().gameId().equals("g38"));
      assertKnows(standing, learning);
      assertThatThrownBy(() -> learning.retractResult("g0"))
          .hasMessageContaining("game_id is 'g0', which is older than the latest");
    }
  }

  @Test
  void of_two_ids_of_one_game_the_later_in_the_log_counts() throws Exception {
    ResultRecord first = result("a", 101);
    ResultRecord second = result("b", 120);
    try (Learning learning = learning(new MemoryLog())) {
      learning.learn(first);
      learning.learn(second);
      assertThat(learning.state().ratings().orElseThrow().toBytes())
          .isEqualTo(KNOWN.with(second.result()).toBytes());
      learning.retractResult("b");
      assertThat(learning.state().ratings().orElseThrow().toBytes())
          .isEqualTo(KNOWN.with(first.result()).toBytes());
    }
  }

  private static ResultRecord result(String id, int homeScore) {
    return new ResultRecord(FinalScore.of(id, START.plusDays(2), "BOS", "LAL", homeScore, 100));
  }

  @Test
  void an_entry_is_restored_to_the_bit_and_a_damaged_or_unknown_one_refused() {
    Random random = new Random(4);
    for (int i = 0; i < 100; i++) {
      ResultRecord result = random(random, "g:" + i);
      byte[] bytes = result.toBytes();
      assertThat(LogEntry.fromBytes(bytes)).isEqualTo(result);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> LogEntry.fromBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> LogEntry.fromBytes(new BinaryWriter("rumour", 1).toBytes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rumour");
    byte[] noDay =
        new BinaryWriter(ResultRecord.KIND, 1)
            .putString("g")
            .putLong(Long.MAX_VALUE)
            .putString("BOS")
            .putString("LAL")
            .toBytes();
    assertThatThrownBy(() -> LogEntry.fromBytes(noDay))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_log_with_results_is_refused_by_a_model_that_cannot_learn_them() throws Exception {
    MemoryLog log = new MemoryLog();
    log.append(List.of(result("a", 101)));
    assertThatThrownBy(
            () ->
                Learning.resume(
                    new Trained(WRAPPER, Optional.empty(), true, "origin"), log, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whose ratings do not learn");
    log.append(List.of(new ResultRecord(FinalScore.of("x", START, "BOS", "XXX", 101, 100))));
    assertThatThrownBy(() -> learning(log))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("team is 'XXX'");
  }
}
