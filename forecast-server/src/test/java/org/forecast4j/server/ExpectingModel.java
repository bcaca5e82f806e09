package org.forecast4j.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.wire.FinalScore;

/** A small model of the reference task whose ratings learn, and results that it has not seen. */
public final class ExpectingModel {
  /** The name that it is served under. */
  public static final String NAME = Halftime.NAME;

  /** Games of two seasons, the last of 2016-02-06. */
  private static final List<GameMargins> GAMES =
      read(Halftime.CALIBRATION_FILE).subList(2000, 4077);

  /** What it knows of teams. */
  public static final GameExpectations TRAINED =
      GameExpectations.of(GAMES.stream().map(GameResult::of).toList());

  /** Three hundred games from 2019-03-01 on, by their days. */
  static final List<GameMargins> LATER = read(Halftime.SAMPLE_FILE);

  private ExpectingModel() {}

  private static List<GameMargins> read(String file) {
    try {
      return GameMargins.read(Http.BUNDLE.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Saves it as a bundle. */
  public static Path save(Path folder) throws IOException {
    List<LabeledPattern> examples = Halftime.examples(GAMES, TRAINED);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(LinearForecaster.fit(examples.subList(0, 1500), 1e-3)), 1);
    ForecastBundle.of(
            Halftime.info("none", 1),
            SplitConformal.calibrate(ensemble, examples.subList(1500, 2000)),
            "",
            Map.of(Halftime.RATINGS_FILE, TRAINED.toBytes()))
        .save(folder);
    return folder;
  }

  /** How a game ended, as it is sent: the points after overtime are made up. */
  static FinalScore score(GameMargins game) {
    boolean isTie = game.overtimes() > 0;
    FinalScore score =
        FinalScore.of(
            game.gameId(),
            game.date(),
            game.home(),
            game.away(),
            game.homeEnd() + (isTie ? 10 : 0),
            game.awayEnd());
    return isTie ? score.withOvertimes(game.overtimes(), game.homeEnd()) : score;
  }

  /** The day after the last of its results. */
  static LocalDate dayAfter(List<GameMargins> games) {
    return games.get(games.size() - 1).date().plusDays(1);
  }
}
