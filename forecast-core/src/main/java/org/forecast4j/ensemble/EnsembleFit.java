package org.forecast4j.ensemble;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.forecast4j.Aim;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;

/**
 * Fitted weights and the reasons for them, measured on the validation examples, over the whole path
 * or at the end of the horizon, as was {@linkplain Aim asked for}. The combination's error is
 * cross-validated: five blocks in the order of time, each forecast with weights fitted on the other
 * four, without the examples whose time between moment and outcome reaches into the block from
 * before it, or out of it from within.
 *
 * @param ensemble the ensemble with the fitted weights
 * @param memberRmse root mean squared error of each member
 * @param errorCorrelation correlation of the members' errors about zero, one row a member
 * @param shrinkage the ridge towards equal weights that cross-validated best, relative to the mean
 *     squared error of the members
 * @param gain mean squared error of the best member less that of the combination
 * @param gainStandardError standard error of the gain over the examples
 * @param isCombined whether the gain was worth it; if not, all weight is on the best member
 */
public record EnsembleFit(
    WeightedEnsemble ensemble,
    double[] memberRmse,
    double[][] errorCorrelation,
    double shrinkage,
    double gain,
    double gainStandardError,
    boolean isCombined) {
  private static final double[] SHRINKAGES = {0, 1e-4, 1e-3, 1e-2, 1e-1, 1};
  private static final int BLOCKS = 5;

  /** Copies the arrays. */
  public EnsembleFit {
    memberRmse = memberRmse.clone();
    errorCorrelation = deepCopy(errorCorrelation);
  }

  static EnsembleFit of(
      List<Forecaster> members, List<LabeledPattern> examples, double standardErrors, Aim aim) {
    Checks.atLeast(2 * BLOCKS, examples.size(), "number of validation examples");
    List<LabeledPattern> validation = LabeledPattern.inOrder(examples);
    int[][] leftOut = leftOut(validation);
    double[][] errors = new double[members.size()][];
    Arrays.setAll(errors, i -> errors(members.get(i), validation, aim));
    double[][] products = SimplexLeastSquares.meanProducts(errors, 0, 0);
    double scale = 0;
    int best = 0;
    for (int i = 0; i < errors.length; i++) {
      scale += products[i][i] / errors.length;
      best = products[i][i] < products[best][best] ? i : best;
    }
    double shrinkage = 0;
    double[] combined = {};
    for (double candidate : SHRINKAGES) {
      double[] squares = crossValidated(errors, validation.size(), leftOut, candidate * scale);
      if (combined.length == 0 || mean(squares) < mean(combined)) {
        shrinkage = candidate;
        combined = squares;
      }
    }
    double[] gains = new double[combined.length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = meanSquare(errors[best], i, gains.length) - combined[i];
    }
    double gain = mean(gains);
    double standardError = standardError(gains, gain);
    double[] weights = new double[errors.length];
    boolean isCombined = gain > standardErrors * standardError;
    if (isCombined) {
      weights = SimplexLeastSquares.weights(products, shrinkage * scale);
    } else {
      weights[best] = 1;
    }
    return new EnsembleFit(
        WeightedEnsemble.of(members, weights),
        rootsOfDiagonal(products),
        correlations(products),
        shrinkage,
        gain,
        standardError,
        isCombined);
  }

  /** The errors of one example after the other, one for each step that counts. */
  private static double[] errors(Forecaster member, List<LabeledPattern> examples, Aim aim) {
    member.shape().requireAll(examples);
    List<Forecast> forecasts =
        member.forecastAll(examples.stream().map(LabeledPattern::pattern).toList());
    int horizon = member.shape().horizon();
    int first = aim.firstStep(horizon);
    int width = horizon - first;
    double[] errors = new double[Math.multiplyExact(examples.size(), width)];
    for (int i = 0; i < errors.length; i++) {
      int step = first + i % width;
      errors[i] = examples.get(i / width).outcome(step) - forecasts.get(i / width).step(step);
    }
    return errors;
  }

  /** The mean of the squared errors of one of so many examples. */
  private static double meanSquare(double[] errors, int example, int count) {
    int width = errors.length / count;
    double sum = 0;
    for (int i = example * width; i < (example + 1) * width; i++) {
      sum += errors[i] * errors[i];
    }
    return sum / width;
  }

  /**
   * The first example and the one after the last that each block is not fitted on: the block itself
   * and those beside it that share its time. Examples of one moment, such as of one day, share
   * none.
   */
  private static int[][] leftOut(List<LabeledPattern> validation) {
    int[][] leftOut = new int[BLOCKS][];
    for (int block = 0; block < BLOCKS; block++) {
      int from = blockFrom(block, validation.size());
      int to = blockFrom(block + 1, validation.size());
      Instant begin = validation.get(from).moment();
      Instant last = validation.get(to - 1).moment();
      Instant end =
          validation.subList(from, to).stream()
              .map(LabeledPattern::known)
              .max(Comparator.naturalOrder())
              .orElseThrow();
      int before = from;
      for (int i = from - 1; i >= 0; i--) {
        boolean isEarlier = validation.get(i).moment().isBefore(begin);
        before = isEarlier && validation.get(i).known().isAfter(begin) ? i : before;
      }
      int after = to;
      for (int i = to; i < validation.size() && validation.get(i).moment().isBefore(end); i++) {
        after = validation.get(i).moment().isAfter(last) ? i + 1 : after;
      }
      if (after - before == validation.size()) {
        throw new IllegalArgumentException(
            "each of the "
                + validation.size()
                + " validation examples shares the time of those from "
                + begin
                + " to "
                + end
                + "; expected some that do not, to fit weights on");
      }
      leftOut[block] = new int[] {before, after};
    }
    return leftOut;
  }

  private static int blockFrom(int block, int count) {
    return (int) ((long) count * block / BLOCKS);
  }

  /** The combination's mean squared error of each example. */
  private static double[] crossValidated(
      double[][] errors, int count, int[][] leftOut, double penalty) {
    int width = errors[0].length / count;
    double[] squares = new double[count];
    for (int block = 0; block < BLOCKS; block++) {
      double[][] products =
          SimplexLeastSquares.meanProducts(
              errors, width * leftOut[block][0], width * leftOut[block][1]);
      double[] weights = SimplexLeastSquares.weights(products, penalty);
      int to = blockFrom(block + 1, count);
      for (int example = blockFrom(block, count); example < to; example++) {
        squares[example] = meanSquare(combined(errors, weights, example, width), 0, 1);
      }
    }
    return squares;
  }

  /** The errors of a combination at one example. */
  private static double[] combined(double[][] errors, double[] weights, int example, int width) {
    double[] combined = new double[width];
    for (int step = 0; step < width; step++) {
      for (int member = 0; member < weights.length; member++) {
        combined[step] += weights[member] * errors[member][example * width + step];
      }
    }
    return combined;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double standardError(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static double[] rootsOfDiagonal(double[][] products) {
    double[] roots = new double[products.length];
    Arrays.setAll(roots, i -> Math.sqrt(products[i][i]));
    return roots;
  }

  private static double[][] correlations(double[][] products) {
    double[] roots = rootsOfDiagonal(products);
    double[][] correlations = new double[roots.length][roots.length];
    for (int i = 0; i < roots.length; i++) {
      for (int j = 0; j < roots.length; j++) {
        double scale = roots[i] * roots[j];
        correlations[i][j] = i == j ? 1 : scale == 0 ? 0 : products[i][j] / scale;
      }
    }
    return correlations;
  }

  /**
   * Whether combining two members can lower the error at all: only if their errors correlate less
   * than the smaller error is of the larger.
   *
   * @param one index of a member
   * @param other index of another member
   * @return whether {@code correlation < σ_small / σ_large}
   * @see <a href="https://doi.org/10.1057/jors.1969.103">Bates and Granger 1969, The Combination of
   *     Forecasts</a>
   */
  public boolean canHelp(int one, int other) {
    return errorCorrelation[one][other] < errorRatio(one, other);
  }

  /**
   * The smaller of two members' errors relative to the larger.
   *
   * @param one index of a member
   * @param other index of another member
   * @return from 0 to 1; 1 if neither errs
   */
  public double errorRatio(int one, int other) {
    double larger = Math.max(memberRmse[one], memberRmse[other]);
    return larger == 0 ? 1 : Math.min(memberRmse[one], memberRmse[other]) / larger;
  }

  /**
   * Root mean squared error of each member.
   *
   * @return a copy, in the order of the members
   */
  @Override
  public double[] memberRmse() {
    return memberRmse.clone();
  }

  /**
   * Correlation of the members' errors about zero.
   *
   * @return a copy, one row a member
   */
  @Override
  public double[][] errorCorrelation() {
    return deepCopy(errorCorrelation);
  }

  private static double[][] deepCopy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    Arrays.setAll(copy, i -> rows[i].clone());
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnsembleFit that
        && ensemble.equals(that.ensemble)
        && Arrays.equals(memberRmse, that.memberRmse)
        && Arrays.deepEquals(errorCorrelation, that.errorCorrelation)
        && shrinkage == that.shrinkage
        && gain == that.gain
        && gainStandardError == that.gainStandardError
        && isCombined == that.isCombined;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(memberRmse) + Double.hashCode(gain);
  }

  @Override
  public String toString() {
    return "EnsembleFit[weights="
        + Arrays.toString(ensemble.weights())
        + ", memberRmse="
        + Arrays.toString(memberRmse)
        + ", gain="
        + gain
        + "±"
        + gainStandardError
        + "]";
  }
}
