package org.forecast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.internal.MissingColumnException;
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
      description =
          "The zone that all times are seen in, and of those that say none, which else are of UTC.")
  private @Nullable String zone;

  @Option(
      names = "--strict",
      description = "Refuse a file with columns that no option names, which are else left alone.")
  private boolean strict;

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
    requireKnown(spec, "--covariates", covariates, List.of());
    requireKnown(spec, "--calendar", List.of(), calendar);
    requireKnown(spec, "--covariates, --calendar", covariates, calendar);
    if (out != null) {
      SeriesTable.output(out).requireWritable();
    }
    plot.require(List.of());
  }

  private void requireKnown(
      CommandSpec spec, String options, List<String> columns, List<String> ofCalendar) {
    try {
      PanelModel.builder(1, period)
          .covariates(columns.toArray(String[]::new))
          .calendar(ofCalendar.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), options + ": " + e.getMessage(), e);
    }
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
    return read(spec, covariates, "names it");
  }

  /** Reads the columns that a model needs; others that were asked for are an error. */
  Panel readFor(CommandSpec spec, PanelModel model) throws IOException {
    if (!covariates.isEmpty() && !Set.copyOf(covariates).equals(Set.copyOf(model.covariates()))) {
      throw new ParameterException(
          spec.commandLine(),
          "--covariates has "
              + covariates
              + "; expected "
              + model.covariates()
              + ", as the model of --model was fitted with, or none, which takes them");
    }
    return read(spec, model.covariates(), "of the model of --model name it");
  }

  private Panel read(CommandSpec spec, List<String> known, String naming) throws IOException {
    try {
      SeriesColumns columns = columns(spec, known);
      return strict ? Panel.readStrict(file, columns) : Panel.read(file, columns);
    } catch (MissingColumnException e) {
      throw new IOException(e.getMessage() + "; " + option(e.column()) + " " + naming, e);
    }
  }

  /** The option that names a column. */
  private String option(String column) {
    return column.equals(idColumn)
        ? "--id-column"
        : column.equals(timeColumn)
            ? "--time-column"
            : column.equals(valueColumn) ? "--value-column" : "--covariates";
  }

  private SeriesColumns columns(CommandSpec spec, List<String> known) {
    try {
      return new SeriesColumns(
          idColumn, timeColumn, valueColumn, known, Optional.ofNullable(zone).map(ZoneId::of));
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
