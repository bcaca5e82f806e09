package org.forecast4j.linear;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Ridge regression of the change from the last observed value on features of the observed values
 * and the named covariates, one regression for each step of the path.
 *
 * <p>A covariate that a pattern lacks is replaced by its own least-squares prediction from the
 * features, so a pattern without covariates gets what a regression without them would say.
 *
 * <p>It is fitted in closed form and then stays as it is, or, with {@link Builder#learning}, goes
 * on with every outcome: the regression is that of all examples and outcomes, each counting less
 * the older it is. An outcome takes O(features · (features + horizon)), covariates counted as
 * features; one without all covariates is learned with what stands in for them.
 *
 * <p>A forecast takes O(inputLength · horizon). Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1080/00401706.1970.10488634">Hoerl and Kennard 1970, Ridge
 *     Regression</a>
 */
public final class LinearForecaster implements Forecaster {
  static final String KIND = "linear";
  private static final String ASSUMPTION = "its least-squares prediction from the observed values";

  private final Parts parts;

  /**
   * All that a forecaster is.
   *
   * @param coefficients for each step: intercept, a coefficient a feature, a coefficient a
   *     covariate
   * @param imputation for each covariate: intercept, a coefficient a feature
   * @param learning what it learns with; null if it stays as it is
   */
  record Parts(
      Shape shape,
      double ridge,
      LinearFeatures features,
      List<String> covariates,
      double[][] coefficients,
      double[][] imputation,
      @Nullable LinearLearning learning) {
    /** The same after what was learned. */
    Parts with(LinearLearning next) {
      return new Parts(
          shape,
          ridge,
          features,
          covariates,
          next.changes().coefficients(),
          next.imputations(),
          next);
    }
  }

  private LinearForecaster(Parts parts) {
    this.parts = parts;
  }

  /**
   * Fits on past examples, with every value and every covariate that all of them carry.
   *
   * @param training examples of one shape, at least one; O(n · (inputLength + covariates)²)
   * @param ridge penalty on the coefficients of standardised inputs relative to the mean squared
   *     error, at least 0
   * @return the fitted forecaster, which does not learn
   * @throws IllegalArgumentException if the shapes differ, the penalty is negative, or it is 0 and
   *     the inputs are collinear
   */
  public static LinearForecaster fit(List<LabeledPattern> training, double ridge) {
    return builder(training).ridge(ridge).fit();
  }

  /**
   * Fits on past examples with chosen covariates.
   *
   * @param training examples of one shape, at least one
   * @param ridge penalty on the coefficients of standardised inputs, at least 0
   * @param covariates names of covariates that every example carries
   * @return the fitted forecaster, which does not learn
   * @throws IllegalArgumentException if the shapes differ, an example lacks a covariate, the
   *     penalty is negative, or it is 0 and the inputs are collinear
   */
  public static LinearForecaster fit(
      List<LabeledPattern> training, double ridge, SortedSet<String> covariates) {
    return builder(training).ridge(ridge).covariates(covariates).fit();
  }

  /**
   * Starts from the defaults: a ridge of 0.001, every value, every covariate that all examples
   * carry, no learning.
   *
   * @param training examples of one shape, at least one; the oldest first if it is to learn
   * @return a builder
   * @throws IllegalArgumentException if there is no example
   */
  public static Builder builder(List<LabeledPattern> training) {
    return new Builder(training);
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Shape shape() {
    return parts.shape();
  }

  /**
   * The penalty it was fitted with.
   *
   * @return at least 0
   */
  public double ridge() {
    return parts.ridge();
  }

  /**
   * What it regresses on beside the covariates.
   *
   * @return the features it was fitted with
   */
  public LinearFeatures features() {
    return parts.features();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    double[] features = parts.features().of(shape().require(pattern));
    double[] known = covariates(pattern, features);
    double[] path = new double[shape().horizon()];
    for (int step = 0; step < path.length; step++) {
      double[] row = parts.coefficients()[step];
      path[step] = pattern.last() + applied(row, features);
      for (int i = 0; i < known.length; i++) {
        path[step] += row[features.length + 1 + i] * known[i];
      }
    }
    return Forecast.of(path);
  }

  /** Each given, or what stands in for it. */
  private double[] covariates(Pattern pattern, double[] features) {
    double[] known = new double[parts.covariates().size()];
    for (int i = 0; i < known.length; i++) {
      Double given = pattern.covariates().get(parts.covariates().get(i));
      known[i] = given == null ? applied(parts.imputation()[i], features) : given;
    }
    return known;
  }

  private static double applied(double[] row, double[] inputs) {
    double sum = row[0];
    for (int i = 0; i < inputs.length; i++) {
      sum += row[i + 1] * inputs[i];
    }
    return sum;
  }

  @Override
  public LinearForecaster observe(Pattern pattern, double... actual) {
    double[] features = parts.features().of(shape().require(pattern));
    double[] changes = LinearLearning.changes(pattern, shape().requireOutcome(actual));
    LinearLearning learning = parts.learning();
    if (learning == null) {
      return this;
    }
    double[] known = covariates(pattern, features);
    boolean allKnown = pattern.covariates().keySet().containsAll(parts.covariates());
    return new LinearForecaster(parts.with(learning.with(features, known, allKnown, changes)));
  }

  @Override
  public LinearForecaster frozen() {
    if (parts.learning() == null) {
      return this;
    }
    return new LinearForecaster(
        new Parts(
            shape(),
            ridge(),
            features(),
            parts.covariates(),
            parts.coefficients(),
            parts.imputation(),
            null));
  }

  /**
   * How many {@code outcomes} it has learned since it was fitted, and the {@code intercept} of the
   * change at the end of the horizon.
   */
  @Override
  public Map<String, Double> learned() {
    LinearLearning learning = parts.learning();
    if (learning == null) {
      return Map.of();
    }
    double intercept = parts.coefficients()[shape().horizon() - 1][0];
    return Map.of("outcomes", (double) learning.outcomes(), "intercept", intercept);
  }

  @Override
  public Map<String, String> covariates() {
    Map<String, String> assumptions = new LinkedHashMap<>();
    parts.covariates().forEach(name -> assumptions.put(name, ASSUMPTION));
    return Map.copyOf(assumptions);
  }

  /**
   * Its portable form, for a bundle, with all it has learned.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    return LinearFile.write(parts);
  }

  /**
   * Restores a forecaster to the bit.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the forecaster
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static LinearForecaster fromBytes(byte[] bytes) {
    return new LinearForecaster(LinearFile.read(bytes));
  }

  /** Puts a {@link LinearForecaster} together. Not thread-safe. */
  public static final class Builder {
    private final List<LabeledPattern> training;
    private final SortedSet<String> covariates;
    private double ridge = 1e-3;
    private LinearFeatures features = LinearFeatures.ALL_VALUES;
    private double forgetting = Double.NaN;

    private Builder(List<LabeledPattern> training) {
      Checks.atLeast(1, training.size(), "number of training examples");
      this.training = training;
      covariates = new TreeSet<>(training.get(0).pattern().covariates().keySet());
      training.forEach(example -> covariates.retainAll(example.pattern().covariates().keySet()));
    }

    /**
     * Sets the penalty.
     *
     * @param penalty on the coefficients of standardised inputs relative to the mean squared error,
     *     at least 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder ridge(double penalty) {
      ridge = Checks.notNegative(penalty, "ridge");
      return this;
    }

    /**
     * Sets what of the values it regresses on.
     *
     * @param chosen the features
     * @return this builder
     */
    public Builder features(LinearFeatures chosen) {
      features = chosen;
      return this;
    }

    /**
     * Sets the covariates.
     *
     * @param names covariates that every example carries
     * @return this builder
     */
    public Builder covariates(SortedSet<String> names) {
      covariates.clear();
      covariates.addAll(names);
      return this;
    }

    /**
     * Makes it learn from outcomes. The training examples are then weighed in the same way, the
     * first as the oldest. Inputs stay standardised as they were in training.
     *
     * @param keep what one more example leaves of the weight of all before it: above 0, at most 1,
     *     which forgets nothing; 0.9999 halves a weight in 6,900 examples
     * @return this builder
     * @throws IllegalArgumentException if it is not so
     */
    public Builder learning(double keep) {
      forgetting = OnlineRegression.checkedForgetting(keep);
      return this;
    }

    /**
     * Fits.
     *
     * @return the forecaster
     * @throws IllegalArgumentException if the shapes differ, an example lacks a covariate, or the
     *     penalty is 0 and the inputs are collinear or it is to learn
     */
    public LinearForecaster fit() {
      List<String> names = List.copyOf(covariates);
      LinearDesign design = LinearDesign.of(training, features, names);
      if (Double.isNaN(forgetting)) {
        return new LinearForecaster(
            new Parts(
                design.shape(),
                ridge,
                features,
                names,
                design.coefficients(ridge),
                design.imputation(ridge),
                null));
      }
      // Inputs that are collinear for a while must not stop it, so there has to be a penalty.
      Checks.positive(ridge, "ridge of a forecaster that learns");
      double[][] none = new double[0][];
      Parts unfitted = new Parts(design.shape(), ridge, features, names, none, none, null);
      return new LinearForecaster(unfitted.with(design.learning(ridge, forgetting)));
    }
  }
}
