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
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.evaluation.ForecastCase.Prediction;

/**
 * One pass through the days of examples: their forecasts and intervals first, then their outcomes.
 * What a forecaster learns does not depend on the confidence, so the forecasts are made once.
 */
final class Walk {
  private final ConformalWrapper start;
  private final List<LabeledPattern> examples;
  private final Forecast[] forecasts;

  /** The places of the examples in the order of their dates, those of a day as they came. */
  private final int[] order;

  private final List<Optional<PredictiveDistribution>> distributions;

  Walk(ConformalWrapper start, List<LabeledPattern> examples) {
    this.start = start;
    this.examples = examples;
    order =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparing(i -> examples.get(i).date()))
            .mapToInt(Integer::intValue)
            .toArray();
    forecasts = new Forecast[order.length];
    distributions = new ArrayList<>(Collections.nCopies(examples.size(), Optional.empty()));
  }

  /** What was forecast of each example, once {@link #predictions} has walked. */
  List<Forecast> forecasts() {
    return List.of(forecasts);
  }

  List<Prediction> predictions(double[] confidences) {
    List<SortedMap<Double, Interval>> intervals = new ArrayList<>();
    examples.forEach(example -> intervals.add(new TreeMap<>()));
    boolean forecastsByDay = start.forecaster().frozen() != start.forecaster();
    if (!forecastsByDay) {
      forecast(start.forecaster(), order);
    }
    for (double confidence : confidences) {
      IntervalForecast[] given = walk(forecastsByDay, confidence);
      forecastsByDay = false;
      for (int i = 0; i < given.length; i++) {
        intervals.get(i).put(confidence, given[i].interval());
      }
    }
    List<Prediction> predictions = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      predictions.add(new Prediction(forecasts[i].point(), intervals.get(i), distributions.get(i)));
    }
    return predictions;
  }

  private void forecast(Forecaster forecaster, int[] places) {
    List<Forecast> made =
        Evaluator.forecasts(
            forecaster, Arrays.stream(places).mapToObj(i -> examples.get(i).pattern()).toList());
    for (int i = 0; i < places.length; i++) {
      forecasts[places[i]] = made.get(i);
    }
  }

  private IntervalForecast[] walk(boolean forecastsByDay, double confidence) {
    IntervalForecast[] given = new IntervalForecast[order.length];
    ConformalWrapper wrapper = start;
    for (int begin = 0; begin < order.length; ) {
      int[] day = dayFrom(begin);
      if (forecastsByDay) {
        forecast(wrapper.forecaster(), day);
      }
      for (int i : day) {
        given[i] = intervals(wrapper, i, confidence);
      }
      for (int i : day) {
        wrapper = wrapper.observe(given[i], examples.get(i).outcome());
      }
      begin += day.length;
    }
    return given;
  }

  /** The places of the examples of one day, the first of which is at {@code begin} in the order. */
  private int[] dayFrom(int begin) {
    LocalDate day = examples.get(order[begin]).date();
    int end = begin;
    while (end < order.length && examples.get(order[end]).date().equals(day)) {
      end++;
    }
    return Arrays.copyOfRange(order, begin, end);
  }

  private IntervalForecast intervals(ConformalWrapper wrapper, int i, double confidence) {
    Pattern pattern = examples.get(i).pattern();
    Forecast forecast = forecasts[i];
    distributions.set(i, wrapper.distribution(pattern, forecast, forecast.horizon() - 1));
    return wrapper.intervals(pattern, forecast, confidence);
  }
}
