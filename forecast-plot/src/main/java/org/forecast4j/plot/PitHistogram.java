package org.forecast4j.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.internal.Checks;
import org.knowm.xchart.XYChart;

/**
 * How outcomes are spread over the probabilities that were forecast for them. Bars of one height
 * are calibrated; a ∪ says that the forecasts were too sure, a ∩ not sure enough, a slope that they
 * were too high or too low. Bars of a calibrated forecast stay within the shaded tolerance 95 times
 * of 100, each by itself.
 *
 * @see org.forecast4j.evaluation.Metrics#pitHistogram
 */
public final class PitHistogram extends Plot {
  private static final Color BAR = new Color(0xB5CFEA);

  private final List<Integer> counts;
  private final String title;

  private PitHistogram(List<Integer> counts, String title) {
    super(Style.WIDTH, Style.HEIGHT);
    this.counts = counts;
    this.title = title;
  }

  /**
   * The histogram of what was measured.
   *
   * @param evaluation the measures of a model with predictive distributions
   * @return the picture
   * @throws IllegalArgumentException if the model had none
   */
  public static PitHistogram of(Evaluation evaluation) {
    return of(evaluation.pit());
  }

  /**
   * The histogram of counts.
   *
   * @param counts how many outcomes fell into each bin of equal probability, from the lowest; at
   *     least two bins, at least one outcome
   * @return the picture
   * @throws IllegalArgumentException if there are fewer bins or outcomes, or a count is negative
   */
  public static PitHistogram of(List<Integer> counts) {
    Checks.atLeast(2, counts.size(), "number of bins");
    counts.forEach(count -> Checks.atLeast(0, count, "count of a bin"));
    Checks.atLeast(1, sum(counts), "number of outcomes");
    return new PitHistogram(
        List.copyOf(counts),
        String.format(
            Locale.ROOT,
            "Where %,d outcomes fell within their predictive distributions",
            sum(counts)));
  }

  /**
   * The same picture with another title.
   *
   * @param other the title
   * @return a new picture
   */
  public PitHistogram titled(String other) {
    return new PitHistogram(counts, other);
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(count -> count).sum();
  }

  @Override
  void paint(Graphics2D on) {
    int bins = counts.size();
    double expected = 1.0 / bins;
    double tolerance = Style.tolerance(expected, sum(counts));
    double highest = counts.stream().mapToInt(count -> count).max().orElseThrow();
    double[] ends = {0, 1};
    XYChart chart =
        Style.blank(
            width(),
            height(),
            title,
            "probability that was forecast for the outcome or less",
            "share of outcomes, %");
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setXAxisDecimalPattern("0.0");
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setYAxisMax(110 * Math.max(highest / sum(counts), expected + tolerance));
    double low = 100 * Math.max(0, expected - tolerance);
    double high = 100 * (expected + tolerance);
    Style.addArea(
        chart,
        "95 % tolerance",
        ends,
        new double[] {low, low},
        new double[] {high, high},
        Style.TOLERANCE);
    for (int bin = 0; bin < bins; bin++) {
      double share = 100.0 * counts.get(bin) / sum(counts);
      double left = (bin + 0.08) / bins;
      double right = (bin + 0.92) / bins;
      Style.addBox(chart, "within bin " + bin, left, right, 0, share, BAR);
      Style.addLine(
              chart,
              bin == 0 ? "measured" : "bin " + bin,
              new double[] {left, left, right, right},
              new double[] {0, share, share, 0},
              Style.MAIN,
              2)
          .setShowInLegend(bin == 0);
    }
    Style.addLine(
        chart,
        "calibrated",
        ends,
        new double[] {100 * expected, 100 * expected},
        Style.INK,
        1.5f,
        Style.DASHED);
    chart.paint(on, width(), height());
  }
}
