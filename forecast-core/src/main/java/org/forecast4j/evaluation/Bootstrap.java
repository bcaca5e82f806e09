package org.forecast4j.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Percentile intervals for comparing two forecasters on the same examples, by drawing examples with
 * replacement: both forecasters' errors of an example are drawn together, so what makes an example
 * hard for both cancels. Examples are taken as independent; games of one day are, nearly, so days
 * are not drawn as blocks. O(resamples·n).
 *
 * @param resamples how often to draw; enough for the confidence (39 for 0.95)
 * @param confidence of the interval, strictly between 0 and 1
 * @param seed where the drawing starts; the same seed gives the same interval
 * @see <a href="https://doi.org/10.1201/9780429246593">Efron and Tibshirani 1993, An Introduction
 *     to the Bootstrap</a>, chapter 13
 */
public record Bootstrap(int resamples, double confidence, long seed) {
  /** 2,000 resamples, 95 % intervals, seed 0. */
  public static final Bootstrap DEFAULT = new Bootstrap(2000, 0.95, 0);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1 or the
   *     resamples are too few to cut both tails off
   */
  public Bootstrap {
    Checks.probability(confidence, "confidence");
    Checks.atLeast(1, resamples, "resamples");
    if (lowRank(resamples, confidence) < 1) {
      throw new IllegalArgumentException(
          "resamples is " + resamples + "; too few for confidence " + confidence);
    }
  }

  /**
   * How much better than a reference: 1 − MAE / MAE of the reference.
   *
   * @param forecast the point forecasts
   * @param reference the reference's point forecasts
   * @param actual what happened
   * @return 1 for perfect forecasts, 0 for no better than the reference, negative for worse; where
   *     the reference makes no error at all, 0 if the forecasts make none either and else −∞
   * @throws IllegalArgumentException if the lengths differ, are 0, or a value is not finite
   */
  public Estimate skill(double[] forecast, double[] reference, double[] actual) {
    return compare(forecast, reference, actual, Bootstrap::skill);
  }

  /**
   * The difference of two mean absolute errors.
   *
   * @param forecast the point forecasts
   * @param reference the reference's point forecasts
   * @param actual what happened
   * @return MAE − MAE of the reference: negative if the forecasts are better
   * @throws IllegalArgumentException if the lengths differ, are 0, or a value is not finite
   */
  public Estimate maeDifference(double[] forecast, double[] reference, double[] actual) {
    return compare(forecast, reference, actual, (mae, referenceMae) -> mae - referenceMae);
  }

  /** 1 − MAE / MAE of the reference, 0 where neither errs. */
  static double skill(double mae, double referenceMae) {
    return mae == referenceMae ? 0 : 1 - mae / referenceMae;
  }

  private Estimate compare(
      double[] forecast, double[] reference, double[] actual, DoubleBinaryOperator statistic) {
    return compare(
        Metrics.absoluteErrors(forecast, actual),
        Metrics.absoluteErrors(reference, actual),
        statistic);
  }

  /** The skill, of absolute errors, or of sums of as many of them for both. */
  Estimate skillOfErrors(double[] errors, double[] referenceErrors) {
    return compare(errors, referenceErrors, Bootstrap::skill);
  }

  private Estimate compare(
      double[] errors, double[] referenceErrors, DoubleBinaryOperator statistic) {
    double[] drawn = new double[resamples];
    SplittableRandom random = new SplittableRandom(seed);
    int n = errors.length;
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      double referenceSum = 0;
      for (int i = 0; i < n; i++) {
        int draw = random.nextInt(n);
        sum += errors[draw];
        referenceSum += referenceErrors[draw];
      }
      drawn[r] = statistic.applyAsDouble(sum / n, referenceSum / n);
    }
    Arrays.sort(drawn);
    long low = lowRank(resamples, confidence);
    return new Estimate(
        statistic.applyAsDouble(Metrics.mean(errors), Metrics.mean(referenceErrors)),
        drawn[(int) low - 1],
        drawn[(int) (resamples - low)]);
  }

  private static long lowRank(int resamples, double confidence) {
    return Ranks.floor(Ranks.complement(Ranks.upperTail(confidence)), resamples + 1);
  }
}
