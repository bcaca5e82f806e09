package org.forecast4j.evaluation;

import java.util.List;
import java.util.OptionalDouble;
import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;

/**
 * How good interval forecasts of one confidence were.
 *
 * @param n how many intervals there were
 * @param coverage the share that contained what happened, with its 95 % Wilson interval; intervals
 *     with infinite ends count like any other
 * @param meanWidth the mean width of the intervals with finite ends; absent if there is none
 * @param winkler the mean {@linkplain Metrics#winkler Winkler score} of the intervals with finite
 *     ends; absent if there is none
 * @param infiniteShare the share of intervals without finite ends, from 0 to 1: unbounded, or empty
 *     as adaptive methods can make them; width and score leave these out
 */
public record IntervalMetrics(
    int n,
    Estimate coverage,
    OptionalDouble meanWidth,
    OptionalDouble winkler,
    double infiniteShare) {
  /**
   * Measures intervals.
   *
   * @param intervals the intervals, at least one
   * @param actual what happened, one finite value an interval
   * @param confidence the probability they were to cover with, strictly between 0 and 1
   * @return the measures
   * @throws IllegalArgumentException if there is no interval, the lengths differ, a value is not
   *     finite, or the confidence is not strictly between 0 and 1
   */
  public static IntervalMetrics of(List<Interval> intervals, double[] actual, double confidence) {
    int n = Checks.atLeast(1, intervals.size(), "number of intervals");
    Checks.length(n, actual.length, "actual");
    int hits = 0;
    int finite = 0;
    double width = 0;
    double score = 0;
    for (int i = 0; i < n; i++) {
      Interval interval = intervals.get(i);
      double winkler = Metrics.winkler(interval, actual[i], confidence);
      if (interval.contains(actual[i])) {
        hits++;
      }
      if (interval.isFinite()) {
        finite++;
        width += interval.width();
        score += winkler;
      }
    }
    return new IntervalMetrics(
        n,
        Estimate.ofShare(hits, n),
        mean(width, finite),
        mean(score, finite),
        (double) (n - finite) / n);
  }

  private static OptionalDouble mean(double sum, int count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }
}
