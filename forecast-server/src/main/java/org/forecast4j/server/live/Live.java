package org.forecast4j.server.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Outcomes;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.server.model.Results;
import org.forecast4j.server.redis.RedisLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The games that are followed, and those who follow them. */
public final class Live implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final Duration MAX_CHECK = Duration.ofMinutes(1);
  private static final int CHECKS = 10;
  private static final int MICROS = 1_000;

  /** How many ids of events are kept for this life of the server at a time. */
  private static final long IDS = 100_000_000;

  /** Which part of the grace time followers have to take that the server ends. */
  private static final int CLOSING_SHARE = 10;

  private final Optional<ScoreLog> kept;
  private final Subscribers subscribers;
  private final Optional<Fleet> fleet;
  private final LiveGames games;

  /**
   * Follows no games yet.
   *
   * @param state the folder in which scores outlive the server; empty if they do not
   * @param redis where games are shared with other replicas; empty for a server alone
   * @throws IOException if what is kept there cannot be read or written
   */
  public Live(
      ModelRegistry models,
      Predictor predictor,
      Outcomes outcomes,
      Results results,
      ServerOptions options,
      Optional<Path> state,
      Optional<RedisLink> redis,
      Metrics metrics)
      throws IOException {
    Clock clock = Clock.systemUTC();
    LiveLimits limits = options.live();
    kept =
        state.isPresent()
            ? Optional.of(ScoreLog.open(state.get(), metrics::notKept))
            : Optional.empty();
    long now = clock.millis() * MICROS;
    long firstId = Math.max(now, kept.map(ScoreLog::ids).orElse(now));
    if (kept.isPresent()) {
      kept.get().keepIds(firstId + IDS);
    }
    subscribers =
        new Subscribers(limits, options.grace().dividedBy(CLOSING_SHARE), firstId, metrics);
    EventLog log = subscribers.log();
    fleet =
        redis.map(
            link ->
                new Fleet(
                    new SharedGames(
                        link, limits.gameTime(), limits.replay(), Subscribers.EVENT_BYTES),
                    log,
                    clock,
                    System::nanoTime));
    fleet.ifPresent(one -> subscribers.catchUpWith(one::followNow));
    games =
        new LiveGames(
            models,
            new LiveGames.Context(
                predictor,
                outcomes::observeUnlessRetracted,
                results::learnUnlessRetracted,
                log,
                limits,
                clock,
                System::nanoTime,
                kept,
                fleet));
    Duration check = limits.gameTime().dividedBy(CHECKS);
    subscribers.every(check.compareTo(MAX_CHECK) < 0 ? check : MAX_CHECK, this::tidy);
    metrics.gauge("forecast.live.games", "Games that are followed", games::size);
    fleet.ifPresent(
        one ->
            metrics.gauge(
                "forecast.live.shared",
                "1 if live games are shared with the other replicas, 0 if not",
                () -> one.isJoined() ? 1 : 0));
  }

  private void tidy() {
    games.expire();
    if (kept.isPresent() && subscribers.log().last() > kept.get().ids() - IDS / 2) {
      try {
        kept.get().keepIds(subscribers.log().last() + IDS);
      } catch (IOException e) {
        LOG.warn("the ids of events are not kept: {}", e.getMessage());
      }
    }
  }

  /** Goes on with the games that were followed when the server ended, once models are loaded. */
  public void restore() {
    games.restore();
  }

  /** Why scores cannot be kept, as far as is known. */
  public Optional<String> degraded() {
    return kept.flatMap(ScoreLog::degraded)
        .map(why -> "scores of live games cannot be kept: " + why + "; the log says more");
  }

  /** Why games are not shared with other replicas now, as far as is known. */
  public Optional<String> apart() {
    return fleet
        .flatMap(Fleet::degraded)
        .map(why -> "live games are not shared with the other replicas: " + why);
  }

  LiveGames games() {
    return games;
  }

  Subscribers subscribers() {
    return subscribers;
  }

  /** Puts the socket of each connection behind its route. */
  public void sockets(JettyWebSocketServletFactory factory) {
    // Routes do not tell an address with a slash at its end from one without, so it must not
    // either.
    for (String path : List.of(LiveSocket.PATH, LiveSocket.PATH + "/")) {
      factory.addMapping(
          path, (request, response) -> LiveSocket.accept(subscribers, request, response));
    }
  }

  @Override
  public void close() {
    subscribers.close();
    fleet.ifPresent(Fleet::close);
    try {
      if (kept.isPresent()) {
        kept.get().close();
      }
    } catch (IOException e) {
      LOG.warn("the file of scores cannot be closed: {}", e.getMessage());
    }
  }
}
