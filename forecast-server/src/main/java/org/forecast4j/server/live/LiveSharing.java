package org.forecast4j.server.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.forecast4j.wire.ScoreTick;

/**
 * What the replicas know of a game, and what they are still to be told of it; nothing for a server
 * alone, which tells its own subscribers. Guarded by the game.
 */
final class LiveSharing {
  private final String id;
  private final LiveGames.Context context;

  /** All scores as they were sent, where replicas may have to be told of them. */
  private final List<ScoreTick> ticks = new ArrayList<>();

  /** That of the last write that replicas know of; empty if they know nothing of the game. */
  private String token = "";

  /** How many records they have of it. */
  private int records;

  /** Whether something was taken that the replicas do not know of. */
  private boolean isUnshared;

  LiveSharing(String id, LiveGames.Context context) {
    this.id = id;
    this.context = context;
  }

  /** All that the replicas have taken of the game; from now on this goes on with it. */
  List<SharedScores> read() {
    Optional<SharedGames.Game> found = context.fleet().flatMap(fleet -> fleet.read(id));
    if (found.isEmpty()) {
      return List.of();
    }
    token = found.get().token();
    records = found.get().scores().size();
    return found.get().scores();
  }

  /** Whether another replica has gone on with it, which knows all that was taken here. */
  boolean isElsewhere() {
    return !isUnshared && context.fleet().filter(fleet -> fleet.isElsewhere(id)).isPresent();
  }

  /** Adds what is new of scores that are about to be taken. */
  void add(List<LiveScores.Score> taken, LiveScores before) {
    if (context.fleet().isPresent()) {
      ticks.addAll(before.fresh(taken));
    }
  }

  /** All scores that were added. */
  List<ScoreTick> ticks() {
    return ticks;
  }

  /** The replicas do not know of all that was taken. */
  void becomeUnshared() {
    isUnshared = true;
  }

  /**
   * Tells subscribers, and the other replicas.
   *
   * @param taken what was new; empty if nothing was
   * @param whole all of the game, for replicas that do not know it
   * @param isDue whether the replicas are told even of nothing, which is that the game goes on
   * @return whether what was taken stands; if not, another replica has gone on with the game
   */
  boolean tell(
      List<News> news, Optional<SharedScores> taken, Supplier<SharedScores> whole, boolean isDue) {
    if (context.fleet().isEmpty()) {
      context.log().appendAll(news);
      return true;
    }
    if (taken.isEmpty() && news.isEmpty() && !isDue) {
      return true;
    }
    boolean isWhole = isUnshared || token.isEmpty() || records >= context.limits().scores();
    Fleet.Fate fate = isWhole ? commitWhole(token, whole.get(), news) : commitMore(taken, news);
    if (fate == Fleet.Fate.MISSING) {
      fate = commitWhole("", whole.get(), news);
    }
    switch (fate) {
      case SHARED -> isUnshared = false;
      case ALONE -> isUnshared = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  private Fleet.Fate commitMore(Optional<SharedScores> taken, List<News> news) {
    records++;
    return commit(taken, new SharedGames.Write(id, token, false, news));
  }

  private Fleet.Fate commitWhole(String known, SharedScores whole, List<News> news) {
    records = 1;
    return commit(Optional.of(whole), new SharedGames.Write(id, known, true, news));
  }

  private Fleet.Fate commit(Optional<SharedScores> scores, SharedGames.Write write) {
    Fleet fleet = context.fleet().orElseThrow();
    String next = fleet.newToken();
    Fleet.Fate fate = fleet.commit(write, next, scores);
    if (fate == Fleet.Fate.SHARED) {
      token = next;
    }
    return fate;
  }

  /** Tells that the game has ended. */
  void end() {
    isUnshared = false;
    List<News> end = List.of(News.expired(id));
    if (context.fleet().isPresent()) {
      // If another replica goes on with it, it does not end.
      commit(Optional.empty(), new SharedGames.Write(id, token, true, end));
    } else {
      context.log().appendAll(end);
    }
  }

  /**
   * Whether the game is to be begun again from what the replicas know; then it has a rest.
   *
   * @param known whether they know of it
   */
  boolean handOver(boolean known) {
    boolean isDue = !ticks.isEmpty() && (!known || isUnshared);
    isUnshared |= isDue;
    return isDue;
  }

  /** Whether there is something that the replicas do not know of; true once. */
  boolean takeRest() {
    boolean isRest = isUnshared;
    isUnshared = false;
    return isRest;
  }
}
