package org.forecast4j.basketball;

import java.util.Comparator;
import org.forecast4j.internal.Checks;

/**
 * The score at a moment of a game.
 *
 * @param clock the moment
 * @param home points of the home team, at least 0
 * @param away points of the visitors, at least 0
 */
public record ScoreUpdate(GameClock clock, int home, int away) {
  /** By the clock, then by the points of both, then by those of the home team. */
  public static final Comparator<ScoreUpdate> ORDER =
      Comparator.comparing(ScoreUpdate::clock)
          .thenComparingLong(update -> (long) update.home + update.away)
          .thenComparingInt(ScoreUpdate::home);

  /** The most points of one side in a scoring play, free throws with it. */
  private static final int MAX_POINTS_OF_PLAY = 4;

  /**
   * Checks the scores.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public ScoreUpdate {
    Checks.atLeast(0, home, "home score");
    Checks.atLeast(0, away, "away score");
  }

  /** Home minus away. */
  int margin() {
    return home - away;
  }

  /** Whether no side has more points than in a later score. */
  boolean fits(ScoreUpdate later) {
    return home <= later.home && away <= later.away;
  }

  /** Whether at most one side has other points, and of those at most a play's. */
  boolean isWithinPlayOf(ScoreUpdate other) {
    return home == other.home
        ? Math.abs(away - other.away) <= MAX_POINTS_OF_PLAY
        : away == other.away && Math.abs(home - other.home) <= MAX_POINTS_OF_PLAY;
  }

  /** This update with no score above that of a later moment. */
  ScoreUpdate cappedBy(ScoreUpdate later) {
    return fits(later)
        ? this
        : new ScoreUpdate(clock, Math.min(home, later.home), Math.min(away, later.away));
  }
}
