package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.forecast4j.evaluation.ForecastCase.Prediction;

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

  /**
   * Measures the steps from one to another.
   *
   * @param cases cases that all have a prediction of the model, at least one
   * @param predictions those predictions
   * @param baselines the paths of the baseline
   */
  static StepMetrics of(
      List<ForecastCase> cases,
      List<Prediction> predictions,
      List<double[]> baselines,
      int from,
      int to) {
    int width = to - from;
    double[] forecast = new double[cases.size() * width];
    double[] baseline = new double[forecast.length];
    double[] actual = new double[forecast.length];
    double[] scaled = new double[forecast.length];
    int scaledCount = 0;
    double scores = 0;
    int scoreCount = 0;
    for (int i = 0; i < forecast.length; i++) {
      ForecastCase one = cases.get(i / width);
      Prediction prediction = predictions.get(i / width);
      int step = from + i % width;
      forecast[i] = prediction.step(step);
      baseline[i] = baselines.get(i / width)[step];
      actual[i] = one.example().outcome(step);
      if (one.scale() > 0) {
        scaled[scaledCount++] = Math.abs(forecast[i] - actual[i]) / one.scale();
      }
      if (prediction.hasCrps()) {
        scores += prediction.crps(step);
        scoreCount++;
      }
    }
    double mae = Metrics.mae(forecast, actual);
    return new StepMetrics(
        mae,
        Metrics.rmse(forecast, actual),
        Metrics.bias(forecast, actual),
        Bootstrap.skill(mae, Metrics.mae(baseline, actual)),
        scaledCount == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(Metrics.mean(Arrays.copyOf(scaled, scaledCount))),
        Metrics.smape(forecast, actual),
        scoreCount == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores / scoreCount),
        intervals(cases, predictions, from, to));
  }

  private static SortedMap<Double, IntervalMetrics> intervals(
      List<ForecastCase> cases, List<Prediction> predictions, int from, int to) {
    SortedMap<Double, IntervalMetrics> measures = new TreeMap<>();
    for (Prediction prediction : predictions) {
      for (double confidence : prediction.steps().keySet()) {
        measures.computeIfAbsent(confidence, c -> measure(c, cases, predictions, from, to));
      }
    }
    return measures;
  }

  private static IntervalMetrics measure(
      double confidence, List<ForecastCase> cases, List<Prediction> predictions, int from, int to) {
    List<Interval> intervals = new ArrayList<>();
    double[] actual = new double[cases.size() * (to - from)];
    int examples = 0;
    for (int i = 0; i < cases.size(); i++) {
      List<Interval> steps = predictions.get(i).steps().get(confidence);
      if (steps != null) {
        examples++;
        for (int step = from; step < to; step++) {
          actual[intervals.size()] = cases.get(i).example().outcome(step);
          intervals.add(steps.get(step));
        }
      }
    }
    return IntervalMetrics.of(
        intervals, Arrays.copyOf(actual, intervals.size()), confidence, examples);
  }
}
