package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.Optional;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Text;

/**
 * What is known of the teams of a game before it begins, in the covariates of a model. Immutable
 * and safe for concurrent use.
 */
public sealed interface GameRatings permits TeamRatings, GameExpectations {
  /**
   * A pattern that knows who plays.
   *
   * @param pattern what was seen of the game
   * @param home code of the home team
   * @param away code of the visitors
   * @param date the day of the game; only results of earlier days count
   * @return the pattern with the covariates
   * @throws IllegalArgumentException if a team is not known, or the day is too far away
   */
  Pattern addTo(Pattern pattern, String home, String away, LocalDate date);

  /**
   * A pattern whose covariates are put in terms of these ratings, where they can be.
   *
   * @param pattern any pattern
   * @return the pattern with what follows from its covariates, or itself
   */
  default Pattern complete(Pattern pattern) {
    return pattern;
  }

  /**
   * Refuses a team that is not known.
   *
   * @param team a code of the team
   * @return the last code of its franchise
   * @throws IllegalArgumentException if it has no game at all, naming those that have
   */
  String requireTeam(String team);

  /**
   * Refuses a game that cannot be.
   *
   * @param home code of the home team
   * @param away code of the visitors
   * @param date the day of the game
   * @throws IllegalArgumentException if a team is not known, both are one, or the day is too far
   *     away
   */
  default void requireGame(String home, String away, LocalDate date) {
    int unused = PlayedGame.dayOf(date);
    if (requireTeam(home).equals(requireTeam(away))) {
      throw new IllegalArgumentException(
          "home is '"
              + Text.excerpt(home)
              + "' and away is '"
              + Text.excerpt(away)
              + "', which are one team; expected two");
    }
  }

  /**
   * The newest day whose results count on a day.
   *
   * @param date the day
   * @return the latest earlier day with a result, empty if there is none
   * @throws IllegalArgumentException if the day is too far away
   */
  Optional<LocalDate> lastDayBefore(LocalDate date);

  /**
   * The newest day with a result.
   *
   * @return empty before the first result
   */
  Optional<LocalDate> lastDay();

  /**
   * Their portable form, for a bundle.
   *
   * @return bytes, the kind of ratings among them
   */
  byte[] toBytes();
}
