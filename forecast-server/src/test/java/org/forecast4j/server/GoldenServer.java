package org.forecast4j.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.server.config.ServerOptions;
import redis.clients.jedis.Jedis;

/**
 * A server that is asked for all that clients ask, and what it said and left behind: {@code
 * bundle}, {@code state} (its state folder), {@code redis.txt} (all keys of its Redis), {@code
 * exchanges.json} and {@code events.txt} (its stream). A release keeps them among the tests; {@code
 * forecast-bom/release-records} writes them.
 */
final class GoldenServer {
  static final String ISSUED = "golden-issued";
  private static final String DAY = "2019-04-10";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private GoldenServer() {}

  public static void main(String... args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path bundle = saved(folder.resolve("bundle"));
    Path state = Files.createTempDirectory("golden").resolve("state");
    try (RedisProcess redis = RedisProcess.start()) {
      try (ForecastServer server =
          ForecastServer.start(
              ServerOptions.builder(bundle)
                  .state(state)
                  .redis(redis.address())
                  .redisTimeout(Await.PATIENCE)
                  .build())) {
        Stream<String> events = stream(server.port());
        ArrayNode said = MAPPER.createArrayNode();
        requests().forEach(one -> said.add(ask(new Http(server.port()), one)));
        Files.writeString(folder.resolve("exchanges.json"), pretty(said));
        Files.write(folder.resolve("events.txt"), untilOutcome(events));
      }
      Files.write(folder.resolve("redis.txt"), dump(redis));
    }
    Path kept = Files.createDirectories(folder.resolve("state"));
    try (Stream<Path> files = Files.list(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, kept.resolve(requireNonNull(file.getFileName())));
      }
    }
  }

  /** A small model of the reference task with analogs, whose ratings learn. */
  private static Path saved(Path bundle) throws IOException {
    List<GameMargins> games =
        GameMargins.read(Http.BUNDLE.resolve(Halftime.CALIBRATION_FILE)).subList(2000, 2300);
    GameExpectations ratings = GameExpectations.of(games.stream().map(GameResult::of).toList());
    List<LabeledPattern> examples = Halftime.examples(games, ratings);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(
                DejavuForecaster.builder(examples.subList(0, 100)).k(10).build(),
                LinearForecaster.fit(examples.subList(0, 200), 1)),
            0.25,
            0.75);
    ForecastBundle.of(
            Halftime.info("300 games", 1),
            SplitConformal.calibrate(ensemble, examples.subList(200, 300)),
            "",
            Map.of(Halftime.RATINGS_FILE, ratings.toBytes()))
        .save(bundle);
    return bundle;
  }

  private static String pretty(JsonNode json) throws IOException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  /** A request, without a body if that is empty. */
  private record Request(String method, String path, String body) {}

  private static Request get(String path) {
    return new Request("GET", path, "");
  }

  private static Request post(String path, String body) {
    return new Request("POST", path, body);
  }

  private static List<Request> requests() {
    List<Request> all = new ArrayList<>();
    for (String path : List.of("/health", "/livez", "/readyz", "/v2/models/nba-halftime")) {
      all.add(get(path));
    }
    all.addAll(forecasts());
    all.addAll(outcomes());
    all.addAll(game());
    for (String path : List.of("/models", "/models/nba-halftime", "/calibration", "/games")) {
      all.add(get(path));
    }
    all.add(post("/predict", "{\"pattern\":" + Http.PATTERN + ",\"alpha\":0.1}"));
    return all;
  }

  private static List<Request> forecasts() {
    String pattern = "{\"pattern\":" + Http.PATTERN;
    String teams = pattern + ",\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"" + DAY + "\"";
    return List.of(
        post("/predict", pattern + ",\"similar_games\":2}"),
        post("/predict", teams + ",\"alpha\":0.1,\"request_id\":\"" + ISSUED + "\"}"),
        post("/predict", "{\"pattern\":[1,2]}"),
        post("/predict", "{\"pattern\":"),
        post("/predict", pattern + ",\"model\":\"nix\"}"),
        post(
            "/predict/batch",
            "{\"requests\":[" + pattern + ",\"return_explanation\":false},{\"pattern\":[1]}]}"),
        post("/distribution", pattern + "}"),
        post(
            "/v2/models/nba-halftime/infer",
            "{\"inputs\":[{\"name\":\"pattern\",\"datatype\":\"FP64\",\"shape\":[1,18],\"data\":"
                + Http.PATTERN
                + "}]}"));
  }

  private static List<Request> outcomes() {
    List<Request> all = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      all.add(post("/observations", outcome("golden-" + i, i)));
    }
    all.add(post("/observations", outcome("golden-1", 1)));
    all.add(post("/observations", outcome("golden-1", 9)));
    all.add(new Request("DELETE", "/observations/golden-2", ""));
    all.add(new Request("DELETE", "/observations/never", ""));
    String result =
        "{\"game_id\":\"g1\",\"date\":\"2019-04-09\",\"home\":\"BOS\",\"away\":\"NYK\","
            + "\"overtimes\":0,\"home_score\":112,\"away_score\":";
    all.add(post("/results", result + "101}"));
    all.add(post("/results", result + "101}"));
    all.add(post("/results", result + "102}"));
    return all;
  }

  private static String outcome(String id, int last) {
    return "{\"id\":\""
        + id
        + "\",\"pattern\":"
        + Http.PATTERN
        + ",\"covariates\":{\"expected_margin\":"
        + last
        + "},\"alpha\":0.1,\"actual\":[10,11,12,13,14,"
        + (14 + last)
        + "]}";
  }

  private static List<Request> game() {
    SampleGame game = SampleGame.of(1);
    String teams = "{\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"" + DAY + "\",";
    return List.of(
        post("/games/golden/scores", game.until(10).replace("{\"scores\"", teams + "\"scores\"")),
        post("/games/golden/scores", game.between(10, 19)),
        post("/games/golden/scores", game.between(19, 24)),
        post("/games/other/scores", SampleGame.of(2).until(4)),
        get("/games/golden"));
  }

  private static ObjectNode ask(Http http, Request request) {
    Http.Answer answer = send(http, request.method(), request.path(), request.body());
    ObjectNode exchange = MAPPER.createObjectNode();
    exchange.put("request", request.method() + " " + request.path());
    exchange.put("body", request.body());
    exchange.put("status", answer.status());
    exchange.set("answer", answer.json());
    return exchange;
  }

  static Http.Answer send(Http http, String method, String path, String body) {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return http.send(http.request(path).method(method, publisher));
  }

  private static Stream<String> stream(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/games/stream")).build();
    return new BufferedReader(
            new InputStreamReader(
                HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body(),
                StandardCharsets.UTF_8))
        .lines();
  }

  /** What was streamed up to the outcome of the first game, with the blank line behind it. */
  private static List<String> untilOutcome(Stream<String> events) {
    List<String> lines = new ArrayList<>();
    boolean ends = false;
    for (String line : (Iterable<String>) events::iterator) {
      lines.add(line);
      ends |= line.equals("event: outcome");
      if (ends && line.isEmpty()) {
        return lines;
      }
    }
    throw new AssertionError("the stream ended before the outcome: " + lines);
  }

  /** A line for each field of a hash, {@code KEY FIELD VALUE}, or for a text, {@code KEY VALUE}. */
  private static List<String> dump(RedisProcess redis) {
    List<String> lines = new ArrayList<>();
    try (Jedis client = redis.client()) {
      for (String key : new TreeSet<>(client.keys("*"))) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        switch (client.type(key)) {
          case "hash" -> {
            Map<String, String> fields = new TreeMap<>();
            client
                .hgetAll(name)
                .forEach(
                    (field, value) ->
                        fields.put(BASE64.encodeToString(field), BASE64.encodeToString(value)));
            fields.forEach((field, value) -> lines.add(key + " " + field + " " + value));
          }
          case "string" -> lines.add(key + " " + BASE64.encodeToString(client.get(name)));
          default -> throw new IllegalStateException(key + " is a " + client.type(key));
        }
      }
    }
    return lines;
  }

  /** Fills a Redis with what {@link #dump} wrote. */
  static void restore(RedisProcess redis, List<String> lines) {
    Base64.Decoder base64 = Base64.getDecoder();
    try (Jedis client = redis.client()) {
      for (String line : lines) {
        String[] parts = line.split(" ", -1);
        byte[] key = parts[0].getBytes(StandardCharsets.UTF_8);
        if (parts.length == 3) {
          client.hset(key, base64.decode(parts[1]), base64.decode(parts[2]));
        } else {
          client.set(key, base64.decode(parts[1]));
        }
      }
    }
  }

  static JsonNode read(Path exchanges) {
    try {
      return MAPPER.readTree(exchanges.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
