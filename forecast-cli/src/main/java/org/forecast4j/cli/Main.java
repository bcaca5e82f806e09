package org.forecast4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.forecast4j.internal.Failures;
import org.forecast4j.internal.StandardOutput;
import org.forecast4j.internal.Text;
import org.forecast4j.internal.UsageError;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** The command line. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
@Command(
    name = "forecast4j",
    description = "Calibrated short-series forecasts, shown on half-time margins of NBA games.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = "%nWithout a command, quickstart runs.",
    subcommands = {
      QuickstartCommand.class,
      ImportCommand.class,
      SimulateCommand.class,
      TrainCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      UpdateCommand.class,
      SeriesCommand.class,
      CompletionCommand.class
    })
final class Main {
  /** Held here: a level is forgotten with the logger it was set on. */
  private static final Logger LOG = Logger.getLogger("org.forecast4j");

  private static final long MAX_WHOLE = 999_999_999_999_999_999L;

  private final BooleanSupplier onTerminal;

  private Main(BooleanSupplier onTerminal) {
    this.onTerminal = onTerminal;
  }

  /** Whether what is printed as an error is read on a terminal. */
  boolean isOnTerminal() {
    return onTerminal.getAsBoolean();
  }

  /** The version in the manifest of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"forecast4j " + (version == null ? "(not packaged)" : version)};
    }
  }

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    LOG.setLevel(Level.WARNING);
    StandardOutput out = new StandardOutput();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    CommandLine commands = commands(Progress::isOnTerminal).setOut(out.writer()).setErr(err);
    System.exit(out.close(run(commands, arguments), err));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return run(commands().setOut(out).setErr(err), arguments);
  }

  private static int run(CommandLine commands, String... arguments) {
    return commands.execute(arguments.length == 0 ? new String[] {"quickstart"} : arguments);
  }

  /** All commands with their options. */
  static CommandLine commands() {
    return commands(() -> false);
  }

  private static CommandLine commands(BooleanSupplier onTerminal) {
    CommandLine commands = new CommandLine(new Main(onTerminal));
    for (FurtherCommand further : ServiceLoader.load(FurtherCommand.class)) {
      commands.addSubcommand(further.command());
    }
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command.getErr().println("error: " + Failures.describe(exception));
          return 1;
        });
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.registerConverter(LocalDate.class, Main::date);
    commands.registerConverter(Path.class, Main::path);
    commands.registerConverter(double.class, Main::number);
    commands.registerConverter(Double.class, Main::number);
    commands.registerConverter(int.class, Main::wholeInt);
    commands.registerConverter(Integer.class, Main::wholeInt);
    commands.registerConverter(long.class, text -> whole(text, -MAX_WHOLE, MAX_WHOLE));
    commands.setParameterExceptionHandler(Main::reportUsage);
    commands.setExecutionStrategy(Main::execute);
    return commands;
  }

  private static int execute(ParseResult result) {
    for (CommandLine command : result.asCommandLineList()) {
      command.getParseResult().matchedOptions().forEach(option -> requireItems(command, option));
    }
    return new RunLast().execute(result);
  }

  /** Refuses commas with nothing before or behind them, which would be dropped. */
  private static void requireItems(CommandLine command, OptionSpec option) {
    if (!option.splitRegex().equals(",")) {
      return;
    }
    for (String list : option.originalStringValues()) {
      if (Stream.of(list.split(",", -1)).anyMatch(String::isBlank)) {
        throw new ParameterException(command, missingItem(option, "is '" + list + "'"));
      }
    }
  }

  private static String missingItem(OptionSpec option, String found) {
    return option.longestName()
        + " "
        + found
        + "; expected something before and behind every comma";
  }

  /** Of numbers, what is missing fails before lists are looked at. */
  private static boolean isMissingItem(ParameterException exception) {
    return exception.getArgSpec() instanceof OptionSpec option
        && option.splitRegex().equals(",")
        && exception.getValue() != null
        && exception.getValue().isBlank();
  }

  private static int reportUsage(ParameterException exception, String... arguments) {
    CommandLine command = exception.getCommandLine();
    Set<String> known = new HashSet<>(command.getCommandSpec().optionsMap().keySet());
    known.addAll(command.getSubcommands().keySet());
    command
        .getErr()
        .println(
            UsageError.line(
                isMissingItem(exception)
                    ? missingItem((OptionSpec) exception.getArgSpec(), "has '' in its list")
                    : String.valueOf(exception.getMessage()),
                command.getUnmatchedArguments(),
                known,
                command.getCommandSpec().qualifiedName()));
    return 2;
  }

  /** An empty path would be the folder that the program happens to run in. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is no path; expected a file or folder, . for this one");
    }
    return Path.of(text);
  }

  private static int wholeInt(String text) {
    return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static double number(String text) {
    if (!Text.isDecimal(text)) {
      throw new TypeConversionException("'" + text + "' is not a number like 0.05");
    }
    return Double.parseDouble(text);
  }

  private static long whole(String text, long least, long most) {
    return Text.wholeNumber(text, least, most)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a whole number from " + least + " to " + most));
  }

  private static LocalDate date(String text) {
    return Text.date(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a date like 2019-04-10, from 0001-01-01 to 9999-12-31"));
  }
}
