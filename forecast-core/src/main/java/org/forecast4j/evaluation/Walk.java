package org.forecast4j.evaluation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.evaluation.ForecastCase.Prediction;

/** One pass through the days of examples: their intervals first, then their outcomes. */
final class Walk {
  private final ConformalWrapper start;
  private final List<LabeledPattern> examples;
  private final List<Forecast> forecasts;

  /** The places of the examples in the order of their dates, those of a day as they came. */
  private final int[] order;

  private final List<Optional<PredictiveDistribution>> distributions;

  Walk(ConformalWrapper start, List<LabeledPattern> examples, List<Forecast> forecasts) {
    this.start = start;
    this.examples = examples;
    this.forecasts = forecasts;
    order =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparing(i -> examples.get(i).date()))
            .mapToInt(Integer::intValue)
            .toArray();
    distributions = new ArrayList<>(Collections.nCopies(examples.size(), Optional.empty()));
  }

  List<Prediction> predictions(double[] confidences) {
    List<SortedMap<Double, Interval>> intervals = new ArrayList<>();
    examples.forEach(example -> intervals.add(new TreeMap<>()));
    for (double confidence : confidences) {
      IntervalForecast[] given = walk(confidence);
      for (int i = 0; i < given.length; i++) {
        intervals.get(i).put(confidence, given[i].interval());
      }
    }
    List<Prediction> predictions = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      predictions.add(
          new Prediction(forecasts.get(i).point(), intervals.get(i), distributions.get(i)));
    }
    return predictions;
  }

  private IntervalForecast[] walk(double confidence) {
    IntervalForecast[] given = new IntervalForecast[order.length];
    ConformalWrapper wrapper = start;
    for (int from = 0; from < order.length; ) {
      LocalDate day = examples.get(order[from]).date();
      int to = from;
      while (to < order.length && examples.get(order[to]).date().equals(day)) {
        int i = order[to++];
        Forecast forecast = forecasts.get(i);
        given[i] = wrapper.intervals(examples.get(i).pattern(), forecast, confidence);
        distributions.set(
            i, wrapper.distribution(examples.get(i).pattern(), forecast, forecast.horizon() - 1));
      }
      for (int i : Arrays.copyOfRange(order, from, to)) {
        wrapper = wrapper.observe(given[i], examples.get(i).outcome());
      }
      from = to;
    }
    return given;
  }
}
