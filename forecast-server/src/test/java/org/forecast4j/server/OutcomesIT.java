package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.learning.RecentLog;
import org.forecast4j.server.learning.Trained;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesIT {
  private static final String ACTUAL = "[12,12,15,14,16,40]";

  @TempDir Path folder;
  private ForecastServer server;
  private Http http;

  @BeforeEach
  void start() throws IOException {
    server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
    http = new Http(server.port());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String predict(String id) {
    return "{\"pattern\":" + Http.PATTERN + ",\"request_id\":\"" + id + "\"}";
  }

  private static String outcome(String id) {
    return "{\"request_id\":\"" + id + "\",\"actual\":" + ACTUAL + "}";
  }

  @Test
  void an_outcome_moves_the_interval_as_the_core_does() throws IOException {
    JsonNode before = http.post("/predict", predict("a")).json();
    JsonNode observed = http.post("/observations", outcome("a")).json();
    assertThat(observed.get("status").textValue()).isEqualTo("observed");
    assertThat(observed.get("state_version").longValue()).isEqualTo(1);
    JsonNode after = http.post("/predict", predict("b")).json();

    ConformalWrapper wrapper = ForecastBundle.load(Http.BUNDLE).conformal();
    Pattern pattern = Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);
    IntervalForecast first = wrapper.forecast(pattern, 0.95);
    IntervalForecast second =
        wrapper.observe(first, 12, 12, 15, 14, 16, 40).forecast(pattern, 0.95);
    assertThat(before.get("interval_upper").doubleValue()).isEqualTo(first.interval().upper());
    assertThat(after.get("interval_upper").doubleValue()).isEqualTo(second.interval().upper());
    assertThat(second.interval().width()).isGreaterThan(first.interval().width());
  }

  @Test
  void an_outcome_counts_once_and_a_contradiction_is_a_conflict() {
    http.post("/predict", predict("a"));
    http.post("/observations", outcome("a"));
    JsonNode again = http.post("/observations", outcome("a")).json();
    assertThat(again.get("status").textValue()).isEqualTo("duplicate");
    assertThat(again.get("state_version").longValue()).isEqualTo(1);
    Http.Answer other = http.post("/observations", outcome("a").replace("40", "41"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().get("detail").textValue()).contains("'a'", "other values");
  }

  @Test
  void a_contradiction_is_one_whatever_its_hash_and_zero_has_no_sign() {
    String named = "{\"id\":\"a\",\"pattern\":" + Http.PATTERN + ",\"actual\":";
    assertThat(http.post("/observations", named + "[12,12,15,14,16,18]}").status()).isEqualTo(200);
    Http.Answer flipped = http.post("/observations", named + "[-12,-12,-15,-14,-16,-18]}");
    assertThat(flipped.status()).isEqualTo(409);
    String zero = named.replace("\"a\"", "\"z\"");
    assertThat(http.post("/observations", zero + "[0,1,2,3,4,0]}").status()).isEqualTo(200);
    JsonNode again = http.post("/observations", zero + "[-0.0,1,2,3,4,-0.0]}").json();
    assertThat(again.get("status").textValue()).isEqualTo("duplicate");
    Http.Answer otherPattern =
        http.post(
            "/observations",
            zero.replace(Http.PATTERN, Http.PATTERN.replace("11]", "12]")) + "[0,1,2,3,4,0]}");
    assertThat(otherPattern.status()).isEqualTo(409);
    assertThat(http.get("/calibration").json().get("state_version").longValue()).isEqualTo(2);
  }

  @Test
  void a_repetition_is_one_by_its_pattern_and_values_whatever_else_it_says() {
    String told =
        "{\"id\":\"a\",\"pattern\":"
            + Http.PATTERN
            + ",\"covariates\":{\"expected_margin\":4},\"actual\":"
            + ACTUAL
            + "}";
    assertThat(http.post("/observations", told).json().get("status").textValue())
        .isEqualTo("observed");
    String learned = interval();
    String covariates = "\"covariates\":{\"expected_margin\":4}";
    for (String other :
        List.of(
            "\"covariates\":{\"expected_margin\":-9}",
            "\"covariates\":{\"expected_total\":250}",
            "\"covariates\":{}",
            covariates + ",\"alpha\":0.4",
            "\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-04-10\"")) {
      JsonNode again = http.post("/observations", told.replace(covariates, other)).json();
      assertThat(again.get("status").textValue()).as(other).isEqualTo("duplicate");
      assertThat(again.get("state_version").longValue()).isEqualTo(1);
      Http.Answer contradicting =
          http.post("/observations", told.replace(covariates, other).replace("40]", "41]"));
      assertThat(contradicting.status()).as(other).isEqualTo(409);
      assertThat(interval()).as("the first one stays").isEqualTo(learned);
    }
  }

  private String interval() {
    JsonNode answer = http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}").json();
    return answer.get("interval_lower") + " to " + answer.get("interval_upper");
  }

  @Test
  void the_id_of_a_request_names_no_forecast() {
    String other = Http.PATTERN.replace("11]", "-20]");
    JsonNode one =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}", "X-Request-Id", "same").json();
    JsonNode two =
        http.post("/predict", "{\"pattern\":" + other + "}", "X-Request-Id", "same").json();
    String first = one.get("request_id").textValue();
    assertThat(first).isNotEqualTo(two.get("request_id").textValue()).isNotEqualTo("same");
    // The pattern beside the id is held against that of the forecast.
    String body = outcome(first).replace("}", ",\"pattern\":" + other + "}");
    Http.Answer refused = http.post("/observations", body);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").textValue()).contains("pattern", first);
    assertThat(http.post("/observations", outcome(first)).status()).isEqualTo(200);
  }

  @Test
  void an_id_of_the_caller_names_one_forecast() {
    String asked =
        "{\"pattern\":"
            + Http.PATTERN
            + ",\"request_id\":\"a\",\"covariates\":{\"rating_difference\":2}}";
    JsonNode answer = http.post("/predict", asked).json();
    // What was learned since then does not change it.
    http.post("/observations", outcome("a").replace("40", "50"));
    assertThat(withoutCases(http.post("/predict", asked).json())).isEqualTo(withoutCases(answer));
    String brief = asked.substring(0, asked.length() - 1) + ",\"return_explanation\":false}";
    JsonNode bare = http.post("/predict", brief).json();
    assertThat(bare.has("explanation")).isFalse();
    assertThat(bare.get("interval_upper")).isEqualTo(answer.get("interval_upper"));
    String negativeZero = asked.replace("[0,", "[-0.0,");
    assertThat(negativeZero).isNotEqualTo(asked);
    assertThat(withoutCases(http.post("/predict", negativeZero).json()))
        .isEqualTo(withoutCases(answer));
    for (String other :
        List.of(
            asked.replace("11]", "12]"),
            asked.replace(":2}", ":3}"),
            asked.replace("\"request_id\"", "\"alpha\":0.1,\"request_id\""),
            asked.replace(
                ",\"covariates\":{\"rating_difference\":2}",
                ",\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-04-10\""))) {
      Http.Answer refused = http.post("/predict", other);
      assertThat(refused.status()).as(other).isEqualTo(409);
      assertThat(refused.json().get("detail").textValue()).contains("'a'", "expected");
    }
  }

  /** The most similar cases are those of now: the outcome itself may be one. */
  private static JsonNode withoutCases(JsonNode answer) {
    JsonNode copy = answer.deepCopy();
    ((ObjectNode) copy.get("explanation")).remove(List.of("similar_games", "similar"));
    return copy;
  }

  @Test
  void the_covariates_beside_an_id_are_those_of_its_forecast() {
    String asked =
        "{\"pattern\":"
            + Http.PATTERN
            + ",\"request_id\":\"a\",\"covariates\":{\"rating_difference\":4}}";
    http.post("/predict", asked);
    String outcome = asked.replace("}}", "},\"actual\":" + ACTUAL + "}");
    Http.Answer other = http.post("/observations", outcome.replace(":4}", ":9}"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().get("detail").textValue()).contains("rating_difference is 9.0", "4.0");
    assertThat(http.post("/observations", outcome).status()).isEqualTo(200);
    Http.Answer far =
        http.post("/predict", asked.replace(":4}", ":1000}").replace("\"a\"", "\"b\""));
    assertThat(far.status()).isEqualTo(422);
  }

  @Test
  void a_batch_of_a_long_request_id_can_be_observed() {
    JsonNode answer =
        http.post(
                "/predict/batch",
                "{\"requests\":[{\"pattern\":" + Http.PATTERN + "}]}",
                "X-Request-Id",
                "a".repeat(128))
            .json();
    String id = answer.at("/results/0/prediction/request_id").textValue();
    assertThat(http.post("/observations", outcome(id)).status()).isEqualTo(200);
  }

  private JsonNode calibration(Http caller) {
    return caller.get("/calibration").json();
  }

  private static Http.Answer retract(Http caller, String id) {
    return caller.send(caller.request("/observations/" + id).DELETE());
  }

  @Test
  void a_retracted_outcome_is_forgotten_also_over_a_restart() throws IOException {
    ServerOptions options =
        ServerOptions.builder(Http.BUNDLE).state(folder.resolve("state")).build();
    JsonNode without;
    try (ForecastServer kept = ForecastServer.start(options)) {
      Http caller = new Http(kept.port());
      caller.post("/observations", named("x", "[10,11,12,13,14,15]"));
      without = calibration(caller);
      caller.post("/observations", named("wrong", "[10,11,12,13,14,50]"));
      assertThat(calibration(caller)).isNotEqualTo(without);
      JsonNode retracted = retract(caller, "wrong").json();
      assertThat(retracted.get("status").textValue()).isEqualTo("retracted");
      assertThat(retracted.get("state_version").longValue()).isEqualTo(1);
      assertThat(calibration(caller)).isEqualTo(without);
      assertThat(retract(caller, "wrong").json().get("status").textValue()).isEqualTo("duplicate");
      assertThat(retract(caller, "never").status()).isEqualTo(404);
      assertThat(retract(caller, "not%20one").status()).isEqualTo(400);
    }
    try (ForecastServer again = ForecastServer.start(options)) {
      Http caller = new Http(again.port());
      assertThat(calibration(caller)).isEqualTo(without);
      assertThat(retract(caller, "wrong").json().get("status").textValue()).isEqualTo("duplicate");
      // The right value under the same id.
      JsonNode right = caller.post("/observations", named("wrong", "[9,9,9,9,9,9]")).json();
      assertThat(right.get("status").textValue()).isEqualTo("observed");
    }
    try (ForecastServer again = ForecastServer.start(options)) {
      assertThat(calibration(new Http(again.port())).get("state_version").longValue()).isEqualTo(2);
    }
  }

  private static String named(String id, String actual) {
    return "{\"id\":\"" + id + "\",\"pattern\":" + Http.PATTERN + ",\"actual\":" + actual + "}";
  }

  @Test
  void outcomes_that_come_while_models_are_swapped_are_all_learned() throws Exception {
    ForecastBundle one = ForecastBundle.load(Http.BUNDLE);
    Path bundle = folder.resolve("bundle");
    one.save(bundle);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    List<String> failures = new CopyOnWriteArrayList<>();
    try (ForecastServer swapped = ForecastServer.start(ServerOptions.builder(bundle).build())) {
      Http caller = new Http(swapped.port());
      List<Thread> senders = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int sender = i;
        Thread thread =
            new Thread(
                () -> {
                  while (!done.get()) {
                    int n = calls.incrementAndGet();
                    JsonNode made =
                        caller.post("/predict", "{\"pattern\":" + Http.PATTERN + "}").json();
                    Http.Answer answer =
                        caller.post(
                            "/observations",
                            n % 2 == 0
                                ? outcome(made.get("request_id").textValue())
                                : named("s" + sender + "-" + n, ACTUAL));
                    if (answer.status() != 200) {
                      failures.add(answer.status() + " " + answer.text());
                    }
                  }
                });
        thread.start();
        senders.add(thread);
      }
      BundleInfo info = one.info();
      for (int swap = 0; swap < 8; swap++) {
        // Another version, then another name, too.
        String name = swap < 4 ? info.name() : "other-" + swap;
        ForecastBundle next =
            ForecastBundle.of(
                new BundleInfo(name, "v" + swap, info.unit(), info.trainingData(), info.seed()),
                one.conformal(),
                "",
                java.util.Map.of());
        next.save(bundle);
        int before = calls.get();
        assertThat(caller.post("/admin/reload", "").status()).isEqualTo(200);
        Await.await("calls of the new model", () -> calls.get() > before + 6);
      }
      done.set(true);
      for (Thread sender : senders) {
        sender.join();
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void a_pattern_stands_for_a_forecast_that_nobody_remembers() {
    Http.Answer unknown = http.post("/observations", outcome("nobody"));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().get("detail").textValue()).contains("'nobody'", "pattern");
    String body = outcome("nobody").replace("}", ",\"pattern\":" + Http.PATTERN + "}");
    assertThat(http.post("/observations", body).json().get("status").textValue())
        .isEqualTo("observed");
  }

  @Test
  void before_a_model_is_loaded_no_forecast_is_called_unknown() throws IOException {
    AtomicInteger status = new AtomicInteger();
    ForecastServer.start(
            ServerOptions.builder(Http.BUNDLE).build(),
            port -> status.set(new Http(port).post("/observations", outcome("a")).status()))
        .close();
    assertThat(status.get()).isEqualTo(503);
  }

  @Test
  void wrong_outcomes_are_refused_and_change_nothing() {
    http.post("/predict", predict("a"));
    for (String wrong :
        List.of(
            outcome("a").replace(ACTUAL, "[1,2]"),
            outcome("a").replace(ACTUAL, "[1,2,3,4,5,\"6\"]"),
            outcome("a").replace(ACTUAL, "[1,2,3,4,5,1e999]"),
            "{\"actual\":" + ACTUAL + "}",
            "{\"pattern\":" + Http.PATTERN + ",\"actual\":" + ACTUAL + "}",
            outcome("a\\u0000b"))) {
      Http.Answer answer = http.post("/observations", wrong);
      assertThat(answer.status()).as(wrong).isIn(400, 404);
      assertThat(answer.json().get("detail").textValue()).contains("expected");
    }
    assertThat(http.get("/calibration").json().get("state_version").longValue()).isZero();
  }

  @Test
  void impossible_outcomes_and_patterns_are_refused_with_their_bounds() {
    for (String actual :
        List.of("[12,12,15,14,16,-999]", "[12,12,15,14,16,1e300]", "[60,60,60,60,60,60]")) {
      Http.Answer answer = http.post("/observations", named("x", actual));
      assertThat(answer.status()).as(actual).isEqualTo(422);
      assertThat(answer.json().get("detail").textValue()).contains("outcome[", "expected");
    }
    String far = Http.PATTERN.replace("11]", "1e151]");
    String covariate =
        "{\"pattern\":" + Http.PATTERN + ",\"covariates\":{\"rating_difference\":1e300}}";
    for (String body : List.of("{\"pattern\":" + far + "}", covariate)) {
      for (String path : List.of("/predict", "/distribution")) {
        Http.Answer answer = http.post(path, body);
        assertThat(answer.status()).as(path + body).isEqualTo(422);
        assertThat(answer.json().get("detail").textValue()).contains("expected", "E");
      }
      JsonNode batch = http.post("/predict/batch", "{\"requests\":[" + body + "]}").json();
      assertThat(batch.toString()).contains("\"status\":422");
    }
    assertThat(http.get("/calibration").json().get("state_version").longValue()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "expected_total, -500, -500.0; expected above 0",
    "expected_total, 0, 0.0; expected above 0",
    "expected_total, -501, -501.0; expected -500.0 to 500.0",
    "expected_margin, 501, 501.0; expected -500.0 to 500.0",
  })
  void an_impossible_covariate_is_refused_with_its_value_and_what_was_expected(
      String name, String value, String says) {
    String request =
        "{\"pattern\":" + Http.PATTERN + ",\"covariates\":{\"" + name + "\":" + value + "}}";
    String outcome = request.replace("}}", "},\"id\":\"a\",\"actual\":" + ACTUAL + "}");
    String detail = "covariate " + name + " is " + says;
    for (String path : List.of("/predict", "/distribution", "/observations")) {
      Http.Answer answer = http.post(path, path.equals("/observations") ? outcome : request);
      assertThat(answer.status()).as(path).isEqualTo(422);
      assertThat(answer.json().get("detail").textValue()).as(path).isEqualTo(detail);
    }
    JsonNode batch =
        http.post("/predict/batch", "{\"requests\":[" + predict("g") + "," + request + "]}").json();
    assertThat(batch.toString()).contains(detail).contains("\"status\":422");
    assertThat(http.get("/calibration").json().get("state_version").longValue()).isZero();
  }

  @Test
  void the_calibration_report_says_how_often_the_intervals_covered() {
    JsonNode none = http.get("/calibration").json();
    assertThat(none.get("window").longValue()).isZero();
    assertThat(none.get("intervals")).hasSize(5);
    assertThat(none.get("intervals").get(3).get("coverage").isNull()).isTrue();
    for (int i = 0; i < 10; i++) {
      http.post("/predict", predict("g" + i));
      // Nine outcomes where they were expected, one far away.
      String actual = i < 9 ? "[11,11,11,12,12,12]" : "[11,11,11,12,12,50]";
      http.post("/observations", outcome("g" + i).replace(ACTUAL, actual));
    }
    JsonNode report = http.get("/calibration").json();
    assertThat(report.get("state_version").longValue()).isEqualTo(10);
    assertThat(report.get("window").longValue()).isEqualTo(10);
    JsonNode at95 = report.get("intervals").get(3);
    assertThat(at95.get("confidence").doubleValue()).isEqualTo(0.95);
    assertThat(at95.get("coverage").doubleValue()).isEqualTo(0.9);
    assertThat(at95.get("mean_width").doubleValue()).isBetween(15.0, 35.0);
    double counted = 0;
    for (JsonNode bin : report.get("pit")) {
      counted += bin.doubleValue();
    }
    assertThat(counted).isEqualTo(10);
    assertThat(report.get("pit").get(9).doubleValue()).isGreaterThanOrEqualTo(1);
    assertThat(http.get("/metrics").text())
        .contains(
            "forecast_rolling_coverage{confidence=\"0.95\",model=\"nba-halftime\"} 0.9",
            "forecast_state_version{model=\"nba-halftime\"} 10.0",
            "forecast_model{model=\"nba-halftime\",version=\"2\"} 1.0");
    assertThat(http.get("/calibration?model=nix").status()).isEqualTo(404);
  }

  @Test
  void many_callers_at_once_are_each_counted_once() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String body = outcome("o" + i % 100).replace("}", ",\"pattern\":" + Http.PATTERN + "}");
        calls.add(callers.submit(() -> http.post("/observations", body).status()));
      }
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isEqualTo(200);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(http.get("/calibration").json().get("state_version").longValue()).isEqualTo(100);
  }

  @Test
  void a_replaced_model_begins_anew_and_the_old_one_comes_back_with_what_it_knew()
      throws IOException {
    Path bundle = folder.resolve("bundle");
    ForecastBundle one = ForecastBundle.load(Http.BUNDLE);
    BundleInfo info = one.info();
    ForecastBundle two =
        ForecastBundle.of(
            new BundleInfo(info.name(), "2", info.unit(), info.trainingData(), info.seed()),
            one.conformal(),
            "",
            java.util.Map.of());
    one.save(bundle);
    ServerOptions options = ServerOptions.builder(bundle).state(folder.resolve("state")).build();
    try (ForecastServer kept = ForecastServer.start(options)) {
      Http caller = new Http(kept.port());
      caller.post("/predict", predict("a"));
      caller.post("/predict", predict("b"));
      caller.post("/observations", outcome("a"));
      two.save(bundle);
      assertThat(caller.post("/admin/reload", "").status()).isEqualTo(200);
      assertThat(caller.get("/calibration").json().get("state_version").longValue()).isZero();
      // A forecast of the model that was replaced.
      JsonNode late = caller.post("/observations", outcome("b")).json();
      assertThat(late.get("state_version").longValue()).isEqualTo(1);
      one.save(bundle);
      caller.post("/admin/reload", "");
      JsonNode report = caller.get("/calibration").json();
      assertThat(report.get("model_version").textValue()).isEqualTo(info.version());
      assertThat(report.get("state_version").longValue()).isEqualTo(1);
    }
    try (var files = Files.list(folder.resolve("state"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".journal"))).hasSize(2);
    }
  }

  @Test
  void rolling_intervals_are_those_of_the_state_before_the_outcome() throws Exception {
    ConformalWrapper trained = ForecastBundle.load(Http.BUNDLE).conformal();
    IntervalForecast forecast =
        trained.forecast(Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11), 0.95);
    try (Learning learning =
        Learning.resume(
            new Trained(trained, Optional.empty(), true, ""),
            new RecentLog(100),
            Optional.empty())) {
      learning.observe(new OutcomeRecord("a", forecast, new double[] {1, 2, 3, 4, 5, 90}));
      assertThat(learning.report("m", "1").intervals().get(3).meanWidth())
          .isCloseTo(forecast.interval().width(), within(1e-12));
    }
  }
}
