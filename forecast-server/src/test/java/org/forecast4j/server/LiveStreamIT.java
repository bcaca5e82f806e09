package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.server.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveStreamIT {
  private static final Duration PING = Duration.ofSeconds(15);

  /** Usually one; after a restart the last is up. */
  private final List<ForecastServer> servers = new ArrayList<>();

  private void start(LiveLimits limits) throws IOException {
    start(ServerOptions.builder(Http.BUNDLE).live(limits));
  }

  private void start(ServerOptions.Builder options) throws IOException {
    servers.add(ForecastServer.start(options.build()));
  }

  @AfterEach
  void stop() {
    servers.forEach(ForecastServer::close);
  }

  private ForecastServer server() {
    return servers.get(servers.size() - 1);
  }

  private Http http() {
    return new Http(server().port());
  }

  private static LiveLimits limits(int subscribers, int replay, Duration ping) {
    return new LiveLimits(100, 5_000, Duration.ofHours(1), subscribers, replay, ping);
  }

  /** One event: a score that is new. */
  private JsonNode post(String id, int home) {
    String clock = 11 - home / 60 + ":" + (59 - home % 60);
    Http.Answer answer =
        http().post("/games/" + id + "/scores", SampleGame.tick(1, clock, home, 0));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private EventReader stream(String query, String... headers) throws Exception {
    return new EventReader(server().port(), query, headers);
  }

  @Test
  void who_comes_back_gets_what_was_missed_and_nothing_twice() throws Exception {
    start(limits(10, 1_000, PING));
    String last;
    try (EventReader events = stream("")) {
      EventReader.Event state = events.next();
      assertThat(state.type()).isEqualTo("initial_state");
      assertThat(Long.parseLong(state.id())).isEqualTo(state.data().get("id").longValue());
      post("a", 1);
      EventReader.Event event = events.next();
      assertThat(event.type()).isEqualTo("score_update");
      assertThat(event.game()).isEqualTo("a");
      assertThat(Long.parseLong(event.id())).isEqualTo(Long.parseLong(state.id()) + 1);
      last = event.id();
    }
    post("a", 2);
    post("b", 3);
    for (String query : List.of("", "?last_event_id=" + last)) {
      String[] headers = query.isEmpty() ? new String[] {"Last-Event-ID", last} : new String[0];
      try (EventReader events = stream(query, headers)) {
        assertThat(events.next().data().get("game").get("last").get("home_score").intValue())
            .isEqualTo(2);
        assertThat(events.next().game()).isEqualTo("b");
        post("c", query.length());
        assertThat(events.next().game()).isEqualTo("c");
      }
    }
  }

  @Test
  void a_new_reader_gets_all_games_and_then_what_happens_to_them() throws Exception {
    start(limits(10, 1_000, PING));
    post("a", 1);
    try (EventReader first = stream("")) {
      assertThat(first.next().data().get("games").get("games")).hasSize(1);
      post("b", 1);
      first.next();
      try (EventReader second = stream("")) {
        // The state may be a moment old; what has happened since then follows.
        EventReader.Event state = second.next();
        int games = state.data().get("games").get("games").size();
        for (; games < 2; games++) {
          assertThat(second.next().game()).isEqualTo("b");
        }
        post("c", 1);
        assertThat(second.next().game()).isEqualTo("c");
        assertThat(first.next().game()).isEqualTo("c");
      }
    }
  }

  @Test
  void what_can_no_longer_be_replayed_is_said_and_all_games_follow() throws Exception {
    start(limits(10, 5, PING));
    String early = post("a", 0).get("game_id").textValue();
    String first;
    try (EventReader events = stream("")) {
      first = events.next().id();
    }
    for (int i = 1; i <= 5; i++) {
      post(early, i);
    }
    try (EventReader events = stream("", "Last-Event-ID", first)) {
      assertThat(events.next().data().get("game").get("last").get("home_score").intValue())
          .isEqualTo(1);
    }
    post(early, 6);
    long future = Long.parseLong(first) + 1_000_000;
    for (String id : List.of(first, "0", "-1", String.valueOf(future), "nonsense", "")) {
      try (EventReader events = stream("", "Last-Event-ID", id)) {
        EventReader.Event reset = events.next();
        assertThat(reset.type()).as(id).isEqualTo("reset");
        assertThat(reset.data().get("reason").textValue()).contains("'" + id + "' is not kept");
        JsonNode games = events.next("initial_state").data().get("games").get("games");
        assertThat(games.get(0).get("last").get("home_score").intValue()).isEqualTo(6);
      }
    }
  }

  @Test
  void a_server_that_was_restarted_does_not_take_an_id_of_its_earlier_life_for_its_own()
      throws Exception {
    start(limits(10, 1_000, PING));
    String last;
    try (EventReader events = stream("")) {
      events.next();
      post("a", 1);
      last = events.next().id();
      server().close();
      assertThat(events.endedWell()).isTrue();
    }
    start(limits(10, 1_000, PING));
    post("b", 1);
    try (EventReader events = stream("", "Last-Event-ID", last)) {
      assertThat(events.next().type()).isEqualTo("reset");
      EventReader.Event state = events.next();
      assertThat(state.type()).isEqualTo("initial_state");
      assertThat(state.data().get("games").findValuesAsText("game_id")).containsExactly("b");
      assertThat(Long.parseLong(state.id())).isGreaterThan(Long.parseLong(last));
    }
  }

  @Test
  void only_games_that_were_asked_for_are_told_and_pings_move_the_place_on() throws Exception {
    start(limits(10, 5, Duration.ofMillis(100)));
    String place;
    try (EventReader events = stream("?game_id=b&game_id=c")) {
      assertThat(events.next().type()).isEqualTo("initial_state");
      post("a", 1);
      post("b", 1);
      assertThat(events.next().game()).isEqualTo("b");
      EventReader.Event ping = events.next("ping");
      // More events than are kept, but never so many at once.
      for (int i = 2; i < 8; i++) {
        post("a", i);
        while (ping.data().get("id").longValue() < lastId()) {
          ping = events.next("ping");
        }
      }
      place = ping.id();
    }
    post("c", 1);
    try (EventReader events = stream("?game_id=b&game_id=c", "Last-Event-ID", place)) {
      assertThat(events.next().game()).isEqualTo("c");
    }
    Http.Answer wrong = http().get("/games/stream?game_id=a%20b");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("game id is 'a b'");
  }

  /** Where a stream that begins now begins. */
  private long lastId() throws Exception {
    try (EventReader events = stream("?game_id=none")) {
      return Long.parseLong(events.next().id());
    }
  }

  @Test
  void a_reader_that_is_too_slow_is_told_so_and_dropped_while_others_get_everything()
      throws Exception {
    start(limits(10, 200, Duration.ofMinutes(1)));
    try (EventReader fast = stream("");
        Socket slow = connect(4_096)) {
      fast.next("initial_state");
      InputStream in = slow.getInputStream();
      in.read(new byte[512]);
      http().post("/games/a/scores", SampleGame.of(1).until(19));
      fast.next("ml_prediction");
      // More than the kernel holds for the slow one.
      int sent = 0;
      for (long bytes = 0; bytes < 8_000_000; sent++) {
        Http.Answer answer = http().post("/games/a/scores", laterTick(sent));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        EventReader.Event event = fast.next("score_update");
        assertThat(event.data().get("game").get("last")).isEqualTo(answer.json().get("last"));
        bytes += answer.text().length() + 100;
      }
      // It wakes up and reads what was on its way; the last of it says why.
      slow.setSoTimeout((int) Await.PATIENCE.toMillis());
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      in.transferTo(all);
      String text = all.toString(StandardCharsets.UTF_8);
      int end = text.lastIndexOf("event: ");
      assertThat(text.substring(end)).contains("event: dropped", "it reads too slowly");
      assertThat(http().get("/metrics").text())
          .contains("forecast_live_dropped_total{reason=\"slow\"} 1.0");
    }
  }

  /** One of many ticks, each a hundredth of a second after the one before. */
  private static String laterTick(int number) {
    int left = 72_000 - number;
    String clock = String.format(Locale.ROOT, "%d:%05.2f", left / 6_000, left % 6_000 / 100.0);
    return SampleGame.tick(4, clock, 100 + number / 50, 90);
  }

  private Socket connect(int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server().port()));
    socket
        .getOutputStream()
        .write(
            "GET /games/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void a_reader_that_takes_nothing_is_cut_off() throws Exception {
    start(limits(10, 100_000, Duration.ofMillis(500)));
    try (Socket slow = connect(4_096)) {
      slow.getInputStream().read(new byte[512]);
      String dropped = "forecast_live_dropped_total{reason=\"stalled\"} 1.0";
      http().post("/games/a/scores", SampleGame.of(1).until(19));
      // More than the kernel holds.
      for (int sent = 0; sent < 3_000; sent++) {
        http().post("/games/a/scores", laterTick(sent));
      }
      await("it is dropped", () -> http().get("/metrics").text().contains(dropped));
      assertThat(http().get("/metrics").text()).contains("forecast_live_subscribers 0.0");
    }
  }

  @Test
  void there_are_only_so_many_places() throws Exception {
    start(new LiveLimits(2, 3, Duration.ofHours(1), 2, 10, PING));
    List<EventReader> readers = new ArrayList<>();
    readers.add(stream(""));
    readers.add(stream(""));
    Http.Answer refused = http().get("/games/stream");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).matches("[1-3]");
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.text()).contains("all 2 places for streams");
    for (EventReader reader : readers) {
      reader.close();
    }
    // That they left is noticed when they are next written to.
    await(
        "a place is free",
        () -> {
          post("a", 0);
          http()
              .post(
                  "/games/a/scores",
                  SampleGame.tick(1, "11:59", (int) (System.nanoTime() % 500), 0));
          return http().get("/metrics").text().contains("forecast_live_subscribers 0.0");
        });
    post("b", 0);
    Http.Answer game = http().post("/games/c/scores", SampleGame.tick(1, "12:00", 0, 0));
    assertThat(game.status()).isEqualTo(503);
    assertThat(game.header("Retry-After")).matches("[1-3]");
    assertThat(game.text()).contains("all 2 places for live games");
    post("b", 1);
    post("b", 2);
    Http.Answer score = http().post("/games/b/scores", SampleGame.tick(1, "1:00", 9, 0));
    assertThat(score.status()).isEqualTo(422);
    assertThat(score.text())
        .contains("has 3 different scores and this request 1 more; expected at most 3");
    assertThat(score.json().get("limit").intValue()).isEqualTo(3);
  }

  @Test
  void all_who_come_at_once_get_in_and_get_everything() throws Exception {
    start(limits(300, 1_000, PING));
    ExecutorService callers = Executors.newFixedThreadPool(300);
    List<EventReader> readers = new ArrayList<>();
    try {
      List<Future<EventReader>> calls = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        calls.add(callers.submit(() -> stream("")));
      }
      for (Future<EventReader> call : calls) {
        readers.add(call.get());
      }
      for (EventReader reader : readers) {
        reader.next("initial_state");
      }
      for (int i = 1; i <= 20; i++) {
        post("a", i);
      }
      for (EventReader reader : readers) {
        for (int i = 1; i <= 20; i++) {
          EventReader.Event event = reader.next();
          assertThat(event.data().get("game").get("last").get("home_score").intValue())
              .isEqualTo(i);
        }
      }
    } finally {
      callers.shutdownNow();
      for (EventReader reader : readers) {
        reader.close();
      }
    }
  }

  @Test
  void a_quiet_stream_outlives_the_idle_time() throws Exception {
    Limits hasty = Limits.builder().idleTime(Duration.ofMillis(500)).build();
    start(
        ServerOptions.builder(Http.BUNDLE)
            .limits(hasty)
            .live(limits(10, 10, Duration.ofSeconds(2))));
    try (EventReader events = stream("");
        SocketReader messages = new SocketReader(server().port(), "")) {
      events.next("initial_state");
      messages.next("initial_state");
      for (int i = 0; i < 2; i++) {
        events.next("ping");
        messages.next("ping");
      }
      post("a", 1);
      assertThat(events.next().game()).isEqualTo("a");
      assertThat(messages.next().get("game_id").textValue()).isEqualTo("a");
    }
  }

  @Test
  void a_silent_game_leaves_and_those_who_follow_are_told() throws Exception {
    start(new LiveLimits(1, 100, Duration.ofMillis(300), 10, 100, PING));
    try (EventReader events = stream("")) {
      events.next("initial_state");
      post("a", 1);
      assertThat(events.next().type()).isEqualTo("score_update");
      EventReader.Event expired = events.next();
      assertThat(expired.type()).isEqualTo("expired");
      assertThat(expired.game()).isEqualTo("a");
      assertThat(http().get("/games/a").status()).isEqualTo(404);
      assertThat(http().get("/games").json().get("games")).isEmpty();
      post("b", 1);
    }
  }

  @Test
  void a_server_ends_at_once_whoever_follows() throws Exception {
    Duration grace = Duration.ofMinutes(10);
    start(
        ServerOptions.builder(Http.BUNDLE)
            .live(limits(100, 100, PING))
            .shutdown(Duration.ZERO, grace));
    List<EventReader> readers = new ArrayList<>();
    List<SocketReader> sockets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(stream(""));
      sockets.add(new SocketReader(server().port(), ""));
    }
    post("a", 1);
    for (EventReader reader : readers) {
      reader.next("initial_state");
    }
    for (SocketReader socket : sockets) {
      socket.next("initial_state");
    }
    long start = System.nanoTime();
    server().close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(grace);
    for (EventReader reader : readers) {
      assertThat(reader.endedWell()).isTrue();
    }
    for (SocketReader socket : sockets) {
      assertThat(socket.closing()).isEqualTo("1001 the server is shutting down");
    }
  }
}
