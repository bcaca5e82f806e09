package org.forecast4j.basketball;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/**
 * Follows the score of one game and gives its pattern as soon as it is complete.
 *
 * <p>Updates may come in any rhythm, repeated, late or with gaps: the margin of a minute is that of
 * the last update, by the game's clock, at or before the minute's end. A later update for the same
 * clock replaces the earlier one. Points do not vanish by themselves, so an update with fewer
 * points than an earlier moment has corrects that moment too; an update that comes late with more
 * points than a later moment already has is cut down to those.
 *
 * <p>Not thread-safe: one tracker a game, one thread at a time.
 */
public final class GameTracker {
  private static final int REGULATION_MINUTES = 48;

  private final Shape shape;
  private final NavigableMap<GameClock, ScoreUpdate> updates = new TreeMap<>();

  /**
   * Starts a game at 0–0.
   *
   * @param shape how many minutes make the pattern and how many the outcome; together at most 48
   * @throws IllegalArgumentException if they are more
   */
  public GameTracker(Shape shape) {
    if (shape.inputLength() + shape.horizon() > REGULATION_MINUTES) {
      throw new IllegalArgumentException(
          "shape is " + shape + "; expected at most " + REGULATION_MINUTES + " minutes together");
    }
    this.shape = shape;
  }

  /**
   * Takes an update. O(log n), or O(n) if it corrects earlier ones.
   *
   * @param update the score at a moment
   */
  public void update(ScoreUpdate update) {
    Map.Entry<GameClock, ScoreUpdate> later = updates.higherEntry(update.clock());
    ScoreUpdate accepted = later == null ? update : update.cappedBy(later.getValue());
    updates.put(accepted.clock(), accepted);
    for (Map.Entry<GameClock, ScoreUpdate> earlier :
        updates.headMap(accepted.clock(), false).descendingMap().entrySet()) {
      ScoreUpdate capped = earlier.getValue().cappedBy(accepted);
      if (capped.equals(earlier.getValue())) {
        return;
      }
      earlier.setValue(capped);
    }
  }

  /**
   * The number of minutes that are over: an update after the minute's end was seen, or one at the
   * end of its period.
   *
   * @return from 0 to 48
   */
  public int completeMinutes() {
    if (updates.isEmpty()) {
      return 0;
    }
    GameClock now = updates.lastKey();
    int minute = 0;
    while (minute < REGULATION_MINUTES && isOver(minute + 1, now)) {
      minute++;
    }
    return minute;
  }

  private static boolean isOver(int minute, GameClock now) {
    GameClock end = GameClock.endOfMinute(minute);
    int order = now.compareTo(end);
    return order > 0 || (order == 0 && end.remaining() == 0);
  }

  /**
   * How many moments it holds a score for.
   *
   * @return from 0; repeated and corrected moments count once
   */
  public int size() {
    return updates.size();
  }

  /**
   * The margins at the ends of all minutes that are over, as far as they are known.
   *
   * @return home minus away, {@link #completeMinutes()} values
   */
  public double[] margins() {
    return margins(1, completeMinutes());
  }

  /**
   * The margin at the end of a minute, as far as it is known.
   *
   * @param minute from 1 to 48
   * @return home minus away
   * @throws IllegalArgumentException if the minute is not over
   */
  public int margin(int minute) {
    int complete = completeMinutes();
    if (minute < 1 || minute > complete) {
      throw new IllegalArgumentException(
          "minute is " + minute + "; expected 1 to " + complete + ", those that are over");
    }
    return marginAt(minute);
  }

  private int marginAt(int minute) {
    Map.Entry<GameClock, ScoreUpdate> last = updates.floorEntry(GameClock.endOfMinute(minute));
    return last == null ? 0 : last.getValue().margin();
  }

  /**
   * The pattern: the margins at the ends of its minutes.
   *
   * @return empty until its last minute is over
   */
  public Optional<Pattern> pattern() {
    return completeMinutes() < shape.inputLength()
        ? Optional.empty()
        : Optional.of(Pattern.of(margins(1, shape.inputLength())));
  }

  /**
   * The outcome: the margins at the ends of the minutes after the pattern.
   *
   * @return {@link Shape#horizon()} values; empty until its last minute is over
   */
  public Optional<double[]> outcome() {
    int last = shape.inputLength() + shape.horizon();
    return completeMinutes() < last
        ? Optional.empty()
        : Optional.of(margins(shape.inputLength() + 1, shape.horizon()));
  }

  private double[] margins(int firstMinute, int count) {
    double[] margins = new double[count];
    for (int i = 0; i < count; i++) {
      margins[i] = marginAt(firstMinute + i);
    }
    return margins;
  }
}
