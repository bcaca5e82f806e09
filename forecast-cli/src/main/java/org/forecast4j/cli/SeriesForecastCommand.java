package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.forecast4j.series.FitListener;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(names = "--horizon", required = true, description = "How many values to forecast.")
  private int horizon;

  @Override
  public Integer call() throws IOException {
    options.require(spec);
    SeriesOptions.requireAtLeastOne(spec, "--horizon", horizon);
    Panel panel = options.read(spec);
    PanelModel model;
    SeriesTable table;
    try (Progress progress = Progress.on(spec.commandLine().getErr())) {
      model = options.model(horizon, progress).fit(panel);
      table =
          new SeriesTable(
              panel, model.forecastAll(FitListener.NONE), model.skipped(), options.confidences);
      if (!table.forecasts().isEmpty()) {
        options.writeAndDraw(table);
      }
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
}
