package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Sha256;
import org.forecast4j.lstm.LstmTraining;
import org.forecast4j.lstm.TrainingEpoch;
import org.forecast4j.plot.TrainingCurve;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a bundle. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains on the games of a file, measures the result on the latest of them, and writes a"
            + " bundle with its model card. The same file and seed give the same bytes.")
final class TrainCommand implements Callable<Integer> {
  private static final int SAMPLE_GAMES = 300;
  private static final String CURVE = "training";

  @Spec private CommandSpec spec;

  @Option(
      names = "--games",
      required = true,
      paramLabel = "FILE",
      description = "Margins of games, CSV or CSV.GZ.")
  private Path games;

  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "DIR",
      description =
          "Where to write the bundle. An earlier bundle there is replaced, if it holds nothing"
              + " else.")
  private Path folder;

  @Option(
      names = "--members",
      split = ",",
      defaultValue = "dejavu,lstm,linear",
      description = "Forecasters to combine: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<Member> members;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of whatever is random in training (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--name",
      defaultValue = Halftime.NAME,
      description =
          "What the model is called by where it is served; models that are served together differ"
              + " in it (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "Where the games are from, for the model card.")
  private @Nullable String source;

  @Option(
      names = "--data-note",
      paramLabel = "TEXT",
      description =
          "What else is known of the games or of what can be had from them, for the card.")
  private @Nullable String note;

  @Mixin private PlotOption plot;

  @Override
  public Integer call() throws IOException {
    Optional<LstmTraining> lstm = requireOptions();
    ForecastBundle.requireTarget(folder);
    String hash = Sha256.of(Files.readAllBytes(games));
    List<GameMargins> all = GameMargins.read(games);
    List<LabeledPattern> examples = Halftime.examples(all);
    ForecastBundle bundle;
    List<TrainingEpoch> curve;
    ModelCard.Written card;
    try (Progress progress = Progress.on(spec)) {
      Training training = Training.of(examples, members, new Course(seed, lstm, progress));
      curve = training.curve();
      ModelCard.Origin origin =
          new ModelCard.Origin(
              name,
              Optional.ofNullable(source),
              Optional.ofNullable(note),
              games.getFileName().toString(),
              hash,
              seed,
              all);
      card = ModelCard.of(training, origin, progress);
      bundle =
          ForecastBundle.of(
              Halftime.info(hash, seed).withName(name),
              training.model(),
              card.text(),
              Map.of(
                  Halftime.RATINGS_FILE,
                  GameExpectations.of(all.stream().map(GameResult::of).toList()).toBytes(),
                  Halftime.CALIBRATION_FILE,
                  csv(calibrationGames(all, training)),
                  Halftime.SAMPLE_FILE,
                  csv(all.subList(Math.max(0, all.size() - SAMPLE_GAMES), all.size()))));
    }
    saveOrKeep(bundle, folder);
    if (plot.isGiven()) {
      plot.drawMeasured(card.measured(), bundle.ensemble().name());
      if (!curve.isEmpty()) {
        plot.draw(TrainingCurve.of(curve), CURVE);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    EvaluationTables.summary(out, card.report(), Comparison.SHOWN);
    out.println();
    out.println("model card: " + folder.resolve(ForecastBundle.MODEL_CARD));
    out.println("written: " + folder);
    out.flush();
    return 0;
  }

  /** Refuses before the training what would fail after it; returns who trains the network. */
  private Optional<LstmTraining> requireOptions() throws IOException {
    try {
      Checks.modelName(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage());
    }
    if (source != null && source.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--source is blank; expected where the games are from");
    }
    if (note != null && note.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--data-note is blank; expected what is known of the games");
    }
    if (Set.copyOf(members).size() < members.size()) {
      throw new ParameterException(
          spec.commandLine(), "--members has " + members + "; expected each at most once");
    }
    plot.require(
        members.contains(Member.LSTM)
            ? Stream.concat(PlotOption.MEASURED.stream(), Stream.of(CURVE)).toList()
            : PlotOption.MEASURED);
    Optional<LstmTraining> lstm = ServiceLoader.load(LstmTraining.class).findFirst();
    if (members.contains(Member.LSTM) && lstm.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--members has lstm, which the add-on forecast-cli-dl4j trains; expected its jar,"
              + " forecast-cli-dl4j.jar, in place of this one, or --members dejavu,linear");
    }
    return lstm;
  }

  /** What was trained is not lost because something came in the way of where it was to be saved. */
  static void saveOrKeep(ForecastBundle bundle, Path folder) throws IOException {
    try {
      bundle.save(folder);
    } catch (IOException e) {
      Path kept = Files.createTempDirectory("forecast4j-").resolve("bundle");
      try {
        bundle.save(kept);
      } catch (IOException second) {
        e.addSuppressed(second);
        throw e;
      }
      throw new IOException(e.getMessage() + "; the trained bundle is kept in " + kept, e);
    }
  }

  private static List<GameMargins> calibrationGames(List<GameMargins> all, Training training) {
    Set<String> ids =
        training.split().calibration().stream().map(LabeledPattern::id).collect(Collectors.toSet());
    return all.stream().filter(game -> ids.contains(game.gameId())).toList();
  }

  private static byte[] csv(List<GameMargins> games) {
    return GameMargins.toCsv(games).getBytes(StandardCharsets.UTF_8);
  }
}
