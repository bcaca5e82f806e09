package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.errors.RefusedException.Reason;
import org.junit.jupiter.api.Test;

class LearningTest {
  private static final double CONFIDENCE = 0.8;

  private final ConformalWrapper trained = trained();

  private static ConformalWrapper trained() {
    Random random = new Random(7);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      examples.add(
          LabeledPattern.of(
              "e" + i,
              LocalDate.of(2000, 1, 1).plusDays(i),
              Pattern.of(random.nextInt(9), random.nextInt(9)),
              random.nextInt(9),
              random.nextInt(9)));
    }
    return AdaptiveConformal.builder(
            CorrectedForecaster.builder(new Persistence(new Shape(2, 2)), 9).prior(20).build())
        .calibrate(examples);
  }

  private Learning learning(OutcomeLog log) throws IOException {
    return Learning.resume(
        new Trained(trained, Optional.empty(), true, "origin"), log, Optional.empty());
  }

  private static OutcomeRecord outcome(
      Learning learning, String id, double[] pattern, double... actual) {
    IntervalForecast forecast =
        learning.state().wrapper().forecast(Pattern.of(pattern), CONFIDENCE);
    return new OutcomeRecord(id, forecast, actual);
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void unchecked(IoCall call) {
    try {
      call.run();
    } catch (IOException | ReplacedException e) {
      throw new AssertionError(e);
    }
  }

  private interface IoCall {
    void run() throws IOException, ReplacedException;
  }

  @Test
  void a_contradiction_with_the_same_hash_is_a_contradiction() throws Exception {
    try (Learning learning = learning(new MemoryLog())) {
      double[] pattern = {3, 4};
      // All signs flipped: Arrays.hashCode of an even number of values is the same.
      assertThat(java.util.Arrays.hashCode(new double[] {12, 18}))
          .isEqualTo(java.util.Arrays.hashCode(new double[] {-12, -18}));
      learning.observe(outcome(learning, "a", pattern, 12, 18));
      assertReason(
          Reason.CONFLICT,
          () -> unchecked(() -> learning.observe(outcome(learning, "a", pattern, -12, -18))));
      assertThat(learning.state().version()).isEqualTo(1);
    }
  }

  @Test
  void zero_and_minus_zero_are_the_same_outcome() throws Exception {
    try (Learning learning = learning(new MemoryLog())) {
      learning.observe(outcome(learning, "a", new double[] {0, 1}, 0, 2));
      assertThat(learning.observe(outcome(learning, "a", new double[] {-0.0, 1}, -0.0, 2)).status())
          .isEqualTo("duplicate");
    }
  }

  @Test
  void the_same_outcome_of_another_pattern_is_a_contradiction() throws Exception {
    try (Learning learning = learning(new MemoryLog())) {
      learning.observe(outcome(learning, "a", new double[] {3, 4}, 5, 6));
      assertReason(
          Reason.CONFLICT,
          () ->
              unchecked(() -> learning.observe(outcome(learning, "a", new double[] {3, 5}, 5, 6))));
    }
  }

  @Test
  void an_id_that_nobody_observed_cannot_be_retracted() throws Exception {
    try (Learning learning = learning(new MemoryLog())) {
      assertReason(Reason.NOT_FOUND, () -> unchecked(() -> learning.retract("a")));
    }
  }

  @Test
  void a_retracted_id_is_free_again_and_retracting_twice_changes_nothing() throws Exception {
    MemoryLog log = new MemoryLog();
    try (Learning learning = learning(log)) {
      String before = learning.state().identity();
      learning.observe(outcome(learning, "a", new double[] {3, 4}, 5, 60));
      assertThat(learning.retract("a").status()).isEqualTo("retracted");
      assertThat(learning.state().identity()).isEqualTo(before);
      assertThat(learning.retract("a").status()).isEqualTo("duplicate");
      assertThat(learning.observe(outcome(learning, "a", new double[] {3, 4}, 5, 6)).status())
          .isEqualTo("observed");
    }
    try (Learning again = learning(log)) {
      assertThat(again.state().version()).isEqualTo(1);
    }
  }

  @Test
  void a_retracted_outcome_is_as_good_as_never_observed() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      OutcomeLog log = seed % 2 == 0 ? new MemoryLog() : new RecentLog(1_000);
      Map<String, OutcomeRecord> standing = new TreeMap<>();
      List<OutcomeRecord> inOrder = new ArrayList<>();
      try (Learning learning = learning(log)) {
        for (int step = 0; step < 60; step++) {
          String id = "id" + random.nextInt(20);
          OutcomeRecord standingNow = standing.get(id);
          if (standingNow == null) {
            OutcomeRecord outcome =
                outcome(
                    learning,
                    id,
                    new double[] {random.nextInt(9), random.nextInt(9)},
                    random.nextInt(30),
                    random.nextInt(30));
            learning.observe(outcome);
            standing.put(id, outcome);
            inOrder.add(outcome);
          } else {
            learning.retract(id);
            standing.remove(id);
            inOrder.remove(standingNow);
          }
          assertSameAs(inOrder, learning);
        }
      }
      if (log instanceof MemoryLog) {
        try (Learning again = learning(log)) {
          assertSameAs(inOrder, again);
        }
      }
    }
  }

  private void assertSameAs(List<OutcomeRecord> outcomes, Learning learning) throws Exception {
    MemoryLog alone = new MemoryLog();
    alone.append(outcomes);
    try (Learning never = learning(alone)) {
      assertThat(learning.state().identity()).isEqualTo(never.state().identity());
      assertThat(learning.state().version()).isEqualTo(outcomes.size());
      Pattern pattern = Pattern.of(1, 2);
      assertThat(learning.state().wrapper().forecast(pattern, CONFIDENCE))
          .isEqualTo(never.state().wrapper().forecast(pattern, CONFIDENCE));
      assertThat(learning.report("m", "1")).isEqualTo(never.report("m", "1"));
    }
  }

  @Test
  void a_server_that_keeps_the_latest_retracts_those_and_says_what_is_too_old() throws Exception {
    int size = 10;
    RecentLog log = new RecentLog(size);
    List<OutcomeRecord> all = new ArrayList<>();
    try (Learning learning = learning(log)) {
      for (int i = 0; i < 34; i++) {
        OutcomeRecord outcome = outcome(learning, "id" + i, new double[] {i % 5, 4}, i, i % 7);
        learning.observe(outcome);
        all.add(outcome);
        assertThat(log.read().size()).isBetween(Math.min(i + 1, size / 2), size);
      }
      assertReason(Reason.CONFLICT, () -> unchecked(() -> learning.retract("id0")));
      learning.retract("id33");
      learning.retract("id30");
      all.removeIf(one -> one.id().equals("id33") || one.id().equals("id30"));
      assertSameAs(all, learning);
      for (int i = 40; i < 60; i++) {
        OutcomeRecord outcome = outcome(learning, "id" + i, new double[] {i % 5, 4}, i, i % 7);
        learning.observe(outcome);
        all.add(outcome);
      }
      assertSameAs(all, learning);
      learning.retract("id58");
      all.removeIf(one -> one.id().equals("id58"));
      assertSameAs(all, learning);
    }
  }

  @Test
  void an_unknown_entry_of_a_log_is_refused() {
    assertThat(LogEntry.fromBytes(new Retraction("a").toBytes())).isEqualTo(new Retraction("a"));
    byte[] damaged = new Retraction("a").toBytes();
    damaged[damaged.length - 1]++;
    assertThatThrownBy(() -> LogEntry.fromBytes(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checksum");
    assertThatThrownBy(() -> LogEntry.fromBytes(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
