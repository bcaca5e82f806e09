package org.forecast4j.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.forecast4j.internal.Checks;
import org.knowm.xchart.XYChart;

/** How the weights of an ensemble's members moved as it learned outcomes. */
public final class WeightPath extends Plot {
  private static final Color[] COLORS = {Style.MAIN, Style.OTHER, Style.INK, Style.PALE};
  private static final float[][] DASHES = {
    Style.SOLID, Style.DASHED, Style.DOTTED, {5, 3, 1, 3}, {1, 2}
  };

  private static final int MOST_SHOWN = 45;

  private final List<String> members;
  private final List<Instant> moments;
  private final List<double[]> weights;
  private final String title;

  private WeightPath(
      List<String> members, List<Instant> moments, List<double[]> weights, String title) {
    super(Style.WIDTH, Style.HEIGHT);
    this.members = members;
    this.moments = moments;
    this.weights = weights;
    this.title = title;
  }

  /**
   * The path of weights.
   *
   * @param members the names of the members, at least one, each once
   * @param moments when the weights were as given, in order
   * @param weights at each moment a weight for each member, from 0 to 1
   * @return the picture
   * @throws IllegalArgumentException if lengths differ, a name is there twice, or a weight is not
   *     so
   */
  public static WeightPath of(List<String> members, List<Instant> moments, List<double[]> weights) {
    Checks.atLeast(1, members.size(), "number of members");
    Checks.length(members.size(), new HashSet<>(members).size(), "different names of members");
    Checks.length(moments.size(), weights.size(), "weights");
    List<double[]> copies = new ArrayList<>(weights.size());
    for (double[] each : weights) {
      Checks.length(members.size(), each.length, "weights of a moment");
      for (double weight : each) {
        if (!(weight >= 0 && weight <= 1)) {
          throw new IllegalArgumentException("weight is " + weight + "; expected 0 to 1");
        }
      }
      copies.add(each.clone());
    }
    return new WeightPath(
        List.copyOf(members), List.copyOf(moments), copies, "Weights of the members over time");
  }

  /**
   * The same picture with another title.
   *
   * @param other the title
   * @return a new picture
   */
  public WeightPath titled(String other) {
    return new WeightPath(members, moments, weights, other);
  }

  /** As many moments as can be told apart, the first and the last among them. */
  private int[] shown() {
    int n = moments.size();
    int count = Math.min(n, MOST_SHOWN);
    return IntStream.range(0, count).map(i -> (int) ((long) i * (n - 1) / (count - 1))).toArray();
  }

  @Override
  void paint(Graphics2D on) {
    if (moments.size() < 2) {
      Style.say(
          on,
          width(),
          height(),
          title,
          "Weights are known at " + moments.size() + " moments; a path takes at least 2.");
      return;
    }
    XYChart chart = Style.blank(width(), height(), title, "", "weight");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setYAxisDecimalPattern("0.0");
    int[] shown = shown();
    double[] numbers = Arrays.stream(shown).mapToDouble(i -> i + 1.0).toArray();
    for (int member = 0; member < members.size(); member++) {
      int which = member;
      double[] path = Arrays.stream(shown).mapToDouble(i -> weights.get(i)[which]).toArray();
      Style.addLine(
          chart,
          members.get(member) + ", " + Style.number(path[path.length - 1], 1) + " at the end",
          numbers,
          path,
          COLORS[member % COLORS.length],
          2.5f,
          DASHES[member % DASHES.length]);
    }
    String days = "day, " + moments.size() + " moments in their order";
    NumberedAxis.ofDays(days, moments, 1).paint(on, chart, width(), height());
  }
}
