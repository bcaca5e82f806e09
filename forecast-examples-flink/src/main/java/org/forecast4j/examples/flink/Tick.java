package org.forecast4j.examples.flink;

import java.util.Arrays;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.ScoreUpdate;

/**
 * A score as it is told, a line such as {@code sim-1-7,T12,2,6:41,37,40}.
 *
 * @param game the id of the game
 * @param venue where it is played
 * @param period from 1
 * @param clock what the clock of the period shows
 * @param home points of the home team
 * @param away points of the visitors
 */
public record Tick(String game, String venue, int period, String clock, int home, int away) {
  /** The longest line that can be a tick. */
  static final int MAX_LENGTH = 200;

  private static final int FIELDS = 6;

  static Tick parse(String line) {
    if (line.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "it has " + line.length() + " characters; expected at most " + MAX_LENGTH);
    }
    String[] fields = Arrays.stream(line.split(",", -1)).map(String::strip).toArray(String[]::new);
    if (fields.length != FIELDS || fields[0].isEmpty() || fields[1].isEmpty()) {
      throw new IllegalArgumentException(
          "it is not game, venue, period, clock, home score and away score");
    }
    Tick tick =
        new Tick(
            fields[0],
            fields[1],
            number(fields[2], "period"),
            fields[3],
            number(fields[4], "home score"),
            number(fields[5], "away score"));
    tick.score();
    return tick;
  }

  private static int number(String field, String what) {
    try {
      return Integer.parseInt(field);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is '" + field + "'; expected a whole number", e);
    }
  }

  ScoreUpdate score() {
    return new ScoreUpdate(GameClock.parse(period, clock), home, away);
  }

  @Override
  public String toString() {
    return String.join(
        ",",
        game,
        venue,
        Integer.toString(period),
        clock,
        Integer.toString(home),
        Integer.toString(away));
  }
}
