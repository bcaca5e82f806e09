package org.forecast4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Forecasts and measures long series; which, its own commands say. */
@Command(
    name = "series",
    mixinStandardHelpOptions = true,
    description = "Forecasts series of a CSV file with a row for each value.",
    subcommands = {SeriesForecastCommand.class, SeriesEvaluateCommand.class})
final class SeriesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "series needs a command; expected forecast or evaluate");
  }
}
