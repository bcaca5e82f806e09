package org.forecast4j.plot;

import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.internal.Checks;
import org.knowm.xchart.XYChart;

/**
 * How often intervals contained the outcome, beside how often they were to: for each confidence the
 * measured minus the asked coverage, in percentage points. It is the distance from the diagonal of
 * the usual diagram, which hides what matters near 100 %. Intervals that keep their promise stay
 * within the shaded tolerance 95 times of 100.
 */
public final class ReliabilityDiagram extends Plot {
  private final SortedMap<Double, IntervalMetrics> intervals;
  private final String title;

  private ReliabilityDiagram(SortedMap<Double, IntervalMetrics> intervals, String title) {
    super(Style.WIDTH, Style.HEIGHT);
    this.intervals = intervals;
    this.title = title;
  }

  /**
   * The diagram of what was measured.
   *
   * @param evaluation the measures of a model with intervals
   * @return the picture
   * @throws IllegalArgumentException if the model had no intervals
   */
  public static ReliabilityDiagram of(Evaluation evaluation) {
    return of(evaluation.intervals());
  }

  /**
   * The diagram of intervals.
   *
   * @param intervals their measures by confidence, at least one
   * @return the picture
   * @throws IllegalArgumentException if there is none
   */
  public static ReliabilityDiagram of(SortedMap<Double, IntervalMetrics> intervals) {
    Checks.atLeast(1, intervals.size(), "number of confidences");
    int n = intervals.values().stream().mapToInt(IntervalMetrics::n).max().orElseThrow();
    return new ReliabilityDiagram(
        Collections.unmodifiableSortedMap(new TreeMap<>(intervals)),
        String.format(Locale.ROOT, "Coverage of intervals beside what was asked, %,d cases", n));
  }

  /**
   * The same picture with another title.
   *
   * @param other the title
   * @return a new picture
   */
  public ReliabilityDiagram titled(String other) {
    return new ReliabilityDiagram(intervals, other);
  }

  @Override
  void paint(Graphics2D on) {
    int n = intervals.size();
    double[] places = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
    double[] confidences = intervals.keySet().stream().mapToDouble(c -> c).toArray();
    IntervalMetrics[] measures = intervals.values().toArray(new IntervalMetrics[0]);
    double[] distances = new double[n];
    double[] tolerances = new double[n];
    for (int i = 0; i < n; i++) {
      distances[i] = 100 * (measures[i].coverage().value() - confidences[i]);
      tolerances[i] = 100 * Style.tolerance(confidences[i], measures[i].n());
    }
    double most =
        1.35
            * Math.max(
                Arrays.stream(distances).map(Math::abs).max().orElseThrow(),
                Arrays.stream(tolerances).max().orElseThrow());
    XYChart chart =
        Style.blank(
            width(), height(), title, "", "measured minus asked coverage, percentage points");
    chart.getStyler().setYAxisMin(-most).setYAxisMax(most);
    for (int i = 0; i < n; i++) {
      Style.addArea(
              chart,
              i == 0 ? "95 % tolerance" : "tolerance " + i,
              new double[] {places[i] - 0.3, places[i] + 0.3},
              new double[] {-tolerances[i], -tolerances[i]},
              new double[] {tolerances[i], tolerances[i]},
              Style.TOLERANCE)
          .setShowInLegend(i == 0);
    }
    Style.addLine(
        chart,
        "as asked",
        new double[] {0, n + 1},
        new double[] {0, 0},
        Style.INK,
        1.5f,
        Style.DASHED);
    Style.addDots(chart, "measured", places, distances, Style.MAIN);
    chart.getStyler().setMarkerSize(11);
    IntFunction<String> names =
        place -> place == 0 || place > n ? "" : Style.percent(confidences[place - 1]);
    new NumberedAxis("asked confidence", 0, n + 1, names).paint(on, chart, width(), height());
    for (int i = 0; i < n; i++) {
      String measured = String.format(Locale.ROOT, "%.1f %%", 100 * measures[i].coverage().value());
      Style.label(on, chart, measured, places[i], distances[i], 0, distances[i] < 0 ? 18 : -18);
    }
  }
}
