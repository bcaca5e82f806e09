package org.forecast4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.Locale;
import org.forecast4j.internal.Text;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all pictures share: their look. Colours differ in lightness too, and lines in dashes. */
final class Style {
  static final int WIDTH = 900;
  static final int HEIGHT = 520;

  static final Color INK = new Color(0x2B2B2B);
  static final Color MAIN = new Color(0x1F4E8C);
  static final Color OTHER = new Color(0xD9661F);
  static final Color PALE = new Color(0x9A9A9A);
  static final Color TOLERANCE = new Color(0xE2E6EB);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  static final float[] SOLID = {};
  static final float[] DASHED = {7, 5};
  static final float[] DOTTED = {2, 4};

  private static final Color GRID = new Color(0xE5E5E5);
  private static final int MOST_TITLE = 84;

  private Style() {}

  static XYChart blank(int width, int height, String title, String xAxis, String yAxis) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(shortened(title))
            .xAxisTitle(Text.printable(xAxis))
            .yAxisTitle(Text.printable(yAxis))
            .build();
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(PLAIN)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartTitleFont(TITLE)
        .setToolTipsEnabled(false);
    chart.getStyler().setAxisTickLabelsFont(PLAIN);
    chart.getStyler().setAxisTitleFont(PLAIN.deriveFont(Font.BOLD));
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setPlotGridLinesColor(GRID);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    return chart;
  }

  private static String shortened(String title) {
    String printable = Text.printable(title);
    return printable.length() <= MOST_TITLE
        ? printable
        : printable.substring(0, MOST_TITLE - 1).strip() + "…";
  }

  static XYSeries addLine(
      XYChart chart, String name, double[] x, double[] y, Color color, float width, float... dash) {
    XYSeries line = chart.addSeries(name, x, y);
    line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(color);
    line.setLineStyle(
        new BasicStroke(
            width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            dash.length == 0 ? null : dash,
            0));
    return line;
  }

  static void addDots(XYChart chart, String name, double[] x, double[] y, Color color) {
    XYSeries dots = chart.addSeries(name, x, y);
    dots.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    dots.setMarker(SeriesMarkers.CIRCLE);
    dots.setMarkerColor(color);
  }

  /** The area between two lines over the same places. */
  static XYSeries addArea(
      XYChart chart, String name, double[] x, double[] low, double[] high, Color color) {
    int n = x.length;
    double[] aroundX = Arrays.copyOf(x, 2 * n);
    double[] aroundY = Arrays.copyOf(high, 2 * n);
    for (int i = 0; i < n; i++) {
      aroundX[2 * n - 1 - i] = x[i];
      aroundY[2 * n - 1 - i] = low[i];
    }
    XYSeries area = chart.addSeries(name, aroundX, aroundY);
    area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    area.setMarker(SeriesMarkers.NONE);
    area.setLineColor(color);
    area.setFillColor(color);
    return area;
  }

  static void addBox(
      XYChart chart, String name, double left, double right, double low, double high, Color color) {
    addArea(
            chart,
            name,
            new double[] {left, right},
            new double[] {low, low},
            new double[] {high, high},
            color)
        .setShowInLegend(false);
  }

  /** Text around a place of a chart that was painted, moved by pixels. */
  static void label(
      Graphics2D on, XYChart chart, String text, double x, double y, int right, int down) {
    on.setFont(PLAIN);
    on.setColor(INK);
    FontMetrics metrics = on.getFontMetrics();
    double left = chart.getScreenXFromChart(x) - metrics.stringWidth(text) / 2.0 + right;
    double base = chart.getScreenYFromChart(y) + metrics.getAscent() / 2.0 - 2 + down;
    on.drawString(text, (float) left, (float) base);
  }

  /** A picture that says why there is nothing to draw. */
  static void say(Graphics2D on, int width, int height, String title, String why) {
    center(on, TITLE, shortened(title), width, 34);
    center(on, PLAIN.deriveFont(14f), why, width, height / 2);
  }

  static void center(Graphics2D on, Font font, String text, int width, int base) {
    on.setFont(font);
    on.setColor(INK);
    on.drawString(text, (width - on.getFontMetrics().stringWidth(text)) / 2, base);
  }

  /** A share as people write it in per cent. */
  static String percent(double share) {
    return Text.percent(share) + " %";
  }

  /**
   * A number as exact as it is told apart from others.
   *
   * @param span how far apart the numbers beside it are: three digits of it are shown
   */
  static String number(double value, double span) {
    double size = span > 0 && Double.isFinite(span) ? span : Math.max(Math.abs(value), 1e-12);
    int decimals = 2 - (int) Math.floor(Math.log10(size));
    if (decimals > 9 || Math.abs(value) >= 1e12) {
      return String.format(Locale.ROOT, "%.3g", value).replace('-', '−');
    }
    String digits = String.format(Locale.ROOT, "%." + Math.max(0, decimals) + "f", value);
    return digits.matches("-0(\\.0*)?") ? digits.substring(1) : digits.replace('-', '−');
  }

  /** Half of the width that 95 % of the shares of so many independent cases lie within. */
  static double tolerance(double share, int cases) {
    return 1.959963984540054 * Math.sqrt(share * (1 - share) / cases);
  }
}
