package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.evaluation.Report;
import org.forecast4j.plot.CoverageChart;
import org.forecast4j.plot.MethodComparison;

/** What one interval method did on games in the order of time, learning day by day. */
record Comparison(String name, String description, String model, List<ForecastCase> cases) {
  /** The confidences that are measured, as an option has them. */
  static final String CONFIDENCE_LIST = "0.5,0.8,0.9,0.95,0.99";

  static final double[] CONFIDENCES =
      Arrays.stream(CONFIDENCE_LIST.split(",", -1)).mapToDouble(Double::parseDouble).toArray();

  /** The confidence that seasons, widths and pictures are shown at. */
  static final double SHOWN = 0.95;

  /** The confidence at which intervals are most often infinite. */
  private static final double HIGHEST = 0.99;

  private static final String ALL = "methods";
  static final Bootstrap QUICK = new Bootstrap(100, 0.95, 0);

  static Comparison of(
      String name, String description, ConformalWrapper start, List<LabeledPattern> games) {
    return new Comparison(
        name,
        description,
        start.forecaster().name(),
        Evaluator.online(start, CONFIDENCES).evaluate(games));
  }

  /**
   * Every method, each calibrated on the same games before it walks through the others. The members
   * stay as they are, so that the methods differ by their intervals alone.
   *
   * @param shipped what else the intervals of a bundle have, for the methods that it may ship
   */
  static List<Comparison> all(
      WeightedEnsemble ensemble,
      UnaryOperator<AdaptiveConformal.Builder> shipped,
      List<LabeledPattern> calibration,
      List<LabeledPattern> games,
      Progress progress) {
    List<IntervalMethod> methods = IntervalMethod.suiting(ensemble);
    WeightedEnsemble still = ensemble.frozen();
    Watch watch =
        new Watch(progress, "comparing interval methods", games.size(), CONFIDENCES.length);
    List<ConformalWrapper> starts = new ArrayList<>();
    for (IntervalMethod method : methods) {
      AdaptiveConformal.Builder builder = AdaptiveConformal.builder(still);
      if (method.isAdaptiveDefault()) {
        builder = shipped.apply(builder);
      }
      starts.add(watch.over(method.calibrate(builder, still, calibration)));
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      IntervalMethod method = methods.get(i);
      comparisons.add(of(method.label(), method.description(), starts.get(i), games));
    }
    return comparisons;
  }

  Evaluation overall() {
    return Report.of(cases, QUICK).model(model);
  }

  Map<String, Evaluation> seasons() {
    Map<String, Evaluation> seasons = new LinkedHashMap<>();
    Report.by(cases, Task::season, QUICK)
        .forEach((season, report) -> seasons.put(season, report.model(model)));
    return seasons;
  }

  private static IntervalMetrics at(Evaluation evaluation, double confidence) {
    return Objects.requireNonNull(evaluation.intervals().get(confidence));
  }

  /** How far a season's coverage is from what was asked for, at worst, and which season it is. */
  private Map.Entry<String, Double> worstSeason() {
    String worst = "";
    double coverage = SHOWN;
    for (Map.Entry<String, Evaluation> season : seasons().entrySet()) {
      double share = at(season.getValue(), SHOWN).coverage().value();
      if (worst.isEmpty() || Math.abs(share - SHOWN) > Math.abs(coverage - SHOWN)) {
        worst = season.getKey();
        coverage = share;
      }
    }
    return Map.entry(worst, coverage);
  }

  /** The mean over the confidences of the interval score relative to another method's. */
  double relativeScore(Comparison other) {
    Evaluation mine = overall();
    Evaluation theirs = other.overall();
    double sum = 0;
    for (double confidence : CONFIDENCES) {
      sum += score(mine, confidence) / score(theirs, confidence);
    }
    return sum / CONFIDENCES.length;
  }

  /** Infinite where an interval was: such a method is never chosen for its score. */
  private static double score(Evaluation evaluation, double confidence) {
    IntervalMetrics metrics = at(evaluation, confidence);
    return metrics.infiniteShare() > 0
        ? Double.POSITIVE_INFINITY
        : metrics.winkler().orElse(Double.POSITIVE_INFINITY);
  }

  /** The table as Markdown, a line at a time. */
  static void table(List<Comparison> comparisons, Consumer<String> line) {
    line.accept(
        "| method | 50 % | 80 % | 90 % | 95 % | 99 % | farthest season at 95 % | width | Winkler |"
            + " CRPS | infinite at 99 % |");
    line.accept("|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|");
    for (Comparison comparison : comparisons) {
      Evaluation evaluation = comparison.overall();
      IntervalMetrics metrics = at(evaluation, SHOWN);
      StringBuilder row = new StringBuilder("| " + comparison.name + " |");
      for (double confidence : CONFIDENCES) {
        double share = at(evaluation, confidence).coverage().value();
        row.append(String.format(Locale.ROOT, " %.2f |", 100 * share));
      }
      Map.Entry<String, Double> worst = comparison.worstSeason();
      row.append(
          String.format(
              Locale.ROOT,
              " %s: %.2f | %s | %s | %s | %.2f %% |",
              worst.getKey(),
              100 * worst.getValue(),
              Task.number(metrics.meanWidth(), 3),
              Task.number(metrics.winkler(), 3),
              Task.number(evaluation.crps(), 4),
              100 * at(evaluation, HIGHEST).infiniteShare()));
      line.accept(row.toString());
    }
  }

  static void print(List<Comparison> comparisons, PrintWriter out) {
    table(comparisons, out::println);
    out.println();
    out.println("Width and Winkler score are those of the finite intervals at 95 %.");
    comparisons.forEach(one -> out.printf(Locale.ROOT, "%-11s %s%n", one.name, one.description));
  }

  /** The pictures of methods, by name. */
  static List<String> pictures(List<IntervalMethod> methods) {
    return Stream.concat(Stream.of(ALL), methods.stream().map(IntervalMethod::label)).toList();
  }

  /** The coverage of each method beside the first's, and a picture of all. */
  static void draw(List<Comparison> comparisons, PlotOption plot) throws IOException {
    Map<String, Evaluation> all = new LinkedHashMap<>();
    CoverageChart first = comparisons.get(0).coverage();
    for (Comparison one : comparisons) {
      all.put(one.name, one.overall());
      CoverageChart own = one.coverage();
      plot.draw(one.equals(comparisons.get(0)) ? own : own.beside(first), one.name);
    }
    plot.draw(MethodComparison.of(all, SHOWN), ALL);
  }

  private CoverageChart coverage() {
    return CoverageChart.of(cases, model, SHOWN).named(name);
  }
}
