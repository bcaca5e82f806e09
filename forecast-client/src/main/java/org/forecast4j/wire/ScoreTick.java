package org.forecast4j.wire;

import java.io.IOException;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.ScoreUpdate;

/**
 * The score at one moment of a game.
 *
 * @param period 1 to 4, from 5 overtime
 * @param clock what is left of the period, {@code 11:46} or {@code PT11M46.00S}
 * @param homeScore the home side's points
 * @param awayScore the visitors' points
 */
public record ScoreTick(int period, String clock, int homeScore, int awayScore) {
  /** Reads and writes it. */
  public static final WireCodec<ScoreTick> CODEC = WireCodec.of(ScoreTick::read, ScoreTick::write);

  private static final int MAX_PERIODS = 30;
  private static final int MAX_POINTS = 1000;

  /**
   * The score as a value of the core.
   *
   * @return the score
   * @throws IllegalArgumentException if there is no such period or clock, or a score is negative
   */
  public ScoreUpdate toScoreUpdate() {
    return new ScoreUpdate(GameClock.parse(period, clock), homeScore, awayScore);
  }

  private static ScoreTick read(JsonFields fields) {
    int period = fields.required("period", 1, MAX_PERIODS);
    String clock = fields.text("clock");
    try {
      GameClock.parse(period, clock);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(
          "clock", "what is left of period " + period + ", such as 4:46 or PT04M46S");
    }
    return new ScoreTick(
        period,
        clock,
        fields.required("home_score", 0, MAX_POINTS),
        fields.required("away_score", 0, MAX_POINTS));
  }

  private void write(JsonWriter out) throws IOException {
    out.field("period", period);
    out.field("clock", clock);
    out.field("home_score", homeScore);
    out.field("away_score", awayScore);
  }
}
