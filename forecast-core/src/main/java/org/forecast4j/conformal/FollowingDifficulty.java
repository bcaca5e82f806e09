package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.Optional;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.OutOfBounds;
import org.jspecify.annotations.Nullable;

/**
 * A difficulty that follows the size of the errors: s² = g² · the mean of (error / g)², where an
 * outcome counts less the older it is. g is known before the outcome: the root of a covariate over
 * what is typical of it, such as the number of points that a game is expected to have, or 1.
 *
 * <p>Each step of the path has a mean of its own. An outcome takes O(horizon). Immutable, safe for
 * concurrent use, and saved with a wrapper.
 */
public final class FollowingDifficulty implements Difficulty {
  private static final double FROZEN = Double.POSITIVE_INFINITY;

  /** Beyond this many times, or this part of, the typical value a covariate says nothing more. */
  private static final double MAX_RATIO = 10;

  private final double decay;
  private final @Nullable String covariate;
  private final double typical;

  /** How much the mean weighs, in outcomes: where it is frozen more than all of them. */
  private final double weight;

  /** One a step. */
  private final double[] meanSquares;

  private FollowingDifficulty(
      double decay,
      @Nullable String covariate,
      double typical,
      double weight,
      double[] meanSquares) {
    this.decay = decay;
    this.covariate = covariate;
    this.typical = typical;
    this.weight = weight;
    this.meanSquares = meanSquares;
  }

  /**
   * Starts from the defaults: every outcome leaves 0.9995 of the weight of those before it, the
   * start counts as 500 outcomes, no covariate.
   *
   * @param start the standard deviation of the errors that each step starts from, one a step, all
   *     positive, known without the calibration examples
   * @return a builder
   * @throws IllegalArgumentException if there is none or one is not so
   */
  public static Builder builder(double... start) {
    return new Builder(start);
  }

  /**
   * The standard deviation expected of the errors.
   *
   * @throws IllegalArgumentException if the covariate is not positive
   */
  @Override
  public double[] of(Pattern pattern, Forecast forecast) {
    double size = size(pattern);
    double[] difficulties = new double[meanSquares.length];
    Arrays.setAll(difficulties, step -> size * Math.sqrt(meanSquares[step]));
    return difficulties;
  }

  /** The g of a pattern: 1 where the covariate is not known. */
  private double size(Pattern pattern) {
    Double value = covariate == null ? null : pattern.covariates().get(covariate);
    if (value == null) {
      return 1;
    }
    if (value <= 0) {
      throw new OutOfBounds("covariate " + covariate + " is " + value + "; expected above 0");
    }
    double ratio = value / typical;
    return Math.sqrt(Math.max(1 / MAX_RATIO, Math.min(ratio, MAX_RATIO)));
  }

  @Override
  public FollowingDifficulty observe(Pattern pattern, Forecast forecast, double... actual) {
    Checks.length(meanSquares.length, actual.length, "outcome");
    if (weight == FROZEN) {
      return this;
    }
    double size = size(pattern);
    double next = decay * weight + 1;
    double[] squares = new double[meanSquares.length];
    for (int step = 0; step < squares.length; step++) {
      double error = (actual[step] - forecast.step(step)) / size;
      // The floor keeps errors of 0 from ending in a difficulty of 0.
      squares[step] =
          Math.max(
              Double.MIN_NORMAL, meanSquares[step] + (error * error - meanSquares[step]) / next);
    }
    return new FollowingDifficulty(decay, covariate, typical, next, squares);
  }

  @Override
  public FollowingDifficulty frozen() {
    return weight == FROZEN
        ? this
        : new FollowingDifficulty(decay, covariate, typical, FROZEN, meanSquares);
  }

  /**
   * The covariate that says how large errors are beforehand.
   *
   * @return its name; empty if there is none
   */
  public Optional<String> covariate() {
    return Optional.ofNullable(covariate);
  }

  void write(BinaryWriter out) {
    out.putDouble(decay).putString(covariate == null ? "" : covariate).putDouble(typical);
    out.putDouble(weight).putDoubles(meanSquares);
  }

  static FollowingDifficulty read(BinaryReader in, int horizon) {
    double decay = checkedDecay(in.getDouble());
    String covariate = in.getString();
    double typical = Checks.scale(in.getDouble(), "typical covariate");
    double weight = in.getDouble();
    if (weight != FROZEN) {
      Checks.notNegative(weight, "weight");
    }
    double[] meanSquares = in.getDoubles(horizon, "mean squares");
    for (double each : meanSquares) {
      Checks.positive(each, "mean square");
    }
    return new FollowingDifficulty(
        decay, covariate.isEmpty() ? null : covariate, typical, weight, meanSquares);
  }

  private static double checkedDecay(double decay) {
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay is " + decay + "; expected above 0, at most 1");
    }
    return decay;
  }

  /** Puts a {@link FollowingDifficulty} together. Not thread-safe. */
  public static final class Builder {
    private final double[] start;
    private double decay = 0.9995;
    private double weight = 500;
    private @Nullable String covariate;
    private double typical = 1;

    private Builder(double[] start) {
      Checks.atLeast(1, start.length, "number of start values");
      this.start = start.clone();
      for (double each : start) {
        Checks.scale(each, "start value");
      }
    }

    /**
     * Sets what one outcome leaves of the weight of all before it.
     *
     * @param keep above 0, at most 1, which forgets nothing
     * @return this builder
     * @throws IllegalArgumentException if it is not so
     */
    public Builder decay(double keep) {
      decay = checkedDecay(keep);
      return this;
    }

    /**
     * Sets how many outcomes the start counts as.
     *
     * @param outcomes at least 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder weight(double outcomes) {
      weight = Checks.notNegative(outcomes, "weight");
      return this;
    }

    /**
     * Expects errors to grow with the root of a covariate, as they do with the length of a random
     * walk. A pattern that lacks it counts as a typical one; one where it is not positive is
     * refused. Values beyond ten times the usual one, or below a tenth of it, count as those
     * bounds, so that no single outcome can ruin the size that was learned.
     *
     * @param name the covariate's name
     * @param usual the value that leaves the errors as they are, positive
     * @return this builder
     * @throws IllegalArgumentException if it has no name or the usual value is not positive
     */
    public Builder rootOf(String name, double usual) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("covariate is ''; expected a name");
      }
      covariate = name;
      typical = Checks.scale(usual, "usual value of " + name);
      return this;
    }

    /**
     * Builds the difficulty.
     *
     * @return the difficulty before the first outcome
     */
    public FollowingDifficulty build() {
      double[] squares = Arrays.stream(start).map(each -> each * each).toArray();
      return new FollowingDifficulty(decay, covariate, typical, weight, squares);
    }
  }
}
