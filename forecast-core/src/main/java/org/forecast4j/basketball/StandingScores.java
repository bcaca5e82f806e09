package org.forecast4j.basketball;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;

/**
 * Which of all the scores that were sent for a game stand. It depends on the scores alone, not on
 * the order they came in:
 *
 * <ol>
 *   <li>Of several scores for one clock, one that fits the score of the next clock, so that no side
 *       loses points, goes before one that does not; then the higher total, then more points of the
 *       home team.
 *   <li>By the clock, a score that takes points away from one before it is a fall. It is dropped
 *       when a later clock gives back what stood, and another score for its clock that fits takes
 *       its place. It is believed when further clocks confirm it by not giving it back: one, if the
 *       fall is no more than a scoring play, as a correction is; more than one play needs more
 *       clocks than it denies. What it denies is cut down to it. 0–0 is what feeds send when they
 *       have nothing to say: it confirms no fall, and a fall to it of more than a play is never
 *       believed.
 *   <li>A fall at the end that is neither is pending.
 * </ol>
 *
 * <p>O(n) where few scores fall.
 *
 * @param standing the scores that stand, one a clock and by the clock; points never fall
 * @param pending the undecided fall at the end in the same order, empty if there is none
 */
record StandingScores(List<ScoreUpdate> standing, List<ScoreUpdate> pending) {
  /** The clocks of a correction that is believed: its own and one that confirms it. */
  private static final int CONFIRMED = 2;

  /** Decides on all scores, sorted by {@link ScoreUpdate#ORDER}. */
  static StandingScores of(NavigableSet<ScoreUpdate> scores) {
    List<ScoreUpdate> standing = new ArrayList<>();
    List<ScoreUpdate> pending = new ArrayList<>();
    List<ScoreUpdate> fallen = new ArrayList<>();
    for (ScoreUpdate score : oneForEachClock(scores)) {
      if (standing.isEmpty() || last(standing).fits(score)) {
        for (ScoreUpdate low : fallen) {
          inPlaceOf(low, score, scores, standing);
        }
        fallen.clear();
        pending.clear();
        standing.add(score);
        continue;
      }
      fallen.add(score);
      if (!isPlaceholder(score, last(standing))) {
        pending.removeIf(low -> isPlaceholder(low, last(standing)));
      }
      while (!pending.isEmpty() && !last(pending).fits(score)) {
        pending.remove(pending.size() - 1);
      }
      pending.add(score);
      int denied = standing.size() - fitting(standing, pending.get(0));
      boolean saysSomething = score.home() > 0 || score.away() > 0;
      if (saysSomething
          && pending.size() >= clocksToConfirm(pending.get(0), last(standing), denied)) {
        List<ScoreUpdate> end = standing.subList(standing.size() - denied, standing.size());
        ScoreUpdate fall = pending.get(0);
        end.replaceAll(before -> before.cappedBy(fall));
        standing.addAll(pending);
        fallen.clear();
        pending.clear();
      }
    }
    return new StandingScores(
        Collections.unmodifiableList(standing), Collections.unmodifiableList(pending));
  }

  /** For the clock of a fall that is dropped, the best other score that fits, if there is one. */
  private static void inPlaceOf(
      ScoreUpdate low,
      ScoreUpdate later,
      NavigableSet<ScoreUpdate> scores,
      List<ScoreUpdate> standing) {
    ScoreUpdate before = last(standing);
    ScoreUpdate same = new ScoreUpdate(low.clock(), before.home(), before.away());
    ScoreUpdate most = new ScoreUpdate(low.clock(), later.home(), later.away());
    for (ScoreUpdate other : scores.subSet(same, true, most, true).descendingSet()) {
      if (before.fits(other) && other.fits(later)) {
        standing.add(other);
        return;
      }
    }
  }

  private static List<ScoreUpdate> oneForEachClock(NavigableSet<ScoreUpdate> scores) {
    List<ScoreUpdate> chosen = new ArrayList<>();
    ScoreUpdate next = null;
    ScoreUpdate best = null;
    for (ScoreUpdate score : scores.descendingSet()) {
      if (best == null || !best.clock().equals(score.clock())) {
        next = best;
        best = score;
        chosen.add(score);
      } else if (next != null && !best.fits(next) && score.fits(next)) {
        best = score;
        chosen.set(chosen.size() - 1, score);
      }
    }
    Collections.reverse(chosen);
    return chosen;
  }

  private static boolean isPlaceholder(ScoreUpdate fall, ScoreUpdate before) {
    return fall.home() == 0 && fall.away() == 0 && !fall.isWithinPlayOf(before);
  }

  private static int clocksToConfirm(ScoreUpdate fall, ScoreUpdate before, int denied) {
    if (isPlaceholder(fall, before)) {
      return Integer.MAX_VALUE;
    }
    return fall.isWithinPlayOf(before) ? CONFIRMED : Math.max(CONFIRMED, denied + 1);
  }

  /** How many scores fit a later one: the first of them, since points never fall. */
  private static int fitting(List<ScoreUpdate> standing, ScoreUpdate later) {
    int low = 0;
    int high = standing.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (standing.get(middle).fits(later)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static ScoreUpdate last(List<ScoreUpdate> scores) {
    return scores.get(scores.size() - 1);
  }
}
