package org.forecast4j.server.chaos;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.forecast4j.server.chaos.Soak.Sample;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a soak: what the server needed and how fast it was, over time. */
final class SoakPicture {
  private static final Color DARK = new Color(0x1F4E8C);
  private static final Color LIGHT = new Color(0xC0504D);
  private static final int SECONDS = 60;

  private SoakPicture() {}

  static void write(List<Sample> samples, double perSecond, Path file) throws IOException {
    XYChart heap = chart(title(samples, perSecond), "MiB of memory");
    line(heap, "resident", samples, sample -> sample.vitals().resident(), LIGHT);
    line(heap, "heap after collection", samples, sample -> sample.vitals().heap(), DARK);
    XYChart handles = chart("Threads and descriptors", "number");
    line(handles, "descriptors", samples, sample -> sample.vitals().descriptors(), LIGHT);
    line(handles, "threads", samples, sample -> sample.vitals().threads(), DARK);
    XYChart latency = chart("Latency within ten seconds", "ms, logarithmic");
    latency.getStyler().setYAxisLogarithmic(true).setYAxisMin(null);
    line(latency, "99 %", samples, Sample::p99, LIGHT);
    line(latency, "median", samples, Sample::p50, DARK);
    XYChart machine =
        chart("Load average of the machine, which has " + Vitals.CORES + " cores", "processes");
    line(machine, "load average", samples, Sample::load, DARK);
    BitmapEncoder.saveBitmap(
        List.of(heap, handles, latency, machine),
        2,
        2,
        file.toString(),
        BitmapEncoder.BitmapFormat.PNG);
  }

  private static String title(List<Sample> samples, double perSecond) {
    return String.format(
        Locale.ROOT,
        "%d minutes at 70 %% of saturation: %.0f requests a second",
        samples.get(samples.size() - 1).second() / SECONDS,
        perSecond);
  }

  private static XYChart chart(String title, String unit) {
    XYChart chart =
        new XYChartBuilder()
            .width(640)
            .height(360)
            .title(title)
            .xAxisTitle("minutes")
            .yAxisTitle(unit)
            .build();
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE5E5E5));
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setXAxisDecimalPattern("0").setXAxisMin(0.0);
    chart.getStyler().setYAxisDecimalPattern("#,##0");
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  private static void line(
      XYChart chart,
      String name,
      List<Sample> samples,
      ToDoubleFunction<Sample> value,
      Color color) {
    chart
        .addSeries(
            name,
            samples.stream().mapToDouble(sample -> (double) sample.second() / SECONDS).toArray(),
            samples.stream().mapToDouble(value).toArray())
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(2));
  }
}
