package org.forecast4j.basketball;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The rules of {@link GameTracker} written down plainly, from all scores at every question. */
final class PlainTracker {
  private final List<ScoreUpdate> standing;
  private final List<ScoreUpdate> pending = new ArrayList<>();
  private final List<ScoreUpdate> sent;

  PlainTracker(List<ScoreUpdate> sent) {
    this.sent = List.copyOf(sent);
    standing = decide(oneForEachClock());
  }

  private static boolean losesPoints(ScoreUpdate from, ScoreUpdate to) {
    return to.home() < from.home() || to.away() < from.away();
  }

  private List<ScoreUpdate> oneForEachClock() {
    List<ScoreUpdate> chosen = new ArrayList<>();
    TreeSet<GameClock> clocks = new TreeSet<>();
    sent.forEach(score -> clocks.add(score.clock()));
    for (GameClock clock : clocks.descendingSet()) {
      Comparator<ScoreUpdate> better =
          Comparator.<ScoreUpdate>comparingInt(
                  score -> chosen.isEmpty() || !losesPoints(score, chosen.get(0)) ? 1 : 0)
              .thenComparingInt(score -> score.home() + score.away())
              .thenComparingInt(ScoreUpdate::home);
      chosen.add(
          0, sent.stream().filter(score -> score.clock().equals(clock)).max(better).orElseThrow());
    }
    return chosen;
  }

  private List<ScoreUpdate> decide(List<ScoreUpdate> scores) {
    List<ScoreUpdate> stands = new ArrayList<>();
    List<ScoreUpdate> fallen = new ArrayList<>();
    for (ScoreUpdate score : scores) {
      if (stands.isEmpty() || !losesPoints(stands.get(stands.size() - 1), score)) {
        for (ScoreUpdate low : fallen) {
          ScoreUpdate before = stands.get(stands.size() - 1);
          sent.stream()
              .filter(other -> other.clock().equals(low.clock()))
              .filter(other -> !losesPoints(before, other) && !losesPoints(other, score))
              .max(ScoreUpdate.ORDER)
              .ifPresent(stands::add);
        }
        fallen.clear();
        pending.clear();
        stands.add(score);
      } else {
        fallen.add(score);
        ScoreUpdate last = stands.get(stands.size() - 1);
        if (!saysNothing(last, score)) {
          pending.removeIf(before -> saysNothing(last, before));
        }
        pending.removeIf(before -> losesPoints(before, score));
        pending.add(score);
        ScoreUpdate fall = pending.get(0);
        long denied = stands.stream().filter(before -> losesPoints(before, fall)).count();
        if (!saysNothing(last, fall)
            && score.home() + score.away() > 0
            && pending.size() >= (isOnePlay(last, fall) ? 2 : Math.max(2, denied + 1))) {
          stands.replaceAll(
              before ->
                  new ScoreUpdate(
                      before.clock(),
                      Math.min(before.home(), fall.home()),
                      Math.min(before.away(), fall.away())));
          stands.addAll(pending);
          fallen.clear();
          pending.clear();
        }
      }
    }
    return stands;
  }

  private static boolean isOnePlay(ScoreUpdate before, ScoreUpdate fall) {
    int home = before.home() - fall.home();
    int away = before.away() - fall.away();
    return home * away == 0 && Math.abs(home + away) <= 4;
  }

  private static boolean saysNothing(ScoreUpdate before, ScoreUpdate fall) {
    return fall.home() == 0 && fall.away() == 0 && !isOnePlay(before, fall);
  }

  private boolean isOver(int minute) {
    GameClock end = GameClock.endOfMinute(minute);
    return sent.stream()
        .anyMatch(
            score ->
                score.clock().compareTo(end) > 0
                    || (end.remaining() == 0 && score.clock().equals(end)));
  }

  int completeMinutes() {
    int minute = 0;
    while (minute < 48 && isOver(minute + 1)) {
      minute++;
    }
    return minute;
  }

  /** The margin, an unknown minute marked by its fraction. */
  double margin(int minute) {
    GameClock end = GameClock.endOfMinute(minute);
    ScoreUpdate before = new ScoreUpdate(new GameClock(1, 72_000), 0, 0);
    List<ScoreUpdate> after = new ArrayList<>();
    for (ScoreUpdate score : standing) {
      if (score.clock().compareTo(end) <= 0) {
        before = score;
      } else {
        after.add(score);
      }
    }
    if (!pending.isEmpty() && losesPoints(before, pending.get(0))) {
      return before.margin() + 0.5;
    }
    after.addAll(pending);
    double played = end.played() - before.clock().played();
    if (played <= 1_500) {
      return before.margin();
    }
    ScoreUpdate next = after.get(0);
    ScoreUpdate from = before;
    boolean known =
        sent.stream()
            .filter(score -> score.clock().equals(next.clock()))
            .filter(score -> losesPoints(score, from) && !losesPoints(from, score))
            .filter(score -> !losesPoints(score, next))
            .min(ScoreUpdate.ORDER)
            .orElse(next)
            .isWithinPlayOf(from);
    if (known && next.clock().played() - from.clock().played() <= 36_000) {
      return from.margin();
    }
    double share = played / (next.clock().played() - from.clock().played());
    return Math.rint(from.margin() + share * (next.margin() - from.margin())) + 0.5;
  }
}
