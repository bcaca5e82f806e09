package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.Interval;
import org.forecast4j.evaluation.Estimate;
import org.forecast4j.evaluation.Metrics;

/**
 * How well one model forecast the series of a panel: means over series of means over steps.
 *
 * @param mase mean absolute error in units of the naive error of a season within each series' past
 * @param smape 200·|y − f| / (|y| + |f|), in per cent
 * @param mae mean absolute error, in the units of the values
 * @param coverage the share of values inside the intervals, by confidence
 * @param winkler the Winkler score of the intervals, in the units of the values, by confidence;
 *     infinite where an interval is
 * @param maseAboveEnsemble how much larger its MASE is than the ensemble's, with the ends of a 95 %
 *     interval from the differences series by series
 */
public record PanelScores(
    double mase,
    double smape,
    double mae,
    SortedMap<Double, Double> coverage,
    SortedMap<Double, Double> winkler,
    Estimate maseAboveEnsemble) {
  private static final double NORMAL_97_5 = 1.959963984540054;

  /** Copies the maps. */
  public PanelScores {
    coverage = Collections.unmodifiableSortedMap(new TreeMap<>(coverage));
    winkler = Collections.unmodifiableSortedMap(new TreeMap<>(winkler));
  }

  /**
   * What the models said of a series at an origin, the ensemble first, and what came.
   *
   * @param outlooks one a model that forecasts the series
   * @param actual at least one value; NaN is a gap, which is not measured
   */
  record Result(List<PanelOutlook> outlooks, double[] actual) {
    double mase(PanelOutlook outlook) {
      return Metrics.mase(known(outlook.path()), known(actual), outlook.unit());
    }

    /** The values of the steps of which is known what came. */
    double[] known(double[] values) {
      return IntStream.range(0, actual.length)
          .filter(step -> !Double.isNaN(actual[step]))
          .mapToDouble(step -> values[step])
          .toArray();
    }
  }

  static Map<String, PanelScores> of(List<Result> results, double... confidences) {
    Map<String, List<Result>> byModel = new LinkedHashMap<>();
    for (Result result : results) {
      for (PanelOutlook outlook : result.outlooks) {
        List<PanelOutlook> pair = List.of(result.outlooks.get(0), outlook);
        byModel
            .computeIfAbsent(outlook.model(), model -> new ArrayList<>())
            .add(new Result(pair, result.actual));
      }
    }
    Map<String, PanelScores> scores = new LinkedHashMap<>();
    byModel.forEach((model, each) -> scores.put(model, ofPairs(each, confidences)));
    return scores;
  }

  /** The scores of the second of each pair of outlooks; the first is the ensemble's. */
  private static PanelScores ofPairs(List<Result> pairs, double... confidences) {
    int count = pairs.size();
    double[] mases = new double[count];
    double[] above = new double[count];
    double smape = 0;
    double mae = 0;
    long steps = 0;
    SortedMap<Double, Double> inside = new TreeMap<>();
    SortedMap<Double, Double> winkler = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Result pair = pairs.get(i);
      PanelOutlook outlook = pair.outlooks.get(1);
      double[] actual = pair.actual;
      double[] path = pair.known(outlook.path());
      double[] came = pair.known(actual);
      mases[i] = pair.mase(outlook);
      above[i] = mases[i] - pair.mase(pair.outlooks.get(0));
      mae += Metrics.mae(path, came);
      smape += Metrics.smape(path, came);
      steps += came.length;
      for (double confidence : confidences) {
        for (int step = 0; step < actual.length; step++) {
          if (!Double.isNaN(actual[step])) {
            Interval interval = outlook.interval(step, confidence);
            inside.merge(confidence, interval.contains(actual[step]) ? 1.0 : 0, Double::sum);
            winkler.merge(
                confidence, Metrics.winkler(interval, actual[step], confidence), Double::sum);
          }
        }
      }
    }
    return new PanelScores(
        Histories.mean(mases),
        smape / count,
        mae / count,
        divided(inside, steps),
        divided(winkler, steps),
        estimate(above));
  }

  /** Sums divided once, so that no mean leaves the range of what it is of. */
  private static SortedMap<Double, Double> divided(SortedMap<Double, Double> sums, long count) {
    SortedMap<Double, Double> means = new TreeMap<>(sums);
    means.replaceAll((confidence, sum) -> sum / count);
    return means;
  }

  private static Estimate estimate(double[] differences) {
    double mean = Histories.mean(differences);
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    int count = differences.length;
    // One difference says nothing of how others would be.
    double error = count > 1 ? Math.sqrt(squares / (count - 1) / count) : Double.POSITIVE_INFINITY;
    return new Estimate(mean, mean - NORMAL_97_5 * error, mean + NORMAL_97_5 * error);
  }
}
