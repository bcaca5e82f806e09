package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractIT {
  private static final double[] MARGINS = {0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11};

  private static ForecastServer server;
  private static Http http;
  private static ForecastBundle bundle;

  @BeforeAll
  static void start() throws IOException {
    bundle = ForecastBundle.load(Http.BUNDLE);
    server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
    http = new Http(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void a_prediction_has_the_fields_of_the_original_and_the_numbers_of_the_core() {
    JsonNode answer =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + ",\"alpha\":0.1}").json();
    IntervalForecast expected = bundle.conformal().explain(Pattern.of(MARGINS), 0.9);
    assertThat(answer.get("point_forecast").doubleValue()).isEqualTo(expected.point());
    assertThat(answer.get("interval_lower").doubleValue()).isEqualTo(expected.interval().lower());
    assertThat(answer.get("interval_upper").doubleValue()).isEqualTo(expected.interval().upper());
    assertThat(answer.get("median_forecast").doubleValue())
        .isEqualTo(bundle.conformal().distribution(Pattern.of(MARGINS)).orElseThrow().median());
    assertThat(answer.get("coverage_probability").doubleValue()).isEqualTo(0.9);
    JsonNode explanation = answer.get("explanation");
    assertThat(names(explanation))
        .contains(
            "dejavu_prediction",
            "lstm_prediction",
            "ensemble_forecast",
            "dejavu_weight",
            "lstm_weight",
            "similar_games");
    assertThat(explanation.get("ensemble_forecast").doubleValue()).isEqualTo(expected.point());
    assertThat(explanation.get("similar_games")).hasSize(5);
    assertThat(names(explanation.get("similar_games").get(0)))
        .contains(
            "game_id",
            "date",
            "home",
            "away",
            "distance",
            "weight",
            "halftime_differential",
            "pattern",
            "outcome");
    assertThat(answer.get("path")).hasSize(6);
    assertThat(answer.get("path").get(5).get("point").doubleValue()).isEqualTo(expected.point());
    assertThat(answer.get("members")).hasSize(3);
    assertThat(answer.get("probability_home_leads").doubleValue())
        .isEqualTo(
            bundle
                .conformal()
                .distribution(Pattern.of(MARGINS))
                .orElseThrow()
                .probabilityAbove(0.5));
    assertThat(answer.get("model_version").textValue()).isEqualTo(bundle.info().version());
    assertThat(answer.get("request_id").textValue()).isNotEmpty();
  }

  @Test
  void alpha_is_five_percent_and_the_explanation_is_given_unless_said_otherwise() {
    JsonNode plain = http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}").json();
    assertThat(plain.get("coverage_probability").doubleValue()).isEqualTo(0.95);
    assertThat(plain.has("explanation")).isTrue();
    JsonNode bare =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + ",\"return_explanation\":false}")
            .json();
    assertThat(bare.has("explanation")).isFalse();
    assertThat(bare.get("interval_lower")).isEqualTo(plain.get("interval_lower"));
  }

  @Test
  void what_is_misspelt_is_ignored_unless_the_caller_prefers_strictness() {
    String misspelt = "{\"pattern\":" + Http.PATTERN + ",\"aplha\":0.1}";
    String covariate = "{\"pattern\":" + Http.PATTERN + ",\"covariates\":{\"expected_margn\":7}}";
    assertThat(http.post("/predict", misspelt).status()).isEqualTo(200);
    assertThat(http.post("/predict", covariate).status()).isEqualTo(200);
    String[] strict = {"Prefer", "respond-async, handling=strict"};
    for (String path : List.of("/predict", "/distribution")) {
      Http.Answer refused = http.post(path, misspelt, strict);
      assertThat(refused.status()).isBetween(400, 422);
      assertThat(refused.text()).contains("/aplha is not known; expected one of [above, alpha,");
      assertThat(refused.header("Preference-Applied")).isEqualTo("handling=strict");
      assertThat(http.post(path, covariate, strict).text())
          .contains("covariate 'expected_margn' is not one of model 'nba-halftime'; expected one");
    }
    Http.Answer batch =
        http.post("/predict/batch", "{\"requests\":[" + misspelt + "," + covariate + "]}", strict);
    assertThat(batch.text()).contains("/requests/0/aplha is not known", "'expected_margn'");
    String known = "{\"pattern\":" + Http.PATTERN + ",\"covariates\":{\"expected_margin\":7}}";
    assertThat(http.post("/predict", known, strict).status()).isEqualTo(200);
    assertThat(http.post("/observations", "{\"request_idd\":\"a\"}", strict).status())
        .isBetween(400, 422);
  }

  @Test
  void the_rating_is_looked_up_from_who_plays_and_a_given_one_is_taken() {
    String teams = "\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-04-10\"";
    double looked =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + "," + teams + "}")
            .json()
            .get("point_forecast")
            .doubleValue();
    double unknown =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}")
            .json()
            .get("point_forecast")
            .doubleValue();
    double given =
        http.post(
                "/predict",
                "{\"pattern\":"
                    + Http.PATTERN
                    + ",\"covariates\":{\"rating_difference\":4.2},"
                    + teams
                    + "}")
            .json()
            .get("point_forecast")
            .doubleValue();
    assertThat(looked).isNotCloseTo(unknown, within(1e-6));
    assertThat(given)
        .isEqualTo(
            bundle
                .conformal()
                .forecast(
                    Halftime.ratings(bundle)
                        .orElseThrow()
                        .complete(Pattern.of(MARGINS).with("rating_difference", 4.2)),
                    0.95)
                .point());
  }

  @Test
  void health_and_models_have_the_fields_of_the_original() {
    JsonNode health = http.get("/health").json();
    assertThat(health.get("status").textValue()).isEqualTo("healthy");
    assertThat(health.get("models_loaded").booleanValue()).isTrue();
    assertThat(health.get("dejavu_database_size").longValue()).isEqualTo(23_086);
    JsonNode models = http.get("/models").json();
    assertThat(models.get("ensemble").get("dejavu_weight").doubleValue())
        .isEqualTo(bundle.ensemble().weights()[0]);
    assertThat(models.get("ensemble").get("lstm_weight").isNumber()).isTrue();
    assertThat(models.get("dejavu").get("database_size").longValue()).isEqualTo(23_086);
    assertThat(models.get("dejavu").get("K").intValue()).isEqualTo(200);
    assertThat(models.get("dejavu").get("similarity_method").textValue()).isEqualTo("euclidean");
    assertThat(models.get("conformal").get("alpha").doubleValue()).isEqualTo(0.05);
    assertThat(models.get("conformal").get("quantile").doubleValue()).isBetween(9.0, 13.0);
    assertThat(models.get("conformal").get("calibration_samples").longValue()).isEqualTo(4_077);
    JsonNode one = http.get("/models/nba-halftime").json();
    assertThat(one.get("card").textValue()).startsWith("# Model card");
    assertThat(one.get("checksums").get("dejavu.bin").textValue()).hasSize(64);
    assertThat(http.get("/models/nix").status()).isEqualTo(404);
  }

  @Test
  void examples_are_games_that_the_model_has_never_seen_evenly_from_its_sample()
      throws IOException {
    JsonNode answer = http.get("/models/nba-halftime/examples").json();
    List<LabeledPattern> sample = Halftime.sample(bundle);
    assertThat(answer.get("unseen").booleanValue()).isTrue();
    assertThat(answer.get("examples")).hasSize(50);
    JsonNode second = answer.get("examples").get(1);
    LabeledPattern expected = sample.get(sample.size() / 50);
    assertThat(names(second))
        .containsExactly("id", "date", "labels", "pattern", "covariates", "outcome");
    assertThat(second.get("id").textValue()).isEqualTo(expected.id());
    assertThat(second.get("labels").get("home").textValue())
        .isEqualTo(expected.labels().get("home"));
    assertThat(second.get("covariates").get("expected_margin").doubleValue())
        .isEqualTo(expected.pattern().covariates().get("expected_margin"));
    assertThat(second.get("pattern").get(17).doubleValue()).isEqualTo(expected.pattern().last());
    assertThat(second.get("outcome").get(5).doubleValue()).isEqualTo(expected.target());
    assertThat(http.get("/models/nix/examples").status()).isEqualTo(404);
  }

  @Test
  void the_history_says_of_each_outcome_whether_it_was_covered() throws IOException {
    try (ForecastServer own = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build())) {
      Http ownHttp = new Http(own.port());
      for (int end : new int[] {11, 60, 12}) {
        String body =
            String.format(
                Locale.ROOT,
                "{\"id\":\"end-%d\",\"pattern\":%s,\"actual\":[11,13,12,14,20,%d]}",
                end,
                Http.PATTERN,
                end);
        assertThat(ownHttp.post("/observations", body).status()).isEqualTo(200);
      }
      JsonNode history = ownHttp.get("/models/nba-halftime/history").json();
      assertThat(history.get("observations").longValue()).isEqualTo(3);
      assertThat(history.get("coverage")).hasSize(5);
      for (JsonNode one : history.get("coverage")) {
        assertThat(one.get("covered")).hasToString("[true,false,true]");
      }
      JsonNode weights = history.get("weights");
      assertThat(names(weights)).containsExactly("dejavu", "lstm", "linear");
      double[] first = bundle.ensemble().weights();
      for (int i = 0; i < first.length; i++) {
        JsonNode path = weights.get(names(weights).get(i));
        assertThat(path).hasSize(3);
        assertThat(path.get(0).doubleValue()).isEqualTo(first[i]);
      }
      assertThat(weights.get("linear").get(2)).isNotEqualTo(weights.get("linear").get(0));
      JsonNode advantage = history.get("home_advantage");
      GameExpectations ratings = (GameExpectations) Halftime.ratings(bundle).orElseThrow();
      LocalDate last = ratings.lastDay().orElseThrow();
      assertThat(names(advantage)).hasSize(131).isSorted().last().isEqualTo(last.toString());
      LocalDate earlier = last.minusDays(14 * 40);
      assertThat(advantage.get(earlier.toString()).doubleValue())
          .isEqualTo(ratings.homeAdvantage(earlier.plusDays(1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"pattern\":[1,2]}                     | 400 | pattern has length 2; expected 18",
        "{\"pattern\":[1,\"x\"]}                 | 400 | /pattern/1 is the string 'x'; expected a"
            + " number",
        "{\"pattern\":[1e999]}                   | 400 | /pattern/0 is Infinity; expected a finite"
            + " number",
        "{\"pattern\":[NaN]}                     | 400 | malformed JSON at line 1",
        "{\"pattern\":                           | 400 | malformed JSON at line 1",
        "{}                                      | 400 | /pattern is missing",
        "[]                                      | 400 | the body is an array",
        "{\"pattern\":$,\"alpha\":0}             | 400 | alpha is 0.0",
        "{\"pattern\":$,\"alpha\":1}             | 400 | alpha is 1.0",
        "{\"pattern\":$,\"alpha\":\"0.1\"}       | 400 | /alpha is the string '0.1'; expected a"
            + " number",
        "{\"pattern\":$,\"alpha\":0.0001}        | 422 | 4077 calibration samples support",
        "{\"pattern\":$,\"home\":\"BOS\"}        | 400 | expected all three or none",
        "{\"pattern\":$,\"home\":\"BOS\",\"away\":\"XXX\",\"date\":\"2019-01-01\"} | 400 | XXX",
        "{\"pattern\":$,\"home\":\"BOS\",\"away\":\"BOS\",\"date\":\"2019-01-01\"} | 400 | home and"
            + " away are both 'BOS'; expected two teams",
        "{\"pattern\":$,\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"0000-01-01\"} | 400 | /date is"
            + " '0000-01-01'; expected yyyy-mm-dd from 0001-01-01",
        "{\"pattern\":$,\"model\":\"nix\"}       | 404 | model is 'nix'",
        "{\"pattern\":$,\"pattern\":$}           | 400 | 'pattern'; expected a name that the object"
            + " does not have yet",
        "{\"pattern\":$} {}                      | 400 | malformed JSON",
      })
  void what_is_wrong_is_said_as_a_problem(String body, int status, String detail) {
    Http.Answer answer =
        http.post("/predict", body.replace("$", Http.PATTERN), "X-Request-Id", "mine-1");
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("X-Request-Id")).isEqualTo("mine-1");
    assertThat(answer.json().get("status").intValue()).isEqualTo(status);
    assertThat(answer.json().get("request_id").textValue()).isEqualTo("mine-1");
    assertThat(answer.json().get("detail").textValue()).contains(detail);
  }

  @Test
  void json_may_nest_32_levels_and_a_number_may_have_100_digits() {
    String body = "{\"pattern\":" + Http.PATTERN + ",";
    for (int arrays : new int[] {31, 32}) {
      String nested = body + "\"x\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
      assertThat(http.post("/predict", nested).status()).isEqualTo(arrays == 31 ? 200 : 400);
    }
    for (int digits : new int[] {100, 101}) {
      String number = body + "\"x\":" + "1".repeat(digits) + "}";
      assertThat(http.post("/predict", number).status()).isEqualTo(digits == 100 ? 200 : 400);
    }
  }

  @Test
  void an_alpha_that_cannot_be_supported_names_n_and_the_highest_confidence() {
    JsonNode problem =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + ",\"alpha\":1e-6}").json();
    assertThat(problem.get("n").longValue()).isEqualTo(4_077);
    assertThat(problem.get("highest_confidence").doubleValue()).isEqualTo(4_077 / 4_078.0);
  }

  @Test
  void a_batch_keeps_its_order_and_answers_each_for_itself() {
    String body =
        "{\"requests\":[{\"pattern\":$,\"request_id\":\"a\"},{\"pattern\":[1]},{\"pattern\":3},{\"pattern\":$}]}"
            .replace("$", Http.PATTERN);
    JsonNode results = http.post("/predict/batch", body).json().get("results");
    assertThat(results).hasSize(4);
    assertThat(results.get(0).get("prediction").get("request_id").textValue()).isEqualTo("a");
    assertThat(results.get(1).get("error").get("detail").textValue()).contains("length 1");
    assertThat(results.get(2).get("error").get("detail").textValue())
        .contains("/requests/2/pattern is 3; expected an array");
    assertThat(results.get(3).get("prediction").get("point_forecast"))
        .isEqualTo(results.get(0).get("prediction").get("point_forecast"));
    String many = "{\"requests\":[" + "{},".repeat(1_000) + "{}]}";
    assertThat(http.post("/predict/batch", many).status()).isEqualTo(413);
    assertThat(http.post("/predict/batch", "{}").status()).isEqualTo(400);
  }

  @Test
  void the_distribution_is_that_of_the_core() {
    JsonNode step =
        http.post("/distribution", "{\"pattern\":" + Http.PATTERN + "}").json().get("path").get(5);
    assertThat(step.get("center").doubleValue())
        .isEqualTo(bundle.conformal().forecast(Pattern.of(MARGINS), 0.5).point());
    assertThat(step.get("errors"))
        .hasSize(bundle.conformal().distribution(Pattern.of(MARGINS)).orElseThrow().size());
  }

  @Test
  void what_is_not_there_or_not_allowed_is_a_problem_too() {
    Http.Answer nothing = http.get("/nix");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.header("Content-Type")).isEqualTo("application/problem+json");
    Http.Answer wrong = http.get("/predict");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow")).isEqualTo("POST");
    assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(wrong.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(wrong.header("Cache-Control")).isEqualTo("no-store");
    assertThat(wrong.header("Server")).isEmpty();
  }

  @Test
  void an_id_that_could_break_a_log_is_replaced() {
    Http.Answer answer = http.get("/health", "X-Request-Id", "a b\"c");
    assertThat(answer.header("X-Request-Id")).isNotEmpty().doesNotContain("\"");
  }

  @Test
  void metrics_count_requests_and_time_members() {
    http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}");
    String text = http.get("/metrics").text();
    assertThat(text)
        .contains(
            "forecast_requests_seconds_count{method=\"POST\",route=\"/predict\",status=\"200\"}")
        .contains("forecast_member_seconds_count{member=\"dejavu\"}")
        .contains("forecast_member_seconds_count{member=\"lstm\"}")
        .contains("jvm_memory_used_bytes");
  }
}
