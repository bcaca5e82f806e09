package org.forecast4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.evaluation.Report;
import org.forecast4j.evaluation.Split;
import org.forecast4j.internal.Text;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmForecaster;

/** Writes the model card: every number in it is measured here, on the test part. */
final class ModelCard {
  private final Lines text = new Lines();
  private final Origin origin;

  private ModelCard(Origin origin) {
    this.origin = origin;
  }

  /**
   * What the model is called and what it was made of.
   *
   * @param name of the model
   * @param source where the games are from, in the words of who trains
   * @param note what else its reader should know
   * @param file the name of the file of games
   * @param hash its SHA-256
   * @param seed of whatever is random
   * @param games of the file
   */
  record Origin(
      String name,
      Optional<String> source,
      Optional<String> note,
      String file,
      String hash,
      long seed,
      List<GameMargins> games) {
    /** How many games there are of each type, as the file calls them. */
    String types() {
      Map<String, Long> counts =
          games.stream()
              .collect(
                  Collectors.groupingBy(GameMargins::type, TreeMap::new, Collectors.counting()));
      return counts.entrySet().stream()
          .map(
              type ->
                  String.format(
                      Locale.ROOT, "%s (%,d)", Text.excerpt(type.getKey()), type.getValue()))
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * A card, and what it says of the test part.
   *
   * @param text the card
   * @param measured what each model forecast of each game
   * @param report that of all games
   */
  record Written(String text, List<ForecastCase> measured, Report report) {}

  static Written of(Training training, Origin origin, Progress progress) {
    List<LabeledPattern> test = training.split().test();
    String what = String.format(Locale.ROOT, "measuring %,d games", test.size());
    Watch watch = new Watch(progress, what, test.size(), Comparison.CONFIDENCES.length);
    List<ForecastCase> cases =
        Task.withMembers(
                Evaluator.online(watch.over(training.model()), Comparison.CONFIDENCES),
                training.model(),
                training.learned(),
                training.split().calibration(),
                watch::over,
                Comparison.CONFIDENCES)
            .evaluate(test);
    Report report = Report.of(cases, Bootstrap.DEFAULT);
    Map<String, Report> seasons = Report.by(cases, Task::season, Bootstrap.DEFAULT);
    List<LabeledPattern> bare =
        test.stream().map(game -> game.with(game.pattern().withoutCovariates())).toList();
    Report without =
        Report.of(Evaluator.of(training.model().forecaster()).evaluate(bare), Bootstrap.DEFAULT);

    ModelCard card = new ModelCard(origin);
    card.header();
    card.data(training);
    card.members(training);
    ModelCardResults results = new ModelCardResults(card.text);
    results.errors(report, without);
    results.comparisons(cases, training.fit().ensemble().members());
    results.intervals(training, report.model("ensemble"), seasons);
    results.methods(training, training.fitted(), test, progress);
    card.limits(training.split(), report, without);
    return new Written(card.text.toString(), cases, report);
  }

  private void header() {
    line("# Model card: %s", origin.name());
    line("");
    line(
        "Forecasts the home-minus-away score of a basketball game at half-time, and at the end of");
    line(
        "every minute before it, from the margins after minutes 1 to 18 and, if known, the margin");
    line(
        "and the points to expect of the teams (`expected_margin`, `expected_total`). It learns"
            + " from");
    line("every outcome it is told. Written by `train`; do not edit.");
    line("");
  }

  private void data(Training training) {
    line("## Data");
    line("");
    origin.source().ifPresent(source -> line("%s", Text.printable(source)));
    line(
        "File `%s`, SHA-256 `%s`. Seed %d.",
        Text.printable(origin.file()), origin.hash(), origin.seed());
    line("Types of games: %s.", origin.types());
    line(
        "What is expected of a game rests on results of earlier days alone. Games are split by"
            + " date;");
    line("no day is cut.");
    line("");
    line("| part | used for | games | from | to |");
    line("|---|---|---:|---|---|");
    part("training", "fitting members, first pass", training.split().train());
    part(
        "validation",
        "options, ensemble weights; then joins the training",
        training.split().validation());
    part("calibration", "learned game by game; intervals", training.split().calibration());
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
        "Weights are fitted on the validation part by least squares on the simplex, shrunk"
            + " towards");
    line(
        "equal weights (ridge %s). The combination's cross-validated gain over the best member"
            + " there is %.4f",
        Task.number(fit.shrinkage()), fit.gain());
    line(
        "± %.4f (squared points, one standard error)%s.",
        fit.gainStandardError(),
        fit.isCombined() ? "" : ": not worth combining, so the best member has all weight");
    line(
        "Weights follow outcomes: at the end of the calibration part they are %s.",
        Arrays.stream(training.learned().weights())
            .mapToObj(weight -> String.format(Locale.ROOT, "%.3f", weight))
            .collect(Collectors.joining(", ")));
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < i; j++) {
        line(
            "Errors of %s and %s correlate %.4f; a combination can help below %.4f (σ small / σ"
                + " large).",
            fit.ensemble().members().get(j).name(),
            fit.ensemble().members().get(i).name(),
            fit.errorCorrelation()[i][j],
            fit.errorRatio(i, j));
      }
    }
    line("");
    line("What a member assumes when the expected margin is missing:");
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
      return "features=" + linear.features() + ", ridge=" + Task.number(linear.ridge());
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

  private void limits(Split split, Report report, Report without) {
    line("## Limits of use");
    line("");
    double wandering = report.model("persistence").rmse();
    line(
        "- The margin after minute 18 is close to a random walk of %.1f points² a minute. Nothing"
            + " tried",
        wandering * wandering / Halftime.SHAPE.horizon());
    line(
        "  here that knows this game's scores alone has a mean error below %.3f on the test part;"
            + " what",
        without.models().values().stream().mapToDouble(Evaluation::mae).min().orElseThrow());
    line("  can be gained beyond comes from knowing who plays.");
    List<LabeledPattern> training = split.train();
    line(
        "- The change after minute 18 had a size (RMS) of %.2f points in the training part"
            + " and of",
        Metrics.rmse(
            training.stream().mapToDouble(game -> game.pattern().last()).toArray(),
            training.stream().mapToDouble(LabeledPattern::target).toArray()));
    line(
        "  %.2f in the test part. Intervals follow such a change only if outcomes are observed.",
        wandering);
    origin.note().ifPresent(note -> line("- %s", Text.printable(note)));
    line(
        "- Trained on the types of games above, of 48 minutes. Other leagues and types, other"
            + " game");
    line("  lengths and games with missing minutes are outside what was measured.");
    line("- Not made for betting or for decisions about people.");
  }

  private void line(String format, Object... values) {
    text.line(format, values);
  }
}
