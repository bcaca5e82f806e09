package org.forecast4j.evaluation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;

/** What a way of fitting would have been worth, had it been used all along. */
public final class Backtest {
  private Backtest() {}

  /**
   * Walks forward through time, group by group: fits on every example whose outcome was known at a
   * group's first moment and forecasts the group. {@link Report#of} and {@link Report#by} sum the
   * cases up, and count those before the group that were left out.
   *
   * @param examples the examples, in any order
   * @param group the group of an example, such as its season; a group ends before the next begins
   * @param minimumTraining how many examples to fit on at least; groups with fewer before them are
   *     not forecast
   * @param fit fits models on examples that come in the order of their moments
   * @return the cases of all groups that were forecast, in the order of their moments
   * @throws IllegalArgumentException if the minimum is below 1, a group comes back after another
   *     has begun, or no group has enough before it
   */
  public static List<ForecastCase> walkForward(
      List<LabeledPattern> examples,
      Function<LabeledPattern, String> group,
      int minimumTraining,
      Function<List<LabeledPattern>, Evaluator> fit) {
    Checks.atLeast(1, minimumTraining, "minimumTraining");
    List<LabeledPattern> sorted = LabeledPattern.inOrder(examples);
    List<ForecastCase> cases = new ArrayList<>();
    int largestPast = 0;
    for (List<LabeledPattern> members : groups(sorted, group).values()) {
      // By moment and not by index: a group may begin at one that the group before it shares.
      Instant begin = members.get(0).moment();
      List<LabeledPattern> before = sorted.subList(0, Split.indexOf(sorted, begin));
      List<LabeledPattern> past =
          before.stream().filter(example -> !example.known().isAfter(begin)).toList();
      largestPast = past.size();
      if (past.size() >= minimumTraining) {
        int embargoed = before.size() - past.size();
        for (ForecastCase one : fit.apply(past).evaluate(members)) {
          cases.add(one.withEmbargo(embargoed));
        }
      }
    }
    Checks.atLeast(minimumTraining, largestPast, "number of examples known before the last group");
    return List.copyOf(cases);
  }

  private static Map<String, List<LabeledPattern>> groups(
      List<LabeledPattern> sorted, Function<LabeledPattern, String> group) {
    Map<String, List<LabeledPattern>> groups = new LinkedHashMap<>();
    String current = null;
    for (LabeledPattern example : sorted) {
      String key = group.apply(example);
      if (!key.equals(current) && groups.containsKey(key)) {
        throw new IllegalArgumentException(
            "group " + key + " comes back on " + Split.time(example) + " after group " + current);
      }
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(example);
      current = key;
    }
    return groups;
  }
}
