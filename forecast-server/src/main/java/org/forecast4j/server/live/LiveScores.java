package org.forecast4j.server.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.jspecify.annotations.Nullable;

/** The scores of a game, and the one that is furthest in it. Guarded by the game. */
final class LiveScores {
  private final String id;
  private final GameTracker tracker;
  private final int most;

  /** In whatever order scores came in, it is the same one. */
  private @Nullable Score latest;

  /** A score, as it was told and as a value. */
  record Score(ScoreTick tick, ScoreUpdate update) implements Comparable<Score> {
    /** A clock that was written in two ways is told in that which sorts first. */
    private static final Comparator<Score> ORDER =
        Comparator.comparing(Score::update, ScoreUpdate.ORDER)
            .thenComparing(score -> score.tick().clock(), Comparator.reverseOrder());

    @Override
    public int compareTo(Score other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * None yet.
   *
   * @param most how many different ones a game may have
   */
  LiveScores(String id, GameTracker tracker, int most) {
    this.id = id;
    this.tracker = tracker;
    this.most = most;
  }

  static List<Score> of(ScoresRequest request) {
    return request.scores().stream().map(tick -> new Score(tick, tick.toScoreUpdate())).toList();
  }

  /** Those that are new to the game, each once. */
  List<ScoreTick> fresh(List<Score> scores) {
    Set<ScoreUpdate> seen = new HashSet<>();
    List<ScoreTick> fresh = new ArrayList<>();
    for (Score score : scores) {
      if (!tracker.contains(score.update()) && seen.add(score.update())) {
        fresh.add(score.tick());
      }
    }
    return fresh;
  }

  /** Refuses more new ones than the game has room for. */
  void requireRoom(int more) {
    if (tracker.size() + more > most) {
      throw RefusedException.of(
          RefusedException.Reason.UNSUPPORTED,
          "game '"
              + id
              + "' has "
              + tracker.size()
              + " different scores and this request "
              + more
              + " more; expected at most "
              + most
              + " of one game",
          Map.of("limit", (long) most));
    }
  }

  void add(List<Score> scores) {
    for (Score score : scores) {
      tracker.update(score.update());
      if (latest == null || score.compareTo(latest) > 0) {
        latest = score;
      }
    }
  }

  Optional<ScoreTick> latest() {
    return Optional.ofNullable(latest).map(Score::tick);
  }

  /** Whether the game has come so far. */
  boolean reach(GameClock end) {
    return latest != null && latest.update().clock().compareTo(end) >= 0;
  }
}
