package org.forecast4j.basketball;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Follows the score of one game and gives its pattern as soon as it is complete.
 *
 * <p>Scores may come at any interval and in any order, repeated, late and with gaps: all different
 * ones are kept, and all that is known of the game follows from them alone, not from the order they
 * came in.
 *
 * <ul>
 *   <li>Of several scores for one clock the one counts that fits what was sent for the next clock,
 *       then the one with more points.
 *   <li>Points do not vanish. Where the score falls, the fall is an error if a later score gives
 *       the points back, and a correction of what was before if the next clock confirms it; to take
 *       back more than one scoring play (4 points of one side) more clocks must say so than it
 *       denies. Until that is decided, the minutes it would change are withheld.
 *   <li>The end of a minute is known if a score lies in the 15 seconds before it, or if the scores
 *       around it are at most one scoring play apart, as in a feed that sends every score. Up to
 *       two unknown minutes are filled in on the straight line, over the time played, between the
 *       margins around them, in whole points; with more, pattern and outcome are withheld.
 * </ul>
 *
 * <p>An update takes O(log n), the first question after it O(n), for n different scores. Not
 * thread-safe: one tracker a game, one thread at a time.
 */
public final class GameTracker {
  /** How many different scores are kept by default, of about 90 bytes each. */
  public static final int MAX_SCORES = 5_000;

  private final Shape shape;
  private final int mostScores;
  private final NavigableSet<ScoreUpdate> scores = new TreeSet<>(ScoreUpdate.ORDER);

  /** What follows from the scores; null if they have changed since. */
  private @Nullable GameMinutes minutes;

  /**
   * Starts a game at 0–0 that keeps up to {@value #MAX_SCORES} scores.
   *
   * @param shape how many minutes make the pattern and how many the outcome; together at most 48
   * @throws IllegalArgumentException if they are more
   */
  public GameTracker(Shape shape) {
    this(shape, MAX_SCORES);
  }

  /**
   * Starts a game at 0–0.
   *
   * @param shape how many minutes make the pattern and how many the outcome; together at most 48
   * @param mostScores how many different scores are kept, of about 90 bytes each
   * @throws IllegalArgumentException if the minutes are more, or no score could be kept
   */
  public GameTracker(Shape shape, int mostScores) {
    if (shape.inputLength() + shape.horizon() > GameMinutes.MOST) {
      throw new IllegalArgumentException(
          "shape is " + shape + "; expected at most " + GameMinutes.MOST + " minutes together");
    }
    this.shape = shape;
    this.mostScores = Checks.atLeast(1, mostScores, "most scores");
  }

  /**
   * Takes a score.
   *
   * @param update the score at a moment
   * @return whether it is new; one that was taken before changes nothing
   * @throws IllegalArgumentException if it is new and there is no room
   */
  public boolean update(ScoreUpdate update) {
    if (scores.contains(update)) {
      return false;
    }
    if (scores.size() == mostScores) {
      throw new IllegalArgumentException(
          "the game has " + mostScores + " different scores; expected no more");
    }
    scores.add(update);
    minutes = null;
    return true;
  }

  /**
   * Whether a score was taken.
   *
   * @param update the score at a moment
   * @return whether the same was given to {@link #update}
   */
  public boolean contains(ScoreUpdate update) {
    return scores.contains(update);
  }

  /**
   * How many different scores it holds, corrected ones too.
   *
   * @return from 0
   */
  public int size() {
    return scores.size();
  }

  private GameMinutes minutes() {
    GameMinutes known = minutes;
    if (known == null) {
      known = new GameMinutes(scores);
      minutes = known;
    }
    return known;
  }

  /**
   * The number of minutes that are over: a score after the minute's end was sent, or one at the end
   * of its period.
   *
   * @return from 0 to 48
   */
  public int completeMinutes() {
    return minutes().complete();
  }

  /**
   * The minutes that are over at whose end nobody told the score.
   *
   * @return their numbers, from 1, ascending
   */
  public List<Integer> unknownMinutes() {
    return minutes().unknown();
  }

  /**
   * The margins at the ends of all minutes that are over, those of unknown ones filled in.
   *
   * @return home minus away, {@link #completeMinutes()} values
   */
  public double[] margins() {
    return margins(1, completeMinutes());
  }

  /**
   * The margin at the end of a minute, filled in if it is unknown.
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
    return minutes().margin(minute);
  }

  /**
   * The pattern: the margins at the ends of its minutes.
   *
   * @return empty until its last minute is over, and while it is withheld
   */
  public Optional<Pattern> pattern() {
    return completeMinutes() < shape.inputLength() || patternWithheld().isPresent()
        ? Optional.empty()
        : Optional.of(Pattern.of(margins(1, shape.inputLength())));
  }

  /**
   * Why there is no pattern, or will be none when its last minute is over, with the scores as they
   * are.
   *
   * @return empty if nothing stands against it
   */
  public Optional<Withheld> patternWithheld() {
    return minutes().withheld(shape.inputLength());
  }

  /**
   * The outcome: the margins at the ends of the minutes after the pattern. The last of them is
   * known, not filled in.
   *
   * @return {@link Shape#horizon()} values; empty until the last minute is over, and while it is
   *     withheld
   */
  public Optional<double[]> outcome() {
    return completeMinutes() < end() || outcomeWithheld().isPresent()
        ? Optional.empty()
        : Optional.of(margins(shape.inputLength() + 1, shape.horizon()));
  }

  /**
   * The score that ended the game: the one that stands when the clock of the fourth period, or of
   * an overtime, has run out, unless it is a tie. Later scores may change it.
   *
   * @return empty until then, and while it is not decided whether the score fell
   */
  public Optional<ScoreUpdate> finalScore() {
    return minutes().finalScore();
  }

  /**
   * Why there is no outcome, or will be none when its last minute is over, with the scores as they
   * are.
   *
   * @return empty if nothing stands against it
   */
  public Optional<Withheld> outcomeWithheld() {
    return minutes().withheld(end()).or(() -> minutes().withheldAt(end()));
  }

  private int end() {
    return shape.inputLength() + shape.horizon();
  }

  private double[] margins(int firstMinute, int count) {
    double[] margins = new double[count];
    for (int i = 0; i < count; i++) {
      margins[i] = minutes().margin(firstMinute + i);
    }
    return margins;
  }
}
