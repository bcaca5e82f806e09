package org.forecast4j.cli.spark;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What runs on Apache Spark. */
@Command(
    name = "spark",
    mixinStandardHelpOptions = true,
    description = "Does on Apache Spark what one process does, for very many games.",
    subcommands = SparkEvaluateCommand.class)
final class SparkCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine commands = spec.commandLine();
    throw new ParameterException(
        commands, "a command is missing; expected one of " + commands.getSubcommands().keySet());
  }
}
