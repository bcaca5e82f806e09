package org.forecast4j.server;

import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.Seconds;
import picocli.CommandLine.Option;

/** The limits of live games on the command line. */
final class LiveOptions {
  @Option(
      names = "--max-games",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_GAMES:-5000}",
      description = "Most games followed at once (FORECAST_MAX_GAMES, ${DEFAULT-VALUE}).")
  private int games;

  @Option(
      names = "--max-scores",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_SCORES:-5000}",
      description = "Most different scores of a game (FORECAST_MAX_SCORES, ${DEFAULT-VALUE}).")
  private int scores;

  @Option(
      names = "--game-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_GAME_TIME:-7200}",
      description = "Keep a game so long after its last score (FORECAST_GAME_TIME).")
  private double gameTime;

  @Option(
      names = "--max-subscribers",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_MAX_SUBSCRIBERS:-1000}",
      description = "Most open streams and sockets (FORECAST_MAX_SUBSCRIBERS, ${DEFAULT-VALUE}).")
  private int subscribers;

  @Option(
      names = "--replay",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_REPLAY:-10000}",
      description = "Events kept for slow or returning readers (FORECAST_REPLAY).")
  private int replay;

  @Option(
      names = "--ping",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_PING:-15}",
      description = "Ping streams and sockets so often (FORECAST_PING, ${DEFAULT-VALUE}).")
  private double ping;

  LiveLimits limits() {
    return new LiveLimits(
        games, scores, Seconds.of(gameTime), subscribers, replay, Seconds.of(ping));
  }
}
