package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.internal.Checks;

/**
 * The errors that a model of one series made at origins in the past of that series: each from
 * nothing but the values before it.
 */
final class RollingErrors {
  private static final int MOST_ORIGINS = 200;
  private static final int FEWEST_VALUES = 5;

  private RollingErrors() {}

  /**
   * Forecasts a series, with the errors at up to {@value #MOST_ORIGINS} origins of its later half.
   */
  static SeriesForecast forecast(SeriesModel model, TimeSeries given, int horizon) {
    TimeSeries series = given.begun();
    Checks.between(1, horizon, PanelModel.MAX_STEPS, "horizon");
    if (!series.timeline().reaches(series.length() + horizon - 1L)) {
      throw new IllegalArgumentException(
          "series " + series.id() + " " + PanelSettings.BEYOND_CALENDAR);
    }
    double[] history = Gaps.INTERPOLATE.close(series);
    double[] path = model.forecast(history, horizon);
    PanelErrors errors = of(model, series, horizon);
    return new SeriesForecast(
        series, Forecast.of(path), new PanelOutlook(model.name(), path, errors, 1));
  }

  private static PanelErrors of(SeriesModel model, TimeSeries series, int horizon) {
    List<List<Double>> magnitudes = new ArrayList<>();
    for (int step = 0; step < horizon; step++) {
      magnitudes.add(new ArrayList<>());
    }
    int first = Math.max(FEWEST_VALUES, series.length() / 2);
    int stride = Math.max(1, (series.length() - first + MOST_ORIGINS - 1) / MOST_ORIGINS);
    for (int origin = series.length() - 1; origin >= first; origin -= stride) {
      TimeSeries past = series.first(origin);
      double[] path = model.forecast(Gaps.INTERPOLATE.close(past), horizon);
      for (int step = 0; step < Math.min(horizon, series.length() - origin); step++) {
        double error = Math.abs(series.value(origin + step) - path[step]);
        if (!Double.isNaN(error)) {
          magnitudes.get(step).add(error);
        }
      }
    }
    double[][] ascending = new double[horizon][];
    Arrays.setAll(
        ascending,
        step -> magnitudes.get(step).stream().mapToDouble(each -> each).sorted().toArray());
    return new PanelErrors(ascending);
  }
}
