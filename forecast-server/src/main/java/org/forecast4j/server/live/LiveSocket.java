package org.forecast4j.server.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.forecast4j.internal.Text;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.GameIds;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber by WebSocket, which can say which games it follows. Public because Jetty calls no
 * other; nobody else can make one.
 */
public final class LiveSocket extends Subscriber implements Session.Listener.AutoDemanding {
  static final String PATH = "/ws/live";

  private static final long MAX_MESSAGE_BYTES = 65_536;
  private static final int PART_BYTES = 1 << 16;

  /** How a byte begins that goes on with a character in UTF-8. */
  private static final int CONTINUATION = 0x80;

  private static final int CONTINUATION_MASK = 0xc0;
  private static final int MAX_DETAIL = 1_000;

  /** Far more than anybody has to say; each is read by a thread that others wait for, too. */
  private static final int MAX_MESSAGES_A_SECOND = 50;

  private static final String PROTOCOL = "forecast4j.live";
  private static final String GAME_IDS = "game_ids";

  private final Subscribers hub;
  private volatile @Nullable Session session;
  private volatile long heard;

  /** When the second began in which messages are counted; they come one after the other. */
  private long second;

  private int messages;

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
    second = heard;
    opened.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
    opened.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
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
    if (isFlood()) {
      return;
    }
    try {
      take(GameEvent.CODEC.read(text.getBytes(UTF_8)));
    } catch (WireException e) {
      refuse(e.pointer(), String.valueOf(e.getMessage()));
    }
  }

  /** Ends it if too many messages come within a second, at once if it does not care. */
  private boolean isFlood() {
    if (heard - second >= TimeUnit.SECONDS.toNanos(1)) {
      second = heard;
      messages = 0;
    }
    messages++;
    if (messages > 2 * MAX_MESSAGES_A_SECOND) {
      cut();
    } else if (messages > MAX_MESSAGES_A_SECOND) {
      String reason = "more than " + MAX_MESSAGES_A_SECOND + " messages came within a second";
      end(new Ending(1008, "flood", reason));
    }
    return messages > MAX_MESSAGES_A_SECOND;
  }

  private void take(GameEvent message) {
    switch (message.type()) {
      case "ping" -> reply(LiveMessage.of("pong", OptionalLong.empty(), Map.of()));
      case "pong" -> {
        // It was heard, which is all.
      }
      case "subscribe" -> subscribe(message);
      default ->
          refuse(
              "/type",
              "type is '" + excerpt(message.type()) + "'; expected ping, pong or subscribe");
    }
  }

  private void subscribe(GameEvent message) {
    Object ids = message.extra().getOrDefault(GAME_IDS, List.of());
    if (!(ids instanceof List<?> list)) {
      refuse("/" + GAME_IDS, GAME_IDS + " is " + excerpt(ids) + "; expected an array of strings");
      return;
    }
    if (list.size() > LiveQuery.MAX_GAMES) {
      refuse("/" + GAME_IDS, LiveQuery.tooMany(list.size()));
      return;
    }
    Set<String> games = new TreeSet<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof String id)) {
        String pointer = GAME_IDS + "/" + i;
        refuse("/" + pointer, pointer + " is " + excerpt(list.get(i)) + "; expected a string");
        return;
      }
      try {
        games.add(GameIds.require(id));
      } catch (IllegalArgumentException e) {
        refuse("/" + GAME_IDS + "/" + i, String.valueOf(e.getMessage()));
        return;
      }
    }
    follow(games);
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(MAX_DETAIL, text.length()));
  }

  private static String excerpt(Object foreign) {
    return Text.excerpt(String.valueOf(foreign));
  }

  /** What waits to be read is bounded: an answer does not repeat a message of any length. */
  private void refuse(String pointer, String detail) {
    reply(
        LiveMessage.of(
            "error", OptionalLong.empty(), Map.of("pointer", cut(pointer), "detail", cut(detail))));
  }

  @Override
  public void onWebSocketBinary(
      ByteBuffer bytes, org.eclipse.jetty.websocket.api.Callback callback) {
    heard = System.nanoTime();
    if (!isFlood()) {
      refuse("", "the message is binary; expected text");
    }
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
    if (message.size() <= PART_BYTES) {
      opened().sendText(message.json(), callback(sent));
    } else {
      new Parts(opened(), message, sent).iterate();
    }
  }

  /** A long message in parts, so that no more than a part of it is copied for a reader. */
  private static final class Parts extends IteratingNestedCallback {
    private final Session to;
    private final byte[] utf8;
    private final int last;
    private int from;

    Parts(Session to, LiveMessage message, Callback sent) {
      super(sent);
      this.to = to;
      utf8 = message.frame();
      from = message.begin();
      last = message.end();
    }

    @Override
    protected Action process() {
      if (from == last) {
        return Action.SUCCEEDED;
      }
      int end = Math.min(last, from + PART_BYTES);
      while (end < last && (utf8[end] & CONTINUATION_MASK) == CONTINUATION) {
        end--;
      }
      String part = new String(utf8, from, end - from, UTF_8);
      from = end;
      to.sendPartialText(part, end == last, callback(this));
      return Action.SCHEDULED;
    }
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
