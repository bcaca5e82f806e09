package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a bundle on games. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures every member, the ensemble and a baseline on the games of a file, as a server"
            + " would have forecast them: all games of a day, then their outcomes are learned. What"
            + " is known of the teams rests on earlier days alone, those of the file and, in a"
            + " bundle with expected margins, those that it has learned. Members of a bundle that"
            + " stays as it is have intervals of their own, calibrated once on the games that the"
            + " bundle was calibrated on.")
final class EvaluateCommand implements Callable<Integer> {
  /** The names of the methods, for the help. */
  private static final class Methods extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Methods() {
      Arrays.stream(IntervalMethod.values()).map(IntervalMethod::label).forEach(this::add);
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private BundleOption bundle;

  @Option(
      names = "--games",
      required = true,
      paramLabel = "FILE",
      description = "Margins of games, CSV or CSV.GZ.")
  private Path games;

  @Option(names = "--from", paramLabel = "DATE", description = "First day, such as 2018-10-16.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DATE", description = "Last day.")
  private @Nullable LocalDate to;

  @Option(
      names = "--confidence",
      split = ",",
      defaultValue = Comparison.CONFIDENCE_LIST,
      description = "Confidences of the intervals (default: ${DEFAULT-VALUE}).")
  private double[] confidences;

  @Option(
      names = "--online",
      paramLabel = "METHOD",
      description =
          "How the ensemble's intervals learn: 'default', the bundle's own method, or one of"
              + " ${COMPLETION-CANDIDATES}.",
      completionCandidates = Methods.class)
  private @Nullable String online;

  @Option(names = "--frozen", description = "Learn nothing from the games.")
  private boolean frozen;

  @Option(
      names = "--compare",
      description = "Compare all interval methods, each walking through the games.")
  private boolean compare;

  @Mixin private PlotOption plot;

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      defaultValue = Baseline.PERSISTENCE,
      description =
          "What skill is measured against: " + Baseline.EXPECTED + " (default: ${DEFAULT-VALUE}).")
  private String baseline = Baseline.PERSISTENCE;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireOptions();
    Confidences.require(spec, confidences);
    Baseline against = Baseline.of(spec, baseline, 1);
    ForecastBundle loaded = bundle.load();
    requireRoom(against, loaded.ensemble().shape());
    plot.require(
        compare
            ? Comparison.pictures(IntervalMethod.suiting(loaded.ensemble()))
            : PlotOption.MEASURED);
    List<LabeledPattern> all = Halftime.examplesFor(loaded, GameMargins.read(games));
    List<LabeledPattern> examples = all.stream().filter(this::isInRange).toList();
    if (examples.isEmpty()) {
      throw new IOException(
          all.isEmpty()
              ? games + ": no game; expected at least 1"
              : String.format(
                  Locale.ROOT,
                  "%s: no game from %s to %s; it has games from %s to %s",
                  games,
                  from == null ? "the first" : from,
                  to == null ? "the last" : to,
                  all.get(0).date(),
                  all.get(all.size() - 1).date()));
    }
    try (Progress progress = Progress.on(spec)) {
      if (compare) {
        compare(loaded, examples, progress);
      } else {
        evaluate(loaded, against, examples, progress);
      }
    }
    return 0;
  }

  /** Refuses options that would have no effect. */
  private void requireOptions() {
    if (frozen && online != null) {
      throw new ParameterException(
          spec.commandLine(), "--online has no effect with --frozen; expected one of them");
    }
    for (String option : List.of("--online", "--confidence", "--frozen", "--baseline")) {
      if (compare && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            spec.commandLine(), option + " has no effect with --compare; expected one of them");
      }
    }
  }

  private void requireRoom(Baseline against, Shape shape) {
    if (against.fewestValues() > shape.inputLength()) {
      throw new ParameterException(
          spec.commandLine(),
          "--baseline is '"
              + baseline
              + "'; expected a season of at most "
              + shape.inputLength()
              + ", as many values as a pattern has");
    }
  }

  private void evaluate(
      ForecastBundle loaded, Baseline against, List<LabeledPattern> examples, Progress progress)
      throws IOException {
    String what = String.format(Locale.ROOT, "measuring %,d games", examples.size());
    Evaluator evaluator =
        evaluator(loaded, new Watch(progress, what, examples.size(), confidences.length));
    if (!against.name().equals(Baseline.PERSISTENCE)) {
      evaluator = evaluator.against(against.over(loaded.ensemble().shape()));
    }
    List<ForecastCase> cases = evaluator.evaluate(examples);
    Report overall = Report.of(cases, Bootstrap.DEFAULT);
    Map<String, Report> seasons = Report.by(cases, Task::season, Bootstrap.DEFAULT);
    if (plot.isGiven()) {
      plot.drawMeasured(cases, loaded.ensemble().name());
    }
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(Json.report(overall, seasons)));
    } else {
      EvaluationTables tables = new EvaluationTables(out, confidences);
      tables.print(overall, seasons);
      tables.printParts(cases);
    }
    out.flush();
  }

  private void compare(ForecastBundle loaded, List<LabeledPattern> examples, Progress progress)
      throws IOException {
    List<LabeledPattern> calibration = Task.calibrationGames(loaded);
    List<Comparison> comparisons =
        Comparison.all(loaded.ensemble(), builder -> builder, calibration, examples, progress);
    if (plot.isGiven()) {
      Comparison.draw(comparisons, plot);
    }
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(Json.comparisons(comparisons)));
    } else {
      Comparison.print(comparisons, out);
    }
    out.flush();
  }

  private Evaluator evaluator(ForecastBundle loaded, Watch watch) throws IOException {
    if (frozen || online == null || online.equals("default")) {
      return evaluator(loaded, loaded.conformal(), watch);
    }
    for (IntervalMethod method : IntervalMethod.values()) {
      if (method.label().equals(online)) {
        ConformalWrapper start = method.calibrate(loaded.ensemble(), Task.calibrationGames(loaded));
        return evaluator(loaded, start, watch);
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "--online is '"
            + online
            + "'; expected default or one of "
            + Arrays.stream(IntervalMethod.values()).map(IntervalMethod::label).toList());
  }

  private Evaluator evaluator(ForecastBundle loaded, ConformalWrapper model, Watch watch)
      throws IOException {
    return Measurement.evaluator(loaded, model, frozen, watch::over, confidences);
  }

  private boolean isInRange(LabeledPattern example) {
    return (from == null || !example.date().isBefore(from))
        && (to == null || !example.date().isAfter(to));
  }
}
