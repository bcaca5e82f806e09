package org.forecast4j.server.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber by WebSocket, which can say which games it follows. Public because Jetty calls no
 * other; nobody else can make one.
 */
public final class LiveSocket extends Subscriber implements Session.Listener.AutoDemanding {
  static final String PATH = "/ws/live";

  private static final long MOST_MESSAGE_BYTES = 65_536;
  private static final String PROTOCOL = "forecast4j.live";
  private static final String GAME_IDS = "game_ids";

  private final Subscribers hub;
  private volatile @Nullable Session session;
  private volatile long heard;

  private LiveSocket(Subscribers hub, LiveQuery query) {
    super(hub, query.games(), query.lastEventId());
    this.hub = hub;
  }

  /** Makes the subscriber of a connection that its route let in. */
  static LiveSocket accept(
      Subscribers hub, JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) {
    if (request.hasSubProtocol(PROTOCOL)) {
      response.setAcceptedSubProtocol(PROTOCOL);
    }
    // Compressing each message for each reader would cost more than sending it.
    response.setExtensions(List.of());
    return new LiveSocket(hub, LiveQuery.of(request.getParameterMap()));
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    heard = System.nanoTime();
    opened.setMaxTextMessageSize(MOST_MESSAGE_BYTES);
    opened.setMaxBinaryMessageSize(MOST_MESSAGE_BYTES);
    opened.setIdleTimeout(Duration.ZERO);
    try {
      hub.add(this);
      open();
    } catch (RefusedException e) {
      opened.close(
          StatusCode.TRY_AGAIN_LATER, e.detail(), org.eclipse.jetty.websocket.api.Callback.NOOP);
    }
  }

  @Override
  public void onWebSocketText(String text) {
    heard = System.nanoTime();
    try {
      take(GameEvent.CODEC.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (WireException e) {
      refuse(e.pointer(), String.valueOf(e.getMessage()));
    }
  }

  private void take(GameEvent message) {
    switch (message.type()) {
      case "ping" -> reply(LiveMessage.of("pong", OptionalLong.empty(), Map.of()));
      case "pong" -> {
        // It was heard, which is all.
      }
      case "subscribe" -> subscribe(message);
      default ->
          refuse("/type", "type is '" + message.type() + "'; expected ping, pong or subscribe");
    }
  }

  private void subscribe(GameEvent message) {
    Object ids = message.extra().getOrDefault(GAME_IDS, List.of());
    if (!(ids instanceof List<?> list)) {
      refuse("/" + GAME_IDS, GAME_IDS + " is " + ids + "; expected an array of strings");
      return;
    }
    Set<String> games = new TreeSet<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        games.add(LiveGames.requireId(String.valueOf(list.get(i))));
      } catch (IllegalArgumentException e) {
        refuse("/" + GAME_IDS + "/" + i, String.valueOf(e.getMessage()));
        return;
      }
    }
    follow(games);
  }

  private void refuse(String pointer, String detail) {
    reply(
        LiveMessage.of(
            "error", OptionalLong.empty(), Map.of("pointer", pointer, "detail", detail)));
  }

  @Override
  public void onWebSocketBinary(
      ByteBuffer bytes, org.eclipse.jetty.websocket.api.Callback callback) {
    heard = System.nanoTime();
    refuse("", "the message is binary; expected text");
    callback.succeed();
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    heard = System.nanoTime();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    abort(cause);
  }

  @Override
  public void onWebSocketClose(
      int code, String reason, org.eclipse.jetty.websocket.api.Callback callback) {
    abort(new IOException("closed with " + code));
    callback.succeed();
  }

  @Override
  boolean isSilent(long nanos) {
    return System.nanoTime() - heard > nanos;
  }

  /** In the protocol, which every peer answers, and as a message, which pages can see. */
  @Override
  void ping() {
    opened().sendPing(ByteBuffer.allocate(0), org.eclipse.jetty.websocket.api.Callback.NOOP);
    super.ping();
  }

  @Override
  void send(LiveMessage message, Callback sent) {
    opened().sendText(message.json(), callback(sent));
  }

  @Override
  void sendEnd(Ending why, Callback sent) {
    opened().close(why.code(), why.reason(), callback(sent));
  }

  private static org.eclipse.jetty.websocket.api.Callback callback(Callback sent) {
    return org.eclipse.jetty.websocket.api.Callback.from(sent::succeeded, sent::failed);
  }

  @Override
  void cut() {
    opened().disconnect();
    abort(new IOException("cut off"));
  }

  @Override
  void release() {
    // Nothing waits for its end.
  }

  private Session opened() {
    return Objects.requireNonNull(session);
  }
}
