package org.forecast4j.examples.flink;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.basketball.GameTracker;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a game's first half. A later one of the same game stands for it.
 *
 * @param game the id of the game
 * @param venue where it is played
 * @param pattern the margins after minutes 1 to 18; empty while they are not known, or no more
 * @param outcome the margins after minutes 19 to 24; empty likewise, and until the third period has
 *     begun: a score told late must not come after the half was learned
 * @param isCorrection whether an outcome of the game was told before
 */
public record FirstHalf(
    String game, String venue, double[] pattern, double[] outcome, boolean isCorrection) {
  private static final int PERIODS = 2;
  private static final double[] NONE = {};

  static FirstHalf of(List<Tick> told, GameTracker tracker, @Nullable FirstHalf before) {
    boolean hasEnded = told.stream().anyMatch(tick -> tick.period() > PERIODS);
    return new FirstHalf(
        told.get(0).game(),
        told.get(0).venue(),
        tracker.pattern().map(pattern -> pattern.values()).orElse(NONE),
        tracker
            .pattern()
            .filter(pattern -> hasEnded)
            .flatMap(pattern -> tracker.outcome())
            .orElse(NONE),
        before != null && (before.isOver() || before.isCorrection()));
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
