package org.forecast4j.server.live;

import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Outcomes;
import org.forecast4j.server.model.Predictor;

/** The games that are followed, and those who follow them. */
public final class Live implements AutoCloseable {
  private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);
  private static final int CHECKS = 10;

  /** Which part of the grace time followers have to take that the server ends. */
  private static final int FAREWELL_SHARE = 10;

  private final Subscribers subscribers;
  private final LiveGames games;

  public Live(
      ModelRegistry models,
      Predictor predictor,
      Outcomes outcomes,
      ServerOptions options,
      Metrics metrics) {
    Clock clock = Clock.systemUTC();
    LiveLimits limits = options.live();
    subscribers =
        new Subscribers(limits, options.grace().dividedBy(FAREWELL_SHARE), clock, metrics);
    games =
        new LiveGames(
            models,
            new LiveGames.Context(predictor, outcomes::observe, subscribers.log(), limits, clock));
    Duration check = limits.gameTime().dividedBy(CHECKS);
    subscribers.every(check.compareTo(LONGEST_CHECK) < 0 ? check : LONGEST_CHECK, games::expire);
    metrics.gauge("forecast.live.games", "Games that are followed", games::size);
  }

  LiveGames games() {
    return games;
  }

  Subscribers subscribers() {
    return subscribers;
  }

  /** Puts the socket of each connection behind its route. */
  public void sockets(JettyWebSocketServletFactory factory) {
    factory.addMapping(
        LiveSocket.PATH, (request, response) -> LiveSocket.accept(subscribers, request, response));
  }

  @Override
  public void close() {
    subscribers.close();
  }
}
