package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;
import org.jspecify.annotations.Nullable;

/**
 * How much each past error counts. The next, unseen error counts too, and its weight sits at
 * infinity: an interval at confidence c is finite only if the past errors hold the share c of the
 * whole weight.
 *
 * <p>Weights that do not depend on the errors, none above the unseen one's 1, keep the coverage
 * where nothing drifts; under drift it falls short by no more than the weighted mean of how far the
 * past is from the next case. Larger weights are taken as they are, but then an interval can cover
 * less than asked for even without drift.
 *
 * <p>Immutable and as safe for concurrent use as the functions given.
 *
 * @see <a href="https://doi.org/10.1214/23-AOS2276">Barber, Candès, Ramdas, Tibshirani 2023,
 *     Conformal prediction beyond exchangeability</a>
 */
public final class Weighting {
  enum Kind {
    UNIFORM,
    DECAY,
    BY_AGE,
    FIXED,
    LIKELIHOOD_RATIO
  }

  private final Kind kind;
  private final double rho;
  private final @Nullable IntToDoubleFunction byAge;
  private final double @Nullable [] fixed;
  private final @Nullable ToDoubleFunction<Pattern> ratio;

  private Weighting(
      Kind kind,
      double rho,
      @Nullable IntToDoubleFunction byAge,
      double @Nullable [] fixed,
      @Nullable ToDoubleFunction<Pattern> ratio) {
    this.kind = kind;
    this.rho = rho;
    this.byAge = byAge;
    this.fixed = fixed;
    this.ratio = ratio;
  }

  /**
   * Every error counts the same: plain conformal prediction with exact ranks.
   *
   * @return the weighting
   */
  public static Weighting uniform() {
    return new Weighting(Kind.UNIFORM, 1, null, null, null);
  }

  /**
   * NexCP: the newest error counts ρ, the one before ρ², and so on, the unseen one 1. Finite
   * intervals need ρ above the confidence: with ρ = 0.99 the past holds at most 99 % of the weight.
   *
   * @param rho the decay ρ from one outcome to the next, strictly between 0 and 1
   * @return the weighting
   * @throws IllegalArgumentException if ρ is not so
   */
  public static Weighting decay(double rho) {
    return new Weighting(Kind.DECAY, Checks.probability(rho, "rho"), null, null, null);
  }

  /**
   * Any weights by age: the newest error has the age 1, the one before 2, and so on. The function
   * is asked for every error after every outcome; it is not saved with a wrapper.
   *
   * @param weight from the age to a weight, finite, not negative, and at most 1 for the guarantee
   * @return the weighting
   */
  public static Weighting byAge(IntToDoubleFunction weight) {
    return new Weighting(Kind.BY_AGE, 1, weight, null, null);
  }

  /**
   * Weights of the calibration examples; outcomes observed later count 1.
   *
   * @param weights one a calibration example, in their order, none negative, and at most 1 for the
   *     guarantee
   * @return the weighting
   * @throws IllegalArgumentException if a weight is not finite or negative
   */
  public static Weighting fixed(double... weights) {
    double[] copy = weights.clone();
    for (double weight : copy) {
      Checks.notNegative(weight, "weight");
    }
    return new Weighting(Kind.FIXED, 1, null, copy, null);
  }

  /**
   * Covariate shift: every example counts as much more likely as it is among what shall be forecast
   * than among the calibration examples; so does the pattern asked for. Outcomes observed later are
   * taken for further calibration examples: where they come from what shall be forecast, keep the
   * scores ({@link AdaptiveConformal.Builder#keepingScores}). The function is not saved with a
   * wrapper.
   *
   * @param ratio the likelihood ratio, up to a factor, of a pattern; finite and positive
   * @return the weighting
   * @see <a href="https://arxiv.org/abs/1904.06019">Tibshirani, Barber, Candès, Ramdas 2019,
   *     Conformal prediction under covariate shift</a>
   */
  public static Weighting likelihoodRatio(ToDoubleFunction<Pattern> ratio) {
    return new Weighting(Kind.LIKELIHOOD_RATIO, 1, null, null, ratio);
  }

  Kind kind() {
    return kind;
  }

  double rho() {
    return rho;
  }

  /** The largest level that no number of errors can support; 0 if none is known. */
  double unattainable() {
    return kind == Kind.DECAY ? Ranks.complement(rho) : 0;
  }

  /** Whether errors must be told apart: by when they came or by weights of their own. */
  boolean isUniform() {
    return kind == Kind.UNIFORM;
  }

  boolean isByAge() {
    return kind == Kind.DECAY || kind == Kind.BY_AGE;
  }

  /** Whether errors bring weights of their own. */
  boolean isByExample() {
    return kind == Kind.FIXED || kind == Kind.LIKELIHOOD_RATIO;
  }

  private static boolean isFunction(Kind kind) {
    return kind == Kind.BY_AGE || kind == Kind.LIKELIHOOD_RATIO;
  }

  /** The weights of the ages 1 to {@code oldest}, at these indices. */
  double[] byAge(int oldest) {
    double[] weights = new double[oldest + 1];
    Arrays.fill(weights, 1);
    for (int age = 1; age <= oldest && isByAge(); age++) {
      weights[age] =
          byAge == null
              ? weights[age - 1] * rho
              : Checks.notNegative(byAge.applyAsDouble(age), "weight of age " + age);
    }
    return weights;
  }

  /** The weight of a pattern's own, seen or unseen. */
  double of(Pattern pattern) {
    return ratio == null ? 1 : Checks.positive(ratio.applyAsDouble(pattern), "likelihood ratio");
  }

  /** The weights of calibration examples, whose patterns have these of their own. */
  double[] ofCalibration(double... own) {
    if (fixed != null) {
      Checks.length(own.length, fixed.length, "weights");
      return fixed.clone();
    }
    return own;
  }

  /** What was saved, completed with this one's function where that is needed. */
  Weighting restored(BinaryReader in) {
    Kind saved = in.getEnum(Kind.class);
    double savedRho = in.getDouble();
    if (isFunction(kind) || isFunction(saved)) {
      if (saved != kind) {
        throw new IllegalArgumentException(
            "the weighting is " + kind + "; expected " + saved + ", as the wrapper was saved");
      }
      return this;
    }
    return switch (saved) {
      case DECAY -> decay(savedRho);
      case FIXED -> fixed();
      default -> uniform();
    };
  }
}
