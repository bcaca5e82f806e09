package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.server.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveSocketIT {
  private static final String KEY = "read key/0123456789";

  @TempDir private static Path folder;

  private static ForecastServer server;
  private static Http http;

  @BeforeAll
  static void start() throws IOException {
    server = ForecastServer.start(options().build());
    http = new Http(server.port());
  }

  private static ServerOptions.Builder options() {
    return ServerOptions.builder(Http.BUNDLE).corsOrigins(List.of("https://scores.example"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static SocketReader open(String query, String... headers) throws Exception {
    return new SocketReader(server.port(), query, headers);
  }

  /** The status that the handshake fails with. */
  private static int refusal(Callable<SocketReader> opening) throws Exception {
    try {
      opening.call().close();
      return 101;
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(WebSocketHandshakeException.class);
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refused.getResponse().statusCode()
          : 0;
    }
  }

  private static void post(String id, String body) {
    Http.Answer answer = http.post("/games/" + id + "/scores", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void all_messages_of_a_game_come_in_order() throws Exception {
    SampleGame game = SampleGame.of(11);
    try (SocketReader messages = open("?game_id=ws-whole")) {
      assertThat(messages.next().get("type").textValue()).isEqualTo("initial_state");
      post("ws-whole", game.until(19));
      for (String type : List.of("score_update", "pattern_progress", "ml_prediction")) {
        JsonNode message = messages.next();
        assertThat(message.get("type").textValue()).isEqualTo(type);
        assertThat(message.get("game_id").textValue()).isEqualTo("ws-whole");
        assertThat(message.get("game").get("complete_minutes").intValue()).isEqualTo(18);
      }
      post("ws-whole", game.between(19, 24));
      for (String type : List.of("score_update", "pattern_progress", "outcome")) {
        assertThat(messages.next().get("type").textValue()).isEqualTo(type);
      }
    }
  }

  @Test
  void a_subscription_chooses_games_and_another_replaces_it() throws Exception {
    try (SocketReader messages = open("")) {
      messages.next("initial_state");
      messages.send("{\"type\":\"subscribe\",\"game_ids\":[\"ws-b\"]}");
      JsonNode state = messages.next("initial_state");
      assertThat(state.get("games").get("games")).isEmpty();
      post("ws-a", SampleGame.tick(1, "12:00", 0, 0));
      post("ws-b", SampleGame.tick(1, "12:00", 0, 0));
      assertThat(messages.next().get("game_id").textValue()).isEqualTo("ws-b");
      messages.send("{\"type\":\"subscribe\",\"game_ids\":[\"ws-a\",\"ws-b\"]}");
      state = messages.next("initial_state");
      assertThat(state.get("games").findValuesAsText("game_id")).containsExactly("ws-a", "ws-b");
      messages.send("{\"type\":\"subscribe\"}");
      state = messages.next("initial_state");
      assertThat(state.get("games").get("games").size()).isGreaterThanOrEqualTo(2);
      post("ws-c", SampleGame.tick(1, "12:00", 0, 0));
      assertThat(messages.next().get("game_id").textValue()).isEqualTo("ws-c");
    }
  }

  @Test
  void who_comes_back_goes_on_after_the_last_message() throws Exception {
    long last;
    try (SocketReader messages = open("?game_id=ws-back")) {
      last = messages.next("initial_state").get("id").longValue();
    }
    post("ws-back", SampleGame.tick(1, "12:00", 0, 0));
    try (SocketReader messages = open("?game_id=ws-back&last_event_id=" + last)) {
      assertThat(messages.next().get("type").textValue()).isEqualTo("score_update");
    }
    try (SocketReader messages = open("?game_id=ws-back&last_event_id=17")) {
      assertThat(messages.next().get("type").textValue()).isEqualTo("reset");
      assertThat(messages.next().get("type").textValue()).isEqualTo("initial_state");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":                                      | ''        | malformed JSON at line 1",
        "[]                                              | ''        | the body is an array",
        "{}                                              | /type     | /type is missing",
        "{\"type\":3}                                    | /type     | /type is 3; expected a"
            + " string",
        "{\"type\":\"dance\"}                            | /type     | type is 'dance'; expected"
            + " ping, pong or subscribe",
        "{\"type\":\"subscribe\",\"game_ids\":\"a\"}     | /game_ids | expected an array of"
            + " strings",
        "{\"type\":\"subscribe\",\"game_ids\":[\"a\",\"a b\"]} | /game_ids/1 | game id is 'a b'",
        "{\"type\":\"subscribe\",\"game_ids\":[\"..\"]} | /game_ids/0 | none of stream, ., ..",
        "{\"type\":\"subscribe\",\"game_ids\":[5]} | /game_ids/0 | game_ids/0 is 5; expected a"
            + " string",
        "{\"type\":\"subscribe\",\"game_ids\":[\"a\",null]} | /game_ids/1 | game_ids/1 is null;"
            + " expected a string",
      })
  void what_is_not_understood_is_said_and_the_connection_stays(
      String message, String pointer, String detail) throws Exception {
    try (SocketReader messages = open("?game_id=none")) {
      messages.next("initial_state");
      messages.send(message);
      JsonNode error = messages.next();
      assertThat(error.get("type").textValue()).isEqualTo("error");
      assertThat(error.get("detail").textValue()).contains(detail);
      assertThat(error.get("pointer").textValue()).isEqualTo(pointer.replace("''", ""));
      messages.send("{\"type\":\"ping\"}");
      assertThat(messages.next().get("type").textValue()).isEqualTo("pong");
      messages.send("{\"type\":\"pong\"}");
      messages
          .socket()
          .sendBinary(ByteBuffer.allocate(3), true)
          .get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(messages.next().get("detail").textValue()).contains("expected text");
    }
  }

  @Test
  void answers_repeat_no_message_of_any_length() throws Exception {
    try (SocketReader messages = open("?game_id=none")) {
      messages.next("initial_state");
      String many = "\"a\",".repeat(1_000) + "\"a\"";
      messages.send("{\"type\":\"subscribe\",\"game_ids\":[" + many + "]}");
      assertThat(messages.next().get("detail").textValue())
          .isEqualTo("1001 game ids; expected at most 1000, or none to follow all games");
      messages.send("{\"type\":\"" + "x".repeat(60_000) + "\"}");
      assertThat(messages.next().get("detail").textValue()).hasSizeLessThan(300);
      messages.send("{\"type\":\"subscribe\",\"game_ids\":[\"" + "x".repeat(60_000) + "\"]}");
      assertThat(messages.next().get("detail").textValue()).hasSizeLessThan(300);
    }
  }

  @Test
  void a_slash_at_the_end_of_the_address_changes_nothing() throws Exception {
    try (SocketReader messages = open("/?game_id=ws-slash")) {
      assertThat(messages.next().get("type").textValue()).isEqualTo("initial_state");
      post("ws-slash", SampleGame.tick(1, "12:00", 0, 0));
      assertThat(messages.next().get("type").textValue()).isEqualTo("score_update");
    }
  }

  @Test
  void a_message_that_is_too_long_closes_the_connection() throws Exception {
    try (SocketReader messages = open("?game_id=none")) {
      messages.next("initial_state");
      // Whether all of it is sent before the server closes does not matter.
      var unused =
          messages
              .socket()
              .sendText("{\"type\":\"ping\",\"x\":\"" + "x".repeat(70_000) + "\"}", true);
      assertThat(messages.closing()).startsWith("1009");
    }
    assertThat(http.get("/livez").status()).isEqualTo(200);
  }

  @Test
  void who_sends_far_more_than_anybody_has_to_say_is_ended() throws Exception {
    try (SocketReader messages = open("?game_id=none")) {
      messages.next("initial_state");
      // Who goes on after it was told so is cut off.
      await("it is ended", () -> !goesOn(messages));
      await("it is counted", () -> http.get("/metrics").text().contains("reason=\"flood\""));
    }
    assertThat(http.get("/livez").status()).isEqualTo(200);
  }

  private static boolean goesOn(SocketReader messages) throws Exception {
    try {
      for (int i = 0; i < 20; i++) {
        messages.send("{\"type\":\"pong\"}");
      }
      return true;
    } catch (ExecutionException ended) {
      return false;
    }
  }

  @Test
  void pages_of_other_origins_are_refused() throws Exception {
    for (String origin : List.of("https://evil.example", "null")) {
      assertThat(refusal(() -> open("", "Origin", origin))).isEqualTo(403);
    }
    String own = "http://127.0.0.1:" + server.port();
    String proxied = own.replace("http", "https");
    for (String origin : List.of(own, proxied, "https://scores.example")) {
      try (SocketReader messages = open("?game_id=none", "Origin", origin)) {
        assertThat(messages.next().get("type").textValue()).isEqualTo("initial_state");
      }
    }
  }

  @Test
  void what_is_refused_before_the_upgrade_is_a_problem() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          """
          GET /ws/live?game_id=a%20b HTTP/1.1
          Host: localhost
          Connection: Upgrade, close
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """
              .replace("\n", "\r\n");
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("400", "application/problem+json", "X-Request-Id", "game id is 'a b'");
    }
    Http.Answer plain = http.get("/ws/live");
    assertThat(plain.status()).isEqualTo(426);
    assertThat(plain.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(plain.header("Upgrade")).isEqualTo("websocket");
  }

  @Test
  void keys_are_asked_for_in_a_header_or_as_a_page_can_give_them() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), Keys.line(Role.READ, KEY) + "\n");
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
    try (ForecastServer guarded = ForecastServer.start(options().keys(keys).build())) {
      Http guardedHttp = new Http(guarded.port());
      assertThat(guardedHttp.get("/games/stream").status()).isEqualTo(401);
      assertThat(guardedHttp.get("/games").status()).isEqualTo(401);
      assertThat(guardedHttp.get("/games", "X-API-Key", KEY).status()).isEqualTo(200);
      String tick = SampleGame.tick(1, "12:00", 0, 0);
      assertThat(guardedHttp.post("/games/a/scores", tick, "X-API-Key", KEY).status())
          .isEqualTo(403);
      int port = guarded.port();
      assertThat(refusal(() -> new SocketReader(port, ""))).isEqualTo(401);
      assertThat(refusal(() -> new SocketReader(port, "", "X-API-Key", "wrong"))).isEqualTo(401);
      assertThat(refusal(() -> SocketReader.offering(port, "forecast4j.live", "forecast4j.key.!")))
          .isEqualTo(401);
      try (SocketReader messages = new SocketReader(port, "", "X-API-Key", KEY)) {
        assertThat(messages.next().get("type").textValue()).isEqualTo("initial_state");
      }
      try (SocketReader messages =
          SocketReader.offering(port, "forecast4j.live", "forecast4j.key." + encoded)) {
        assertThat(messages.next().get("type").textValue()).isEqualTo("initial_state");
        assertThat(messages.socket().getSubprotocol()).isEqualTo("forecast4j.live");
      }
    }
  }

  @Test
  void a_peer_that_answers_no_ping_is_dropped() throws Exception {
    LiveLimits hasty = new LiveLimits(9, 99, Duration.ofHours(1), 9, 99, Duration.ofSeconds(2));
    try (ForecastServer quick = ForecastServer.start(options().live(hasty).build());
        Socket dead = new Socket(InetAddress.getLoopbackAddress(), quick.port());
        SocketReader alive = new SocketReader(quick.port(), "")) {
      String request =
          """
          GET /ws/live HTTP/1.1
          Host: localhost
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """
              .replace("\n", "\r\n");
      dead.setSoTimeout((int) Await.PATIENCE.toMillis());
      dead.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      // It reads, but never writes.
      assertThat(dead.getInputStream().readAllBytes()).isNotEmpty();
      Http quickHttp = new Http(quick.port());
      String dropped = "forecast_live_dropped_total{reason=\"silent\"} 1.0";
      await("it is counted", () -> quickHttp.get("/metrics").text().contains(dropped));
      assertThat(quickHttp.get("/metrics").text()).contains("forecast_live_subscribers 1.0");
      assertThat(alive.next("ping").has("id")).isTrue();
    }
  }
}
