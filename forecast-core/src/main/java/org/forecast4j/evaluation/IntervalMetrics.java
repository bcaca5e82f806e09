package org.forecast4j.evaluation;

import java.util.List;
import java.util.OptionalDouble;
import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * How good interval forecasts of one confidence were. Infinite intervals count like any other for
 * the coverage; width and score leave them out and are absent if all are infinite.
 *
 * @param n how many intervals there were
 * @param coverage the share that contained what happened, with its 95 % Wilson interval
 * @param infiniteShare the share of intervals without two finite ends, from 0 to 1: unbounded, or
 *     empty as adaptive methods can make them
 * @param meanWidth the mean width of the finite intervals
 * @param below the mean penalty for outcomes below a finite interval: 2/(1 − confidence) for each
 *     unit
 * @param above the mean penalty for outcomes above a finite interval
 * @param winkler the mean {@linkplain Metrics#winkler Winkler or interval score} of the finite
 *     intervals: the sum of width and penalties; lower is better
 * @see <a href="https://doi.org/10.1198/016214506000001437">Gneiting and Raftery 2007, Strictly
 *     Proper Scoring Rules, Prediction, and Estimation</a>, section 6.2
 */
public record IntervalMetrics(
    int n,
    Estimate coverage,
    double infiniteShare,
    OptionalDouble meanWidth,
    OptionalDouble below,
    OptionalDouble above,
    OptionalDouble winkler) {
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
    requireParallel(intervals, actual);
    IntervalSums sums = new IntervalSums(confidence);
    for (int i = 0; i < actual.length; i++) {
      sums.add(intervals.get(i), actual[i]);
    }
    return sums.metrics(1);
  }

  /**
   * The mean pinball loss of the two ends, taken as the quantiles that leave the same probability
   * outside on either side: a quarter of (1 − confidence) of the Winkler score.
   *
   * @param confidence the probability the intervals were to cover with
   * @return at least 0, lower is better; absent if all intervals are infinite
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1
   */
  public OptionalDouble pinball(double confidence) {
    double alpha = Ranks.complement(Checks.probability(confidence, "confidence"));
    return winkler.isPresent()
        ? OptionalDouble.of(winkler.getAsDouble() * alpha / 4)
        : OptionalDouble.empty();
  }

  static void requireParallel(List<Interval> intervals, double[] actual) {
    Checks.atLeast(1, intervals.size(), "number of intervals");
    Checks.length(intervals.size(), actual.length, "actual");
    Checks.values(actual, "actual");
  }
}
