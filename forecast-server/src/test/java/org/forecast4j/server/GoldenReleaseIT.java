package org.forecast4j.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.GameStream;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.wire.BatchRequest;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.Problem;
import org.forecast4j.wire.ScoresRequest;
import org.forecast4j.wire.WireCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server of a release was asked, said and left behind, taken up by this one. */
class GoldenReleaseIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What depends on when a server runs, and on what it shares. */
  private static final Set<String> OF_THE_RUN = Set.of("request_id", "state_identity");

  @TempDir private Path folder;

  private static Path golden(String name) {
    try {
      return Path.of(
          requireNonNull(GoldenReleaseIT.class.getResource("/golden-0.1.0/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** What was asked and answered. */
  private record Exchange(String request, String body, int status, JsonNode answer) {
    String path() {
      return request.split(" ", -1)[1];
    }

    Http.Answer ask(Http http) {
      return GoldenServer.send(http, request.split(" ", -1)[0], path(), body);
    }
  }

  private static List<Exchange> exchanges() {
    List<Exchange> all = new ArrayList<>();
    for (JsonNode each : GoldenServer.read(golden("exchanges.json"))) {
      all.add(
          new Exchange(
              each.get("request").textValue(),
              each.get("body").textValue(),
              each.get("status").intValue(),
              each.get("answer")));
    }
    return all;
  }

  private static Exchange last(String request) {
    List<Exchange> all =
        exchanges().stream().filter(each -> each.request().equals(request)).toList();
    return all.get(all.size() - 1);
  }

  /** A server that goes on with games however long ago they were. */
  private static ServerOptions.Builder options() {
    return ServerOptions.builder(golden("bundle"))
        .live(new LiveLimits(10, 5_000, Duration.ofDays(36_500), 10, 100, Duration.ofSeconds(15)));
  }

  /** Whether everything that was said then is said now; more may be. */
  private static void assertSaid(String where, JsonNode then, JsonNode now) {
    if (then.isObject()) {
      for (Map.Entry<String, JsonNode> field : then.properties()) {
        String name = where + "." + field.getKey();
        assertThat(now.has(field.getKey())).as(name).isTrue();
        if (!OF_THE_RUN.contains(field.getKey())) {
          assertSaid(name, field.getValue(), now.get(field.getKey()));
        }
      }
    } else if (then.isArray()) {
      assertThat(now).as(where).hasSameSizeAs(then);
      for (int i = 0; i < then.size(); i++) {
        assertSaid(where + "[" + i + "]", then.get(i), now.get(i));
      }
    } else if (then.isNumber()) {
      assertThat(now.doubleValue()).as(where).isCloseTo(then.doubleValue(), Offset.offset(1e-9));
    } else {
      assertThat(now).as(where).isEqualTo(then);
    }
  }

  private static void assertSame(Exchange then, Http http) {
    Http.Answer now = then.ask(http);
    assertThat(now.status()).as(then.request() + ": " + now.text()).isEqualTo(then.status());
    assertSaid(then.request(), then.answer(), now.json());
  }

  @Test
  void what_was_asked_is_answered_as_it_was() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      Http http = new Http(server.port());
      exchanges().forEach(exchange -> assertSame(exchange, http));
    }
  }

  @Test
  void its_state_folder_is_gone_on_with() throws IOException {
    Path state = Files.createDirectory(folder.resolve("state"));
    try (Stream<Path> files = Files.list(golden("state"))) {
      for (Path file : files.toList()) {
        Files.copy(file, state.resolve(requireNonNull(file.getFileName())));
      }
    }
    try (ForecastServer server = ForecastServer.start(options().state(state).build())) {
      Http http = new Http(server.port());
      assertSame(last("GET /calibration"), http);
      assertSame(last("GET /models/nba-halftime"), http);
      assertSame(last("POST /predict"), http);
      assertSame(last("POST /observations"), http);
      assertSame(last("POST /results"), http);
      assertSame(last("GET /games/golden"), http);
      assertSame(last("GET /games"), http);
    }
  }

  @Test
  void its_redis_is_gone_on_with() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      GoldenServer.restore(redis, Files.readAllLines(golden("redis.txt")));
      try (ForecastServer server =
          ForecastServer.start(
              options().redis(redis.address()).redisTimeout(Await.PATIENCE).build())) {
        Http http = new Http(server.port());
        Exchange calibration = last("GET /calibration");
        assertSame(calibration, http);
        assertThat(calibration.ask(http).json().get("state_identity"))
            .isEqualTo(calibration.answer().get("state_identity"));
        assertSame(last("POST /predict"), http);
        assertSame(last("GET /games/golden"), http);
        assertSame(last("GET /games"), http);
        Http.Answer issued =
            http.post(
                "/observations",
                "{\"request_id\":\"" + GoldenServer.ISSUED + "\",\"actual\":[10,11,12,13,14,15]}");
        assertThat(issued.status()).as(issued.text()).isEqualTo(200);
      }
    }
  }

  /** A kind of message and the requests that are answered with it. */
  private static final List<Map.Entry<String, WireCodec<?>>> ANSWERS =
      List.of(
          Map.entry("GET /health", Health.CODEC),
          Map.entry("POST /predict/batch", BatchResponse.CODEC),
          Map.entry("POST /predict", PredictResponse.CODEC),
          Map.entry("POST /distribution", DistributionResponse.CODEC),
          Map.entry("POST /observations", Observed.CODEC),
          Map.entry("DELETE /observations", Observed.CODEC),
          Map.entry("POST /results", LearnedResult.CODEC),
          Map.entry("POST /games", GameState.CODEC),
          Map.entry("GET /games/", GameState.CODEC),
          Map.entry("GET /games", Games.CODEC),
          Map.entry("GET /models/", ModelSummary.CODEC),
          Map.entry("GET /models", Models.CODEC),
          Map.entry("GET /calibration", CalibrationReport.CODEC));

  private static final Map<String, WireCodec<?>> BODIES =
      Map.of(
          "POST /predict/batch", BatchRequest.CODEC,
          "POST /predict", PredictRequest.CODEC,
          "POST /observations", Observation.CODEC,
          "POST /results", FinalScore.CODEC,
          "POST /games/golden/scores", ScoresRequest.CODEC);

  @Test
  void clients_read_everything_that_was_said() throws IOException {
    for (Exchange exchange : exchanges()) {
      if (exchange.status() >= 400) {
        assertRead(Problem.CODEC, exchange.answer());
        continue;
      }
      for (Map.Entry<String, WireCodec<?>> each : ANSWERS) {
        if (exchange.request().startsWith(each.getKey())) {
          assertRead(each.getValue(), exchange.answer());
          break;
        }
      }
      WireCodec<?> codec = BODIES.get(exchange.request());
      if (codec != null) {
        assertRead(codec, MAPPER.readTree(exchange.body()));
      }
    }
  }

  /** No field may be one that is not known, and all are written again. */
  private static <T> void assertRead(WireCodec<T> codec, JsonNode json) throws IOException {
    T message = codec.read(MAPPER.writeValueAsBytes(json));
    assertThat(message.toString()).doesNotContainPattern("extra=\\{[^}]");
    assertSaid("", json, MAPPER.readTree(codec.write(message)));
  }

  @Test
  void clients_follow_what_was_streamed() throws Exception {
    byte[] events = Files.readAllBytes(golden("events.txt"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/games/stream",
        call -> {
          call.getResponseHeaders().add("Content-Type", "text/event-stream");
          call.sendResponseHeaders(200, 0);
          call.getResponseBody().write(events);
          call.getResponseBody().flush();
        });
    server.start();
    BlockingQueue<GameEvent> followed = new LinkedBlockingQueue<>();
    List<String> types = new ArrayList<>();
    try (ForecastClient client =
            ForecastClient.builder()
                .baseUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        GameStream stream = client.gameStream()) {
      CompletableFuture<Void> end = stream.forEach(followed::add);
      while (!types.contains("outcome")) {
        GameEvent event = followed.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(event).as("after " + types + ", the end is " + end).isNotNull();
        assertThat(event.toString()).doesNotContainPattern("extra=\\{[^}]");
        types.add(event.type());
      }
    } finally {
      server.stop(0);
    }
    assertThat(types)
        .containsExactlyElementsOf(
            new String(events, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("event: ") && !line.endsWith("ping"))
                .map(line -> line.substring(7))
                .toList());
  }
}
