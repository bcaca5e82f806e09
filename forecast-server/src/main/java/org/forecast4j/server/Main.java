package org.forecast4j.server;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.forecast4j.internal.Failures;
import org.forecast4j.internal.StandardOutput;
import org.forecast4j.internal.UsageError;
import org.forecast4j.server.config.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The command line of the server. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
@Command(
    name = "forecast-server",
    mixinStandardHelpOptions = true,
    description = "Serves calibrated forecasts over HTTP.",
    versionProvider = Main.VersionProvider.class,
    footer = "%nWithout a command, serve runs:%n",
    subcommands = {
      ServeCommand.class,
      HealthCommand.class,
      HashKeyCommand.class,
      JournalCommand.class
    })
public final class Main {
  private Main() {}

  static final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"forecast4j " + Version.current()};
    }
  }

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command and its options; {@code --help} lists them
   */
  public static void main(String[] arguments) {
    StandardOutput out = new StandardOutput();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(out.close(run(out.writer(), err, arguments), err));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commands = new CommandLine(new Main()).setOut(out).setErr(err);
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command.getErr().println("error: " + Failures.describe(exception));
          return 1;
        });
    commands.registerConverter(Path.class, Main::path);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler(Main::reportUsage);
    boolean named =
        arguments.length > 0
            && (commands.getSubcommands().containsKey(arguments[0])
                || commands.getCommandSpec().optionsMap().containsKey(arguments[0]));
    int code = commands.execute(named ? arguments : serve(arguments));
    if (commands.isUsageHelpRequested()) {
      // Most who ask want to know how to serve.
      new CommandLine(new ServeCommand()).usage(out);
    }
    return code;
  }

  /** An empty path would be the folder that the process happens to run in. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is no path; expected a file or folder, . for this one");
    }
    return Path.of(text);
  }

  private static String[] serve(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "serve";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return arguments;
  }

  private static int reportUsage(ParameterException exception, String... arguments) {
    CommandLine command = exception.getCommandLine();
    Set<String> known = new HashSet<>(command.getCommandSpec().optionsMap().keySet());
    known.addAll(command.getSubcommands().keySet());
    if (command.getParent() != null && command.getSubcommands().isEmpty()) {
      // A misspelt command is taken for an argument of serve.
      known.addAll(command.getParent().getSubcommands().keySet());
    }
    command
        .getErr()
        .println(
            UsageError.line(
                String.valueOf(exception.getMessage()),
                command.getUnmatchedArguments(),
                known,
                command.getCommandSpec().qualifiedName()));
    return 2;
  }
}
