package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;

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
   * Margins and expected ones from −150 to 150, with steps of at most 40 from minute to minute. No
   * game of the NBA came near.
   */
  public static final ValueBounds BOUNDS = new ValueBounds(-150, 150, 40, 150);

  /** The covariate: {@link TeamRatings#ratingDifference}, in points. */
  public static final String RATING_DIFFERENCE = "rating_difference";

  /** The attachment of a bundle with the {@link TeamRatings} that the covariate is looked up in. */
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
   * @return version 1 of {@link #NAME}, in {@link #UNIT}
   */
  public static BundleInfo info(String trainingData, long seed) {
    return new BundleInfo(NAME, "1", UNIT, trainingData, seed)
        .withStep(STEP)
        .withCovariate(RATING_DIFFERENCE, "points that the home team is rated above the away team")
        .withBounds(BOUNDS);
  }

  /**
   * The ratings that came with a bundle.
   *
   * @param bundle a bundle of any task
   * @return empty if it is of another task or brought none
   * @throws IllegalArgumentException if they are damaged
   */
  public static Optional<TeamRatings> ratings(ForecastBundle bundle) {
    return isTaskOf(bundle.info()) && bundle.attachments().contains(RATINGS_FILE)
        ? Optional.of(TeamRatings.fromBytes(bundle.attachment(RATINGS_FILE)))
        : Optional.empty();
  }

  /**
   * A pattern that knows who plays.
   *
   * @param pattern what was seen of the game
   * @param ratings the ratings
   * @param home the home team's code
   * @param away the visitors' code
   * @param date the day of the game; only earlier games count
   * @return the pattern with its {@link #RATING_DIFFERENCE}
   * @throws IllegalArgumentException if a team is not known
   */
  public static Pattern with(
      Pattern pattern, TeamRatings ratings, String home, String away, LocalDate date) {
    return pattern.with(RATING_DIFFERENCE, ratings.ratingDifference(home, away, date));
  }

  /**
   * A game as an example of the task.
   *
   * @param game the game
   * @param ratings ratings that know its teams
   * @return the example, with its covariate
   * @throws IllegalArgumentException if a team is not known
   */
  public static LabeledPattern example(GameMargins game, TeamRatings ratings) {
    LabeledPattern bare = game.example(SHAPE);
    return new LabeledPattern(
        bare.id(),
        bare.date(),
        bare.labels(),
        with(bare.pattern(), ratings, game.home(), game.away(), game.date()),
        bare.outcome());
  }

  /**
   * Games as examples of the task, each with ratings from earlier days of the same games.
   *
   * @param games the games, in any order
   * @return the examples, in the same order
   */
  public static List<LabeledPattern> examples(List<GameMargins> games) {
    TeamRatings ratings = TeamRatings.of(games);
    return games.stream().map(game -> example(game, ratings)).toList();
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
