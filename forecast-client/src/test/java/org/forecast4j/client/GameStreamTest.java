package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GameStreamTest {
  private final ManualTiming timing = new ManualTiming();
  private final Recorder recorder = new Recorder();
  private FixtureServer server;
  private ForecastClient client;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
    client = server.client().apiKey("the-secret-key").timing(timing).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** Keeps the signals. */
  private static class Recorder implements Flow.Subscriber<GameEvent> {
    final BlockingQueue<GameEvent> events = new LinkedBlockingQueue<>();
    final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
    }

    @Override
    public void onNext(GameEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Optional.of(failure));
    }

    @Override
    public void onComplete() {
      end.complete(Optional.empty());
    }

    void request(long count) {
      subscription.join().request(count);
    }

    GameEvent next() throws InterruptedException {
      GameEvent event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event; the end is " + end);
      }
      return event;
    }

    Optional<Throwable> end() throws Exception {
      return end.get(20, TimeUnit.SECONDS);
    }
  }

  private GameState push(String id, int home) {
    return client.pushScores(id, ScoresRequest.of(new ScoreTick(1, "11:00", home, 0)));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 4_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private void follow(GameStream stream) {
    stream.subscribe(recorder);
    recorder.request(Long.MAX_VALUE);
  }

  private static Fault events(String text) {
    return Fault.of(
        good ->
            good.newBuilder().setHeader("Content-Type", "text/event-stream").body(text).build());
  }

  private String sent(int request, String header) {
    String value = server.requests().get(request).getHeaders().get(header);
    return value == null ? "" : value;
  }

  @Test
  void it_begins_with_all_games_and_goes_on_with_what_happens() throws Exception {
    push("a", 1);
    try (GameStream stream = client.gameStream()) {
      follow(stream);
      GameEvent state = recorder.next();
      assertThat(state.type()).isEqualTo("initial_state");
      assertThat(state.games().orElseThrow().games()).hasSize(1);
      GameState game = push("b", 2);
      GameEvent event = recorder.next();
      assertThat(event.type()).isEqualTo("score_update");
      assertThat(event.game()).contains(game);
      assertThat(sent(1, "Accept")).isEqualTo("text/event-stream");
      assertThat(sent(1, "Authorization")).isEqualTo("Bearer the-secret-key");
      assertThat(sent(1, "Accept-Encoding")).isEqualTo("identity");
    }
    assertThat(recorder.end()).isEmpty();
  }

  @Test
  void some_games_from_some_event_on_can_be_asked_for() throws Exception {
    push("a", 1);
    push("b", 2);
    try (GameStream stream = client.gameStream(Set.of("x y", "b"), OptionalLong.of(1))) {
      follow(stream);
      assertThat(recorder.next().gameId()).contains("b");
      assertThat(server.requests().get(2).getTarget())
          .isEqualTo("/games/stream?game_id=b&game_id=x%20y");
    }
  }

  @Test
  void broken_connections_lose_and_double_nothing() throws Exception {
    try (GameStream stream = client.gameStream()) {
      follow(stream);
      recorder.next();
      List<Long> told = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        push("a", i);
        if (i % 7 == 0) {
          server.cutStreams();
        }
      }
      for (int i = 0; i < 300; i++) {
        told.add(recorder.next().id().orElseThrow());
      }
      for (int i = 0; i < 300; i++) {
        assertThat(told.get(i)).isEqualTo(i + 1);
      }
      assertThat(recorder.events).isEmpty();
      long streams =
          server.requests().stream().filter(r -> r.getTarget().equals("/games/stream")).count();
      assertThat(streams).isGreaterThan(5);
    }
  }

  @Test
  void after_a_restart_there_is_a_reset_and_then_all_games() throws Exception {
    try (GameStream stream = client.gameStream()) {
      follow(stream);
      recorder.next();
      push("a", 1);
      recorder.next();
      server.forgetEvents();
      assertThat(recorder.next().type()).isEqualTo("reset");
      assertThat(recorder.next().type()).isEqualTo("initial_state");
      push("b", 1);
      assertThat(recorder.next().gameId()).contains("b");
    }
  }

  @Test
  void no_more_is_told_than_was_asked_for() throws Exception {
    try (GameStream stream = client.gameStream()) {
      stream.subscribe(recorder);
      for (int i = 0; i < 20; i++) {
        push("a", i);
      }
      assertThat(recorder.events).isEmpty();
      recorder.request(1);
      assertThat(recorder.next().type()).isEqualTo("initial_state");
      await(() -> server.requests().size() == 21);
      server.cutStreams();
      recorder.request(2);
      recorder.request(3);
      List<GameEvent> five = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        five.add(recorder.next());
      }
      assertThat(five.stream().map(event -> event.id().orElseThrow()))
          .isSorted()
          .doesNotHaveDuplicates();
      Thread.sleep(50);
      assertThat(recorder.events).isEmpty();
    }
    assertThat(recorder.end()).isEmpty();
  }

  @Test
  void a_request_for_nothing_is_an_error() throws Exception {
    try (GameStream stream = client.gameStream()) {
      stream.subscribe(recorder);
      recorder.request(0);
      assertThat(recorder.end().orElseThrow())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("requested 0 events");
    }
  }

  @Test
  void cancelling_ends_one_subscription_and_says_nothing() throws Exception {
    Recorder other = new Recorder();
    try (GameStream stream = client.gameStream()) {
      follow(stream);
      stream.subscribe(other);
      other.request(Long.MAX_VALUE);
      recorder.next();
      other.next();
      recorder.subscription.join().cancel();
      recorder.subscription.join().cancel();
      push("a", 1);
      other.next();
      assertThat(recorder.events).isEmpty();
      assertThat(recorder.end).isNotDone();
    }
    assertThat(other.end()).isEmpty();
    assertThat(recorder.end).isNotDone();
  }

  @Test
  void closing_the_client_completes_its_streams() throws Exception {
    GameStream stream = client.gameStream();
    follow(stream);
    recorder.next();
    Recorder derived = new Recorder();
    ForecastClient other = client.withOptions(options -> options.retries(0));
    GameStream second = other.gameStream();
    second.subscribe(derived);
    derived.request(Long.MAX_VALUE);
    derived.next();
    client.close();
    assertThat(recorder.end()).isEmpty();
    assertThat(derived.end()).isEmpty();
    Recorder late = new Recorder();
    stream.subscribe(late);
    assertThat(late.end()).isEmpty();
    assertThatThrownBy(client::gameStream).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_refusal_ends_it_with_an_error() throws Exception {
    server.next(Fault.problem(401, "expected a valid key"));
    follow(client.gameStream());
    assertThat(recorder.end().orElseThrow())
        .isInstanceOf(ForecastServiceException.AccessDenied.class)
        .hasMessageContaining("GET /games/stream was answered with 401");
  }

  @Test
  void a_first_connection_has_the_tries_of_a_call_and_later_ones_as_many_as_it_takes()
      throws Exception {
    server.next(Fault.problem(503, "full"), Fault.problem(503, "full"));
    follow(client.gameStream());
    recorder.next();
    Fault[] outage = new Fault[50];
    Arrays.fill(outage, 0, 25, Fault.problem(503, "restarting"));
    Arrays.fill(outage, 25, 50, Fault.noAnswer());
    server.next(outage);
    server.cutStreams();
    await(() -> server.requests().size() == 3 + 50 + 1);
    push("a", 1);
    assertThat(recorder.next().type()).isEqualTo("score_update");
    assertThat(timing.pauses.stream().max(Duration::compareTo).orElseThrow())
        .isEqualTo(Duration.ofSeconds(2));

    Recorder first = new Recorder();
    server.next(outage);
    client.gameStream().subscribe(first);
    assertThat(first.end().orElseThrow())
        .isInstanceOf(ForecastServiceException.ServerFailure.class)
        .hasMessageContaining("3 tries");
  }

  @Test
  void nobody_listening_is_told() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    ForecastClient nobody = client.withOptions(o -> o.baseUrl("http://127.0.0.1:" + port));
    follow(nobody.gameStream());
    assertThat(recorder.end().orElseThrow()).isInstanceOf(ForecastIoException.Connection.class);
  }

  @Test
  void a_retry_after_and_a_retry_field_are_waited_for() throws Exception {
    server.next(
        Fault.of(
            good ->
                good.newBuilder()
                    .code(503)
                    .setHeader("Retry-After", "3")
                    .body("{\"title\":\"full\"}")
                    .build()),
        events("retry: 1500\n\ndata: {\"type\":\"hello\"}\n\n"));
    follow(client.gameStream());
    assertThat(recorder.next().type()).isEqualTo("hello");
    assertThat(recorder.next().type()).isEqualTo("initial_state");
    assertThat(timing.pauses)
        .as("and up to a tenth longer by chance")
        .containsExactly(Duration.ofMillis(3_300), Duration.ofMillis(1_650));
  }

  @Test
  void pings_comments_line_ends_and_unknown_events_are_understood() throws Exception {
    server.next(
        events(
            """
            : hello

            id: 5
            event: surprise
            data: {"type":"surprise",
            data: "id":5,"mood":"good"}

            """
                    .replace("\n", "\r\n")
                + """
                id: 9
                data: {"type":"ping","id":9}

                id: 7
                data: {"type":"old","id":7}

                id: 10
                data: {"type":"half"""));
    follow(client.gameStream());
    GameEvent event = recorder.next();
    assertThat(event.type()).isEqualTo("surprise");
    assertThat(event.extra()).containsEntry("mood", "good");
    assertThat(recorder.next().type()).isEqualTo("reset");
    assertThat(sent(1, "Last-Event-ID")).isEqualTo("9");
  }

  @Test
  void what_is_no_event_ends_it_with_an_error_that_shows_it() throws Exception {
    server.next(events("data: {\"type\":7}\n\n"));
    follow(client.gameStream());
    assertThat(recorder.end().orElseThrow())
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("an event of GET /games/stream")
        .hasMessageContaining("/type is 7; expected a string");
    Recorder page = new Recorder();
    server.next(Fault.page());
    client.gameStream().subscribe(page);
    assertThat(page.end().orElseThrow())
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("it is no text/event-stream");
    Recorder endless = new Recorder();
    server.next(events("data: " + "x".repeat(5_000)));
    client.withOptions(o -> o.maxResponseBytes(4_000)).gameStream().subscribe(endless);
    assertThat(endless.end().orElseThrow())
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("longer than 4000 bytes");
  }

  @Test
  void a_silent_connection_is_given_up_for_another() throws Exception {
    try (GameStream stream =
        client.withOptions(o -> o.streamTimeout(Duration.ofMillis(100))).gameStream()) {
      follow(stream);
      recorder.next();
      await(() -> server.requests().size() >= 3);
      push("a", 1);
      assertThat(recorder.next().type()).isEqualTo("score_update");
    }
  }

  @Test
  void a_callback_ends_with_the_stream_or_with_what_it_throws() throws Exception {
    BlockingQueue<GameEvent> events = new LinkedBlockingQueue<>();
    CompletableFuture<Void> end;
    try (GameStream stream = client.gameStream()) {
      end = stream.forEach(events::add);
      assertThat(events.poll(20, TimeUnit.SECONDS)).isNotNull();
      CompletableFuture<Void> failing =
          stream.forEach(
              event -> {
                throw new IllegalStateException("cannot " + event.type());
              });
      assertThatThrownBy(() -> failing.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("cannot initial_state");
      assertThat(end).isNotDone();
    }
    end.get(20, TimeUnit.SECONDS);
  }

  @Test
  void a_subscriber_that_throws_gets_nothing_more() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Recorder broken =
        new Recorder() {
          @Override
          public void onNext(GameEvent event) {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> thrown.complete(e));
            super.onNext(event);
            throw new IllegalStateException("broken");
          }
        };
    client.gameStream().subscribe(broken);
    broken.request(10);
    assertThat(thrown.get(20, TimeUnit.SECONDS)).hasMessage("broken");
    push("a", 1);
    assertThat(broken.events).hasSize(1);
    assertThat(broken.end).isNotDone();
  }
}
