package org.forecast4j.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Talks over a WebSocket as a stranger would. */
final class SocketReader implements WebSocket.Listener, AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;

  SocketReader(int port, String query, String... headers) throws Exception {
    this(CLIENT.newWebSocketBuilder(), port, query, headers);
  }

  private SocketReader(WebSocket.Builder builder, int port, String query, String... headers)
      throws Exception {
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    URI address = URI.create("ws://127.0.0.1:" + port + "/ws/live" + query);
    socket = builder.buildAsync(address, this).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** As a page opens it, which can set no header. */
  static SocketReader offering(int port, String protocol, String... others) throws Exception {
    return new SocketReader(CLIENT.newWebSocketBuilder().subprotocols(protocol, others), port, "");
  }

  WebSocket socket() {
    return socket;
  }

  void send(String text) throws Exception {
    socket.sendText(text, true).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The next message but pings. */
  JsonNode next() throws InterruptedException {
    JsonNode message = messages.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message came");
    }
    return message.get("type").textValue().equals("ping") ? next() : message;
  }

  /** The next message of a type; what comes before it is passed over. */
  JsonNode next(String type) throws InterruptedException {
    JsonNode message = messages.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message '" + type + "' came");
    }
    return message.get("type").textValue().equals(type) ? message : next(type);
  }

  /** The code and reason that the server closed with. */
  String closing() throws Exception {
    return closed.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      try {
        messages.add(MAPPER.readTree(part.toString()));
      } catch (JsonProcessingException e) {
        closed.complete("not JSON: " + part);
      }
      part.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code + " " + reason);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete("error " + error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
