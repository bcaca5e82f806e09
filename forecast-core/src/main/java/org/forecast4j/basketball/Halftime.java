package org.forecast4j.basketball;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.CsvReader;

/**
 * The reference task: the home side's lead at half-time, and after each minute before it, from its
 * leads after minutes 1 to 18 and, if known, how much better its team is rated. What a bundle of
 * this task is called by, holds and means stands here and nowhere else.
 */
public final class Halftime {
  /** 18 minutes are seen, the 6 to half-time are forecast. */
  public static final Shape SHAPE = new Shape(18, 6);

  /** The name of the shipped bundle. */
  public static final String NAME = "nba-halftime";

  /** The unit of a bundle of this task, which tells it from those of others. */
  public static final String UNIT = "points, home minus away";

  /** What lies between two margins. */
  public static final String STEP = "minute";

  /**
   * Margins from −150 to 150, with steps of at most 40 from minute to minute, and covariates from
   * −500 to 500, the expected total among them. No game of the NBA came near.
   */
  public static final ValueBounds BOUNDS = new ValueBounds(-150, 150, 40, 500);

  /** The covariate of earlier models: {@link TeamRatings#ratingDifference}, in points. */
  public static final String RATING_DIFFERENCE = "rating_difference";

  /** The covariate: {@link GameExpectations#margin}, in points. */
  public static final String EXPECTED_MARGIN = "expected_margin";

  /** The covariate that the size of the errors follows: {@link GameExpectations#total}. */
  public static final String EXPECTED_TOTAL = "expected_total";

  /** Points of both teams in regulation that are usual, for what is relative to them. */
  public static final double USUAL_TOTAL = 190;

  /** The attachment of a bundle with the {@link GameRatings} that covariates are looked up in. */
  public static final String RATINGS_FILE = "ratings.bin";

  /** The attachment with games that the model has never seen, as {@link GameMargins}. */
  public static final String SAMPLE_FILE = "sample-games.csv";

  /** The attachment with the games that the intervals were calibrated on. */
  public static final String CALIBRATION_FILE = "calibration-games.csv";

  /** Margins are whole numbers, so a lead begins half a point above a tie. */
  private static final double LEAD = 0.5;

  private Halftime() {}

  /**
   * Whether a bundle is of this task, so that the words of games fit its forecasts.
   *
   * @param info what the bundle says of itself
   * @return true if its unit is {@link #UNIT}
   */
  public static boolean isTaskOf(BundleInfo info) {
    return info.unit().equals(UNIT);
  }

  /**
   * What a newly trained bundle of this task says of itself.
   *
   * @param trainingData SHA-256 of the file of games, in hexadecimal
   * @param seed the seed it was trained with
   * @return version 2 of {@link #NAME}, in {@link #UNIT}
   */
  public static BundleInfo info(String trainingData, long seed) {
    return new BundleInfo(NAME, "2", UNIT, trainingData, seed)
        .withStep(STEP)
        .withCovariate(
            EXPECTED_MARGIN, "points that the home team is expected to lead by after regulation")
        .withCovariate(EXPECTED_TOTAL, "points of both teams to expect in regulation")
        .withBounds(BOUNDS);
  }

  /**
   * The ratings that came with a bundle.
   *
   * @param bundle a bundle of any task
   * @return empty if it is of another task or brought none
   * @throws IllegalArgumentException if they are damaged
   */
  public static Optional<GameRatings> ratings(ForecastBundle bundle) {
    if (!isTaskOf(bundle.info()) || !bundle.attachments().contains(RATINGS_FILE)) {
      return Optional.empty();
    }
    byte[] bytes = bundle.attachment(RATINGS_FILE);
    return Optional.of(
        BinaryReader.isOf(GameExpectations.KIND, bytes)
            ? GameExpectations.fromBytes(bytes)
            : TeamRatings.fromBytes(bytes));
  }

  /**
   * The games that came with a bundle to try it on, none of which its model has seen.
   *
   * @param bundle a bundle of any task
   * @return the games as examples, by date, with what was to be expected of each on its day; empty
   *     if the bundle is of another task or brought none
   * @throws IOException if they cannot be read, naming the line and column
   */
  public static List<LabeledPattern> sample(ForecastBundle bundle) throws IOException {
    return games(bundle, SAMPLE_FILE);
  }

  /**
   * The games that the intervals of a bundle were calibrated on.
   *
   * @param bundle a bundle of any task
   * @return the games as examples, by date, with what was to be expected of each on its day; empty
   *     if the bundle is of another task or brought none
   * @throws IOException if they cannot be read, naming the line and column
   */
  public static List<LabeledPattern> calibration(ForecastBundle bundle) throws IOException {
    return games(bundle, CALIBRATION_FILE);
  }

  private static List<LabeledPattern> games(ForecastBundle bundle, String file) throws IOException {
    if (!isTaskOf(bundle.info()) || !bundle.attachments().contains(file)) {
      return List.of();
    }
    Optional<GameRatings> ratings = ratings(bundle);
    List<LabeledPattern> examples = new ArrayList<>();
    try (CsvReader csv = CsvReader.of(file, bundle.attachment(file))) {
      for (GameMargins game : GameMargins.read(csv)) {
        examples.add(ratings.isPresent() ? example(game, ratings.get()) : game.example(SHAPE));
      }
    }
    return List.copyOf(examples);
  }

  /**
   * A game as an example of the task.
   *
   * @param game the game
   * @param ratings ratings that know its teams
   * @return the example, with its covariates
   * @throws IllegalArgumentException if a team is not known
   */
  public static LabeledPattern example(GameMargins game, GameRatings ratings) {
    LabeledPattern bare = game.example(SHAPE);
    return bare.with(ratings.addTo(bare.pattern(), game.home(), game.away(), game.date()));
  }

  /**
   * Games as examples of the task, each with what is expected of it from earlier days of the same
   * games.
   *
   * @param games the games, in any order
   * @return the examples, in the same order
   */
  public static List<LabeledPattern> examples(List<GameMargins> games) {
    return examples(games, GameExpectations.of(games.stream().map(GameResult::of).toList()));
  }

  /**
   * Games as examples of the task.
   *
   * @param games the games, in any order
   * @param ratings ratings that know their teams
   * @return the examples, in the same order
   * @throws IllegalArgumentException if a team is not known
   */
  public static List<LabeledPattern> examples(List<GameMargins> games, GameRatings ratings) {
    return games.stream().map(game -> example(game, ratings)).toList();
  }

  /**
   * Games as examples for a bundle: with covariates of the kind that it knows, which rest on
   * earlier days of the same games and, where the bundle has {@link GameExpectations}, on all games
   * that these know.
   *
   * @param games the games, in any order
   * @param bundle a bundle of any task
   * @return the examples, in the same order
   */
  public static List<LabeledPattern> examplesFor(ForecastBundle bundle, List<GameMargins> games) {
    return examples(
        games,
        ratings(bundle).orElse(null) instanceof GameExpectations known
            ? known.with(games.stream().map(GameResult::of).toList())
            : TeamRatings.of(games));
  }

  /**
   * How likely the home side leads.
   *
   * @param margin what is known of its margin at some minute
   * @return the probability that it is ahead, a tie not counted
   */
  public static double probabilityHomeLeads(PredictiveDistribution margin) {
    return margin.probabilityAbove(LEAD);
  }
}
