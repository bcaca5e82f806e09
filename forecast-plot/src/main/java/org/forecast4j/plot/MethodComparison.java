package org.forecast4j.plot;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Text;
import org.knowm.xchart.XYChart;

/**
 * Methods side by side, a row each: how often their intervals contained the outcome, with what was
 * asked and its 95 % tolerance, how wide they were, and their Winkler score, of which less is
 * better. A method without a finite interval has a dot for its coverage alone.
 */
public final class MethodComparison extends Plot {
  private static final int WIDTH = 1080;
  private static final int ROW = 24;
  private static final int AROUND = 130;
  private static final int NAMES = 150;
  private static final int BELOW = 24;

  private final Map<String, IntervalMetrics> methods;
  private final double confidence;
  private final String title;

  private MethodComparison(Map<String, IntervalMetrics> methods, double confidence, String title) {
    super(WIDTH, AROUND + ROW * methods.size());
    this.methods = methods;
    this.confidence = confidence;
    this.title = title;
  }

  /**
   * The comparison of what was measured.
   *
   * @param methods the measures by the name of the method, at least one, drawn in their order from
   *     the top
   * @param confidence which of the intervals
   * @return the picture
   * @throws IllegalArgumentException if there is no method, or one has no intervals of the
   *     confidence
   */
  public static MethodComparison of(Map<String, Evaluation> methods, double confidence) {
    Checks.atLeast(1, methods.size(), "number of methods");
    Map<String, IntervalMetrics> measures = new LinkedHashMap<>();
    methods.forEach(
        (name, evaluation) -> {
          IntervalMetrics metrics = evaluation.intervals().get(confidence);
          if (metrics == null) {
            throw new IllegalArgumentException(
                "method '"
                    + name
                    + "' has intervals at "
                    + evaluation.intervals().keySet()
                    + "; expected some at "
                    + confidence);
          }
          measures.put(name, metrics);
        });
    int n = measures.values().stream().mapToInt(IntervalMetrics::n).max().orElseThrow();
    return new MethodComparison(
        Collections.unmodifiableMap(measures),
        confidence,
        String.format(
            Locale.ROOT, "%s intervals of %,d cases, by method", Style.percent(confidence), n));
  }

  /**
   * The same picture with another title.
   *
   * @param other the title
   * @return a new picture
   */
  public MethodComparison titled(String other) {
    return new MethodComparison(methods, confidence, other);
  }

  @Override
  void paint(Graphics2D on) {
    Style.center(on, Style.TITLE, Text.printable(title), width(), 28);
    int panel = (WIDTH - NAMES) / 3;
    List<String> titles =
        List.of(
            "coverage, %; shaded: 95 % tolerance",
            "mean width of finite intervals", "Winkler score, less is better");
    AffineTransform start = on.getTransform();
    List<XYChart> panels =
        List.of(
            panel(panel, true, metrics -> 100 * metrics.coverage().value()),
            panel(panel, false, metrics -> metrics.meanWidth().orElse(Double.NaN)),
            panel(panel, false, metrics -> metrics.winkler().orElse(Double.NaN)));
    for (int i = 0; i < panels.size(); i++) {
      on.translate(NAMES + i * panel, 36);
      panels.get(i).paint(on, panel, height() - 36 - BELOW);
      on.translate(0, height() - 36 - BELOW);
      Style.center(on, Style.PLAIN, titles.get(i), panel, 14);
      on.setTransform(start);
    }
    names(on, panels.get(0));
  }

  private void names(Graphics2D on, XYChart first) {
    on.setFont(Style.PLAIN);
    on.setColor(Style.INK);
    int row = 0;
    for (String name : methods.keySet()) {
      String text = Text.printable(name);
      double base = 36 + first.getScreenYFromChart(rows()[row++]) + 4;
      float left = NAMES - 2f - on.getFontMetrics().stringWidth(text);
      on.drawString(text, Math.max(2, left), (float) base);
    }
  }

  /** From the top: the first is the highest. */
  private double[] rows() {
    int n = methods.size();
    return IntStream.range(0, n).mapToDouble(i -> n - i).toArray();
  }

  private XYChart panel(int width, boolean isCoverage, ToDoubleFunction<IntervalMetrics> measure) {
    XYChart chart = Style.blank(width, height() - 36 - BELOW, "", "", "");
    double top = methods.size() + 0.7;
    chart.getStyler().setLegendVisible(false).setChartTitleVisible(false);
    chart.getStyler().setYAxisTicksVisible(false).setAxisTitlesVisible(false);
    chart.getStyler().setYAxisMin(0.3).setYAxisMax(top);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setPlotGridVerticalLinesVisible(true);
    chart.getStyler().setXAxisTickMarkSpacingHint(60);
    double[] rows = rows();
    double[] values = methods.values().stream().mapToDouble(measure).toArray();
    List<Double> shown = new ArrayList<>();
    DoubleStream.of(values).filter(Double::isFinite).forEach(shown::add);
    if (isCoverage) {
      int n = methods.values().stream().mapToInt(IntervalMetrics::n).min().orElseThrow();
      double tolerance = 100 * Style.tolerance(confidence, n);
      double low = 100 * confidence - tolerance;
      double high = Math.min(100, 100 * confidence + tolerance);
      Style.addBox(chart, "tolerance", low, high, 0.3, top, Style.TOLERANCE);
      double[] asked = {100 * confidence, 100 * confidence};
      Style.addLine(chart, "asked", asked, new double[] {0.3, top}, Style.INK, 1.5f, Style.DASHED);
      shown.add(low);
      shown.add(high);
    }
    if (shown.isEmpty()) {
      shown.add(0.0);
    }
    double least = Collections.min(shown);
    double most = Collections.max(shown);
    double margin = Math.max(0.06 * (most - least), 0.01 * Math.max(1, Math.abs(most)));
    chart.getStyler().setXAxisMin(least - margin).setXAxisMax(most + margin);
    for (int row = 0; row < rows.length; row++) {
      Style.addLine(
          chart,
          "row " + row,
          new double[] {least - margin, most + margin},
          new double[] {rows[row], rows[row]},
          Style.TOLERANCE,
          1,
          Style.DOTTED);
    }
    int[] finite =
        IntStream.range(0, rows.length).filter(i -> Double.isFinite(values[i])).toArray();
    Style.addDots(
        chart,
        "measured",
        Arrays.stream(finite).mapToDouble(i -> values[i]).toArray(),
        Arrays.stream(finite).mapToDouble(i -> rows[i]).toArray(),
        Style.MAIN);
    chart.getStyler().setMarkerSize(9);
    return chart;
  }
}
