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

/**
 * One example and what each model forecast for it, before any summing up: lists of these can be
 * grouped and measured in as many ways as wanted without forecasting again.
 *
 * @param example the pattern and what followed it
 * @param predictions what was forecast for the example's {@linkplain LabeledPattern#target()
 *     target}, by the name of the model, in the order the models were evaluated in
 */
public record ForecastCase(LabeledPattern example, Map<String, Prediction> predictions) {
  /** Copies the predictions, keeping their order. */
  public ForecastCase {
    predictions = Collections.unmodifiableMap(new LinkedHashMap<>(predictions));
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
