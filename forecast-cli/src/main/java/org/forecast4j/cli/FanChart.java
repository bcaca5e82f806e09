package org.forecast4j.cli;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what was observed, the intervals that widen from there, and what really happened. */
final class FanChart {
  private static final double[] CONFIDENCES = {0.95, 0.8, 0.5};
  private static final Color[] SHADES = {
    new Color(0xDD, 0xE8, 0xF5), new Color(0xB5, 0xCF, 0xEA), new Color(0x7F, 0xAD, 0xDB)
  };

  static final Color FORECAST = new Color(0x1F4E8C);
  static final Color HAPPENED = new Color(0xC2410C);

  private FanChart() {}

  static void write(ConformalWrapper model, LabeledPattern game, Path file) throws IOException {
    XYChart chart = draw(model, game);
    Chart.write(chart, file);
  }

  private static XYChart draw(ConformalWrapper model, LabeledPattern game) {
    String title =
        game.labels().getOrDefault("away", "away")
            + " at "
            + game.labels().getOrDefault("home", "home")
            + ", "
            + game.date();
    XYChart chart = Chart.blank(title, "minute", "home lead, points");
    chart.getStyler().setXAxisMin(0.0).setXAxisDecimalPattern("0").setYAxisDecimalPattern("0");
    Forecast forecast = model.forecaster().forecast(game.pattern());
    for (int i = 0; i < CONFIDENCES.length; i++) {
      List<Interval> steps = model.intervals(game.pattern(), forecast, CONFIDENCES[i]).steps();
      if (steps.stream().allMatch(Interval::isFinite)) {
        addBand(chart, game.pattern().length(), game.pattern().last(), steps, CONFIDENCES[i], i);
      }
    }
    int observed = game.pattern().length();
    line(chart, "forecast", observed, game.pattern().last(), forecast.path(), FORECAST, true);
    line(chart, "what happened", observed, game.pattern().last(), game.outcome(), HAPPENED, false);
    line(chart, "observed", 0, 0, game.pattern().values(), Color.DARK_GRAY, false);
    return chart;
  }

  /**
   * The intervals of one confidence, from the last observed value on.
   *
   * @param rank how many bands are wider: it is the darker for it
   */
  static void addBand(
      XYChart chart, int startX, double startY, List<Interval> steps, double confidence, int rank) {
    int n = steps.size();
    double[] x = new double[2 * n + 1];
    double[] y = new double[2 * n + 1];
    x[0] = startX;
    y[0] = startY;
    for (int step = 0; step < n; step++) {
      x[1 + step] = x[2 * n - step] = x[0] + step + 1;
      y[1 + step] = steps.get(step).upper();
      y[2 * n - step] = steps.get(step).lower();
    }
    XYSeries band = chart.addSeries(Math.round(100 * confidence) + " % interval", x, y);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setMarker(SeriesMarkers.NONE);
    Color color = SHADES[Math.min(rank, SHADES.length - 1)];
    band.setLineColor(color);
    band.setFillColor(color);
  }

  /** A line from the last observed value on. */
  static void line(
      XYChart chart,
      String name,
      int startX,
      double startY,
      double[] values,
      Color color,
      boolean dashed) {
    double[] x = new double[values.length + 1];
    double[] y = new double[values.length + 1];
    x[0] = startX;
    y[0] = startY;
    for (int i = 0; i < values.length; i++) {
      x[i + 1] = startX + i + 1.0;
      y[i + 1] = values[i];
    }
    Chart.addLine(chart, name, x, y, color, dashed);
  }
}
