package org.forecast4j.evaluation;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Checks;

/**
 * One example and what each model forecast for it, before any summing up: lists of these can be
 * grouped and measured in as many ways as wanted without forecasting again.
 *
 * @param example the pattern and what followed it
 * @param predictions what was forecast for the example's {@linkplain LabeledPattern#outcome()
 *     outcome}, by the name of the model, in the order the models were evaluated in
 * @param baseline the name of the model that skill is measured against, one of the predictions
 * @param scale what MASE divides errors by, such as the naive error within the past of the series;
 *     0 if there is none
 * @param embargoed how many earlier examples the models could not rest on, because their outcomes
 *     were not yet known; at least 0
 */
public record ForecastCase(
    LabeledPattern example,
    Map<String, Prediction> predictions,
    String baseline,
    double scale,
    int embargoed) {
  /**
   * Copies the predictions, keeping their order.
   *
   * @throws IllegalArgumentException if a prediction has not a value for each step, there is none
   *     of the baseline, or a number is negative
   */
  public ForecastCase {
    predictions = Collections.unmodifiableMap(new LinkedHashMap<>(predictions));
    Prediction.requireHorizon(example, predictions);
    if (!predictions.containsKey(baseline)) {
      throw new IllegalArgumentException(
          "example "
              + example.id()
              + " has predictions of "
              + predictions.keySet()
              + "; expected one of the baseline, "
              + baseline);
    }
    Checks.notNegative(scale, "scale");
    Checks.atLeast(0, embargoed, "embargoed");
  }

  /**
   * A case of models that rest on everything before, beside {@linkplain org.forecast4j.Persistence
   * persistence}, which is added if it is not there, and scaled by the error of the naive forecast
   * within the pattern.
   *
   * @param example the pattern and what followed it
   * @param predictions what was forecast by the name of the model
   */
  public ForecastCase(LabeledPattern example, Map<String, Prediction> predictions) {
    this(
        example,
        Prediction.besidePersistence(example, predictions),
        PERSISTENCE,
        scale(example),
        0);
  }

  static final String PERSISTENCE = "persistence";

  /** The mean change from value to value within the pattern; 0 if there is none. */
  static double scale(LabeledPattern example) {
    double[] values = example.pattern().values();
    return values.length == 1 ? 0 : Metrics.naiveMae(values, 1);
  }

  /** The same case with at least so many embargoed. */
  ForecastCase withEmbargo(int count) {
    return count <= embargoed
        ? this
        : new ForecastCase(example, predictions, baseline, scale, count);
  }

  /**
   * What one model forecast for the values after a pattern.
   *
   * @param path the point forecast of each step
   * @param steps by their confidence, an interval for each step; empty if the model has none
   * @param bands by their confidence, intervals that are to contain the whole path; empty if the
   *     model has none
   * @param crps the continuous ranked probability score of each step; empty if the model has no
   *     predictive distributions
   * @param distribution the predictive distribution of the last step, if the model has one
   */
  public record Prediction(
      double[] path,
      SortedMap<Double, List<Interval>> steps,
      SortedMap<Double, List<Interval>> bands,
      double[] crps,
      Optional<PredictiveDistribution> distribution) {
    /** Copies the arrays and maps. */
    public Prediction {
      path = Checks.values(path.clone(), "path");
      steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
      bands = Collections.unmodifiableSortedMap(new TreeMap<>(bands));
      crps = crps.clone();
    }

    /**
     * A prediction of points alone.
     *
     * @param path the point forecast of each step
     * @return the prediction
     */
    public static Prediction of(double... path) {
      return new Prediction(
          path,
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          new double[0],
          Optional.empty());
    }

    static Prediction persistence(LabeledPattern example) {
      double[] path = new double[example.shape().horizon()];
      Arrays.fill(path, example.pattern().last());
      return of(path);
    }

    private static Map<String, Prediction> besidePersistence(
        LabeledPattern example, Map<String, Prediction> predictions) {
      Map<String, Prediction> all = new LinkedHashMap<>(predictions);
      all.computeIfAbsent(PERSISTENCE, name -> persistence(example));
      return all;
    }

    private static void requireHorizon(
        LabeledPattern example, Map<String, Prediction> predictions) {
      int horizon = example.shape().horizon();
      predictions.forEach(
          (name, prediction) -> {
            String what = name + "'s prediction of example " + example.id();
            Checks.length(horizon, prediction.path.length, what);
            if (prediction.hasCrps()) {
              Checks.length(horizon, prediction.crps.length, "CRPS of " + what);
            }
            prediction.steps.values().forEach(s -> Checks.length(horizon, s.size(), what));
            prediction.bands.values().forEach(b -> Checks.length(horizon, b.size(), what));
          });
    }

    /**
     * The point forecast of the last step.
     *
     * @return the last value of the path
     */
    public double point() {
      return path[path.length - 1];
    }

    /**
     * The intervals of the last step.
     *
     * @return intervals by their confidence; empty if the model has none
     */
    public SortedMap<Double, Interval> intervals() {
      SortedMap<Double, Interval> last = new TreeMap<>();
      steps.forEach((confidence, all) -> last.put(confidence, all.get(all.size() - 1)));
      return last;
    }

    double step(int step) {
      return path[step];
    }

    boolean hasCrps() {
      return crps.length > 0;
    }

    double crps(int step) {
      return crps[step];
    }

    /**
     * The point forecast of each step.
     *
     * @return a copy
     */
    @Override
    public double[] path() {
      return path.clone();
    }

    /**
     * The continuous ranked probability score of each step.
     *
     * @return a copy
     */
    @Override
    public double[] crps() {
      return crps.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Prediction that
          && Arrays.equals(path, that.path)
          && steps.equals(that.steps)
          && bands.equals(that.bands)
          && Arrays.equals(crps, that.crps)
          && distribution.equals(that.distribution);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(path) + steps.hashCode();
    }

    @Override
    public String toString() {
      return Arrays.toString(path) + (steps.isEmpty() ? "" : steps);
    }
  }
}
