package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.evaluation.ForecastCase.Prediction;
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
    int horizon = requireOneHorizon(own);
    List<Prediction> predictions =
        own.stream().map(one -> Objects.requireNonNull(one.predictions().get(model))).toList();
    List<double[]> baselines =
        own.stream()
            .map(one -> Objects.requireNonNull(one.predictions().get(one.baseline())).path())
            .toList();
    double[] forecast = predictions.stream().mapToDouble(Prediction::point).toArray();
    double[] baseline = baselines.stream().mapToDouble(path -> path[horizon - 1]).toArray();
    double[] actual = own.stream().mapToDouble(one -> one.example().target()).toArray();
    Distributions distributions = Distributions.of(predictions, actual);
    List<StepMetrics> steps = new ArrayList<>();
    for (int step = 0; step < horizon; step++) {
      steps.add(StepMetrics.of(own, predictions, baselines, step, step + 1));
    }
    return new Evaluation(
        own.size(),
        Metrics.mae(forecast, actual),
        Metrics.rmse(forecast, actual),
        Metrics.bias(forecast, actual),
        bootstrap.skill(forecast, baseline, actual),
        distributions.crps(),
        distributions.wholeCrps(),
        distributions.wholeMedianMae(),
        distributions.pit(),
        steps.get(horizon - 1).intervals(),
        steps,
        horizon == 1 ? steps.get(0) : StepMetrics.of(own, predictions, baselines, 0, horizon),
        bands(own, predictions));
  }

  private static int requireOneHorizon(List<ForecastCase> cases) {
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

  private static SortedMap<Double, Estimate> bands(
      List<ForecastCase> cases, List<Prediction> predictions) {
    SortedMap<Double, int[]> counts = new TreeMap<>();
    for (int i = 0; i < cases.size(); i++) {
      LabeledPattern example = cases.get(i).example();
      predictions
          .get(i)
          .bands()
          .forEach(
              (confidence, band) -> {
                int[] hitsAndAll = counts.computeIfAbsent(confidence, c -> new int[2]);
                hitsAndAll[0] += contains(band, example) ? 1 : 0;
                hitsAndAll[1]++;
              });
    }
    SortedMap<Double, Estimate> shares = new TreeMap<>();
    counts.forEach((confidence, of) -> shares.put(confidence, Estimate.ofShare(of[0], of[1])));
    return shares;
  }

  private static boolean contains(List<Interval> band, LabeledPattern example) {
    for (int step = 0; step < band.size(); step++) {
      if (!band.get(step).contains(example.outcome(step))) {
        return false;
      }
    }
    return true;
  }

  /** Measures of the predictive distributions, of the predictions that have one. */
  private record Distributions(
      OptionalDouble crps,
      OptionalDouble wholeCrps,
      OptionalDouble wholeMedianMae,
      List<Integer> pit) {
    static Distributions of(List<Prediction> predictions, double[] actual) {
      double[] transforms = new double[actual.length];
      double sum = 0;
      double wholeSum = 0;
      double medianErrors = 0;
      boolean isWhole = true;
      int n = 0;
      for (int i = 0; i < actual.length; i++) {
        if (predictions.get(i).distribution().isPresent()) {
          PredictiveDistribution distribution = predictions.get(i).distribution().get();
          PredictiveDistribution whole = distribution.onWholeNumbers();
          sum += distribution.crps(actual[i]);
          wholeSum += whole.crps(actual[i]);
          medianErrors += Math.abs(whole.median() - actual[i]);
          isWhole &= actual[i] == Math.rint(actual[i]);
          transforms[n++] = distribution.cdf(actual[i]);
        }
      }
      return new Distributions(
          mean(sum, n),
          mean(wholeSum, isWhole ? n : 0),
          mean(medianErrors, isWhole ? n : 0),
          n == 0 ? List.of() : histogram(Arrays.copyOf(transforms, n)));
    }

    private static List<Integer> histogram(double[] transforms) {
      return Arrays.stream(Metrics.pitHistogram(transforms, PIT_BINS)).boxed().toList();
    }

    private static OptionalDouble mean(double sum, int n) {
      return n == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / n);
    }
  }
}
