package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Forecasts the series of a file. */
@Command(
    name = "forecast",
    mixinStandardHelpOptions = true,
    description =
        "Fits on the series of a file and forecasts each of them, with intervals. A series that"
            + " is too short is skipped, with its reason.")
final class SeriesForecastCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SeriesOptions options;

  @Option(
      names = "--horizon",
      description = "How many values to forecast; required unless a model is given.")
  private @Nullable Integer horizon;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Where to save the model, to forecast later without fitting.")
  private @Nullable Path save;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A saved model: it forecasts the series of the file as they are now; nothing is fitted.")
  private @Nullable Path saved;

  @Override
  public Integer call() throws IOException {
    options.require(spec);
    requireEither();
    if (save != null) {
      ForecastBundle.requireTarget(save);
    }
    PanelModel earlier = saved == null ? null : PanelModel.load(saved);
    Panel panel = earlier == null ? options.read(spec) : options.readFor(spec, earlier);
    PanelModel model;
    SeriesTable table;
    try (Progress progress = Progress.on(spec)) {
      model =
          earlier == null
              ? options.model(Objects.requireNonNull(horizon), progress).fit(panel)
              : earlier.with(panel);
      table =
          new SeriesTable(
              panel,
              model.forecastAll(SeriesOptions.shown(progress)),
              model.skipped(),
              options.confidences);
      if (!table.forecasts().isEmpty()) {
        options.writeAndDraw(table);
      }
    }
    if (save != null) {
      model.save(save);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      out.println(Json.text(table.json(model.weights())));
    } else {
      table.print(out);
    }
    out.flush();
    SeriesTable.requireAny(table.forecasts().size(), table.skipped());
    return 0;
  }

  /** What a model was fitted with cannot be chosen again. */
  private void requireEither() {
    if (saved != null) {
      for (String option : List.of("--horizon", "--period", "--calendar")) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
          throw new ParameterException(
              spec.commandLine(),
              option + " is what the model of --model was fitted with; expected one of the two");
        }
      }
    } else if (horizon == null) {
      throw new ParameterException(
          spec.commandLine(), "--horizon is missing; expected it, or a saved model with --model");
    } else {
      SeriesOptions.requireSteps(spec, "--horizon", horizon);
    }
  }
}
