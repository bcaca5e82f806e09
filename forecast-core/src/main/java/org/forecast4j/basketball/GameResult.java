package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalInt;
import org.forecast4j.internal.Text;

/**
 * How a game ended, as far as {@link GameExpectations} learn from it.
 *
 * @param date the day it began
 * @param home code of the home team, such as {@code BOS}
 * @param away code of the visitors
 * @param margin home minus away at the end of regulation, 0 if overtime followed
 * @param total points of both teams in regulation, empty if they are not known
 */
public record GameResult(LocalDate date, String home, String away, int margin, OptionalInt total) {
  /** More than a team ever scored in regulation. */
  static final int MAX_POINTS = 500;

  /**
   * Checks that there are two teams and that the points can be.
   *
   * @throws IllegalArgumentException if a team plays itself, the margin is not from -500 to 500, or
   *     the total is not from the size of the margin to 1000, or is odd where the margin is even
   */
  public GameResult {
    if (home.equals(away)) {
      throw new IllegalArgumentException(
          "home and away are both '" + Text.excerpt(home) + "'; expected two teams");
    }
    if (Math.abs(margin) > MAX_POINTS) {
      throw new IllegalArgumentException(
          "margin is " + margin + "; expected -" + MAX_POINTS + " to " + MAX_POINTS);
    }
    if (total.isPresent()) {
      int points = total.getAsInt();
      if (points < Math.abs(margin)
          || points > 2 * MAX_POINTS
          || (points - Math.abs(margin)) % 2 != 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "total is %d with margin %d; expected points of two teams, %d at most for each",
                points,
                margin,
                MAX_POINTS));
      }
    }
  }

  /**
   * A game by its final score. After overtime the margin at the end of regulation was 0, and its
   * points are not known.
   *
   * @param date the day it began
   * @param home code of the home team
   * @param away code of the visitors
   * @param homeScore final points of the home team
   * @param awayScore final points of the visitors
   * @param overtimes number of overtimes
   * @return the result
   * @throws IllegalArgumentException if the scores are equal or not from 0 to 500, the overtimes
   *     are negative, or a team plays itself
   */
  public static GameResult ofFinal(
      LocalDate date, String home, String away, int homeScore, int awayScore, int overtimes) {
    requirePoints(homeScore, "home score");
    requirePoints(awayScore, "away score");
    if (homeScore == awayScore) {
      throw new IllegalArgumentException(
          "the final score is " + homeScore + "-" + awayScore + "; expected a winner");
    }
    if (overtimes < 0) {
      throw new IllegalArgumentException("overtimes is " + overtimes + "; expected at least 0");
    }
    return overtimes > 0
        ? new GameResult(date, home, away, 0, OptionalInt.empty())
        : new GameResult(
            date, home, away, homeScore - awayScore, OptionalInt.of(homeScore + awayScore));
  }

  private static void requirePoints(int points, String what) {
    if (points < 0 || points > MAX_POINTS) {
      throw new IllegalArgumentException(what + " is " + points + "; expected 0 to " + MAX_POINTS);
    }
  }

  /**
   * The end of a game that is known minute by minute.
   *
   * @param game the game
   * @return its margin and points at the end of regulation
   */
  public static GameResult of(GameMargins game) {
    return new GameResult(
        game.date(),
        game.home(),
        game.away(),
        game.margin(GameMargins.MINUTES),
        OptionalInt.of(game.homeEnd() + game.awayEnd()));
  }
}
