package org.forecast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameSimulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes up games and writes them as a margins file. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Makes up games whose margins spread as those of the NBA do, and writes them as a margins"
            + " file. The same seed gives the same games.")
final class SimulateCommand implements Callable<Integer> {
  /** Those before the year 9999 ends, which is the last that margins files have. */
  private static final int MOST = 9_838_770;

  @Spec private CommandSpec spec;

  @Option(
      names = "--games",
      required = true,
      paramLabel = "N",
      description = "How many games; with those before the first at most " + MOST + ".")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Which league to make up (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--first",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "The first game of the league to write, so that several files have parts of it"
              + " (default: ${DEFAULT-VALUE}).")
  private int first;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the margins, CSV or CSV.GZ.")
  private Path out;

  private int done;

  @Override
  public Integer call() throws IOException {
    require("--first", first, 0, MOST - 1);
    require("--games", count, 1, MOST - first);
    try (Progress progress = Progress.on(spec)) {
      GameMargins.write(() -> simulated(progress).iterator(), out);
    }
    spec.commandLine().getOut().printf(Locale.ROOT, "%d games simulated%n", count);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private Stream<GameMargins> simulated(Progress progress) {
    return new GameSimulator(seed)
        .games(first, count)
        .map(
            game -> {
              progress.show("simulating", ++done, count, "games");
              return game.margins();
            });
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; expected " + least + " to " + most);
    }
  }
}
