package org.forecast4j.server.config;

import java.time.Duration;
import org.forecast4j.internal.Checks;
import picocli.CommandLine.Option;

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
  /** What {@link Builder} starts with. */
  public static final LiveLimits DEFAULT = new Builder().build();

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

  /** The defaults, and how the command line changes them. Not safe for concurrent use. */
  public static final class Builder {
    @Option(names = "--max-games", paramLabel = "N", description = "Most games followed at once.")
    private int games = 5_000;

    @Option(
        names = "--max-scores",
        paramLabel = "N",
        description = "Most different scores of a game.")
    private int scores = 5_000;

    @Option(
        names = "--game-time",
        paramLabel = "SECONDS",
        description = "Keep a game so long after its last score.")
    private Duration gameTime = Duration.ofHours(2);

    @Option(
        names = "--max-subscribers",
        paramLabel = "N",
        description = "Most open streams and sockets.")
    private int subscribers = 1_000;

    @Option(
        names = "--replay",
        paramLabel = "N",
        description = "Events kept for slow or returning readers.")
    private int replay = 10_000;

    @Option(
        names = "--ping",
        paramLabel = "SECONDS",
        description = "Ping streams and sockets so often.")
    private Duration ping = Duration.ofSeconds(15);

    /**
     * The limits.
     *
     * @return what was set
     * @throws IllegalArgumentException if a limit is too low to serve anything
     */
    public LiveLimits build() {
      return new LiveLimits(games, scores, gameTime, subscribers, replay, ping);
    }
  }
}
