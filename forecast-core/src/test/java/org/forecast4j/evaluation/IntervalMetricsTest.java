package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forecast4j.Interval;
import org.junit.jupiter.api.Test;

class IntervalMetricsTest {
  /** The unit values of the AdaptiveConformal R package. */
  @Test
  void the_published_unit_values_come_out() {
    List<Interval> intervals = List.of(new Interval(0, 0), new Interval(0, 2), new Interval(1, 3));
    IntervalMetrics metrics = IntervalMetrics.of(intervals, new double[] {1, 2, 3}, 0.95);
    assertThat(metrics.n()).isEqualTo(3);
    assertThat(metrics.coverage()).isEqualTo(Estimate.ofShare(2, 3));
    assertThat(metrics.meanWidth()).hasValueCloseTo(4 / 3.0, within(1e-12));
    assertThat(metrics.winkler()).hasValueCloseTo(14 + 2 / 3.0, within(1e-12));
    assertThat(metrics.infiniteShare()).isZero();
  }

  @Test
  void intervals_without_finite_ends_are_counted_and_left_out_of_the_means() {
    List<Interval> intervals =
        List.of(
            new Interval(0, 2),
            Interval.WHOLE_LINE,
            new Interval(Double.NEGATIVE_INFINITY, 4),
            Interval.EMPTY,
            new Interval(1, 5));
    IntervalMetrics metrics = IntervalMetrics.of(intervals, new double[] {1, 9, 9, 9, 6}, 0.9);
    assertThat(metrics.infiniteShare()).isEqualTo(0.6);
    assertThat(metrics.coverage().value()).isEqualTo(0.4);
    assertThat(metrics.meanWidth()).hasValue(3);
    assertThat(metrics.winkler()).hasValueCloseTo((2 + 4 + 20) / 2.0, within(1e-12));
  }

  @Test
  void the_score_is_the_sum_of_width_and_the_penalties_on_either_side() {
    List<Interval> intervals =
        List.of(new Interval(-1, 1), new Interval(-2, 2), Interval.WHOLE_LINE, new Interval(0, 6));
    IntervalMetrics metrics = IntervalMetrics.of(intervals, new double[] {-1.5, 5, 9, 3}, 0.8);
    assertThat(metrics.meanWidth()).hasValue(4);
    assertThat(metrics.below()).hasValueCloseTo(10 * 0.5 / 3, within(1e-12));
    assertThat(metrics.above()).hasValueCloseTo(10 * 3 / 3.0, within(1e-12));
    assertThat(metrics.winkler()).hasValueCloseTo(4 + 35 / 3.0, within(1e-12));
  }

  @Test
  void where_no_interval_is_finite_there_is_no_mean() {
    IntervalMetrics metrics =
        IntervalMetrics.of(List.of(Interval.WHOLE_LINE), new double[] {1}, 0.99);
    assertThat(metrics.infiniteShare()).isEqualTo(1);
    assertThat(metrics.coverage().value()).isEqualTo(1);
    assertThat(metrics.meanWidth()).isEmpty();
    assertThat(metrics.below()).isEmpty();
    assertThat(metrics.above()).isEmpty();
    assertThat(metrics.winkler()).isEmpty();
  }

  @Test
  void random_intervals_agree_with_sums_over_each_interval() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      int n = random.nextInt(1, 30);
      List<Interval> intervals = new ArrayList<>();
      double[] actual = new double[n];
      double covered = 0;
      double width = 0;
      double score = 0;
      for (int i = 0; i < n; i++) {
        actual[i] = random.nextGaussian();
        double lower = random.nextGaussian();
        double upper = lower + random.nextDouble();
        intervals.add(new Interval(lower, upper));
        boolean below = actual[i] < lower;
        boolean above = actual[i] > upper;
        covered += below || above ? 0 : 1;
        width += upper - lower;
        score += upper - lower;
        score += below ? 20 * (lower - actual[i]) : above ? 20 * (actual[i] - upper) : 0;
      }
      IntervalMetrics metrics = IntervalMetrics.of(intervals, actual, 0.9);
      assertThat(metrics.coverage().value()).isEqualTo(covered / n);
      assertThat(metrics.meanWidth()).hasValueCloseTo(width / n, within(1e-9));
      assertThat(metrics.winkler()).hasValueCloseTo(score / n, within(1e-9));
    }
  }

  @Test
  void unusable_arguments_are_refused() {
    assertThatThrownBy(() -> IntervalMetrics.of(List.of(), new double[0], 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of intervals is 0");
    assertThatThrownBy(
            () -> IntervalMetrics.of(List.of(Interval.WHOLE_LINE), new double[] {1, 2}, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("actual has length 2; expected 1");
  }
}
