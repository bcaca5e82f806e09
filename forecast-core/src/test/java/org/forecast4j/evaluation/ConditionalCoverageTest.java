package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.junit.jupiter.api.Test;

class ConditionalCoverageTest {
  private static final Interval ONE = new Interval(-1, 1);
  private static final Interval TWO = new Interval(-2, 2);
  private static final List<Interval> INTERVALS =
      List.of(ONE, TWO, Interval.WHOLE_LINE, Interval.EMPTY, ONE, TWO);
  private static final double[] ACTUAL = {0, 3, 99, 0, -1.5, 2};

  @Test
  void groups_are_measured_for_themselves_and_the_worst_is_found() {
    SortedMap<String, IntervalMetrics> groups =
        ConditionalCoverage.by(INTERVALS, ACTUAL, List.of("a", "b", "a", "b", "b", "c"), 0.8);
    assertThat(groups.keySet()).containsExactly("a", "b", "c");
    assertThat(Objects.requireNonNull(groups.get("a")).coverage().value()).isEqualTo(1);
    assertThat(Objects.requireNonNull(groups.get("b")).coverage().value()).isZero();
    assertThat(Objects.requireNonNull(groups.get("b")).n()).isEqualTo(3);
    assertThat(Objects.requireNonNull(groups.get("a")).meanWidth()).hasValue(2);
    assertThat(Objects.requireNonNull(groups.get("a")).infiniteShare()).isEqualTo(0.5);
    assertThat(Objects.requireNonNull(groups.get("b")).meanWidth()).hasValue(3);
    assertThat(ConditionalCoverage.worst(groups).getKey()).isEqualTo("b");
    assertThatThrownBy(() -> ConditionalCoverage.worst(new TreeMap<>()))
        .hasMessageContaining("there is no group");
  }

  @Test
  void bins_hold_equally_many_values() {
    assertThat(ConditionalCoverage.bins(new double[] {5, 1, 4, 2, 3, 6}, 3))
        .containsExactly("3", "1", "2", "1", "2", "3");
    assertThat(ConditionalCoverage.bins(new double[12], 12)).contains("01", "12");
    assertThatThrownBy(() -> ConditionalCoverage.bins(new double[2], 3))
        .hasMessageContaining("number of values is 2; expected at least 3");
  }

  @Test
  void rolling_coverage_is_that_of_the_newest_intervals() {
    assertThat(ConditionalCoverage.rolling(INTERVALS, ACTUAL, 3))
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-15));
    assertThat(ConditionalCoverage.rolling(INTERVALS, ACTUAL, 6)).containsExactly(0.5);
    assertThatThrownBy(() -> ConditionalCoverage.rolling(INTERVALS, ACTUAL, 7))
        .hasMessageContaining("number of intervals is 6; expected at least 7");
  }

  @Test
  void width_and_error_correlate_by_rank_infinity_being_the_widest() {
    List<Interval> widening = List.of(ONE, TWO, new Interval(-3, 3), Interval.WHOLE_LINE);
    assertThat(ConditionalCoverage.widthErrorCorrelation(widening, 1, -2, 50, -60))
        .isCloseTo(1, within(1e-15));
    assertThat(ConditionalCoverage.widthErrorCorrelation(widening, 4, -3, 2, 1))
        .isCloseTo(-1, within(1e-15));
    assertThat(ConditionalCoverage.widthErrorCorrelation(List.of(ONE, ONE), 4, -3)).isZero();
    // Ranks 1½, 1½, 3 against 1, 2, 3: 1.5 / √(1.5 · 2).
    assertThat(ConditionalCoverage.widthErrorCorrelation(List.of(ONE, ONE, TWO), 1, 2, 3))
        .isCloseTo(1.5 / Math.sqrt(3), within(1e-15));
  }
}
