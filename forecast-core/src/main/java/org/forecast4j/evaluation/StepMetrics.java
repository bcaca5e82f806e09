package org.forecast4j.evaluation;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good one model was at one step of the path, or at all of its steps together.
 *
 * @param mae mean absolute error
 * @param rmse root mean squared error
 * @param bias mean of forecast minus actual
 * @param skill 1 − MAE / MAE of the baseline
 * @param mase mean of the absolute errors over the {@linkplain ForecastCase#scale() scale} of each
 *     example; absent if no example has one
 * @param smape mean of 200·|actual − forecast| / (|actual| + |forecast|), in percent
 * @param crps mean continuous ranked probability score; absent without predictive distributions
 * @param intervals measures of the intervals by their confidence; empty if there were none. Those
 *     of all steps count an example as one when they say how certain the coverage is
 */
public record StepMetrics(
    double mae,
    double rmse,
    double bias,
    double skill,
    OptionalDouble mase,
    double smape,
    OptionalDouble crps,
    SortedMap<Double, IntervalMetrics> intervals) {
  /** Copies the measures of the intervals. */
  public StepMetrics {
    intervals = Collections.unmodifiableSortedMap(new TreeMap<>(intervals));
  }
}
