package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * A result that was learned.
 *
 * @param day since 1970-01-01
 * @param home the home team, after its franchise
 * @param away the visitors, after theirs
 * @param margin home minus away at the end of regulation, 0 if overtime followed
 * @param total points of both teams in regulation, or {@link #UNKNOWN}
 */
record PlayedGame(int day, String home, String away, int margin, int total) {
  static final int UNKNOWN = -1;
  static final int MAX_DAYS = 365_000_000;

  /** The order in which results are learned; it calls two results of one game equal. */
  static final Comparator<PlayedGame> ORDER =
      Comparator.comparingInt(PlayedGame::day)
          .thenComparing(PlayedGame::home)
          .thenComparing(PlayedGame::away);

  /** Days since 1970-01-01, refusing dates that no calendar of games has. */
  static int dayOf(LocalDate date) {
    long day = date.toEpochDay();
    if (Math.abs(day) > MAX_DAYS) {
      throw new IllegalArgumentException(
          "date is " + date + "; expected one at most " + MAX_DAYS + " days from 1970-01-01");
    }
    return (int) day;
  }
}
