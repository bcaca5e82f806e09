package org.forecast4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.forecast4j.internal.Atoms;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Where a forecast value may end up: the conformal predictive distribution of signed past errors
 * around the forecast. With n exchangeable errors its quantiles are valid in finite samples; the
 * mass 1/(n+1) that belongs to the unseen error is nowhere in particular. Errors may carry weights,
 * where old ones count less, and be scaled to the difficulty of the forecast.
 *
 * <p>Where outcomes are whole numbers, {@link #onWholeNumbers} has all its mass on them: that of k
 * is what the distribution of the errors has between k − ½ and k + ½.
 *
 * <p>Queries take O(log n) and copy nothing. Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1007/s10994-018-5755-8">Vovk, Shen, Manokhin, Xie 2019,
 *     Nonparametric predictive distributions based on conformal prediction</a>
 */
public final class PredictiveDistribution {
  private final double center;
  private final double scale;
  private final double unseen;
  private final Errors errors;
  private final boolean isOnWholeNumbers;

  private PredictiveDistribution(
      double center, double scale, double unseen, Errors errors, boolean isOnWholeNumbers) {
    this.center = center;
    this.scale = scale;
    this.unseen = unseen;
    this.errors = errors;
    this.isOnWholeNumbers = isOnWholeNumbers;
  }

  /**
   * The distribution around one forecast. Where several forecasts share their errors, {@link
   * Errors#of(double...)} sorts them once.
   *
   * @param center the point forecast
   * @param errors actual minus forecast, in any order, at least one, none beyond ±{@link
   *     ValueBounds#MAX_MAGNITUDE}
   * @return the distribution
   * @throws IllegalArgumentException if there is no error or a number is not so
   */
  public static PredictiveDistribution of(double center, double... errors) {
    return Errors.of(errors).around(center);
  }

  /**
   * The same distribution of outcomes that are whole numbers, with the same conformal ranks. The
   * probability of k or less is that of k + ½ or less, so a {@linkplain #quantile quantile} covers
   * at least as often as before; an {@linkplain #interval interval} contains the same whole numbers
   * and ends at the first and last of them.
   *
   * @return a distribution whose quantiles and median are whole numbers
   */
  public PredictiveDistribution onWholeNumbers() {
    return new PredictiveDistribution(center, scale, unseen, errors, true);
  }

  /**
   * Whether all mass is on whole numbers.
   *
   * @return whether it came from {@link #onWholeNumbers}
   */
  public boolean isOnWholeNumbers() {
    return isOnWholeNumbers;
  }

  /**
   * The forecast it is centered on.
   *
   * @return the point forecast
   */
  public double center() {
    return center;
  }

  /**
   * What every error is multiplied by.
   *
   * @return a positive number
   */
  public double scale() {
    return scale;
  }

  /**
   * The weight of the unseen error.
   *
   * @return a positive number, 1 for unweighted errors
   */
  public double unseen() {
    return unseen;
  }

  /**
   * The past errors it rests on, before they are scaled.
   *
   * @return a new array of {@link #size()} values, ascending
   */
  public double[] errors() {
    double[] values = new double[size()];
    Arrays.setAll(values, errors.atoms::value);
    return values;
  }

  /**
   * How much each of {@link #errors()} counts.
   *
   * @return a new array of {@link #size()} values
   */
  public double[] weights() {
    double[] weights = new double[size()];
    Arrays.setAll(weights, i -> errors.atoms.massOf(i + 1) - errors.atoms.massOf(i));
    return weights;
  }

  /**
   * The number of past errors it rests on.
   *
   * @return at least 1
   */
  public int size() {
    return errors.atoms.size();
  }

  /**
   * The probability of a value at or below {@code value}, ties and the unseen error counted half.
   *
   * @param value any number, infinite ones too
   * @return strictly between 0 and 1
   * @throws IllegalArgumentException if the value is NaN
   */
  public double cdf(double value) {
    Checks.number(value, "value");
    double error = ((isOnWholeNumbers ? Math.floor(value) + 0.5 : value) - center) / scale;
    return errors.atoms.middleShare(error, unseen);
  }

  /**
   * The probability of a value above {@code threshold}.
   *
   * @param threshold any number, infinite ones too
   * @return {@code 1 - cdf(threshold)}
   * @throws IllegalArgumentException if the threshold is NaN
   */
  public double probabilityAbove(double threshold) {
    return 1 - cdf(threshold);
  }

  /**
   * The smallest bound that the value stays at or below with a probability.
   *
   * @param probability strictly between 0 and 1
   * @return the bound of rank ⌈probability·(n+1)⌉; +∞ if there are too few errors
   * @throws IllegalArgumentException if the probability is not strictly between 0 and 1
   */
  public double quantile(double probability) {
    Checks.probability(probability, "probability");
    double bound = center + scale * errors.atoms.upper(Ranks.complement(probability), unseen);
    return isOnWholeNumbers ? Math.ceil(bound - 0.5) : bound;
  }

  /**
   * The value that is as likely exceeded as not, whatever the unseen error: the middle error, or
   * the mean of the two in the middle, from the center. On whole numbers the smallest one that the
   * value stays at or below with a probability of at least ½: the forecast that errs least.
   *
   * @return the median; a whole number on whole numbers
   */
  public double median() {
    Atoms atoms = errors.atoms;
    int lower = atoms.countOfMass(atoms.total() / 2) - 1;
    double median = center + scale * atoms.value(lower);
    if (isOnWholeNumbers) {
      double rounded = Math.floor(median + 0.5);
      // Errors that end just between two whole numbers count half for either.
      return cdf(rounded - 1) >= 0.5 ? rounded - 1 : rounded;
    }
    boolean isBetween = 2 * atoms.massOf(lower + 1) == atoms.total();
    int upper = isBetween ? Math.min(lower + 1, size() - 1) : lower;
    return median + scale * (atoms.value(upper) - atoms.value(lower)) / 2;
  }

  /**
   * The interval that leaves the same probability on either side.
   *
   * @param confidence strictly between 0 and 1
   * @return the interval; an end is infinite if there are too few errors
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1
   */
  public Interval interval(double confidence) {
    Checks.probability(confidence, "confidence");
    double tail = Ranks.complement(Ranks.upperTail(confidence));
    Interval interval =
        new Interval(
            center + scale * errors.atoms.lower(tail, unseen),
            center + scale * errors.atoms.upper(tail, unseen));
    return isOnWholeNumbers ? interval.roundedInward() : interval;
  }

  /**
   * The continuous ranked probability score: how far the distribution was from what happened, in
   * the units of the value; for a single error of zero it is the absolute error. On whole numbers
   * it takes O(n log n).
   *
   * @param actual what happened
   * @return at least 0; lower is better
   * @throws IllegalArgumentException if it is NaN, infinite or beyond {@link
   *     ValueBounds#MAX_MAGNITUDE}
   * @see <a href="https://doi.org/10.1198/016214506000001437">Gneiting and Raftery 2007, Strictly
   *     Proper Scoring Rules, Prediction, and Estimation</a>
   */
  public double crps(double actual) {
    double error = (Checks.value(actual, "actual") - center) / scale;
    if (isOnWholeNumbers) {
      return crpsOnWholeNumbers(actual);
    }
    return scale * (errors.meanDistanceFrom(error) - errors.halfMeanDifference);
  }

  /** The squared distance to what happened, from one whole number that has mass to the next. */
  private double crpsOnWholeNumbers(double actual) {
    Atoms atoms = errors.atoms;
    double at = Math.ceil(center + scale * atoms.value(0) - 0.5);
    double score = Math.max(0, at - actual);
    int passed = 0;
    while (passed < size()) {
      double error = (at + 0.5 - center) / scale;
      passed = atoms.countBelow(error);
      double share =
          0.5 * (atoms.massOf(passed) + atoms.massOf(atoms.countAtMost(error))) / atoms.total();
      if (passed == size()) {
        break;
      }
      double next = Math.ceil(center + scale * atoms.value(passed) - 0.5);
      next = Math.max(next, Math.max(at + 1, Math.nextUp(at)));
      double before = Math.min(next, Math.max(at, actual)) - at;
      score += share * share * before + (1 - share) * (1 - share) * (next - at - before);
      at = next;
    }
    return score + Math.max(0, actual - at);
  }

  /** Past errors, sorted, with the sums that make queries fast. Immutable. */
  public static final class Errors {
    private final Atoms atoms;

    /** Weight times error, summed over the errors before each. */
    private final double[] prefixSums;

    private final double halfMeanDifference;

    private Errors(Atoms atoms) {
      this.atoms = atoms;
      int n = atoms.size();
      double total = atoms.total();
      prefixSums = new double[n + 1];
      double weighted = 0;
      for (int i = 0; i < n; i++) {
        double weight = atoms.massOf(i + 1) - atoms.massOf(i);
        prefixSums[i + 1] = prefixSums[i] + weight * atoms.value(i);
        weighted += weight * (2.0 * atoms.massOf(i) + weight - total) * atoms.value(i);
      }
      halfMeanDifference = weighted / (total * total);
    }

    /**
     * Sorts past errors once, for distributions around any number of forecasts.
     *
     * @param errors actual minus forecast, in any order, at least one, none beyond ±{@link
     *     ValueBounds#MAX_MAGNITUDE}
     * @return the errors, ready to be centered
     * @throws IllegalArgumentException if there is none or one is not so
     */
    public static Errors of(double... errors) {
      Checks.atLeast(1, errors.length, "number of errors");
      double[] sorted = Checks.values(errors.clone(), "errors");
      Arrays.sort(sorted);
      return new Errors(Atoms.of(sorted));
    }

    /**
     * Sorts past errors that count differently.
     *
     * @param errors actual minus forecast, in any order, at least one, none beyond ±{@link
     *     ValueBounds#MAX_MAGNITUDE}
     * @param weights how much each counts relative to the unseen error, which counts 1 unless
     *     {@link #around(double, double, double)} says otherwise; none negative, at least one
     *     positive
     * @return the errors, ready to be centered
     * @throws IllegalArgumentException if the errors or weights are not so
     */
    public static Errors of(double[] errors, double[] weights) {
      Checks.atLeast(1, errors.length, "number of errors");
      Checks.length(errors.length, weights.length, "weights");
      Checks.values(errors, "errors");
      for (double weight : weights) {
        Checks.notNegative(Checks.value(weight, "weight"), "weight");
      }
      int[] order = order(errors);
      Atoms atoms = Atoms.of(inOrder(errors, order), inOrder(weights, order));
      Checks.positive(atoms.total(), "sum of the weights");
      return new Errors(atoms);
    }

    /**
     * Sorts past errors that count the less the older they are: the newest ρ, the one before ρ²,
     * and so on, beside an unseen error of 1. Their quantiles are finite only for probabilities
     * below ρ, however many errors there are.
     *
     * @param rho the decay ρ from one error to the next, strictly between 0 and 1
     * @param errors actual minus forecast, oldest first, at least one, none beyond ±{@link
     *     ValueBounds#MAX_MAGNITUDE}
     * @return the errors, ready to be centered
     * @throws IllegalArgumentException if the decay or the errors are not so
     */
    public static Errors ofDecaying(double rho, double... errors) {
      Checks.probability(rho, "rho");
      Checks.atLeast(1, errors.length, "number of errors");
      Checks.values(errors, "errors");
      double[] weights = new double[errors.length];
      double weight = 1;
      for (int i = errors.length - 1; i >= 0; i--) {
        weight *= rho;
        weights[i] = weight;
      }
      int[] order = order(errors);
      return new Errors(Atoms.ofDecaying(rho, inOrder(errors, order), inOrder(weights, order)));
    }

    /** Where the errors stand, from the smallest; equal ones stay in their order. */
    private static int[] order(double... errors) {
      return IntStream.range(0, errors.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> errors[i]))
          .mapToInt(i -> i)
          .toArray();
    }

    private static double[] inOrder(double[] values, int... order) {
      return IntStream.of(order).mapToDouble(i -> values[i]).toArray();
    }

    /**
     * The distribution around a forecast.
     *
     * @param center the point forecast
     * @return the distribution
     * @throws IllegalArgumentException if the center is NaN, infinite or beyond {@link
     *     ValueBounds#MAX_MAGNITUDE}
     */
    public PredictiveDistribution around(double center) {
      return around(center, 1, 1);
    }

    /**
     * The distribution around a forecast of its own difficulty.
     *
     * @param center the point forecast
     * @param scale what every error is multiplied by: the difficulty, where the errors were divided
     *     by theirs
     * @param unseen the weight of the unseen error, 1 for unweighted errors
     * @return the distribution
     * @throws IllegalArgumentException if the center is NaN, infinite or beyond {@link
     *     ValueBounds#MAX_MAGNITUDE}, the scale is not between its inverse and it, or the weight is
     *     not positive and at most it
     */
    public PredictiveDistribution around(double center, double scale, double unseen) {
      return new PredictiveDistribution(
          Checks.value(center, "center"),
          Checks.scale(scale, "scale"),
          Checks.positive(
              Checks.value(unseen, "weight of the unseen error"), "weight of the unseen error"),
          this,
          false);
    }

    private double meanDistanceFrom(double error) {
      int below = atoms.countBelow(error);
      double massBelow = atoms.massOf(below);
      double sumBelow = prefixSums[below];
      double sumAbove = prefixSums[atoms.size()] - sumBelow;
      double total = atoms.total();
      return (error * massBelow - sumBelow + sumAbove - error * (total - massBelow)) / total;
    }
  }
}
