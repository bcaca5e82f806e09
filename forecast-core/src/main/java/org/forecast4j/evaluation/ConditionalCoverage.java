package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;

/**
 * Where interval forecasts cover and where they do not: over time, by group, and against their own
 * width. An average coverage that is right can hide seasons or kinds of cases that are not covered.
 * O(n log n) at most.
 */
public final class ConditionalCoverage {
  private ConditionalCoverage() {}

  /**
   * Measures intervals group by group: by season, by bin of the prediction, by who leads.
   *
   * @param intervals the intervals, at least one
   * @param actual what happened, one finite value an interval
   * @param groups the group that each interval belongs to
   * @param confidence the probability they were to cover with, strictly between 0 and 1
   * @return the measures by group, in the order of the groups' names
   * @throws IllegalArgumentException if there is no interval, the lengths differ, a value is not
   *     finite, or the confidence is not strictly between 0 and 1
   */
  public static SortedMap<String, IntervalMetrics> by(
      List<Interval> intervals, double[] actual, List<String> groups, double confidence) {
    IntervalMetrics.requireParallel(intervals, actual);
    Checks.length(actual.length, groups.size(), "groups");
    SortedMap<String, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < actual.length; i++) {
      members.computeIfAbsent(groups.get(i), group -> new ArrayList<>()).add(i);
    }
    SortedMap<String, IntervalMetrics> measures = new TreeMap<>();
    members.forEach(
        (group, who) ->
            measures.put(
                group,
                IntervalMetrics.of(
                    who.stream().map(intervals::get).toList(),
                    who.stream().mapToDouble(i -> actual[i]).toArray(),
                    confidence)));
    return measures;
  }

  /**
   * The group that is covered least.
   *
   * @param groups the measures by group, at least one
   * @return the group with its measures; of several, the first by name
   * @throws IllegalArgumentException if there is no group
   * @see <a href="https://jmlr.org/papers/v22/20-753.html">Cauchois, Gupta, Duchi 2021, Knowing
   *     what you know</a>, on worst-slab coverage
   */
  public static Map.Entry<String, IntervalMetrics> worst(
      SortedMap<String, IntervalMetrics> groups) {
    return groups.entrySet().stream()
        .min(Comparator.comparingDouble(entry -> entry.getValue().coverage().value()))
        .orElseThrow(() -> new IllegalArgumentException("there is no group; expected at least 1"));
  }

  /**
   * Bins of equally many values, for {@link #by}: equal values may lie in different bins.
   *
   * @param values what to bin by, such as the point forecasts; finite
   * @param bins how many, from 1 to the number of values
   * @return for each value its bin's number, from 1, with leading zeros
   * @throws IllegalArgumentException if a value is not finite or the number of bins is not so
   */
  public static List<String> bins(double[] values, int bins) {
    Checks.values(values, "values");
    Checks.atLeast(1, bins, "number of bins");
    Checks.atLeast(bins, values.length, "number of values");
    int[] order = order(values);
    String[] names = new String[values.length];
    String format = "%0" + String.valueOf(bins).length() + "d";
    for (int rank = 0; rank < order.length; rank++) {
      names[order[rank]] =
          String.format(Locale.ROOT, format, (long) rank * bins / order.length + 1);
    }
    return List.of(names);
  }

  private static int[] order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /**
   * Coverage over time: for each interval from the {@code window}-th on, the share covered of it
   * and those before it.
   *
   * @param intervals the intervals in the order of time
   * @param actual what happened, one finite value an interval
   * @param window how many intervals each share is of, from 1 to their number
   * @return {@code intervals.size() - window + 1} shares
   * @throws IllegalArgumentException if the lengths differ, a value is not finite or the window is
   *     not so
   */
  public static double[] rolling(List<Interval> intervals, double[] actual, int window) {
    IntervalMetrics.requireParallel(intervals, actual);
    Checks.atLeast(1, window, "window");
    Checks.atLeast(window, actual.length, "number of intervals");
    double[] shares = new double[actual.length - window + 1];
    int covered = 0;
    for (int i = 0; i < actual.length; i++) {
      covered += intervals.get(i).contains(actual[i]) ? 1 : 0;
      if (i >= window) {
        covered -= intervals.get(i - window).contains(actual[i - window]) ? 1 : 0;
      }
      if (i >= window - 1) {
        shares[i - window + 1] = (double) covered / window;
      }
    }
    return shares;
  }

  /**
   * Whether intervals are wide where errors are large: Spearman's rank correlation of width and
   * absolute error. Infinite widths are the largest.
   *
   * @param intervals the intervals, at least two
   * @param errors actual minus point forecast, one finite value an interval
   * @return from −1 to 1; 0 if all widths or all errors are equal: the intervals tell nothing apart
   * @throws IllegalArgumentException if there are fewer than two, the lengths differ or an error is
   *     not finite
   */
  public static double widthErrorCorrelation(List<Interval> intervals, double... errors) {
    Checks.atLeast(2, intervals.size(), "number of intervals");
    Checks.length(intervals.size(), errors.length, "errors");
    Checks.values(errors, "errors");
    double[] widths = ranks(intervals.stream().mapToDouble(Interval::width).toArray());
    double[] sizes = ranks(Arrays.stream(errors).map(Math::abs).toArray());
    double mean = (errors.length + 1) / 2.0;
    double product = 0;
    double widthSquares = 0;
    double sizeSquares = 0;
    for (int i = 0; i < errors.length; i++) {
      product += (widths[i] - mean) * (sizes[i] - mean);
      widthSquares += (widths[i] - mean) * (widths[i] - mean);
      sizeSquares += (sizes[i] - mean) * (sizes[i] - mean);
    }
    double scale = Math.sqrt(widthSquares * sizeSquares);
    return scale == 0 ? 0 : product / scale;
  }

  /** From 1; equal values share the mean of their ranks. */
  private static double[] ranks(double[] values) {
    int[] order = order(values);
    double[] ranks = new double[values.length];
    int from = 0;
    while (from < order.length) {
      int to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
