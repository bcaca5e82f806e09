package org.forecast4j.basketball;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * A moment of a game: the period and what its clock, counting down, shows. Four periods of 12
 * minutes are followed by overtimes of 5.
 *
 * @param period from 1; overtimes are 5, 6, …
 * @param remaining hundredths of a second left in the period
 */
public record GameClock(int period, int remaining) implements Comparable<GameClock> {
  /** Hundredths of a second in a minute. */
  static final int MINUTE = 6_000;

  /** Minutes in a period of regulation. */
  static final int PERIOD_MINUTES = 12;

  static final int REGULATION_PERIODS = 4;

  private static final int OVERTIME_MINUTES = 5;
  private static final int LAST_PERIOD = 30;

  private static final String SECONDS = "([0-5]?\\d)(?:\\.(\\d{1,2}))?";

  /** {@code 11:46}, {@code 0:34.5} or, with tenths alone, {@code 34.5}. */
  private static final Pattern SCOREBOARD =
      Pattern.compile("(?:(\\d{1,2}):|(?=\\d+\\.))" + SECONDS);

  /** {@code PT06M23.00S}, {@code PT12M} or {@code PT34.5S}. */
  private static final Pattern ISO =
      Pattern.compile("PT(?=\\d)(?:(\\d{1,2})M)?(?:" + SECONDS + "S)?");

  /**
   * Checks the period and the clock.
   *
   * @throws IllegalArgumentException if there is no such period or it is shorter
   */
  public GameClock {
    if (period < 1 || period > LAST_PERIOD) {
      throw new IllegalArgumentException("period is " + period + "; expected 1 to " + LAST_PERIOD);
    }
    if (remaining < 0 || remaining > length(period)) {
      throw new IllegalArgumentException(
          "clock of period "
              + period
              + " shows "
              + remaining / 100.0
              + " s; expected 0 to "
              + length(period) / 100);
    }
  }

  /**
   * Reads a clock.
   *
   * @param period from 1
   * @param text what the clock shows: {@code 11:46}, {@code 0:34.5}, {@code 34.5}, {@code
   *     PT06M23.00S}, {@code PT12M} or {@code PT34.5S}
   * @return the moment
   * @throws IllegalArgumentException if the text is none of these, or there is no such moment
   */
  public static GameClock parse(int period, String text) {
    Matcher matcher = (text.startsWith("PT") ? ISO : SCOREBOARD).matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "clock is '" + Text.excerpt(text) + "'; expected one like 11:46 or PT06M23.00S");
    }
    String fraction = matcher.group(3);
    int tenth = fraction != null && fraction.length() == 1 ? 10 : 1;
    return new GameClock(
        period,
        number(matcher.group(1)) * MINUTE
            + number(matcher.group(2)) * 100
            + number(fraction) * tenth);
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /**
   * The moment at which a minute of regulation ends, in the period it belongs to.
   *
   * @param minute from 1 to 48
   * @return the moment
   */
  public static GameClock endOfMinute(int minute) {
    int period = (minute - 1) / PERIOD_MINUTES + 1;
    return new GameClock(period, (period * PERIOD_MINUTES - minute) * MINUTE);
  }

  /**
   * How many overtimes have begun.
   *
   * @return 0 in regulation
   */
  public int overtimes() {
    return Math.max(0, period - REGULATION_PERIODS);
  }

  /** Whether the game is over at this moment, unless it is a tie. */
  boolean mayEndGame() {
    return period >= REGULATION_PERIODS && remaining == 0;
  }

  /** Hundredths of a second played since the tip-off. */
  int played() {
    int before =
        period <= REGULATION_PERIODS
            ? (period - 1) * length(1)
            : REGULATION_PERIODS * length(1) + (period - REGULATION_PERIODS - 1) * length(period);
    return before + length(period) - remaining;
  }

  /** Hundredths of a second in a period. */
  static int length(int period) {
    return (period <= REGULATION_PERIODS ? PERIOD_MINUTES : OVERTIME_MINUTES) * MINUTE;
  }

  /** Orders moments as they happen. */
  @Override
  public int compareTo(GameClock other) {
    return period == other.period
        ? Integer.compare(other.remaining, remaining)
        : Integer.compare(period, other.period);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "period %d, %d:%05.2f left",
        period,
        remaining / MINUTE,
        remaining % MINUTE / 100.0);
  }
}
