package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.internal.Text;
import org.forecast4j.plot.WeightPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a new bundle from an old one and later games. */
@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    description =
        "Lets a bundle learn the games of a file that are later than those it knows, day by day as"
            + " a server would, and writes a new bundle. Nothing is trained again.")
final class UpdateCommand implements Callable<Integer> {
  private static final String PICTURE = "weights";

  @Spec private CommandSpec spec;

  @Mixin private BundleOption bundle;

  @Option(
      names = "--games",
      required = true,
      paramLabel = "FILE",
      description =
          "Margins of games, CSV or CSV.GZ. Those of days that the bundle knows are left out.")
  private Path games;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where to write the new bundle. An earlier bundle there is replaced, if it holds nothing"
              + " else.")
  private Path folder;

  @Mixin private PlotOption plot;

  @Override
  public Integer call() throws IOException {
    ForecastBundle.requireTarget(folder);
    plot.require(List.of(PICTURE));
    ForecastBundle old = bundle.load();
    if (!(Halftime.ratings(old).orElse(null) instanceof GameExpectations known)) {
      throw new ParameterException(
          spec.commandLine(),
          "model '"
              + old.info().name()
              + "' has no expected margins; expected a bundle that train has written since it"
              + " learns them");
    }
    Optional<LocalDate> last = known.lastDay();
    List<GameMargins> later =
        GameMargins.read(games).stream()
            .filter(game -> last.isEmpty() || game.date().isAfter(last.get()))
            .toList();
    if (later.isEmpty()) {
      throw new IOException(
          games
              + ": no game after "
              + last.map(LocalDate::toString).orElse("the beginning")
              + ", the newest day that the bundle knows");
    }
    warnOfNewTeams(known, later);
    List<Instant> days = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    ForecastBundle updated;
    try (Progress progress = Progress.on(spec)) {
      updated =
          updated(
              old,
              known,
              later,
              progress,
              (day, model) -> {
                days.add(day.atStartOfDay(ZoneOffset.UTC).toInstant());
                weights.add(((WeightedEnsemble) model.forecaster()).weights());
              });
    }
    updated.save(folder);
    if (plot.isGiven()) {
      List<String> members = old.ensemble().members().stream().map(Forecaster::name).toList();
      plot.draw(WeightPath.of(members, days, weights), PICTURE);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(summary(later));
    out.println("written: " + folder);
    out.flush();
    return 0;
  }

  /** A new team is learned; it may also be a misspelt one. */
  private void warnOfNewTeams(GameExpectations known, List<GameMargins> later) {
    Set<String> fresh = new TreeSet<>();
    for (GameMargins game : later) {
      for (String team : List.of(game.home(), game.away())) {
        if (!isKnown(known, team)) {
          fresh.add(Text.excerpt(team));
        }
      }
    }
    if (!fresh.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("new to the bundle, and learned as new teams: " + String.join(", ", fresh));
    }
  }

  private static boolean isKnown(GameExpectations known, String team) {
    try {
      String unused = known.requireTeam(team);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ForecastBundle updated(
      ForecastBundle old,
      GameExpectations known,
      List<GameMargins> later,
      Progress progress,
      BiConsumer<LocalDate, ConformalWrapper> afterDay) {
    GameExpectations ratings = known.with(later.stream().map(GameResult::of).toList());
    ConformalWrapper model =
        Task.learned(old.conformal(), Halftime.examples(later, ratings), progress, afterDay);
    Map<String, byte[]> attachments = new TreeMap<>();
    old.attachments().forEach(name -> attachments.put(name, old.attachment(name)));
    attachments.put(Halftime.RATINGS_FILE, ratings.toBytes());
    String card =
        old.modelCard() + "\n## Update\n\nAfter all that stands above: " + summary(later) + ".\n";
    return ForecastBundle.of(old.info(), model, card, attachments).withLearning(old.learning());
  }

  private static String summary(List<GameMargins> later) {
    return String.format(
        Locale.ROOT,
        "learned %,d games, %s to %s",
        later.size(),
        later.get(0).date(),
        later.get(later.size() - 1).date());
  }
}
