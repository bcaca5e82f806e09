package org.forecast4j.evaluation;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
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

  private final PredictionParts[] parts;

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
    parts = new PredictionParts[order.length];
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
    boolean forecastsInTurn = start.forecaster().frozen() != start.forecaster();
    if (!forecastsInTurn) {
      forecast(start.forecaster(), order);
    }
    boolean isFirst = true;
    for (double confidence : confidences) {
      IntervalForecast[] given = walk(forecastsInTurn && isFirst, isFirst, confidence);
      for (int i = 0; i < given.length; i++) {
        parts[i].add(given[i]);
      }
      isFirst = false;
    }
    return Arrays.stream(parts).map(PredictionParts::toPrediction).toList();
  }

  private void forecast(Forecaster forecaster, int[] places) {
    List<Forecast> made =
        Evaluator.forecasts(
            forecaster, Arrays.stream(places).mapToObj(i -> examples.get(i).pattern()).toList());
    for (int i = 0; i < places.length; i++) {
      forecasts[places[i]] = made.get(i);
    }
  }

  private IntervalForecast[] walk(boolean isForecast, boolean isFirst, double confidence) {
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
      if (isForecast) {
        forecast(wrapper.forecaster(), next);
      }
      for (int i : next) {
        if (isFirst) {
          parts[i] = PredictionParts.of(wrapper, examples.get(i), forecasts[i]);
        }
        given[i] = wrapper.intervals(examples.get(i).pattern(), forecasts[i], confidence);
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
}
