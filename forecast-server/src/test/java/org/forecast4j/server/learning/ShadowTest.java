package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.wire.CalibrationReport;
import org.junit.jupiter.api.Test;

/** What the trained forecaster says beside the one that learns, against a sum over all outcomes. */
class ShadowTest {
  private static final Shape SHAPE = new Shape(4, 2);
  private static final List<LabeledPattern> OUTCOMES = Examples.randomWalks(1_300, SHAPE, 71);
  private static final Forecaster TRAINED =
      CorrectedForecaster.builder(new Persistence(SHAPE), 3).prior(2).build();

  private static Learning learning(Forecaster trained, OutcomeLog log) throws IOException {
    ConformalWrapper wrapper =
        SplitConformal.calibrate(trained, Examples.randomWalks(50, SHAPE, 72));
    return Learning.resume(
        new Trained(wrapper, Optional.empty(), true, "origin"), log, Optional.empty());
  }

  /** Told on time, or three outcomes late. */
  private static OutcomeRecord outcome(LabeledPattern example, ConformalWrapper when) {
    IntervalForecast issued = when.forecast(example.pattern(), 0.8);
    return new OutcomeRecord(example.id(), issued, example.outcome());
  }

  private static double mean(List<Double> all) {
    List<Double> latest = all.subList(Math.max(0, all.size() - 1_000), all.size());
    return latest.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
  }

  @Test
  void both_errors_are_means_over_the_latest_thousand_and_the_worse_run_is_counted()
      throws Exception {
    List<Double> made = new ArrayList<>();
    List<Double> frozen = new ArrayList<>();
    long worse = 0;
    long longest = 0;
    try (Learning learning = learning(TRAINED, new MemoryLog())) {
      List<ConformalWrapper> states = new ArrayList<>();
      for (LabeledPattern example : OUTCOMES) {
        states.add(learning.state().wrapper());
        OutcomeRecord outcome = outcome(example, states.get(Math.max(0, states.size() - 4)));
        learning.observe(outcome);
        made.add(Math.abs(example.target() - outcome.forecast().point()));
        frozen.add(Math.abs(example.target() - TRAINED.forecast(example.pattern()).point()));
        worse = mean(made) > mean(frozen) ? worse + 1 : 0;
        longest = Math.max(longest, worse);
        CalibrationReport.Learning beside = learning.beside().orElseThrow();
        assertThat(beside.n()).isEqualTo(Math.min(1_000, made.size()));
        assertThat(beside.mae()).isCloseTo(mean(made), within(1e-12));
        assertThat(beside.frozenMae()).isCloseTo(mean(frozen), within(1e-12));
        assertThat(beside.worseFor()).isEqualTo(worse);
      }
      assertThat(learning.report("m", "1").learning()).isEqualTo(learning.beside());
    }
    assertThat(longest).isGreaterThan(1);
  }

  @Test
  void where_nothing_was_observed_nothing_is_known_and_none_is_worse() throws Exception {
    try (Learning learning = learning(TRAINED, new MemoryLog())) {
      assertThat(learning.report("m", "1").learning())
          .contains(new CalibrationReport.Learning(0, Double.NaN, Double.NaN, 0));
    }
  }

  @Test
  void a_forecaster_that_does_not_learn_is_asked_nothing_more() throws Exception {
    for (Forecaster fixed : List.of(new Persistence(SHAPE), TRAINED.frozen())) {
      try (Learning learning = learning(fixed, new MemoryLog())) {
        learning.observe(outcome(OUTCOMES.get(0), learning.state().wrapper()));
        assertThat(learning.report("m", "1").learning()).isEmpty();
      }
    }
  }

  @Test
  void a_restart_and_a_log_of_the_latest_alone_come_to_the_same_bits() throws Exception {
    MemoryLog log = new MemoryLog();
    try (Learning whole = learning(TRAINED, log);
        Learning latest = learning(TRAINED, new RecentLog(20))) {
      for (LabeledPattern example : OUTCOMES.subList(0, 90)) {
        OutcomeRecord outcome = outcome(example, whole.state().wrapper());
        whole.observe(outcome);
        latest.observe(outcome);
      }
      String last = OUTCOMES.get(88).id();
      whole.retract(last);
      latest.retract(last);
      assertThat(latest.report("m", "1")).isEqualTo(whole.report("m", "1"));
      try (Learning again = learning(TRAINED, log)) {
        assertThat(again.report("m", "1")).isEqualTo(whole.report("m", "1"));
        assertThat(again.beside().orElseThrow().n()).isEqualTo(89);
      }
    }
  }
}
