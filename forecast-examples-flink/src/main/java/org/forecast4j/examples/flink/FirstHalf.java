package org.forecast4j.examples.flink;

import java.util.Arrays;
import org.forecast4j.basketball.GameTracker;

/**
 * What is known of a game's first half. A later one of the same game stands for it.
 *
 * @param game the id of the game
 * @param venue where it is played
 * @param pattern the margins after minutes 1 to 18; empty while they are not known, or no more
 * @param outcome the margins after minutes 19 to 24; empty likewise
 */
public record FirstHalf(String game, String venue, double[] pattern, double[] outcome) {
  private static final double[] NONE = {};

  static FirstHalf of(Tick tick, GameTracker tracker) {
    return new FirstHalf(
        tick.game(),
        tick.venue(),
        tracker.pattern().map(pattern -> pattern.values()).orElse(NONE),
        tracker.pattern().flatMap(pattern -> tracker.outcome()).orElse(NONE));
  }

  boolean isForecastable() {
    return pattern.length > 0;
  }

  boolean isOver() {
    return outcome.length > 0;
  }

  boolean saysTheSameAs(FirstHalf other) {
    return Arrays.equals(pattern, other.pattern) && Arrays.equals(outcome, other.outcome);
  }

  @Override
  public String toString() {
    return game + " at " + venue + " " + Arrays.toString(pattern) + Arrays.toString(outcome);
  }
}
