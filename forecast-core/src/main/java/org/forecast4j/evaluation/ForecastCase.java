package org.forecast4j.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param predictions what was forecast for the example's {@linkplain LabeledPattern#target()
 *     target}, by the name of the model, in the order the models were evaluated in
 * @param embargoed how many earlier examples the models could not rest on, because their outcomes
 *     were not yet known; at least 0
 */
public record ForecastCase(
    LabeledPattern example, Map<String, Prediction> predictions, int embargoed) {
  /**
   * Copies the predictions, keeping their order.
   *
   * @throws IllegalArgumentException if the number of embargoed examples is negative
   */
  public ForecastCase {
    predictions = Collections.unmodifiableMap(new LinkedHashMap<>(predictions));
    Checks.atLeast(0, embargoed, "embargoed");
  }

  /**
   * A case of models that rest on everything before.
   *
   * @param example the pattern and what followed it
   * @param predictions what was forecast by the name of the model
   */
  public ForecastCase(LabeledPattern example, Map<String, Prediction> predictions) {
    this(example, predictions, 0);
  }

  /** The same case with at least so many embargoed. */
  ForecastCase withEmbargo(int count) {
    return count <= embargoed ? this : new ForecastCase(example, predictions, count);
  }

  /**
   * What one model forecast for the value at the end of the horizon.
   *
   * @param point the point forecast
   * @param intervals intervals by their confidence; empty if the model has none
   * @param distribution the predictive distribution, if the model has one
   */
  public record Prediction(
      double point,
      SortedMap<Double, Interval> intervals,
      Optional<PredictiveDistribution> distribution) {
    /** Copies the intervals. */
    public Prediction {
      intervals = Collections.unmodifiableSortedMap(new TreeMap<>(intervals));
    }

    /**
     * A prediction that is a point alone.
     *
     * @param point the point forecast
     * @return the prediction
     */
    public static Prediction of(double point) {
      return new Prediction(point, Collections.emptySortedMap(), Optional.empty());
    }
  }
}
