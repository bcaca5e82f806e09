package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.forecast4j.LabeledPattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle of another task is served, and nothing that is answered speaks of a game. */
class OtherTaskIT {
  private static final Pattern BASKETBALL =
      Pattern.compile(
          "basketball|half.?time|nba|\\bhome|_home|away|rating|minute|points|games?\\b|similar_games",
          Pattern.CASE_INSENSITIVE);

  @TempDir static Path folder;
  private static ForecastServer server;
  private static Http http;
  private static ForecastBundle bundle;
  private static LabeledPattern example;

  @BeforeAll
  static void start() throws IOException {
    WalksBundle walks = WalksBundle.make();
    bundle = walks.bundle();
    example = walks.next();
    bundle.save(folder.resolve("walks"));
    server = ForecastServer.start(ServerOptions.builder(folder.resolve("walks")).build());
    http = new Http(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String numbers(double[] values) {
    return Arrays.stream(values)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String request(String more) {
    return "{\"pattern\":" + numbers(example.pattern().values()) + more + "}";
  }

  private static JsonNode spoken(Http.Answer answer, int status) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).doesNotContainPattern(BASKETBALL);
    return answer.json();
  }

  @Test
  void a_forecast_has_the_neutral_names_alone() {
    JsonNode answer = spoken(http.post("/predict", request(",\"above\":2.5")), 200);
    assertThat(answer.get("probability_above").doubleValue())
        .isEqualTo(
            bundle
                .conformal()
                .distribution(example.pattern().withoutCovariates())
                .orElseThrow()
                .probabilityAbove(2.5));
    JsonNode similar = answer.get("explanation").get("similar");
    assertThat(similar).hasSize(5);
    assertThat(similar.get(0).get("id").textValue()).startsWith("walk-");
    assertThat(similar.get(0).get("labels").get("site").textValue()).isEqualTo("north");
    assertThat(similar.get(0).get("outcome")).hasSize(4);
  }

  @Test
  void above_is_zero_by_default_and_part_of_what_is_cached() {
    double zero =
        spoken(http.post("/predict", request("")), 200).get("probability_above").asDouble();
    assertThat(spoken(http.post("/predict", request(",\"above\":0")), 200).get("probability_above"))
        .isEqualTo(spoken(http.post("/predict", request("")), 200).get("probability_above"));
    assertThat(
            spoken(http.post("/predict", request(",\"above\":-9")), 200)
                .get("probability_above")
                .asDouble())
        .isGreaterThan(zero);
  }

  @Test
  void an_explanation_without_examples_names_no_games_either() {
    JsonNode answer = http.post("/predict", request(",\"similar_games\":0")).json();
    assertThat(answer.get("explanation").has("similar_games")).isFalse();
    assertThat(answer.get("explanation").get("similar")).isEmpty();
  }

  @Test
  void no_route_speaks_of_a_game() {
    spoken(http.get("/health"), 200);
    spoken(http.get("/models"), 200);
    assertThat(spoken(http.get("/models/walks"), 200).get("step").textValue()).isEqualTo("day");
    spoken(http.get("/calibration"), 200);
    spoken(http.get("/models/walks/history"), 200);
    JsonNode examples = spoken(http.get("/models/walks/examples"), 200);
    assertThat(examples.get("unseen").booleanValue()).isFalse();
    assertThat(examples.get("examples")).hasSize(50);
    assertThat(examples.get("examples").get(1).get("id").textValue()).isEqualTo("walk-4");
    spoken(http.post("/distribution", request("")), 200);
    spoken(http.post("/predict/batch", "{\"requests\":[" + request("") + "]}"), 200);
    spoken(http.post("/predict", "{\"pattern\":[1]}"), 400);
    String id = spoken(http.post("/predict", request("")), 200).get("request_id").textValue();
    spoken(
        http.post(
            "/observations",
            "{\"request_id\":\"" + id + "\",\"actual\":" + numbers(example.outcome()) + "}"),
        200);
    spoken(http.get("/v2"), 200);
    spoken(http.get("/v2/models/walks"), 200);
    spoken(
        http.post(
            "/v2/models/walks/infer",
            "{\"inputs\":[{\"name\":\"pattern\",\"shape\":[1,9],\"datatype\":\"FP64\",\"data\":"
                + numbers(example.pattern().values())
                + "}]}"),
        200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/games", "/games/one", "/games/stream", "/ws/live"})
  void nothing_is_followed_live(String path) {
    assertThat(spoken(http.get(path), 404).get("detail").textValue())
        .isEqualTo("nothing is followed live: the unit of model 'walks' is 'steps'");
  }

  @Test
  void scores_of_games_are_not_taken() {
    String score = "{\"period\":1,\"clock\":\"11:46\",\"home_score\":2,\"away_score\":0}";
    spoken(http.post("/games/one/scores", score), 404);
  }

  @Test
  void results_of_games_are_not_taken() {
    String result =
        "{\"game_id\":\"g\",\"date\":\"2019-04-10\",\"home\":\"BKN\",\"away\":\"MIA\","
            + "\"home_score\":113,\"away_score\":94,\"overtimes\":0}";
    String why = "no results are learned: the unit of model 'walks' is 'steps'";
    assertThat(spoken(http.post("/results", result), 404).get("detail").textValue()).isEqualTo(why);
    Http.Answer retracted = http.send(http.request("/results/g").DELETE());
    assertThat(spoken(retracted, 404).get("detail").textValue()).isEqualTo(why);
  }
}
