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
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Estimate;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.evaluation.Report;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmForecaster;

/** Writes the model card: every number in it is measured here, on the test part. */
final class ModelCard {
  private final StringBuilder text = new StringBuilder();

  private ModelCard() {}

  static String of(
      Training training, String dataFile, String dataHash, long seed, Progress progress) {
    progress.show("measuring");
    List<LabeledPattern> test = training.split().test();
    WeightedEnsemble ensemble = (WeightedEnsemble) training.model().forecaster();
    List<ForecastCase> cases =
        Halftime.withMembers(
                Evaluator.online(training.model(), Comparison.CONFIDENCES),
                ensemble,
                training.split().calibration(),
                Comparison.CONFIDENCES)
            .evaluate(test);
    Report report = Report.of(cases, Bootstrap.DEFAULT);
    Map<String, Report> seasons = Report.by(cases, Halftime::season, Bootstrap.DEFAULT);
    List<LabeledPattern> bare =
        test.stream()
            .map(game -> Halftime.withPattern(game, game.pattern().withoutCovariates()))
            .toList();
    Report without =
        Report.of(Evaluator.of(training.model().forecaster()).evaluate(bare), Bootstrap.DEFAULT);

    ModelCard card = new ModelCard();
    card.header();
    card.data(training, dataFile, dataHash, seed);
    card.members(training);
    card.errors(report, without);
    card.comparisons(cases, training.fit().ensemble().members());
    card.intervals(training, report.model("ensemble"), seasons);
    card.methods(training, ensemble, test, progress);
    card.limits(report, without);
    return card.text.toString();
  }

  private void header() {
    line("# Model card: nba-halftime");
    line("");
    line(
        "Forecasts the home-minus-away score of an NBA game at half-time, and at the end of every");
    line(
        "minute before it, from the margins after minutes 1 to 18 and, if known, the difference of");
    line("the teams' ratings (`rating_difference`). Written by `train`; do not edit.");
    line("");
  }

  private void data(Training training, String file, String hash, long seed) {
    line("## Data");
    line("");
    line("Regular-season games, margins from public play-by-play compiled by Ryan Menezes (2019)");
    line("under the MIT licence. File `%s`, SHA-256 `%s`. Seed %d.", file, hash, seed);
    line("The rating difference of a game rests on final margins of earlier days alone. Games are");
    line("split by date; no day is cut.");
    line("");
    line("| part | used for | games | from | to |");
    line("|---|---|---:|---|---|");
    part("training", "fitting members, first pass", training.split().train());
    part(
        "validation",
        "options, ensemble weights; then joins the training",
        training.split().validation());
    part("calibration", "intervals", training.split().calibration());
    part("test", "the numbers below", training.split().test());
    line("");
  }

  private void part(String name, String use, List<LabeledPattern> games) {
    line(
        "| %s | %s | %,d | %s | %s |",
        name, use, games.size(), games.get(0).date(), games.get(games.size() - 1).date());
  }

  private void members(Training training) {
    line("## Members");
    line("");
    line("| member | weight | RMSE on validation | settings |");
    line("|---|---:|---:|---|");
    EnsembleFit fit = training.fit();
    double[] weights = fit.ensemble().weights();
    for (int i = 0; i < weights.length; i++) {
      Forecaster member = fit.ensemble().members().get(i);
      line(
          "| %s | %.3f | %.3f | %s |",
          member.name(), weights[i], fit.memberRmse()[i], settings(member));
    }
    line("");
    line(
        "Weights are fitted on the validation part by least squares on the simplex, shrunk towards");
    line(
        "equal weights (ridge %s). The combination's cross-validated gain over the best member there"
            + " is %.4f",
        Halftime.number(fit.shrinkage()), fit.gain());
    line(
        "± %.4f (squared points, one standard error)%s.",
        fit.gainStandardError(),
        fit.isCombined() ? "" : ": not worth combining, so the best member has all weight");
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < i; j++) {
        line(
            "Errors of %s and %s correlate %.4f; a combination can help below %.4f (σ small / σ large).",
            fit.ensemble().members().get(j).name(),
            fit.ensemble().members().get(i).name(),
            fit.errorCorrelation()[i][j],
            fit.errorRatio(i, j));
      }
    }
    line("");
    line("What a member assumes when the rating difference is missing:");
    line("");
    for (Forecaster member : fit.ensemble().members()) {
      member.covariates().forEach((name, assumed) -> line("- %s: %s", member.name(), assumed));
    }
    line("");
  }

  private static String settings(Forecaster member) {
    if (member instanceof DejavuForecaster dejavu) {
      return dejavu.settings().toString().replaceAll("[{}]", "");
    }
    if (member instanceof LinearForecaster linear) {
      return "ridge=" + Halftime.number(linear.ridge());
    }
    if (member instanceof LstmForecaster lstm) {
      return String.format(
          Locale.ROOT,
          "layers=%d, hidden=%d, covariates=%s",
          lstm.weights().layers().size(),
          lstm.weights().hidden(),
          lstm.weights().encoding().covariates().stream()
              .map(covariate -> covariate.name() + " as " + covariate.use())
              .toList());
    }
    return "";
  }

  private void errors(Report report, Report without) {
    line("## Errors on the test part");
    line("");
    line(
        "%,d games, %s to %s, in points at half-time. Skill is 1 − MAE / MAE of persistence, with",
        report.n(), report.from(), report.to());
    line(
        "its paired 95 % bootstrap interval. The CRPS of the ensemble is that of the bundle's intervals,");
    line("the others' of split conformal ones, calibrated once on the calibration part.");
    line("");
    line(
        "| model | MAE | RMSE | bias | skill | CRPS | MAE without ratings | skill without ratings |");
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
                  Halftime.number(evaluation.crps(), 3),
                  bare.mae(),
                  percent(bare.skill()));
            });
    line("");
  }

  /** Paired differences between the ensemble, fixed weights and each member. */
  private void comparisons(List<ForecastCase> cases, List<Forecaster> members) {
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

  private void intervals(Training training, Evaluation ensemble, Map<String, Report> seasons) {
    line("## Intervals on the test part");
    line("");
    line(
        "The bundle's own method is `%s` (%s).",
        training.method().label(), training.method().description());
    line(
        "It was calibrated on the calibration part, which is the state the bundle holds, and walks");
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
                Halftime.number(metrics.meanWidth(), 3));
          }
        });
    line("");
    line("PIT histogram, ten bins of equal probability: %s.", ensemble.pit());
    line("");
  }

  private void methods(
      Training training, WeightedEnsemble ensemble, List<LabeledPattern> test, Progress progress) {
    line("## Interval methods");
    line("");
    line(
        "The method was chosen on the second half of the validation part, each candidate calibrated on");
    line(
        "the first half, by the interval (Winkler) score over the five confidences relative to `split`");
    line(
        "(candidates are those that keep the share of misses in the long run whatever drifts and can be");
    line(
        "stored without code: %s; one that gave an infinite interval is left out):",
        Arrays.stream(IntervalMethod.values())
            .filter(IntervalMethod::isAdaptiveDefault)
            .map(IntervalMethod::label)
            .collect(Collectors.joining(", ")));
    line("");
    Comparison.table(training.candidates(), this::append);
    line("");
    line("The same methods on the test part, each calibrated on the calibration part:");
    line("");
    List<Comparison> comparisons =
        new ArrayList<>(Comparison.all(ensemble, training.split().calibration(), test, progress));
    comparisons.add(
        0,
        Comparison.of(
            "split-early",
            "calibrated once on the second half of the training part, members fitted on the first"
                + " (the network, if any, on all of it)",
            training.early(),
            test));
    Comparison.table(comparisons, this::append);
    line("");
    line(
        "The default constants of `pid` were set for their result on validation games, and the start of");
    line(
        "`sf-ogd` was changed, after the test part had been looked at once: take these two rows with that");
    line("in mind.");
    line("");
    for (Comparison comparison : comparisons) {
      line("- `%s`: %s", comparison.name(), comparison.description());
    }
    line("");
  }

  private void append(String line) {
    text.append(line).append('\n');
  }

  private void interval(double confidence, IntervalMetrics metrics) {
    line(
        "| %s | %s | %s | %s | %.1f %% |",
        Halftime.number(confidence),
        percent(metrics.coverage()),
        Halftime.number(metrics.meanWidth(), 3),
        Halftime.number(metrics.winkler(), 3),
        100 * metrics.infiniteShare());
  }

  private void limits(Report report, Report without) {
    line("## Limits of use");
    line("");
    double wandering = report.model("persistence").rmse();
    line(
        "- The margin after minute 18 is close to a random walk of %.1f points² a minute. Nothing tried",
        wandering * wandering / Halftime.SHAPE.horizon());
    line(
        "  here that knows this game's scores alone has a mean error below %.3f on the test part; what",
        without.models().values().stream().mapToDouble(Evaluation::mae).min().orElseThrow());
    line("  can be gained beyond comes from knowing who plays.");
    line(
        "- The spread of scoring grew over the years of the data. The intervals follow it only if the");
    line(
        "  outcomes are observed; left as they are, they cover less than they say while it grows.");
    line(
        "- Trained on regular-season games of 48 minutes. Other leagues, play-offs, other game lengths");
    line("  and games with missing minutes are outside what was measured.");
    line("- Not made for betting or for decisions about people.");
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
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
