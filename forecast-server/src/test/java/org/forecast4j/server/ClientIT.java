package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastServiceException;
import org.forecast4j.client.GameStream;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against the server, in this process and from the jar that is deployed. */
@Timeout(300)
class ClientIT {
  private static final String KEY = "0123456789abcdef";
  private static final String GAME = "bos-nyk";
  private static final int TICKS_A_MINUTE = 6;
  private static final int HALF_WAY = 12 * TICKS_A_MINUTE;
  private static final Pattern PATTERN =
      Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);

  @TempDir Path folder;

  private static ForecastClient.Builder client(int port) {
    return ForecastClient.builder().baseUrl("http://127.0.0.1:" + port);
  }

  @Test
  void every_call_works_with_a_server_in_this_process() throws Exception {
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
        ForecastClient client = client(server.port()).build()) {
      call(client);
    }
  }

  @Test
  void every_call_works_with_the_jar_and_a_key() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), Keys.line(Role.OBSERVE, KEY));
    try (ServerProcess server = ServerProcess.serveJar(0, "--keys", keys.toString());
        ForecastClient client = client(server.port()).apiKey(KEY).build()) {
      call(client);
      ForecastClient stranger = client.withOptions(options -> options.apiKey("another-key"));
      assertThatThrownBy(stranger::models)
          .isInstanceOf(ForecastServiceException.AccessDenied.class)
          .hasMessageContaining("set a valid key")
          .hasMessageNotContaining("another-key");
    }
  }

  /** Makes every call and compares with the same model embedded. */
  private static void call(ForecastClient client) throws Exception {
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    IntervalForecast expected = bundle.conformal().explain(PATTERN, 0.9);
    PredictRequest request = PredictRequest.builder(PATTERN).alpha(0.1).build();
    PredictResponse forecast = client.predict(request);
    assertSame(forecast, expected);
    assertSame(client.async().predict(request).get(20, TimeUnit.SECONDS), expected);
    BatchResponse batch = client.predictBatch(List.of(request, PredictRequest.of(1, 2)));
    assertSame(batch.results().get(0).prediction().orElseThrow(), expected);
    assertThat(batch.results().get(1).error().orElseThrow().status()).isEqualTo(400);
    assertThat(client.distribution(request).path().get(5).probabilityAbove(0.5))
        .isCloseTo(
            bundle.conformal().distribution(PATTERN).orElseThrow().probabilityAbove(0.5),
            within(1e-9));

    assertThat(client.health().modelsLoaded()).isTrue();
    Models models = client.models();
    assertThat(models.models()).hasSize(1);
    String name = models.models().get(0).name();
    assertThat(client.model(name).calibrationSamples())
        .isEqualTo(bundle.conformal().calibrationSize());
    assertThatThrownBy(() -> client.model("nix"))
        .isInstanceOf(ForecastServiceException.NotFound.class);

    String id = forecast.requestId().orElseThrow();
    Observation observation = Observation.of(id, 12, 12, 15, 14, 16, 18);
    assertThat(client.observe(observation).status()).isEqualTo("observed");
    assertThat(client.observe(observation).status()).isEqualTo("duplicate");
    assertThatThrownBy(() -> client.observe(Observation.of(id, 1, 2, 3, 4, 5, 6)))
        .isInstanceOf(ForecastServiceException.Conflict.class);
    assertThat(client.calibration().observations()).isEqualTo(1);
    follow(client);
  }

  private static void assertSame(PredictResponse answer, IntervalForecast expected) {
    assertThat(answer.pointForecast()).isCloseTo(expected.point(), within(1e-9));
    assertThat(answer.interval().lower()).isCloseTo(expected.interval().lower(), within(1e-9));
    assertThat(answer.interval().upper()).isCloseTo(expected.interval().upper(), within(1e-9));
    assertThat(answer.explanation().orElseThrow().similarGames()).hasSize(5);
  }

  /** A game from its first score to half-time, told at once. */
  private static void follow(ForecastClient client) throws Exception {
    List<ScoreTick> ticks = ticks();
    try (GameStream stream = client.gameStream(Set.of(GAME), OptionalLong.empty())) {
      Follower follower = new Follower(stream);
      follower.next("initial_state");
      GameState game = client.pushScores(GAME, scores(ticks));
      assertThat(game.status()).isEqualTo("observed");
      follower.next("outcome");
      assertThat(follower.games).containsExactly(Map.entry(GAME, game));
      assertThat(client.game(GAME)).isEqualTo(game);
      assertThat(client.games().games()).containsExactly(game);
    }
  }

  private static List<ScoreTick> ticks() {
    return ScoresRequest.CODEC
        .read(SampleGame.of(3).until(24).getBytes(StandardCharsets.UTF_8))
        .scores();
  }

  private static ScoresRequest scores(List<ScoreTick> ticks) {
    return ScoresRequest.of(ticks.toArray(ScoreTick[]::new));
  }

  /** Makes of events what a follower knows, and holds them to what a stream promises. */
  private static final class Follower {
    private final BlockingQueue<GameEvent> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end;
    private final Map<String, GameState> games = new TreeMap<>();
    private long last = -1;
    private int resets;
    private @Nullable CompletableFuture<?> told;

    Follower(GameStream stream) {
      end = stream.forEach(events::add);
    }

    int completeMinutes() {
      return games.values().stream().mapToInt(GameState::completeMinutes).max().orElse(0);
    }

    /** Takes events up to one of a type. */
    GameEvent next(String type) throws InterruptedException {
      GameEvent event = take("an event '" + type + "'");
      return event.type().equals(type) ? event : next(type);
    }

    /** Who is back after the end of a game finds it in what a stream begins with. */
    void untilObserved() throws InterruptedException {
      while (games.values().stream().noneMatch(game -> game.status().equals("observed"))) {
        GameEvent unused = take("the outcome");
      }
    }

    private GameEvent take(String what) throws InterruptedException {
      GameEvent event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("%s; the end is %s, what was told %s", what, end, told).isNotNull();
      take(event);
      return event;
    }

    private void take(GameEvent event) {
      switch (event.type()) {
        case "reset" -> resets++;
        case "initial_state" -> {
          games.clear();
          event.games().orElseThrow().games().forEach(game -> games.put(game.gameId(), game));
          assertThat(event.id().orElseThrow()).as("ids grow over a restart").isGreaterThan(last);
          last = event.id().orElseThrow();
        }
        default -> {
          games.put(event.gameId().orElseThrow(), event.game().orElseThrow());
          assertThat(event.id()).as("nothing lost, nothing doubled").hasValue(++last);
        }
      }
    }
  }

  @Test
  void callers_and_followers_get_over_a_server_that_is_killed_and_started_again() throws Exception {
    String state = folder.resolve("state").toString();
    CountDownLatch killing = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    try (ServerProcess first = ServerProcess.serveJar(0, "--state", state);
        ForecastClient client = patient(first.port());
        GameStream stream = client.gameStream()) {
      Follower follower = new Follower(stream);
      follower.next("initial_state");
      CompletableFuture<GameState> told =
          CompletableFuture.supplyAsync(
              () -> tell(client, Map.of(HALF_WAY, killing, HALF_WAY + 5 * TICKS_A_MINUTE, killed)));
      follower.told = told;
      do {
        follower.next("pattern_progress");
      } while (follower.completeMinutes() < 11);
      killing.countDown();
      first.kill();
      killed.countDown();
      GameState game;
      try (ServerProcess second = ServerProcess.serveJar(first.port(), "--state", state)) {
        follower.untilObserved();
        game = told.get(60, TimeUnit.SECONDS);
        assertThat(follower.resets).isEqualTo(1);
        assertThat(follower.games).containsExactly(Map.entry(GAME, game));
        assertThat(client.games().games()).containsExactly(game);
        assertThat(client.calibration().observations()).isEqualTo(1);
        second.kill();
      }
      try (ServerProcess third = ServerProcess.serveJar(first.port(), "--state", state)) {
        follower.next("initial_state");
        assertThat(follower.resets).isEqualTo(2);
        assertThat(follower.games).as("games are kept").containsExactly(Map.entry(GAME, game));
        assertThat(client.pushScores(GAME, scores(ticks())).outcome()).isEqualTo(game.outcome());
        assertThat(client.calibration().observations()).as("learned once").isEqualTo(1);
        third.kill();
      }
    }
  }

  /** A client that waits until a server is back. */
  private static ForecastClient patient(int port) {
    return client(port)
        .retries(90)
        .backoff(Duration.ofMillis(50), Duration.ofSeconds(1))
        .callTimeout(Duration.ofSeconds(60))
        .build();
  }

  /**
   * Tells a game score by score; a server that does not know how it began is told it all again.
   *
   * @param gates what to wait for before some of the scores
   */
  private static GameState tell(ForecastClient client, Map<Integer, CountDownLatch> gates) {
    List<ScoreTick> ticks = ticks();
    GameState game = client.pushScores(GAME, scores(ticks.subList(0, 1)));
    for (int i = 1; i < ticks.size(); i++) {
      CountDownLatch gate = gates.get(i);
      if (gate != null) {
        await(gate);
      }
      game = client.pushScores(GAME, scores(ticks.subList(i, i + 1)));
      if (game.forecastWithheld().isPresent()) {
        game = client.pushScores(GAME, scores(ticks.subList(0, i + 1)));
      }
    }
    return game;
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
