package org.forecast4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Estimate;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.evaluation.Report;

/** The part of a model card that says what was measured on the test part. */
final class ModelCardResults {
  private final Lines text;

  ModelCardResults(Lines text) {
    this.text = text;
  }

  void errors(Report report, Report without) {
    line("## Errors on the test part");
    line("");
    line(
        "%,d games, %s to %s, in points at half-time. Skill is 1 − MAE / MAE of persistence, with",
        report.n(), report.from(), report.to());
    line(
        "its paired 95 % bootstrap interval. All games of a day are forecast, then their outcomes"
            + " learned.");
    line(
        "Members are measured as the ensemble asks them. CRPS is that of whole numbers; for"
            + " members it is");
    line("of intervals made for this table, from their errors on the calibration part.");
    line("");
    line(
        "| model | MAE | RMSE | bias | skill | CRPS | MAE without ratings | skill without ratings"
            + " |");
    line("|---|---:|---:|---:|---|---:|---:|---|");
    report
        .models()
        .forEach(
            (name, evaluation) -> {
              Evaluation bare = without.model(name);
              line(
                  "| %s | %.3f | %.3f | %+.3f | %s | %s | %.3f | %s |",
                  name,
                  evaluation.mae(),
                  evaluation.rmse(),
                  evaluation.bias(),
                  percent(evaluation.skill()),
                  Task.number(evaluation.crps(), 3),
                  bare.mae(),
                  percent(bare.skill()));
            });
    line("");
  }

  /** Paired differences between the ensemble, fixed weights and each member. */
  void comparisons(List<ForecastCase> cases, List<Forecaster> members) {
    double[] actual = cases.stream().mapToDouble(one -> one.example().target()).toArray();
    double[] ensemble = points(cases, "ensemble");
    line("MAE of the ensemble minus that of other forecasts, with its paired 95 % interval:");
    line("");
    for (Forecaster member : members) {
      difference(member.name(), ensemble, points(cases, member.name()), actual);
    }
    List<String> names = members.stream().map(Forecaster::name).toList();
    if (names.containsAll(List.of("dejavu", "lstm"))) {
      double[] dejavu = points(cases, "dejavu");
      double[] lstm = points(cases, "lstm");
      double[] fixed = new double[dejavu.length];
      Arrays.setAll(fixed, i -> 0.4 * dejavu[i] + 0.6 * lstm[i]);
      difference("0.4 dejavu + 0.6 lstm", ensemble, fixed, actual);
    }
    line("");
    if (names.containsAll(List.of("lstm", "linear"))) {
      againstLinear(points(cases, "lstm"), points(cases, "linear"), actual);
    }
  }

  private void againstLinear(double[] lstm, double[] linear, double[] actual) {
    Estimate difference = Bootstrap.DEFAULT.maeDifference(lstm, linear, actual);
    line(
        "The network %s least squares: MAE difference %+.4f [%+.4f, %+.4f].",
        difference.high() < 0 ? "beats" : "does not beat",
        difference.value(),
        difference.low(),
        difference.high());
    line("");
  }

  private void difference(String name, double[] ensemble, double[] other, double[] actual) {
    Estimate difference = Bootstrap.DEFAULT.maeDifference(ensemble, other, actual);
    line(
        "- %s (MAE %.3f): %+.4f [%+.4f, %+.4f]",
        name, Metrics.mae(other, actual), difference.value(), difference.low(), difference.high());
  }

  private static double[] points(List<ForecastCase> cases, String model) {
    return cases.stream()
        .mapToDouble(one -> Objects.requireNonNull(one.predictions().get(model)).point())
        .toArray();
  }

  void intervals(Training training, Evaluation ensemble, Map<String, Report> seasons) {
    line("## Intervals on the test part");
    line("");
    line(
        "The bundle's own method is `%s` (%s).",
        training.method().label(), training.method().description());
    line("It has learned the calibration part, which is the state the bundle holds, and walks");
    line("through the test part in the order of time: all games of a day are forecast, then their");
    line("outcomes observed. In brackets the 95 % interval (Wilson) of the measured coverage.");
    line("");
    line("| confidence | coverage | mean width | Winkler score | infinite |");
    line("|---:|---|---:|---:|---:|");
    ensemble.intervals().forEach((confidence, metrics) -> interval(confidence, metrics));
    line("");
    line("Coverage at 95 % by season:");
    line("");
    line("| season | games | MAE | coverage | mean width |");
    line("|---|---:|---:|---|---:|");
    seasons.forEach(
        (season, report) -> {
          Evaluation evaluation = report.model("ensemble");
          IntervalMetrics metrics = evaluation.intervals().get(0.95);
          if (metrics != null) {
            line(
                "| %s | %,d | %.3f | %s | %s |",
                season,
                report.n(),
                evaluation.mae(),
                percent(metrics.coverage()),
                Task.number(metrics.meanWidth(), 3));
          }
        });
    line("");
    line("PIT histogram, ten bins of equal probability: %s.", ensemble.pit());
    line("");
  }

  void methods(
      Training training, WeightedEnsemble ensemble, List<LabeledPattern> test, Progress progress) {
    line("## Interval methods");
    line("");
    line(
        "The method was chosen on the calibration part, each candidate calibrated on the validation"
            + " part");
    line(
        "around members fitted on the training part, by the interval (Winkler) score over the five"
            + " confidences relative to `split`.");
    line(
        "Candidates are those that keep the share of misses in the long run whatever drifts and"
            + " can be");
    line(
        "stored without code: %s; one that gave an infinite interval is left out. They divide"
            + " errors by",
        Arrays.stream(IntervalMethod.values())
            .filter(IntervalMethod::isAdaptiveDefault)
            .map(IntervalMethod::label)
            .collect(Collectors.joining(", ")));
    line("the size that the bundle expects of them, in this table and in the next:");
    line("");
    Comparison.table(training.candidates(), text::line);
    line("");
    line("The same methods on the test part, each calibrated on the calibration part around the");
    line("members as fitted, which stay as they are here:");
    line("");
    List<Comparison> comparisons =
        new ArrayList<>(
            Comparison.all(
                ensemble,
                builder -> builder.difficulty(training.difficulty()),
                training.split().calibration(),
                test,
                progress));
    comparisons.add(
        0,
        Comparison.of(
            "split-early",
            "calibrated once on the second half of the training part, members fitted on the first"
                + " (the network, if any, on all of it)",
            training.early(),
            test));
    Comparison.table(comparisons, text::line);
    line("");
    line(
        "The default constants of `pid` were set for their result on validation games, and the"
            + " start of");
    line(
        "`sf-ogd` was changed, after the test part had been looked at once: take these two rows"
            + " with that");
    line("in mind.");
    line("");
    for (Comparison comparison : comparisons) {
      line("- `%s`: %s", comparison.name(), comparison.description());
    }
    line("");
  }

  private void interval(double confidence, IntervalMetrics metrics) {
    line(
        "| %s | %s | %s | %s | %.1f %% |",
        Task.number(confidence),
        percent(metrics.coverage()),
        Task.number(metrics.meanWidth(), 3),
        Task.number(metrics.winkler(), 3),
        100 * metrics.infiniteShare());
  }

  private static String percent(Estimate share) {
    return String.format(
        Locale.ROOT,
        "%.2f %% [%.2f, %.2f]",
        100 * share.value(),
        100 * share.low(),
        100 * share.high());
  }

  private void line(String format, Object... values) {
    text.line(format, values);
  }
}
