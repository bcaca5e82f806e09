package org.forecast4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.forecast4j.internal.StandardOutput;
import org.forecast4j.internal.Text;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
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
      TrainCommand.class,
      PredictCommand.class,
      EvaluateCommand.class
    })
final class Main {
  /** Held here: a level is forgotten with the logger it was set on. */
  private static final Logger LOG = Logger.getLogger("org.forecast4j");

  private static final int LAST_YEAR = 9999;

  private Main() {}

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
    System.exit(out.close(run(out.writer(), err, arguments), err));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commands = commands().setOut(out).setErr(err);
    return commands.execute(arguments.length == 0 ? new String[] {"quickstart"} : arguments);
  }

  /** All commands with their options. */
  static CommandLine commands() {
    CommandLine commands = new CommandLine(new Main());
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command.getErr().println("error: " + describe(exception));
          return 1;
        });
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.registerConverter(LocalDate.class, Main::date);
    commands.registerConverter(double.class, Main::number);
    commands.setParameterExceptionHandler(Main::reportUsage);
    return commands;
  }

  private static int reportUsage(ParameterException exception, String... arguments) {
    CommandLine command = exception.getCommandLine();
    command
        .getErr()
        .println(
            "error: "
                + Text.printable(String.valueOf(exception.getMessage()))
                    .replaceFirst("^Error: ", "")
                + " (try '"
                + command.getCommandSpec().qualifiedName()
                + " --help')");
    return 2;
  }

  private static double number(String text) {
    if (!Text.isDecimal(text)) {
      throw new TypeConversionException("'" + text + "' is not a number like 0.05");
    }
    return Double.parseDouble(text);
  }

  private static LocalDate date(String text) {
    try {
      LocalDate date = LocalDate.parse(text);
      if (date.getYear() >= 1 && date.getYear() <= LAST_YEAR) {
        return date;
      }
      throw new TypeConversionException(
          "'" + text + "' is not a date from 0001-01-01 to 9999-12-31");
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is not a date like 2019-04-10");
    }
  }

  /** What a file holds may stand in a message; it neither breaks the line nor steers a terminal. */
  private static String describe(Exception exception) {
    if (exception instanceof NoSuchFileException missing) {
      return Text.printable(missing.getFile()) + ": no such file or folder";
    }
    String message = exception.getMessage();
    if (exception instanceof FileSystemException file && file.getReason() == null) {
      message = file.getClass().getSimpleName() + ": " + file.getMessage();
    }
    return Text.printable(message == null ? exception.toString() : message);
  }
}
