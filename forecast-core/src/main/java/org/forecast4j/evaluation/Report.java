package org.forecast4j.evaluation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;

/**
 * How good every model was on a set of examples.
 *
 * @param n how many examples there were, at least 1
 * @param from the date of the earliest
 * @param to the date of the latest
 * @param embargoed the most earlier examples that a model could not rest on when it forecast one,
 *     because their outcomes were not yet known
 * @param baseline the name of the model that skill is measured against
 * @param models the measures of each model by its name, in the order of evaluation
 */
public record Report(
    int n,
    LocalDate from,
    LocalDate to,
    int embargoed,
    String baseline,
    Map<String, Evaluation> models) {
  /** Copies the measures, keeping their order. */
  public Report {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /**
   * Sums cases up.
   *
   * @param cases the cases, at least one
   * @param bootstrap how to find the intervals of the skills
   * @return the measures of every model that any case has a prediction of
   * @throws IllegalArgumentException if there is no case, or cases differ in horizon or baseline,
   *     naming the example
   */
  public static Report of(List<ForecastCase> cases, Bootstrap bootstrap) {
    requireOneBaseline(cases);
    LocalDate from = LocalDate.MAX;
    LocalDate to = LocalDate.MIN;
    int embargoed = 0;
    Set<String> names = new LinkedHashSet<>();
    for (ForecastCase one : cases) {
      LocalDate date = one.example().date();
      from = date.isBefore(from) ? date : from;
      to = date.isAfter(to) ? date : to;
      embargoed = Math.max(embargoed, one.embargoed());
      names.addAll(one.predictions().keySet());
    }
    Map<String, Evaluation> models = new LinkedHashMap<>();
    names.forEach(name -> models.put(name, Evaluation.of(name, cases, bootstrap)));
    return new Report(cases.size(), from, to, embargoed, cases.get(0).baseline(), models);
  }

  static void requireOneBaseline(List<ForecastCase> cases) {
    Checks.atLeast(1, cases.size(), "number of cases");
    String baseline = cases.get(0).baseline();
    for (ForecastCase one : cases) {
      if (!one.baseline().equals(baseline)) {
        throw new IllegalArgumentException(
            "example "
                + one.example().id()
                + " has the baseline "
                + one.baseline()
                + "; expected "
                + baseline
                + " as example "
                + cases.get(0).example().id()
                + " has");
      }
    }
  }

  /**
   * Sums cases up by group, such as the season.
   *
   * @param cases the cases, at least one
   * @param group the group an example belongs to
   * @param bootstrap how to find the intervals of the skills
   * @return a report for each group, in the order in which the groups first appear
   * @throws IllegalArgumentException if there is no case
   */
  public static Map<String, Report> by(
      List<ForecastCase> cases, Function<LabeledPattern, String> group, Bootstrap bootstrap) {
    Checks.atLeast(1, cases.size(), "number of cases");
    Map<String, List<ForecastCase>> groups = new LinkedHashMap<>();
    for (ForecastCase one : cases) {
      groups.computeIfAbsent(group.apply(one.example()), key -> new ArrayList<>()).add(one);
    }
    Map<String, Report> reports = new LinkedHashMap<>();
    groups.forEach((key, members) -> reports.put(key, of(members, bootstrap)));
    return Collections.unmodifiableMap(reports);
  }

  /**
   * The measures of one model.
   *
   * @param name the model's name
   * @return its measures
   * @throws IllegalArgumentException if there is no such model
   */
  public Evaluation model(String name) {
    Evaluation evaluation = models.get(name);
    if (evaluation == null) {
      throw new IllegalArgumentException(
          "there is no model " + name + "; expected one of " + models.keySet());
    }
    return evaluation;
  }

  /** Tables for people: the points, the intervals and the steps of every model. */
  @Override
  public String toString() {
    return ReportText.of(this);
  }
}
