package org.forecast4j.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.forecast4j.internal.OutputFile;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What all pictures share: their look, and how they are written. */
final class Chart {
  private static final String PNG = ".png";
  private static final String SVG = ".svg";
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private Chart() {}

  static XYChart blank(String title, String xAxis, String yAxis) {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(520)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE5E5E5));
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    return chart;
  }

  static void addLine(
      XYChart chart, String name, double[] x, double[] y, Color color, boolean dashed) {
    float[] dashes = dashed ? new float[] {6, 4} : null;
    chart
        .addSeries(name, x, y)
        .setXYSeriesRenderStyle(XYSeriesRenderStyle.Line)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(color)
        .setLineStyle(
            new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, dashes, 0));
  }

  /** Refuses a name that {@link #write} has no format for, and a place it cannot write to. */
  static void requireFile(CommandSpec spec, String option, Path file) throws IOException {
    if (!hasEnding(file, SVG) && !hasEnding(file, PNG)) {
      throw new ParameterException(
          spec.commandLine(),
          option + " is '" + file + "'; expected a name that ends in .png or .svg");
    }
    output(file).requireWritable();
  }

  private static OutputFile output(Path file) {
    return new OutputFile(
        file,
        "picture",
        hasEnding(file, SVG) ? Chart::isSvg : earlier -> begins(earlier, SIGNATURE));
  }

  private static boolean isSvg(Path file) throws IOException {
    return begins(file, "<?xml".getBytes(StandardCharsets.US_ASCII))
        || begins(file, "<svg".getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean begins(Path file, byte[] expected) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(expected.length), expected);
    }
  }

  private static boolean hasEnding(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /**
   * Writes an SVG if the name ends so, else a PNG.
   *
   * @throws IOException if it cannot be written, or the machine has no fonts to draw with
   */
  static void write(XYChart chart, Path file) throws IOException {
    byte[] picture;
    try {
      picture = encode(chart, hasEnding(file, SVG));
    } catch (RuntimeException | LinkageError e) {
      throw new IOException(file + ": cannot be drawn: " + e.getMessage(), e);
    }
    output(file).write(picture);
  }

  private static byte[] encode(XYChart chart, boolean vectors) throws IOException {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    if (vectors) {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, image, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } else {
      BitmapEncoder.saveBitmap(chart, image, BitmapEncoder.BitmapFormat.PNG);
    }
    return image.toByteArray();
  }
}
