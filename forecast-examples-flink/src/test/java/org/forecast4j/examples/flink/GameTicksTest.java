package org.forecast4j.examples.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a game is known, by a clock that the test sets. */
class GameTicksTest {
  private static final long DAY = 24 * 3_600_000L;

  private KeyedOneInputStreamOperatorTestHarness<String, Tick, FirstHalf> operator;

  @BeforeEach
  void open() throws Exception {
    operator = operator();
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Tick, FirstHalf> operator()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new GameTicks()), Tick::game, Types.STRING);
  }

  /** Tells scores at the end of minutes, which differ by two of the minute. */
  private void tell(int firstMinute, int lastMinute) throws Exception {
    for (int minute = firstMinute; minute <= lastMinute; minute++) {
      int period = (minute - 1) / 12 + 1;
      String clock = 12 * period - minute + ":00";
      operator.processElement(new Tick("g", "T", period, clock, 2 * minute, minute), 0);
    }
  }

  private List<FirstHalf> said() {
    return operator.extractOutputValues();
  }

  @Test
  void a_game_whose_ticks_take_days_is_whole() throws Exception {
    for (int minute = 1; minute <= 25; minute++) {
      operator.setProcessingTime(minute * DAY);
      tell(minute, minute);
    }
    assertThat(said()).hasSize(2);
    assertThat(said().get(1).pattern()).hasSize(18).startsWith(1, 2, 3);
    assertThat(said().get(1).outcome()).containsExactly(19, 20, 21, 22, 23, 24);
  }

  @Test
  void a_game_is_forgotten_two_days_after_its_last_tick() throws Exception {
    tell(1, 19);
    assertThat(said()).hasSize(1);
    operator.setProcessingTime(2 * DAY - 1);
    assertThat(operator.numKeyedStateEntries()).isPositive();
    operator.setProcessingTime(2 * DAY);
    assertThat(operator.numKeyedStateEntries()).isZero();
  }

  @Test
  void a_job_that_was_stopped_for_a_week_goes_on_with_its_games() throws Exception {
    tell(1, 10);
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    operator = operator();
    operator.initializeState(state);
    operator.open();
    operator.setProcessingTime(7 * DAY);
    tell(11, 19);
    assertThat(said()).hasSize(1);
    assertThat(said().get(0).pattern()).hasSize(18);
    operator.setProcessingTime(9 * DAY);
    assertThat(operator.numKeyedStateEntries()).isZero();
  }

  @Test
  void an_outcome_is_told_when_the_third_period_has_begun_and_later_ones_correct_it()
      throws Exception {
    tell(1, 24);
    assertThat(said()).extracting(FirstHalf::isOver).containsOnly(false);
    operator.processElement(new Tick("g", "T", 3, "11:50", 50, 24), 0);
    operator.processElement(new Tick("g", "T", 2, "0:00", 50, 24), 0);
    assertThat(said())
        .extracting(half -> Map.entry(half.isOver(), half.isCorrection()))
        .endsWith(Map.entry(true, false), Map.entry(true, true));
    assertThat(said().get(said().size() - 1).outcome()).endsWith(26);
  }
}
