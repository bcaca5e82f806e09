package org.forecast4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.forecast4j.evaluation.Estimate;
import org.forecast4j.internal.Text;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelEvaluation;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.PanelScores;
import org.forecast4j.series.SeriesModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures forecasts of values that are held out. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Holds out the last values of each series, fits on what comes before them, and measures"
            + " all members and a baseline. A series that cannot be measured is"
            + " skipped, with its reason.")
final class SeriesEvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SeriesOptions options;

  @Option(
      names = "--holdout",
      required = true,
      description = "How many values of each series to hold out and forecast.")
  private int holdout;

  @Option(names = "--horizon", description = "If given, the same as --holdout.")
  private @Nullable Integer horizon;

  @Option(
      names = "--origins",
      defaultValue = "1",
      description =
          "At how many origins, as far apart as values are held out (default: ${DEFAULT-VALUE}).")
  private int origins;

  @Option(
      names = "--baseline",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "seasonal_naive",
      description =
          "What to measure beside the members: "
              + Baseline.EXPECTED
              + ", or several (default: ${DEFAULT-VALUE}).")
  private List<String> baselines = List.of();

  @Override
  public Integer call() throws IOException {
    options.require(spec);
    SeriesOptions.requireSteps(spec, "--holdout", holdout);
    SeriesOptions.requireAtLeastOne(spec, "--origins", origins);
    if (horizon != null && horizon != holdout) {
      throw new ParameterException(
          spec.commandLine(),
          "--horizon is " + horizon + "; expected " + holdout + ", as --holdout is");
    }
    List<SeriesModel> measuredBeside = baselines();
    Panel panel = options.read(spec);
    PanelEvaluation evaluation;
    try (Progress progress = Progress.on(spec)) {
      PanelModel.Builder model = options.model(holdout, progress);
      evaluation = PanelEvaluation.of(panel, model, measuredBeside, origins, options.confidences);
      if (evaluation.series() > 0) {
        options.writeAndDraw(
            new SeriesTable(
                panel, evaluation.forecasts(), evaluation.skipped(), options.confidences));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      out.println(Json.text(json(evaluation)));
    } else {
      print(evaluation, out);
    }
    out.flush();
    SeriesTable.requireAny(evaluation.series(), evaluation.skipped());
    return 0;
  }

  private List<SeriesModel> baselines() {
    List<Baseline> models = new ArrayList<>();
    for (String name : baselines) {
      Baseline model = Baseline.of(spec, name, options.period);
      for (Baseline other : models) {
        if (model.isSame(other)) {
          throw new ParameterException(
              spec.commandLine(),
              model.name().equals(other.name())
                  ? "--baseline has " + name + " twice; expected each once"
                  : "--baseline has "
                      + other.name()
                      + " and "
                      + name
                      + ", which are the same with --period "
                      + options.period
                      + "; expected one of them");
        }
      }
      models.add(model);
    }
    return List.copyOf(models);
  }

  private static ObjectNode json(PanelEvaluation evaluation) {
    ObjectNode root = Json.object();
    root.put("series", evaluation.series());
    ObjectNode models = root.putObject("models");
    evaluation.models().forEach((name, scores) -> models.set(name, json(scores)));
    SeriesTable.putSkipped(root, evaluation.skipped());
    return root;
  }

  private static ObjectNode json(PanelScores scores) {
    ObjectNode node = Json.object();
    Json.put(node, "mase", scores.mase());
    Json.put(node, "smape", scores.smape());
    Json.put(node, "mae", scores.mae());
    putAll(node.putObject("coverage"), scores.coverage());
    putAll(node.putObject("winkler"), scores.winkler());
    Estimate above = scores.maseAboveEnsemble();
    ObjectNode difference = node.putObject("mase_above_ensemble");
    Json.put(difference, "value", above.value());
    Json.put(difference, "low", above.low());
    Json.put(difference, "high", above.high());
    return node;
  }

  private static void putAll(ObjectNode node, Map<Double, Double> byConfidence) {
    byConfidence.forEach((confidence, value) -> Json.put(node, String.valueOf(confidence), value));
  }

  private static void print(PanelEvaluation evaluation, PrintWriter out) {
    out.printf(Locale.ROOT, "%,d series measured%n", evaluation.series());
    if (!evaluation.models().isEmpty()) {
      Lines table = new Lines();
      table.line("%-16s %8s %8s %26s  coverage", "", "MASE", "sMAPE", "MASE above ensemble");
      evaluation
          .models()
          .forEach(
              (name, scores) ->
                  table.line(
                      "%-16s %8.3f %8.2f %8.3f %18s  %s",
                      name,
                      scores.mase(),
                      scores.smape(),
                      scores.maseAboveEnsemble().value(),
                      interval(scores.maseAboveEnsemble()),
                      coverage(scores)));
      out.print(table);
    }
    SeriesTable.printSkipped(out, evaluation.skipped());
  }

  private static String interval(Estimate above) {
    return Double.isFinite(above.low())
        ? String.format(Locale.ROOT, "[%7.3f, %7.3f]", above.low(), above.high())
        : "[of one series]";
  }

  private static String coverage(PanelScores scores) {
    List<String> shares = new ArrayList<>();
    scores
        .coverage()
        .forEach(
            (confidence, share) ->
                shares.add(
                    String.format(
                        Locale.ROOT, "%.1f %% of %s %%", 100 * share, Text.percent(confidence))));
    return String.join(", ", shares);
  }
}
