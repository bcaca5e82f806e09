package org.forecast4j.evaluation;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Checks;

/**
 * How good one model was on a set of examples: at the end of the horizon, at each step, and over
 * the whole path.
 *
 * @param n how many of the examples the model forecast
 * @param mae mean absolute error
 * @param rmse root mean squared error
 * @param bias mean of forecast minus actual: positive where forecasts are too high
 * @param skill 1 − MAE / MAE of the baseline on the same examples
 * @param crps mean continuous ranked probability score; absent without predictive distributions
 * @param wholeCrps the same of the distributions {@linkplain PredictiveDistribution#onWholeNumbers
 *     on whole numbers}; absent also where an outcome is none
 * @param wholeMedianMae mean absolute error of the medians of these
 * @param pit the {@linkplain Metrics#pitHistogram PIT histogram}: {@value #PIT_BINS} counts; empty
 *     without predictive distributions
 * @param intervals measures of the intervals by their confidence; empty if there were none
 * @param steps the measures of each step
 * @param path those of all steps together: means over examples and steps
 * @param band the share of outcomes that the band for the whole path contained at every step, by
 *     its confidence; empty if there were none
 */
public record Evaluation(
    int n,
    double mae,
    double rmse,
    double bias,
    Estimate skill,
    OptionalDouble crps,
    OptionalDouble wholeCrps,
    OptionalDouble wholeMedianMae,
    List<Integer> pit,
    SortedMap<Double, IntervalMetrics> intervals,
    List<StepMetrics> steps,
    StepMetrics path,
    SortedMap<Double, Estimate> band) {
  /** The number of bins of the PIT histogram. */
  public static final int PIT_BINS = 10;

  /** Copies the histogram and the measures. */
  public Evaluation {
    pit = List.copyOf(pit);
    intervals = Collections.unmodifiableSortedMap(new TreeMap<>(intervals));
    steps = List.copyOf(steps);
    band = Collections.unmodifiableSortedMap(new TreeMap<>(band));
  }

  /**
   * Measures one model.
   *
   * @param model the model's name
   * @param cases the cases; those without a prediction of the model are left out
   * @param bootstrap how to find the interval of the skill
   * @return the measures
   * @throws IllegalArgumentException if no case has a prediction of the model, or cases differ in
   *     horizon, naming the example
   */
  public static Evaluation of(String model, List<ForecastCase> cases, Bootstrap bootstrap) {
    List<ForecastCase> own =
        cases.stream().filter(one -> one.predictions().containsKey(model)).toList();
    Checks.atLeast(1, own.size(), "number of cases with a prediction of " + model);
    ModelSums sums = new ModelSums(requireOneHorizon(own), own.size());
    for (int i = 0; i < own.size(); i++) {
      sums.add(model, own.get(i), i);
    }
    return sums.evaluation(bootstrap);
  }

  static int requireOneHorizon(List<ForecastCase> cases) {
    int horizon = cases.get(0).example().shape().horizon();
    for (ForecastCase one : cases) {
      if (one.example().shape().horizon() != horizon) {
        throw new IllegalArgumentException(
            "example "
                + one.example().id()
                + " has shape "
                + one.example().shape()
                + "; expected a horizon of "
                + horizon
                + " as example "
                + cases.get(0).example().id()
                + " has");
      }
    }
    return horizon;
  }
}
