package org.forecast4j.evaluation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.forecast4j.internal.Pending;

/**
 * One pass through examples in the order of their moments: each is forecast with the outcomes that
 * were known at its moment, which are observed as they became known. What a forecaster learns does
 * not depend on the confidence, so the forecasts are made once.
 */
final class Walk {
  private final ConformalWrapper start;
  private final List<LabeledPattern> examples;
  private final Forecast[] forecasts;

  /** The places of the examples in the order of their moments, those of one as they came. */
  private final int[] order;

  /** For each example how many that came before it had outcomes not yet known. */
  private final int[] unknown;

  private final List<Optional<PredictiveDistribution>> distributions;

  Walk(ConformalWrapper start, List<LabeledPattern> examples) {
    this.start = start;
    this.examples = examples;
    order =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparing(i -> examples.get(i).moment()))
            .mapToInt(Integer::intValue)
            .toArray();
    forecasts = new Forecast[order.length];
    unknown = new int[order.length];
    distributions = new ArrayList<>(Collections.nCopies(examples.size(), Optional.empty()));
  }

  /** What was forecast of each example, once {@link #predictions} has walked. */
  List<Forecast> forecasts() {
    return List.of(forecasts);
  }

  /** How many earlier examples had outcomes not yet known, once {@link #predictions} has walked. */
  int unknownAt(int place) {
    return unknown[place];
  }

  List<Prediction> predictions(double[] confidences) {
    List<SortedMap<Double, Interval>> intervals = new ArrayList<>();
    examples.forEach(example -> intervals.add(new TreeMap<>()));
    boolean forecastsInTurn = start.forecaster().frozen() != start.forecaster();
    if (!forecastsInTurn) {
      forecast(start.forecaster(), order);
    }
    for (double confidence : confidences) {
      IntervalForecast[] given = walk(forecastsInTurn, confidence);
      forecastsInTurn = false;
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

  private IntervalForecast[] walk(boolean forecastsInTurn, double confidence) {
    IntervalForecast[] given = new IntervalForecast[order.length];
    ConformalWrapper wrapper = start;
    Pending pending = new Pending();
    for (int begin = 0; begin < order.length; ) {
      OptionalInt known = pending.takeKnownAt(moment(begin));
      while (known.isPresent()) {
        int place = known.getAsInt();
        wrapper = wrapper.observe(given[place], examples.get(place).outcome());
        known = pending.takeKnownAt(moment(begin));
      }
      int[] next = untilAnotherIsKnown(begin, pending);
      if (forecastsInTurn) {
        forecast(wrapper.forecaster(), next);
      }
      for (int i : next) {
        given[i] = intervals(wrapper, i, confidence);
      }
      begin += next.length;
    }
    return given;
  }

  /**
   * The places of the examples from {@code begin} in the order that are forecast before another
   * outcome is known; these become pending.
   */
  private int[] untilAnotherIsKnown(int begin, Pending pending) {
    int end = begin;
    int before = pending.size();
    while (end < order.length && !(end > begin && pending.isAnyKnownAt(moment(end)))) {
      if (end > begin && moment(end).isAfter(moment(end - 1))) {
        before = pending.size();
      }
      unknown[order[end]] = before;
      pending.add(order[end], examples.get(order[end]).known());
      end++;
    }
    return Arrays.copyOfRange(order, begin, end);
  }

  private Instant moment(int rank) {
    return examples.get(order[rank]).moment();
  }

  private IntervalForecast intervals(ConformalWrapper wrapper, int i, double confidence) {
    Pattern pattern = examples.get(i).pattern();
    Forecast forecast = forecasts[i];
    distributions.set(i, wrapper.distribution(pattern, forecast, forecast.horizon() - 1));
    return wrapper.intervals(pattern, forecast, confidence);
  }
}
