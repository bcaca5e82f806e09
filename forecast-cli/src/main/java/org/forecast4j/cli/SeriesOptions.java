package org.forecast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.forecast4j.series.FitListener;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesColumns;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What forecasting and measuring series have in common. */
final class SeriesOptions {
  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      description = "The series, CSV or CSV.GZ: a row for each value.")
  private Path file;

  @Option(
      names = "--period",
      defaultValue = "1",
      description = "How many values make a season (default: ${DEFAULT-VALUE}).")
  int period;

  @Option(
      names = "--id-column",
      defaultValue = "id",
      paramLabel = "NAME",
      description = "The column of the series' names (default: ${DEFAULT-VALUE}).")
  private String idColumn;

  @Option(
      names = "--time-column",
      defaultValue = "time",
      paramLabel = "NAME",
      description = "The column of times, whole numbers or ISO 8601 (default: ${DEFAULT-VALUE}).")
  private String timeColumn;

  @Option(
      names = "--value-column",
      defaultValue = "value",
      paramLabel = "NAME",
      description = "The column of values; an empty cell is a gap (default: ${DEFAULT-VALUE}).")
  private String valueColumn;

  @Option(
      names = "--covariates",
      split = ",",
      paramLabel = "NAME",
      description =
          "Columns of what is known of times to come, such as prices or holidays: rows after the"
              + " last value of a series, with an empty value, say what they will be.")
  private List<String> covariates = List.of();

  @Option(
      names = "--calendar",
      split = ",",
      paramLabel = "NAME",
      description = "What of the calendar to use in the same way: hour, weekday, or both.")
  private List<String> calendar = List.of();

  @Option(
      names = "--zone",
      defaultValue = "UTC",
      description = "The zone of times that say none (default: ${DEFAULT-VALUE}).")
  private String zone;

  @Option(
      names = "--confidence",
      split = ",",
      defaultValue = "0.8,0.9,0.95",
      description = "Confidences of the intervals (default: ${DEFAULT-VALUE}).")
  double[] confidences;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the forecasts, CSV or CSV.GZ.")
  private @Nullable Path out;

  @Mixin private PlotOption plot;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  /** Refuses what would only fail after the work. */
  void require(CommandSpec spec) throws IOException {
    Confidences.require(spec, confidences);
    requireSteps(spec, "--period", period);
    try {
      PanelModel.builder(1, period)
          .covariates(covariates.toArray(String[]::new))
          .calendar(calendar.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--covariates, --calendar: " + e.getMessage(), e);
    }
    if (out != null) {
      SeriesTable.output(out).requireWritable();
    }
    plot.require(List.of());
  }

  /** Refuses a horizon or a season that is too long for any model. */
  static void requireSteps(CommandSpec spec, String option, int value) {
    requireAtLeastOne(spec, option, value);
    if (value > PanelModel.MAX_STEPS) {
      throw new ParameterException(
          spec.commandLine(),
          option + " is " + value + "; expected at most " + PanelModel.MAX_STEPS);
    }
  }

  static void requireAtLeastOne(CommandSpec spec, String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; expected at least 1");
    }
  }

  Panel read(CommandSpec spec) throws IOException {
    return Panel.read(file, columns(spec));
  }

  private SeriesColumns columns(CommandSpec spec) {
    try {
      return new SeriesColumns(idColumn, timeColumn, valueColumn, covariates, ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--zone is '" + zone + "'; expected a zone like UTC or Europe/Berlin",
          e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--id-column, --time-column, --value-column, --covariates: " + e.getMessage(),
          e);
    }
  }

  /** Shows work on series. */
  static FitListener shown(Progress progress) {
    return (what, done, count) -> {
      progress.show(what, done, count, "series");
      return true;
    };
  }

  PanelModel.Builder model(int horizon, Progress progress) {
    return PanelModel.builder(horizon, period)
        .covariates(covariates.toArray(String[]::new))
        .calendar(calendar.toArray(String[]::new))
        .listener(shown(progress));
  }

  /** Writes and draws as was asked. */
  void writeAndDraw(SeriesTable table) throws IOException {
    if (out != null) {
      table.write(out);
    }
    if (plot.isGiven()) {
      table.draw(plot, timeColumn, valueColumn);
    }
  }
}
