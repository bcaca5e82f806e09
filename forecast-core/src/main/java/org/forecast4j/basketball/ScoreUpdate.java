package org.forecast4j.basketball;

import org.forecast4j.internal.Checks;

/**
 * The score at a moment of a game.
 *
 * @param clock the moment
 * @param home points of the home team, at least 0
 * @param away points of the visitors, at least 0
 */
public record ScoreUpdate(GameClock clock, int home, int away) {
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

  /** This update with no score above that of a later moment. */
  ScoreUpdate cappedBy(ScoreUpdate later) {
    return home <= later.home && away <= later.away
        ? this
        : new ScoreUpdate(clock, Math.min(home, later.home), Math.min(away, later.away));
  }
}
