package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.evaluation.ForecastCase.Prediction;
import org.forecast4j.internal.Checks;

/**
 * How good one model was on a set of examples, at the end of the horizon.
 *
 * @param n how many of the examples the model forecast
 * @param mae mean absolute error
 * @param rmse root mean squared error
 * @param bias mean of forecast minus actual: positive where forecasts are too high
 * @param skill 1 − MAE / MAE of persistence on the same examples
 * @param crps mean continuous ranked probability score; absent without predictive distributions
 * @param wholeCrps the same of the distributions {@linkplain PredictiveDistribution#onWholeNumbers
 *     on whole numbers}; absent also where an outcome is none
 * @param wholeMedianMae mean absolute error of the medians of these
 * @param pit the {@linkplain Metrics#pitHistogram PIT histogram}: {@value #PIT_BINS} counts; empty
 *     without predictive distributions
 * @param intervals measures of the intervals by their confidence; empty if there were none
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
    SortedMap<Double, IntervalMetrics> intervals) {
  /** The number of bins of the PIT histogram. */
  public static final int PIT_BINS = 10;

  /** Copies the histogram and the measures of the intervals. */
  public Evaluation {
    pit = List.copyOf(pit);
    intervals = Collections.unmodifiableSortedMap(new TreeMap<>(intervals));
  }

  /**
   * Measures one model.
   *
   * @param model the model's name
   * @param cases the cases; those without a prediction of the model are left out
   * @param bootstrap how to find the interval of the skill
   * @return the measures
   * @throws IllegalArgumentException if no case has a prediction of the model
   */
  public static Evaluation of(String model, List<ForecastCase> cases, Bootstrap bootstrap) {
    List<LabeledPattern> examples = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    for (ForecastCase one : cases) {
      Prediction prediction = one.predictions().get(model);
      if (prediction != null) {
        examples.add(one.example());
        predictions.add(prediction);
      }
    }
    Checks.atLeast(1, examples.size(), "number of cases with a prediction of " + model);
    double[] forecast = predictions.stream().mapToDouble(Prediction::point).toArray();
    double[] persistence = examples.stream().mapToDouble(e -> e.pattern().last()).toArray();
    double[] actual = examples.stream().mapToDouble(LabeledPattern::target).toArray();
    Distributions distributions = Distributions.of(predictions, actual);
    return new Evaluation(
        examples.size(),
        Metrics.mae(forecast, actual),
        Metrics.rmse(forecast, actual),
        Metrics.bias(forecast, actual),
        bootstrap.skill(forecast, persistence, actual),
        distributions.crps(),
        distributions.wholeCrps(),
        distributions.wholeMedianMae(),
        distributions.pit(),
        intervals(predictions, actual));
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

  private static SortedMap<Double, IntervalMetrics> intervals(
      List<Prediction> predictions, double[] actual) {
    SortedMap<Double, IntervalMetrics> measures = new TreeMap<>();
    for (Prediction prediction : predictions) {
      for (double confidence : prediction.intervals().keySet()) {
        measures.computeIfAbsent(confidence, c -> measure(c, predictions, actual));
      }
    }
    return measures;
  }

  private static IntervalMetrics measure(
      double confidence, List<Prediction> predictions, double[] actual) {
    List<Interval> intervals = new ArrayList<>();
    double[] targets = new double[actual.length];
    for (int i = 0; i < actual.length; i++) {
      Interval interval = predictions.get(i).intervals().get(confidence);
      if (interval != null) {
        targets[intervals.size()] = actual[i];
        intervals.add(interval);
      }
    }
    return IntervalMetrics.of(intervals, Arrays.copyOf(targets, intervals.size()), confidence);
  }
}
