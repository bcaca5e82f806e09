package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastClientTest {
  private static final Pattern PATTERN =
      Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);

  private FixtureServer server;
  private ForecastClient client;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
    client = server.client().apiKey("the-secret-key").build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private String sent(int request, String header) {
    String value = server.requests().get(request).getHeaders().get(header);
    return value == null ? "" : value;
  }

  @Test
  void every_call_reaches_its_path_and_reads_its_answer() {
    PredictResponse forecast = client.predict(PATTERN);
    assertThat(forecast.pointForecast()).isEqualTo(11);
    assertThat(forecast.coverageProbability()).isEqualTo(0.95);
    PredictRequest request = PredictRequest.builder(PATTERN).alpha(0.2).build();
    assertThat(client.predict(request).interval().width()).isLessThan(forecast.interval().width());
    BatchResponse batch = client.predictBatch(List.of(request, PredictRequest.of(1, 2)));
    assertThat(batch.results().get(0).prediction()).isPresent();
    assertThat(batch.results().get(1).error().orElseThrow().detail()).contains("length 2");
    DistributionResponse distribution = client.distribution(request);
    assertThat(distribution.path()).hasSize(6);
    String id = forecast.requestId().orElseThrow();
    Observed observed = client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18));
    assertThat(observed.status()).isEqualTo("observed");
    assertThat(client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18)).status())
        .isEqualTo("duplicate");
    assertThat(client.health().modelsLoaded()).isTrue();
    assertThat(client.models().models()).hasSize(1);
    assertThat(client.model("fixture").inputLength()).isEqualTo(18);
    assertThat(client.calibration().observations()).isEqualTo(1);
    GameState game =
        client.pushScores(
            "00 21/1",
            ScoresRequest.of(new ScoreTick(1, "11:46", 2, 0))
                .teams("BOS", "NYK", LocalDate.of(2019, 4, 10)));
    assertThat(game.home()).contains("BOS");
    assertThat(client.game("00 21/1")).isEqualTo(game);
    assertThat(client.games().games()).containsExactly(game);
    assertThat(server.requests().get(0).getTarget()).isEqualTo("/predict");
  }

  @Test
  void an_outcome_is_taken_back() {
    String id = client.predict(PATTERN).requestId().orElseThrow();
    CalibrationReport before = client.calibration();
    PredictResponse forecast = client.predict(PATTERN);
    assertThatThrownBy(() -> client.retract(id))
        .isInstanceOf(ForecastServiceException.NotFound.class);
    client.observe(Observation.of(id, 99, 99, 99, 99, 99, 99));
    assertThat(client.retract(id)).isEqualTo(new Observed(id, "retracted", 0, Map.of()));
    assertThat(client.async().retract(id).join().status()).isEqualTo("duplicate");
    assertThat(client.calibration()).isEqualTo(before);
    assertThat(client.predict(PATTERN).interval()).isEqualTo(forecast.interval());
    RecordedRequest sent = server.requests().get(5);
    assertThat(sent.getMethod() + " " + sent.getTarget()).isEqualTo("DELETE /observations/" + id);
    assertThat(sent.getHeaders().get("Idempotency-Key")).isNotBlank();
    assertThatThrownBy(() -> client.retract("a b/c", "fixture", RequestOptions.DEFAULT))
        .isInstanceOf(ForecastServiceException.NotFound.class);
    assertThat(server.requests().get(server.requests().size() - 1).getTarget())
        .isEqualTo("/observations/a%20b%2Fc?model=fixture");
    assertThatThrownBy(() -> client.retract("..")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_result_is_told_once_and_taken_back() {
    LocalDate day = LocalDate.of(2019, 4, 10);
    FinalScore score = FinalScore.of("00 21/1", day, "BKN", "MIA", 113, 94);
    assertThatThrownBy(() -> client.retractResult("00 21/1"))
        .isInstanceOf(ForecastServiceException.NotFound.class);
    LearnedResult learned = client.learn(score);
    assertThat(learned)
        .isEqualTo(new LearnedResult("00 21/1", "learned", 1, Optional.of(day), Map.of()));
    assertThat(client.async().learn(score).join().status()).isEqualTo("duplicate");
    assertThat(client.model("fixture").results()).hasValue(1);
    assertThat(client.model("fixture").ratingsOf()).contains(day);
    assertThatThrownBy(() -> client.learn(score.withOvertimes(1)))
        .isInstanceOf(ForecastServiceException.Conflict.class);
    assertThat(client.retractResult("00 21/1").status()).isEqualTo("retracted");
    assertThat(client.async().retractResult("00 21/1").join().status()).isEqualTo("duplicate");
    assertThat(
            client
                .async()
                .retractResult("00 21/1", "fixture", RequestOptions.DEFAULT)
                .join()
                .results())
        .isZero();
    RecordedRequest last = server.requests().get(server.requests().size() - 1);
    assertThat(last.getMethod() + " " + last.getTarget())
        .isEqualTo("DELETE /results/00%2021%2F1?model=fixture");
    assertThat(last.getHeaders().get("Idempotency-Key")).isNotBlank();
    assertThatThrownBy(() -> client.retractResult("..", "fixture", RequestOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_name_of_the_callers_own_is_of_one_forecast() {
    PredictRequest mine = PredictRequest.builder(PATTERN).requestId("mine").build();
    assertThat(client.predict(mine)).isEqualTo(client.predict(mine));
    PredictRequest other = PredictRequest.builder(PATTERN).requestId("mine").alpha(0.2).build();
    assertThatThrownBy(() -> client.predict(other))
        .isInstanceOf(ForecastServiceException.Conflict.class);
    client.observe(Observation.of("mine", 12, 12, 15, 14, 16, 18));
    assertThatThrownBy(() -> client.observe(Observation.of("mine", 1, 2, 3, 4, 5, 6)))
        .isInstanceOf(ForecastServiceException.Conflict.class);
  }

  @Test
  void the_probability_of_more_than_a_value_is_answered() {
    PredictRequest.Builder request = PredictRequest.builder(PATTERN);
    double lead = client.predict(request.above(0.5).build()).probabilityAbove().orElseThrow();
    double twenty = client.predict(request.above(20).build()).probabilityAbove().orElseThrow();
    assertThat(twenty).isBetween(0.0, lead).isNotEqualTo(lead);
    assertThatThrownBy(() -> request.above(Double.NaN).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above");
  }

  @Test
  void every_call_has_its_future() throws Exception {
    AsyncForecastClient async = client.async();
    PredictRequest request = PredictRequest.builder(PATTERN).build();
    String id = async.predict(PATTERN).get().requestId().orElseThrow();
    assertThat(async.predict(request).get().pointForecast()).isEqualTo(11);
    assertThat(async.predictBatch(List.of(request)).get().results()).hasSize(1);
    assertThat(async.distribution(request).get().path()).hasSize(6);
    assertThat(async.observe(Observation.of(id, 1, 2, 3, 4, 5, 6)).get().id()).isEqualTo(id);
    assertThat(async.health().get()).isEqualTo(client.health());
    assertThat(async.models().get()).isEqualTo(client.models());
    assertThat(async.model("fixture").get()).isEqualTo(client.model("fixture"));
    assertThat(async.calibration().get()).isEqualTo(client.calibration());
    ScoresRequest scores = ScoresRequest.of(new ScoreTick(1, "11:46", 2, 0));
    assertThat(async.pushScores("1", scores).get()).isEqualTo(client.game("1"));
    assertThat(async.game("1").get()).isEqualTo(client.game("1"));
    assertThat(async.games().get()).isEqualTo(client.games());
    assertThat(async.calibration("fixture", RequestOptions.DEFAULT).get())
        .isEqualTo(client.calibration("fixture", RequestOptions.DEFAULT));
    assertThatThrownBy(() -> async.model("nix").get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ForecastServiceException.NotFound.class);
  }

  @Test
  void every_call_has_an_asynchronous_twin() throws Exception {
    int calls = 0;
    for (Method call : ForecastClient.class.getDeclaredMethods()) {
      boolean answers = call.getReturnType().getPackageName().equals("org.forecast4j.wire");
      if (answers && Modifier.isPublic(call.getModifiers())) {
        Method twin = AsyncForecastClient.class.getMethod(call.getName(), call.getParameterTypes());
        assertThat(twin.getGenericReturnType().getTypeName())
            .isEqualTo(
                "java.util.concurrent.CompletableFuture<%s>", call.getReturnType().getName());
        calls++;
      }
    }
    assertThat(calls).isGreaterThan(20);
  }

  @Test
  void timeouts_are_those_of_every_try() {
    List<Integer> millis = new ArrayList<>();
    ForecastClient timed =
        client.withOptions(
            options ->
                options
                    .connectTimeout(Duration.ofSeconds(8))
                    .readTimeout(Duration.ofSeconds(9))
                    .interceptor(
                        chain -> {
                          millis.add(chain.connectTimeoutMillis());
                          millis.add(chain.readTimeoutMillis());
                          millis.add(chain.writeTimeoutMillis());
                          return chain.proceed(chain.request());
                        }));
    timed.health();
    assertThat(millis).containsExactly(8_000, 9_000, 9_000);
  }

  @Test
  void a_strict_client_asks_for_errors_where_the_server_would_ignore() {
    ForecastClient strict = client.withOptions(options -> options.strict(true));
    strict.predict(PATTERN);
    strict.withOptions(options -> options.retries(0)).health();
    strict.withOptions(options -> options.strict(false)).health();
    assertThat(sent(0, "Prefer")).isEqualTo("handling=strict");
    assertThat(sent(1, "Prefer")).isEqualTo("handling=strict");
    assertThat(sent(2, "Prefer")).isEmpty();
  }

  @Test
  void a_request_carries_key_ids_and_headers() {
    ForecastClient named =
        client.withOptions(options -> options.userAgent("scoreboard/2.1").header("X-Team", "red"));
    named.predict(
        PredictRequest.builder(PATTERN).build(),
        RequestOptions.builder().header("x-team", "blue").idempotencyKey("mine-1").build());
    assertThat(sent(0, "Authorization")).isEqualTo("Bearer the-secret-key");
    assertThat(sent(0, "Idempotency-Key")).isEqualTo("mine-1");
    assertThat(sent(0, "X-Request-Id")).isEqualTo("mine-1");
    assertThat(sent(0, "X-Team")).isEqualTo("blue");
    assertThat(sent(0, "User-Agent")).startsWith("scoreboard/2.1 forecast4j/").contains("okhttp/");
    assertThat(sent(0, "Accept-Encoding")).isEqualTo("gzip");
    assertThat(sent(0, "Prefer")).isEmpty();
    client.health();
    client.health();
    assertThat(sent(1, "X-Request-Id")).isNotEmpty().isNotEqualTo(sent(2, "X-Request-Id"));
    assertThat(sent(1, "Idempotency-Key")).isEmpty();
  }

  @Test
  void a_key_that_changes_is_asked_for_with_every_try() {
    AtomicInteger count = new AtomicInteger();
    ForecastClient changing =
        client.withOptions(
            options ->
                options.apiKey(() -> "key-" + count.incrementAndGet()).timing(new ManualTiming()));
    changing.models();
    server.next(Fault.problem(503, "loading"));
    changing.models();
    List<String> keys = new ArrayList<>();
    for (RecordedRequest request : server.requests()) {
      keys.add(request.getHeaders().get("Authorization"));
    }
    assertThat(keys).containsExactly("Bearer key-1", "Bearer key-2", "Bearer key-3");
  }

  @Test
  void a_server_that_is_not_ready_is_an_answer_to_health() {
    server.next(
        Fault.of(
            good ->
                good.newBuilder()
                    .code(503)
                    .body("{\"status\":\"unavailable\",\"models_loaded\":false}")
                    .build()));
    Health health = client.health();
    assertThat(health.status()).isEqualTo("unavailable");
    assertThat(server.requests()).hasSize(1);
    server.next(Fault.problem(503, "the server is full"));
    assertThatThrownBy(() -> client.health(RequestOptions.builder().retries(0).build()))
        .isInstanceOf(ForecastServiceException.ServerFailure.class)
        .hasMessageContaining("the server is full");
  }

  @Test
  void the_raw_answer_is_given_on_request_good_or_bad() {
    AtomicReference<RawResponse> raw = new AtomicReference<>();
    RequestOptions options = RequestOptions.builder().onResponse(raw::set).build();
    client.models(options);
    assertThat(raw.get().status()).isEqualTo(200);
    assertThat(raw.get().header("content-TYPE")).contains("application/json");
    assertThat(raw.get().text()).startsWith("{\"ensemble\":");
    assertThatThrownBy(() -> client.model("nix", options))
        .isInstanceOf(ForecastServiceException.NotFound.class);
    assertThat(raw.get().status()).isEqualTo(404);
    server.next(Fault.page());
    assertThatThrownBy(() -> client.models(options)).isInstanceOf(ForecastProtocolException.class);
    assertThat(raw.get().text()).contains("Please log in");
  }

  @Test
  void a_base_url_may_have_a_path() {
    ForecastClient below =
        client.withOptions(options -> options.baseUrl(server.baseUrl() + "/api/v1"));
    assertThatThrownBy(below::models).isInstanceOf(ForecastServiceException.NotFound.class);
    assertThat(server.requests().get(0).getTarget()).isEqualTo("/api/v1/models");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "ftp://x",
        "http://user:secret@host",
        "http://host?x=1",
        "http://host#x",
        ""
      })
  void a_base_url_that_is_none_is_refused(String url) {
    assertThatThrownBy(() -> ForecastClient.builder().baseUrl(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected http://host:port")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "line\nbreak", "schlüssel"})
  void a_key_that_cannot_be_sent_is_refused_without_showing_it(String key) {
    assertThatThrownBy(() -> ForecastClient.builder().apiKey(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("API key")
        .satisfies(
            e ->
                assertThat(key.isEmpty() || !String.valueOf(e.getMessage()).contains(key))
                    .isTrue());
    ForecastClient late = client.withOptions(options -> options.apiKey(() -> key));
    assertThatThrownBy(late::health).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> late.async().health().get())
        .cause()
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void options_that_cannot_be_are_refused() {
    ForecastClient.Builder builder = ForecastClient.builder();
    assertThatThrownBy(() -> builder.retries(-1)).hasMessageContaining("retries is -1");
    assertThatThrownBy(() -> builder.readTimeout(Duration.ZERO))
        .hasMessageContaining("readTimeout is PT0S; expected more than zero");
    assertThatThrownBy(() -> builder.backoff(Duration.ofSeconds(3), Duration.ofSeconds(2)))
        .hasMessageContaining("at most the longest");
    assertThatThrownBy(() -> builder.maxResponseBytes(0)).hasMessageContaining("is 0");
    assertThatThrownBy(() -> builder.maxRequestsPerHost(0)).hasMessageContaining("is 0");
    assertThatThrownBy(() -> builder.header("a b", "c")).hasMessageContaining("'a b'");
    assertThatThrownBy(() -> builder.header("X-Token", "se\ncret"))
        .hasMessageContaining("X-Token")
        .hasMessageNotContaining("cret");
    assertThatThrownBy(() -> RequestOptions.builder().retries(-1).build())
        .hasMessageContaining("retries is -1");
    assertThatThrownBy(() -> client.game("..")).hasMessageContaining("game id is '..'");
    assertThatThrownBy(() -> client.model(" ")).hasMessageContaining("model is ' '");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void the_environment_sets_a_client_up_and_properties_come_first() {
    try (ForecastClient none = ForecastClient.fromEnv(Map.of())) {
      assertThat(none).hasToString("ForecastClient[http://localhost:8080/]");
    }
    Map<String, String> environment =
        Map.of("FORECAST_BASE_URL", server.baseUrl(), "FORECAST_API_KEY", "env-key");
    try (ForecastClient fromEnv = ForecastClient.fromEnv(environment)) {
      fromEnv.health();
      assertThat(sent(0, "Authorization")).isEqualTo("Bearer env-key");
    }
    System.setProperty("forecast.api.key", "property-key");
    try (ForecastClient fromEnv = ForecastClient.fromEnv(environment)) {
      fromEnv.health();
      assertThat(sent(1, "Authorization")).isEqualTo("Bearer property-key");
    } finally {
      System.clearProperty("forecast.api.key");
    }
  }

  @Test
  void a_derived_client_shares_the_pool_and_closes_nothing() {
    ForecastClient derived = client.withOptions(options -> options.retries(0));
    client.health();
    derived.health();
    assertThat(server.requests().get(1).getConnectionIndex())
        .isEqualTo(server.requests().get(0).getConnectionIndex());
    derived.close();
    assertThatThrownBy(derived::health)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    client.health();
    ForecastClient other = client.toBuilder().build();
    client.close();
    client.close();
    assertThatThrownBy(client::health).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> client.async().health().get())
        .cause()
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(other::health).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_client_on_anothers_okhttp_leaves_it_open() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    OkHttpClient http =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  seen.incrementAndGet();
                  return chain.proceed(chain.request());
                })
            .build();
    AtomicInteger added = new AtomicInteger();
    try (ForecastClient built =
        server
            .client()
            .httpClient(http)
            .interceptor(
                chain -> {
                  added.incrementAndGet();
                  return chain.proceed(chain.request());
                })
            .build()) {
      built.health();
      built.async().health().get();
    }
    assertThat(seen).hasValue(2);
    assertThat(added).hasValue(2);
    assertThat(http.dispatcher().executorService().isShutdown()).isFalse();
    http.dispatcher().executorService().shutdownNow();
    http.connectionPool().evictAll();
  }

  @Test
  void a_proxy_is_used_if_it_is_set() {
    ForecastClient proxied =
        client.withOptions(
            options ->
                options
                    .baseUrl("http://forecasts.invalid")
                    .proxy(
                        new Proxy(
                            Proxy.Type.HTTP,
                            new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                URI.create(server.baseUrl()).getPort()))));
    assertThat(proxied.health().modelsLoaded()).isTrue();
    assertThat(server.requests().get(0).getTarget()).isEqualTo("http://forecasts.invalid/health");
  }

  private static String stackTraceOf(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void nothing_shows_the_key() {
    assertThat(client.toString()).doesNotContain("secret");
    assertThat(RequestOptions.builder().header("X-Token", "the-secret").build().toString())
        .contains("X-Token")
        .doesNotContain("the-secret");
    server.next(Fault.problem(401, "bad key Bearer the-secret-key"));
    assertThatThrownBy(client::models)
        .isInstanceOf(ForecastServiceException.AccessDenied.class)
        .hasMessageNotContaining("secret")
        .hasMessageContaining("FORECAST_API_KEY")
        .satisfies(
            e ->
                assertThat(((ForecastServiceException) e).problem().orElseThrow().detail())
                    .doesNotContain("secret"));
    server.next(Fault.json("{\"ensemble\":\"the-secret-key\"}"));
    assertThatThrownBy(client::models)
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("/ensemble is the string '██'")
        .satisfies(e -> assertThat(stackTraceOf(e)).doesNotContain("secret"));
  }
}
