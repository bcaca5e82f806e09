package org.forecast4j.server.config;

import java.time.Duration;
import org.forecast4j.internal.Checks;

/**
 * How many games are followed, and by whom.
 *
 * @param games how many games are followed at once; beyond it 503
 * @param scores how many different scores of one game are kept, of about 90 bytes each; beyond it
 *     422
 * @param gameTime how long a game is kept after its last score
 * @param subscribers how many streams and sockets are open at once; beyond it 503
 * @param replay how many events are kept, both for those who come back and for those who read
 *     slowly: a reader that is further behind is dropped
 * @param ping how often a stream or socket is told that the server lives; one that takes nothing,
 *     or a socket that answers nothing, for three times as long is dropped
 */
public record LiveLimits(
    int games, int scores, Duration gameTime, int subscribers, int replay, Duration ping) {
  /** 5,000, 5,000, 2 h, 1,000, 10,000, 15 s. */
  public static final LiveLimits DEFAULT =
      new LiveLimits(5_000, 5_000, Duration.ofHours(2), 1_000, 10_000, Duration.ofSeconds(15));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a limit is too low to serve anything
   */
  public LiveLimits {
    Checks.atLeast(1, games, "games");
    Checks.atLeast(1, scores, "scores of a game");
    Checks.positive((double) gameTime.toMillis(), "game time in ms");
    Checks.atLeast(1, subscribers, "subscribers");
    Checks.atLeast(1, replay, "events to replay");
    Checks.positive((double) ping.toMillis(), "ping interval in ms");
  }
}
