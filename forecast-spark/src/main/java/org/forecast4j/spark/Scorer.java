package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.forecast4j.Component;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.ForecastBundle;
import org.jspecify.annotations.Nullable;

/** Scores batches of rows in one task. */
final class Scorer {
  private final Forecaster forecaster;
  private final @Nullable ConformalWrapper wrapper;
  private final RowReader reader;
  private final double[] confidences;

  Scorer(ForecastBundle bundle, RowReader reader, double[] confidences) {
    forecaster = bundle.forecaster();
    wrapper = confidences.length == 0 ? null : bundle.conformal();
    this.reader = reader;
    this.confidences = confidences;
  }

  List<Row> score(List<Row> rows) {
    Row[] scores = new Row[rows.size()];
    List<Pattern> patterns = new ArrayList<>(rows.size());
    int[] places = new int[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      try {
        Pattern pattern = forecaster.shape().require(reader.pattern(rows.get(i)));
        places[patterns.size()] = i;
        patterns.add(pattern);
      } catch (IllegalArgumentException e) {
        scores[i] = rejected(e);
      }
    }
    List<Attempt<Forecast>> forecasts = Attempt.all(patterns, forecaster::forecastAll);
    for (int i = 0; i < forecasts.size(); i++) {
      Pattern pattern = patterns.get(i);
      Attempt<Row> attempt = forecasts.get(i).then(forecast -> scored(pattern, forecast));
      scores[places[i]] = attempt.orElse(Scorer::rejected);
    }
    List<Row> scored = new ArrayList<>(rows.size());
    for (int i = 0; i < scores.length; i++) {
      scored.add(Rejections.with(rows.get(i), scores[i]));
    }
    return scored;
  }

  private Row scored(Pattern pattern, Forecast forecast) {
    Row[] bounds = new Row[confidences.length];
    for (int i = 0; i < bounds.length && wrapper != null; i++) {
      IntervalForecast given = wrapper.intervals(pattern, forecast, confidences[i]);
      bounds[i] =
          RowFactory.create(
              confidences[i],
              ends(given.steps(), Interval::lower),
              ends(given.steps(), Interval::upper),
              ends(given.band(), Interval::lower),
              ends(given.band(), Interval::upper));
    }
    Row[] members = forecast.components().stream().map(Scorer::member).toArray(Row[]::new);
    return RowFactory.create(forecast.point(), forecast.path(), bounds, members, null);
  }

  private static Row member(Component component) {
    return RowFactory.create(component.name(), component.weight(), component.path());
  }

  private static double[] ends(List<Interval> intervals, ToDoubleFunction<Interval> end) {
    return intervals.stream().mapToDouble(end).toArray();
  }

  private static Row rejected(IllegalArgumentException reason) {
    return RowFactory.create(null, null, null, null, reason.getMessage());
  }
}
