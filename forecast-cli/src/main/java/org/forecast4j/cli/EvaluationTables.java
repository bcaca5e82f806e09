package org.forecast4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.evaluation.ConditionalCoverage;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.evaluation.Report;
import org.forecast4j.evaluation.StepMetrics;
import org.forecast4j.internal.Text;

/** Prints what a bundle was measured to be, as tables for people. */
final class EvaluationTables {
  private final PrintWriter out;
  private final double[] confidences;

  EvaluationTables(PrintWriter out, double... confidences) {
    this.out = out;
    this.confidences = confidences.clone();
  }

  /** What matters most of each model, with its intervals at one confidence. */
  static void summary(PrintWriter out, Report report, double confidence) {
    out.printf(
        Locale.ROOT, "test part: %,d games, %s to %s%n%n", report.n(), report.from(), report.to());
    out.printf(
        "model            MAE    RMSE     CRPS  at %s %%: coverage  width%n",
        Text.percent(confidence));
    report
        .models()
        .forEach(
            (name, model) -> {
              IntervalMetrics intervals = Objects.requireNonNull(model.intervals().get(confidence));
              out.printf(
                  Locale.ROOT,
                  "%-12s  %6.3f  %6.3f  %7s  %15.2f %%  %5s%n",
                  name,
                  model.mae(),
                  model.rmse(),
                  Task.number(model.crps(), 3),
                  100 * intervals.coverage().value(),
                  Task.number(intervals.meanWidth(), 1));
            });
  }

  void print(Report overall, Map<String, Report> seasons) {
    out.printf(Locale.ROOT, "%d games, %s to %s%n%n", overall.n(), overall.from(), overall.to());
    out.println("model            MAE    RMSE    bias   skill [95 % interval]      CRPS");
    overall
        .models()
        .forEach(
            (name, model) ->
                out.printf(
                    Locale.ROOT,
                    "%-12s  %6.3f  %6.3f  %+6.3f  %5.2f %% [%5.2f, %5.2f]  %8s%n",
                    name,
                    model.mae(),
                    model.rmse(),
                    model.bias(),
                    100 * model.skill().value(),
                    100 * model.skill().low(),
                    100 * model.skill().high(),
                    Task.number(model.crps(), 3)));
    Evaluation ensemble = overall.model("ensemble");
    out.printf(
        Locale.ROOT,
        "%nconfidence  coverage [95 %% interval]     width  Winkler  infinite (left out of"
            + " both)%n");
    ensemble
        .intervals()
        .forEach(
            (confidence, metrics) ->
                out.printf(
                    Locale.ROOT,
                    "%10s  %6.2f %% [%6.2f, %6.2f]  %7s  %7s  %6.1f %%%n",
                    confidence,
                    100 * metrics.coverage().value(),
                    100 * metrics.coverage().low(),
                    100 * metrics.coverage().high(),
                    Task.number(metrics.meanWidth(), 3),
                    Task.number(metrics.winkler(), 3),
                    100 * metrics.infiniteShare()));
    printSteps(ensemble);
    printSeasons(seasons, overall.baseline());
  }

  /** What becomes of single cases, behind the measures of all. */
  void printParts(List<ForecastCase> cases) {
    for (double confidence : confidences) {
      printParts(cases, confidence);
    }
  }

  private void printSteps(Evaluation model) {
    out.printf(
        Locale.ROOT, "%nensemble, step      MAE    RMSE   MASE  sMAPE %%   CRPS  coverage at");
    for (double confidence : confidences) {
      out.printf(Locale.ROOT, "  %7s", confidence);
    }
    out.println();
    for (int step = 0; step < model.steps().size(); step++) {
      printStep(String.valueOf(step + 1), model.steps().get(step));
    }
    printStep("whole path", model.path());
    out.printf(Locale.ROOT, "%-67s", "paths in the band");
    for (double confidence : confidences) {
      double share = Objects.requireNonNull(model.band().get(confidence)).value();
      out.printf(Locale.ROOT, "  %5.2f %%", 100 * share);
    }
    out.println();
  }

  private void printStep(String name, StepMetrics step) {
    out.printf(
        Locale.ROOT,
        "%14s  %7.3f  %6.3f  %5s  %7.1f  %5s             ",
        name,
        step.mae(),
        step.rmse(),
        Task.number(step.mase(), 2),
        step.smape(),
        Task.number(step.crps(), 3));
    for (double confidence : confidences) {
      IntervalMetrics metrics = Objects.requireNonNull(step.intervals().get(confidence));
      out.printf(Locale.ROOT, "  %5.2f %%", 100 * metrics.coverage().value());
    }
    out.println();
  }

  private void printSeasons(Map<String, Report> seasons, String baseline) {
    out.printf(
        Locale.ROOT, "%nseason    games  ensemble MAE  %15s  coverage at", baseline + " MAE");
    for (double confidence : confidences) {
      out.printf(Locale.ROOT, "  %7s", confidence);
    }
    out.println();
    seasons.forEach(
        (season, report) -> {
          Evaluation model = report.model("ensemble");
          out.printf(
              Locale.ROOT,
              "%-8s  %5d  %12.3f  %15.3f             ",
              season,
              report.n(),
              model.mae(),
              report.model(baseline).mae());
          for (double confidence : confidences) {
            IntervalMetrics metrics = Objects.requireNonNull(model.intervals().get(confidence));
            out.printf(Locale.ROOT, "  %5.2f %%", 100 * metrics.coverage().value());
          }
          out.println();
        });
  }

  /** Where the intervals of one confidence cover, and what their score is made of. */
  private void printParts(List<ForecastCase> cases, double confidence) {
    List<Interval> intervals = new ArrayList<>();
    double[] points = new double[cases.size()];
    double[] actual = new double[cases.size()];
    List<String> leads = new ArrayList<>();
    for (int i = 0; i < actual.length; i++) {
      LabeledPattern game = cases.get(i).example();
      ForecastCase.Prediction made =
          Objects.requireNonNull(cases.get(i).predictions().get("ensemble"));
      intervals.add(Objects.requireNonNull(made.intervals().get(confidence)));
      points[i] = made.point();
      actual[i] = game.target();
      double margin = game.pattern().last();
      leads.add(margin > 0 ? "home leads" : margin < 0 ? "away leads" : "tied");
    }
    IntervalMetrics metrics = IntervalMetrics.of(intervals, actual, confidence);
    double[] errors = new double[actual.length];
    Arrays.setAll(errors, i -> actual[i] - points[i]);
    out.printf(
        Locale.ROOT,
        "%nat %s: Winkler %s = width %s + below %s + above %s; width and error correlate %.3f%n",
        confidence,
        Task.number(metrics.winkler(), 3),
        Task.number(metrics.meanWidth(), 3),
        Task.number(metrics.below(), 3),
        Task.number(metrics.above(), 3),
        errors.length < 2
            ? Double.NaN
            : ConditionalCoverage.widthErrorCorrelation(intervals, errors));
    groups("who leads", ConditionalCoverage.by(intervals, actual, leads, confidence));
    List<String> fifths = ConditionalCoverage.bins(points, Math.min(5, points.length));
    groups("prediction", ConditionalCoverage.by(intervals, actual, fifths, confidence));
  }

  private void groups(String what, SortedMap<String, IntervalMetrics> groups) {
    out.printf(Locale.ROOT, "  by %-10s", what);
    groups.forEach(
        (name, metrics) ->
            out.printf(
                Locale.ROOT,
                "  %s %.2f %% of %d, width %s",
                name,
                100 * metrics.coverage().value(),
                metrics.n(),
                Task.number(metrics.meanWidth(), 3)));
    out.printf(Locale.ROOT, "; worst %s%n", ConditionalCoverage.worst(groups).getKey());
  }
}
