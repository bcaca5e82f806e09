package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.List;

/** A game that was never played: its scores, play by play, and its margins. */
public final class SimulatedGame {
  /** The column {@code type} of simulated games. */
  private static final String TYPE = "simulated";

  private final List<ScoreUpdate> updates;
  private final GameMargins margins;

  /** What is known of a game before it begins. */
  record Fixture(String gameId, LocalDate date, String season, String home, String away) {}

  SimulatedGame(Fixture fixture, List<ScoreUpdate> updates) {
    this.updates = List.copyOf(updates);
    int[] minutes = new int[GameMargins.MINUTES];
    for (int minute = 1; minute <= minutes.length; minute++) {
      minutes[minute - 1] = at(GameClock.endOfMinute(minute)).margin();
    }
    ScoreUpdate half = at(GameClock.endOfMinute(GameMargins.HALF));
    ScoreUpdate regulation = at(GameClock.endOfMinute(GameMargins.MINUTES));
    margins =
        new GameMargins(
            fixture.gameId(),
            fixture.date(),
            fixture.season(),
            fixture.home(),
            fixture.away(),
            TYPE,
            minutes,
            half.home(),
            half.away(),
            regulation.home(),
            regulation.away(),
            end().clock().overtimes());
  }

  /**
   * The scores as a feed sends them that sends every play: one when each period begins, one for
   * each play that scores, and one when each period ends.
   *
   * @return the scores by the clock, the last of them final
   */
  public List<ScoreUpdate> updates() {
    return updates;
  }

  /**
   * What the scoreboard shows, for feeds that are asked every so often.
   *
   * @param clock the moment
   * @return the score after every play up to that moment
   * @throws IllegalArgumentException if the game was over before that period
   */
  public ScoreUpdate at(GameClock clock) {
    int last = end().clock().period();
    if (clock.period() > last) {
      throw new IllegalArgumentException(
          "moment is in period " + clock.period() + "; expected 1 to " + last);
    }
    int shown = 0;
    int after = updates.size();
    while (after - shown > 1) {
      int middle = (shown + after) >>> 1;
      if (updates.get(middle).clock().compareTo(clock) <= 0) {
        shown = middle;
      } else {
        after = middle;
      }
    }
    ScoreUpdate score = updates.get(shown);
    return new ScoreUpdate(clock, score.home(), score.away());
  }

  private ScoreUpdate end() {
    return updates.get(updates.size() - 1);
  }

  /**
   * The game minute by minute, as an importer would read it.
   *
   * @return the margins, of the type {@code simulated}
   */
  public GameMargins margins() {
    return margins;
  }
}
