package org.forecast4j.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forecast4j.Interval;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;

/**
 * Coverage over time: of each case and those before it the share whose interval contained the
 * outcome, beside the share that was asked for. Where cases are independent and the intervals keep
 * their promise, 95 of 100 such shares lie within the shaded tolerance; neighbouring ones share
 * their cases, so an excursion lasts. With fewer cases than a window has, the picture says so.
 */
public final class CoverageChart extends Plot {
  private static final int LEAST_WINDOW = 100;
  private static final int MOST_WINDOW = 500;

  private final String name;
  private final String title;
  private final List<Instant> moments;
  private final boolean[] covered;
  private final double confidence;
  private final int window;
  private final @Nullable CoverageChart other;

  private CoverageChart(
      String name,
      String title,
      List<Instant> moments,
      boolean[] covered,
      double confidence,
      int window,
      @Nullable CoverageChart other) {
    super(Style.WIDTH, Style.HEIGHT);
    this.name = name;
    this.title = title;
    this.moments = moments;
    this.covered = covered;
    this.confidence = confidence;
    this.window = window;
    this.other = other;
  }

  /**
   * The chart of hits and misses. Its window is a quarter of the cases, but from 100 to 500.
   *
   * @param name what the line is called
   * @param moments when the forecasts were made, in order
   * @param covered for each whether its interval contained the outcome
   * @param confidence the share that was asked for, strictly between 0 and 1
   * @return the picture
   * @throws IllegalArgumentException if the lengths differ, moments are not in order, or the
   *     confidence is not strictly between 0 and 1
   */
  public static CoverageChart of(
      String name, List<Instant> moments, boolean[] covered, double confidence) {
    Checks.length(moments.size(), covered.length, "covered");
    Checks.probability(confidence, "confidence");
    for (int i = 1; i < moments.size(); i++) {
      if (moments.get(i).isBefore(moments.get(i - 1))) {
        throw new IllegalArgumentException(
            "moment "
                + i
                + " is "
                + moments.get(i)
                + "; expected none before the one ahead of it, "
                + moments.get(i - 1));
      }
    }
    int window = Math.max(LEAST_WINDOW, Math.min(MOST_WINDOW, covered.length / 4));
    return new CoverageChart(
        name,
        title(name, confidence),
        List.copyOf(moments),
        covered.clone(),
        confidence,
        window,
        null);
  }

  /**
   * The chart of the last step of what was evaluated.
   *
   * @param cases the cases in the order of time
   * @param model the model's name
   * @param confidence which of its intervals
   * @return the picture
   * @throws IllegalArgumentException if a case lacks the model or an interval of the confidence, or
   *     cases are not in order
   */
  public static CoverageChart of(List<ForecastCase> cases, String model, double confidence) {
    List<Instant> moments = new ArrayList<>();
    boolean[] covered = new boolean[cases.size()];
    for (int i = 0; i < covered.length; i++) {
      ForecastCase one = cases.get(i);
      ForecastCase.Prediction prediction = one.predictions().get(model);
      Interval interval = prediction == null ? null : prediction.intervals().get(confidence);
      if (interval == null) {
        throw new IllegalArgumentException(
            "example "
                + one.example().id()
                + " has no interval of '"
                + model
                + "' at "
                + confidence
                + "; expected one of each example");
      }
      moments.add(one.example().moment());
      covered[i] = interval.contains(one.example().target());
    }
    return of(model, moments, covered, confidence);
  }

  /**
   * The same picture with another window.
   *
   * @param cases how many cases each share is of, at least 2
   * @return a new picture
   * @throws IllegalArgumentException if there are fewer
   */
  public CoverageChart window(int cases) {
    Checks.atLeast(2, cases, "window");
    return new CoverageChart(name, title, moments, covered, confidence, cases, other);
  }

  /**
   * The same picture with its line, and what the title begins with, called otherwise.
   *
   * @param text the name
   * @return a new picture
   */
  public CoverageChart named(String text) {
    return new CoverageChart(
        text, title(text, confidence), moments, covered, confidence, window, other);
  }

  private static String title(String name, double confidence) {
    return name + ": coverage of " + Style.percent(confidence) + " intervals over time";
  }

  /**
   * The same picture with another title.
   *
   * @param text the title
   * @return a new picture
   */
  public CoverageChart titled(String text) {
    return new CoverageChart(name, text, moments, covered, confidence, window, other);
  }

  /**
   * The same picture with a second, paler line, of another method on the same cases.
   *
   * @param reference what to draw the line of
   * @return a new picture
   * @throws IllegalArgumentException if it has another number of cases, another confidence or the
   *     same name
   */
  public CoverageChart beside(CoverageChart reference) {
    Checks.length(covered.length, reference.covered.length, "cases of " + reference.name);
    if (reference.confidence != confidence || reference.name.equals(name)) {
      throw new IllegalArgumentException(
          "the reference is '"
              + reference.name
              + "' at "
              + reference.confidence
              + "; expected another name than '"
              + name
              + "' and "
              + confidence);
    }
    return new CoverageChart(name, title, moments, covered, confidence, window, reference);
  }

  @Override
  void paint(Graphics2D on) {
    if (covered.length <= window) {
      String why =
          String.format(
              Locale.ROOT,
              "%,d cases are too few: each share would be of %,d, so it takes more than these.",
              covered.length,
              window);
      Style.say(on, width(), height(), title, why);
      return;
    }
    XYChart chart =
        Style.blank(
            width(),
            height(),
            title,
            "",
            String.format(Locale.ROOT, "coverage of the last %,d cases, %%", window));
    double[] ends = {window, covered.length};
    double tolerance = 100 * Style.tolerance(confidence, window);
    double low = 100 * confidence - tolerance;
    double high = Math.min(100, 100 * confidence + tolerance);
    Style.addArea(
        chart,
        "95 % tolerance",
        ends,
        new double[] {low, low},
        new double[] {high, high},
        Style.TOLERANCE);
    Style.addLine(
        chart,
        "asked, " + Style.percent(confidence),
        ends,
        new double[] {100 * confidence, 100 * confidence},
        Style.INK,
        1.5f,
        Style.DASHED);
    if (other != null) {
      other.addTo(chart, window, Style.PALE, Style.DOTTED);
    }
    addTo(chart, window, Style.MAIN);
    String days =
        String.format(Locale.ROOT, "day of the forecast, %,d cases in their order", covered.length);
    NumberedAxis.ofDays(days, moments, window).paint(on, chart, width(), height());
  }

  private void addTo(XYChart chart, int each, Color color, float... dash) {
    double[] shares = new double[covered.length - each + 1];
    double[] numbers = new double[shares.length];
    int hits = 0;
    for (int i = 0; i < covered.length; i++) {
      hits += covered[i] ? 1 : 0;
      if (i >= each) {
        hits -= covered[i - each] ? 1 : 0;
      }
      if (i >= each - 1) {
        shares[i - each + 1] = 100.0 * hits / each;
        numbers[i - each + 1] = i + 1.0;
      }
    }
    Style.addLine(chart, name, numbers, shares, color, 2.2f, dash);
  }
}
