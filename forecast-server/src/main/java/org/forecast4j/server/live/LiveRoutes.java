package org.forecast4j.server.live;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.forecast4j.server.http.Access;
import org.forecast4j.server.http.AnswerBudget;
import org.forecast4j.server.http.ApiException;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.MediaTypes;
import org.forecast4j.server.http.Problems;
import org.forecast4j.server.http.RequestIds;
import org.forecast4j.server.http.Role;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.forecast4j.wire.Problem;
import org.forecast4j.wire.ScoresRequest;

/** Live games: their scores come in, and what they lead to goes out. */
public final class LiveRoutes {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** What a game has in an answer at most. */
  private static final long GAME_BYTES = 2_048;

  private final LiveGames games;
  private final Subscribers subscribers;
  private final Access access;
  private final AnswerBudget answers;
  private final List<String> origins;

  /**
   * Prepares.
   *
   * @param origins those whose pages may open a WebSocket, beside its own
   */
  public LiveRoutes(Live live, Access access, AnswerBudget answers, List<String> origins) {
    this.answers = answers;
    games = live.games();
    subscribers = live.subscribers();
    this.access = access;
    this.origins = origins;
  }

  public void register(RoutesConfig routes) {
    routes.post("/games/{id}/scores", this::scores, Role.OBSERVE);
    routes.get("/games", this::games, Role.READ);
    routes.get("/games/stream", this::stream, Role.READ);
    // Of all others the answer to GET is made, and its content left out; a stream has no end.
    routes.head("/games/stream", ctx -> ctx.contentType(MediaTypes.EVENT_STREAM), Role.READ);
    routes.get("/games/{id}", this::game, Role.READ);
    routes.get(LiveSocket.PATH, this::plain, Role.READ);
    routes.head(LiveSocket.PATH, this::plain, Role.READ);
    // Its messages go to LiveSocket, not to handlers of a route.
    routes.ws(LiveSocket.PATH, socket -> {}, Role.READ);
    routes.wsBeforeUpgrade(LiveSocket.PATH, this::upgrade);
  }

  private void scores(Context ctx) {
    ScoresRequest request = Json.read(ctx, ScoresRequest.CODEC);
    Json.answer(ctx, GameState.CODEC, games.post(ctx.pathParam("id"), request));
  }

  private void games(Context ctx) {
    games.requireGames();
    answers.take(ctx, GAME_BYTES * subscribers.log().games());
    List<GameState> all = subscribers.log().snapshot().games();
    Json.answer(ctx, Games.CODEC, new Games(all, Map.of()));
  }

  private void game(Context ctx) {
    games.requireGames();
    String id = ctx.pathParam("id");
    GameState state =
        subscribers
            .log()
            .state(id)
            .orElseThrow(
                () ->
                    ApiException.of(
                        HttpStatus.NOT_FOUND.getCode(),
                        "game '" + id + "' is not followed; GET /games lists those that are"));
    Json.answer(ctx, GameState.CODEC, state);
  }

  private void stream(Context ctx) throws IOException {
    games.requireGames();
    LiveQuery query =
        LiveQuery.of(ctx.queryParamMap()).after(Optional.ofNullable(ctx.header(LAST_EVENT_ID)));
    EndPoint connection =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    ServletOutputStream out = ctx.res().getOutputStream();
    EventStream stream =
        new EventStream(subscribers, query.games(), query.lastEventId(), out, connection);
    subscribers.add(stream);
    // Quiet is no fault: it is pinged.
    connection.setIdleTimeout(0);
    ctx.contentType(MediaTypes.EVENT_STREAM).header("X-Accel-Buffering", "no");
    ctx.header(Header.CONNECTION, "close");
    ctx.future(() -> start(out, stream));
  }

  private static CompletableFuture<Void> start(ServletOutputStream out, EventStream stream) {
    out.setWriteListener(stream);
    return stream.over();
  }

  private void plain(Context ctx) {
    games.requireGames();
    ctx.header(Header.UPGRADE, "websocket");
    throw ApiException.of(
        HttpStatus.UPGRADE_REQUIRED.getCode(),
        "this is a WebSocket; expected a request to upgrade to it");
  }

  private void upgrade(Context ctx) throws IOException {
    String id = RequestIds.of(ctx);
    try {
      access.checkUpgrade(ctx);
      games.requireGames();
      requireOrigin(ctx);
      LiveQuery.of(ctx.queryParamMap());
      subscribers.requireRoom();
    } catch (RuntimeException e) {
      // Nothing writes a result before an upgrade.
      Problem problem = Problems.of(e, id);
      Problems.answer(ctx, problem);
      ctx.res().getOutputStream().write(Problem.CODEC.write(problem));
      ctx.skipRemainingHandlers();
    }
  }

  /**
   * A browser lets any page open a WebSocket to any server and says only where the page is from.
   */
  private void requireOrigin(Context ctx) {
    String origin = ctx.header(Header.ORIGIN);
    if (origin != null && !origins.contains(origin) && !isOwn(origin, ctx)) {
      throw ApiException.of(
          HttpStatus.FORBIDDEN.getCode(),
          "origin is '" + origin + "'; expected this server's own or one that --cors-origin lists");
    }
  }

  /** With either scheme, since what stands in front may speak TLS for it. */
  private static boolean isOwn(String origin, Context ctx) {
    return origin.equals("http://" + ctx.host()) || origin.equals("https://" + ctx.host());
  }
}
