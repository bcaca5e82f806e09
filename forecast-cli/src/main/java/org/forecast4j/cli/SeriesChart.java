package org.forecast4j.cli;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.forecast4j.Interval;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.knowm.xchart.XYChart;

/** Draws a series, its forecast with intervals, and what followed where that is known. */
final class SeriesChart {
  private static final int MOST_PICTURES = 50;
  private static final int VALUES_SHOWN = 120;

  private SeriesChart() {}

  /** A picture for each of the first series, named by place and id. */
  static void drawAll(SeriesTable table, Path folder) throws IOException {
    List<SeriesForecast> forecasts = table.forecasts();
    for (int i = 0; i < Math.min(MOST_PICTURES, forecasts.size()); i++) {
      SeriesForecast forecast = forecasts.get(i);
      String name = forecast.series().id().replaceAll("[^A-Za-z0-9._-]", "_");
      String file = String.format(Locale.ROOT, "%02d-%.60s.png", i + 1, name);
      TimeSeries whole = table.panel().series(forecast.series().id());
      Chart.write(draw(forecast, whole, table.confidences()), folder.resolve(file));
    }
  }

  static XYChart draw(SeriesForecast forecast, TimeSeries whole, double... confidences) {
    TimeSeries series = forecast.series();
    int from = Math.max(0, series.length() - VALUES_SHOWN);
    String title =
        series.id()
            + ", "
            + series.timeline().text(from)
            + " to "
            + forecast.time(horizon(forecast) - 1);
    XYChart chart = Chart.blank(title, "values so far", "");
    double[] ascending = confidences.clone();
    Arrays.sort(ascending);
    for (int i = ascending.length - 1; i >= 0; i--) {
      addBand(chart, forecast, ascending[i], ascending.length - 1 - i);
    }
    int last = lastKnown(series);
    FanChart.line(
        chart,
        "forecast",
        last,
        series.value(last),
        forecast.forecast().path(),
        FanChart.FORECAST,
        true);
    if (whole.length() > series.length()) {
      double[] after = Arrays.copyOfRange(whole.values(), series.length(), whole.length());
      FanChart.line(
          chart, "what happened", last, series.value(last), after, FanChart.HAPPENED, false);
    }
    double[] x = IntStream.range(from, series.length()).asDoubleStream().toArray();
    double[] y = Arrays.copyOfRange(series.values(), from, series.length());
    Chart.addLine(chart, "observed", x, y, Color.DARK_GRAY, false);
    return chart;
  }

  private static int horizon(SeriesForecast forecast) {
    return forecast.forecast().horizon();
  }

  private static int lastKnown(TimeSeries series) {
    int last = series.length() - 1;
    while (Double.isNaN(series.value(last))) {
      last--;
    }
    return last;
  }

  private static void addBand(XYChart chart, SeriesForecast forecast, double confidence, int rank) {
    List<Interval> steps =
        IntStream.range(0, horizon(forecast))
            .mapToObj(step -> forecast.interval(step, confidence))
            .toList();
    if (steps.stream().allMatch(Interval::isFinite)) {
      int last = lastKnown(forecast.series());
      FanChart.addBand(chart, last, forecast.series().value(last), steps, confidence, rank);
    }
  }
}
