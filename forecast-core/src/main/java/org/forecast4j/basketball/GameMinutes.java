package org.forecast4j.basketball;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The minutes of a game that are over, as the scores that stand tell them.
 *
 * <p>The end of a minute is known if a score lies at most 15 seconds before it, or if the scores
 * around it are at most 6 minutes apart and differ by no more than one scoring play, as in a feed
 * that sends every score; its margin is then that of the last score before it. Otherwise it is on
 * the straight line, over the time played, between the margins of the scores around it, rounded to
 * a whole point. A game begins 0–0.
 */
final class GameMinutes {
  /** Minutes of regulation. */
  static final int MOST = GameMargins.MINUTES;

  private static final int MAX_UNKNOWN = 2;
  private static final int NEAR = 1_500;

  /** No pair of teams goes without a point for longer. */
  private static final int MAX_WITHOUT_SCORE = 6 * 6_000;

  private static final String KNOWN =
      "it is known from a score in the last 15 s before, or from scores around it at most one"
          + " scoring play apart";
  private static final ScoreUpdate TIP_OFF =
      new ScoreUpdate(new GameClock(1, GameClock.PERIOD_MINUTES * GameClock.MINUTE), 0, 0);

  private final NavigableSet<ScoreUpdate> sent;
  private final StandingScores scores;
  private final List<Minute> minutes = new ArrayList<>();

  /** The end of a minute; doubtful if an undecided fall denies it. */
  private record Minute(int margin, boolean known, boolean doubtful) {}

  /** Derives them from all scores that were sent, in their order. O(n). */
  GameMinutes(NavigableSet<ScoreUpdate> sent) {
    this.sent = sent;
    scores = StandingScores.of(sent);
    int next = 0;
    for (int minute = 1; minute <= MOST && isOver(minute); minute++) {
      GameClock end = GameClock.endOfMinute(minute);
      while (next < scores.standing().size()
          && scores.standing().get(next).clock().compareTo(end) <= 0) {
        next++;
      }
      minutes.add(minute(end, next));
    }
  }

  private boolean isOver(int minute) {
    if (sent.isEmpty()) {
      return false;
    }
    GameClock end = GameClock.endOfMinute(minute);
    int order = sent.last().clock().compareTo(end);
    return order > 0 || (order == 0 && end.remaining() == 0);
  }

  /** The end of a minute after which the standing score of an index is the first. */
  private Minute minute(GameClock end, int next) {
    List<ScoreUpdate> standing = scores.standing();
    ScoreUpdate before = next == 0 ? TIP_OFF : standing.get(next - 1);
    if (!scores.pending().isEmpty() && !before.fits(scores.pending().get(0))) {
      return new Minute(before.margin(), false, true);
    }
    int since = end.played() - before.clock().played();
    if (since <= NEAR) {
      return new Minute(before.margin(), true, false);
    }
    ScoreUpdate after = next < standing.size() ? standing.get(next) : scores.pending().get(0);
    int gap = after.clock().played() - before.clock().played();
    if (gap <= MAX_WITHOUT_SCORE && firstOf(after, before).isWithinPlayOf(before)) {
      return new Minute(before.margin(), true, false);
    }
    double share = (double) since / gap;
    double margin = before.margin() + share * (after.margin() - before.margin());
    return new Minute((int) Math.rint(margin), false, false);
  }

  /** The first score of its clock that is a new one: a clock may have several plays. */
  private ScoreUpdate firstOf(ScoreUpdate last, ScoreUpdate before) {
    ScoreUpdate same = new ScoreUpdate(last.clock(), before.home(), before.away());
    for (ScoreUpdate score : sent.subSet(same, false, last, true)) {
      if (before.fits(score) && score.fits(last)) {
        return score;
      }
    }
    return last;
  }

  /** How many minutes are over. */
  int complete() {
    return minutes.size();
  }

  /** The margin at the end of a minute that is over. */
  int margin(int minute) {
    return minutes.get(minute - 1).margin();
  }

  /** The minutes that are over and not known. */
  List<Integer> unknown() {
    return unknown(MOST);
  }

  private List<Integer> unknown(int last) {
    return IntStream.rangeClosed(1, Math.min(last, complete()))
        .filter(minute -> !minutes.get(minute - 1).known())
        .boxed()
        .toList();
  }

  /** The score that ended the game; empty before that, and while a fall is undecided. */
  Optional<ScoreUpdate> finalScore() {
    List<ScoreUpdate> standing = scores.standing();
    if (standing.isEmpty() || !scores.pending().isEmpty()) {
      return Optional.empty();
    }
    ScoreUpdate last = standing.get(standing.size() - 1);
    return last.clock().mayEndGame() && last.margin() != 0 ? Optional.of(last) : Optional.empty();
  }

  /** Why the first minutes, those of them that are over, are unknown. */
  Optional<Withheld> withheld(int last) {
    List<Integer> unknown = unknown(last);
    if (complete() > 0 && minutes.get(Math.min(last, complete()) - 1).doubtful()) {
      return Optional.of(new Withheld(Withheld.Reason.SCORE_FELL, fall()));
    }
    return unknown.size() <= MAX_UNKNOWN
        ? Optional.empty()
        : Optional.of(new Withheld(Withheld.Reason.HISTORY_INCOMPLETE, missing(unknown, last)));
  }

  /** Why a minute that is over is unknown. */
  Optional<Withheld> withheldAt(int minute) {
    return complete() < minute || minutes.get(minute - 1).known()
        ? Optional.empty()
        : Optional.of(
            new Withheld(
                Withheld.Reason.HISTORY_INCOMPLETE,
                "the score at the end of minute " + minute + " is not known; " + KNOWN));
  }

  private String fall() {
    ScoreUpdate before = scores.standing().get(scores.standing().size() - 1);
    ScoreUpdate fall = scores.pending().get(0);
    return String.format(
        Locale.ROOT,
        "the score falls from %d-%d at %s to %d-%d at %s; expected a later score that confirms it"
            + " or denies it",
        before.home(),
        before.away(),
        before.clock(),
        fall.home(),
        fall.away(),
        fall.clock());
  }

  private static String missing(List<Integer> unknown, int last) {
    return "the score at the end of minutes "
        + unknown.stream().map(String::valueOf).collect(Collectors.joining(", "))
        + " is not known; expected at most "
        + MAX_UNKNOWN
        + " such minutes of the first "
        + last
        + "; "
        + KNOWN;
  }
}
