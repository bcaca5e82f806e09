package org.forecast4j.evaluation;

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
   * Walks forward through time, group by group: fits on everything before a group's first day and
   * forecasts the group. {@link Report#of} and {@link Report#by} sum the cases up.
   *
   * @param examples the examples, in any order
   * @param group the group of an example, such as its season; a group ends before the next begins
   * @param minimumTraining how many examples to fit on at least; groups with fewer before them are
   *     not forecast
   * @param fit fits models on examples that come in the order of their dates
   * @return the cases of all groups that were forecast, in the order of their dates
   * @throws IllegalArgumentException if the minimum is below 1, a group comes back after another
   *     has begun, or no group has enough before it
   */
  public static List<ForecastCase> walkForward(
      List<LabeledPattern> examples,
      Function<LabeledPattern, String> group,
      int minimumTraining,
      Function<List<LabeledPattern>, Evaluator> fit) {
    Checks.atLeast(1, minimumTraining, "minimumTraining");
    List<LabeledPattern> sorted = Split.byDate(examples);
    List<ForecastCase> cases = new ArrayList<>();
    int largestPast = 0;
    for (List<LabeledPattern> members : groups(sorted, group).values()) {
      // By date and not by index: a group may begin on a day that the one before it shares.
      int past = Split.indexOf(sorted, members.get(0).date());
      largestPast = past;
      if (past >= minimumTraining) {
        cases.addAll(fit.apply(List.copyOf(sorted.subList(0, past))).evaluate(members));
      }
    }
    Checks.atLeast(minimumTraining, largestPast, "number of examples before the last group");
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
            "group " + key + " comes back on " + example.date() + " after group " + current);
      }
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(example);
      current = key;
    }
    return groups;
  }
}
