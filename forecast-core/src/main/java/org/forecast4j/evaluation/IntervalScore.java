package org.forecast4j.evaluation;

import java.util.List;
import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * What the mean interval score, or Winkler score, of forecasts is made of: the width, and the
 * penalties for outcomes below and above. It is the mean over intervals with two finite ends.
 *
 * @param finite how many intervals had finite ends
 * @param infiniteShare the share of the others: unbounded or empty
 * @param width the mean width; NaN if none is finite, as are the penalties
 * @param below the mean penalty for outcomes below the lower end
 * @param above the mean penalty for outcomes above the upper end
 * @see <a href="https://doi.org/10.1198/016214506000001437">Gneiting and Raftery 2007, Strictly
 *     Proper Scoring Rules, Prediction, and Estimation</a>, section 6.2
 */
public record IntervalScore(
    int finite, double infiniteShare, double width, double below, double above) {
  /**
   * Takes the score apart.
   *
   * @param intervals the intervals, at least one
   * @param actual what happened, one finite value an interval
   * @param confidence the probability they were to cover with, strictly between 0 and 1
   * @return its parts
   * @throws IllegalArgumentException if there is no interval, the lengths differ, a value is not
   *     finite, or the confidence is not strictly between 0 and 1
   */
  public static IntervalScore of(List<Interval> intervals, double[] actual, double confidence) {
    int n = Checks.atLeast(1, intervals.size(), "number of intervals");
    Checks.length(n, actual.length, "actual");
    Checks.finite(actual, "actual");
    double penalty = 2 / Ranks.complement(Checks.probability(confidence, "confidence"));
    int finite = 0;
    double width = 0;
    double below = 0;
    double above = 0;
    for (int i = 0; i < n; i++) {
      Interval interval = intervals.get(i);
      if (interval.isFinite()) {
        finite++;
        width += interval.width();
        below += penalty * Math.max(0, interval.lower() - actual[i]);
        above += penalty * Math.max(0, actual[i] - interval.upper());
      }
    }
    return new IntervalScore(
        finite, (double) (n - finite) / n, width / finite, below / finite, above / finite);
  }

  /**
   * The mean interval score.
   *
   * @return the sum of the parts; lower is better
   */
  public double total() {
    return width + below + above;
  }
}
