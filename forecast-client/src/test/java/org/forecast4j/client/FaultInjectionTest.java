package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that goes wrong. */
class FaultInjectionTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(2);
  private static final PredictRequest REQUEST =
      PredictRequest.builder(Pattern.of(new double[18])).build();
  private static final RequestOptions ONE_TRY = RequestOptions.builder().retries(0).build();

  private final ManualTiming timing = new ManualTiming();
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

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static Fault[] times(int count, Fault fault) {
    return Stream.generate(() -> fault).limit(count).toArray(Fault[]::new);
  }

  @Test
  void slow_headers_time_out() {
    ForecastClient hasty = client.withOptions(options -> options.readTimeout(SHORT));
    server.next(Fault.slowHeaders(LONG));
    assertThatThrownBy(() -> hasty.predict(REQUEST, ONE_TRY))
        .isInstanceOf(ForecastIoException.Timeout.class)
        .hasMessageContaining("POST /predict at " + server.baseUrl())
        .hasMessageContaining("raise connectTimeout or readTimeout");
  }

  @Test
  void a_slow_body_times_out_and_is_asked_for_again() {
    ForecastClient hasty = client.withOptions(options -> options.readTimeout(SHORT));
    server.next(Fault.slowBody(LONG));
    assertThat(hasty.predict(REQUEST).pointForecast()).isZero();
    assertThat(server.requests()).hasSize(2);
    server.next(Fault.slowBody(LONG));
    assertThat(hasty.async().predict(REQUEST).join().pointForecast()).isZero();
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void the_whole_call_has_a_time_of_its_own() {
    RequestOptions hasty = RequestOptions.builder().callTimeout(SHORT).build();
    ForecastClient real = client.withOptions(options -> options.timing(Timing.SYSTEM));
    server.next(times(2, Fault.slowHeaders(LONG)));
    assertThatThrownBy(() -> real.predict(REQUEST, hasty))
        .isInstanceOf(ForecastIoException.Timeout.class)
        .hasMessageContaining("took longer than 0.2 s in all")
        .hasMessageContaining("raise callTimeout");
    assertThatThrownBy(() -> real.async().predict(REQUEST, hasty).join())
        .cause()
        .isInstanceOf(ForecastIoException.Timeout.class);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void the_time_in_the_queue_counts() throws Exception {
    try (ForecastClient narrow = server.client().maxRequestsPerHost(1).build()) {
      server.next(times(2, Fault.slowHeaders(LONG)));
      CompletableFuture<Health> first = narrow.async().health();
      await(() -> server.requests().size() == 1);
      RequestOptions hasty = RequestOptions.builder().callTimeout(SHORT).build();
      assertThatThrownBy(() -> narrow.async().health(hasty).join())
          .cause()
          .isInstanceOf(ForecastIoException.Timeout.class);
      assertThat(server.requests()).hasSize(1);
      first.cancel(true);
    }
  }

  @Test
  void a_pause_that_the_call_has_no_time_for_is_not_made() {
    server.next(times(2, Fault.rateLimited(Duration.ofSeconds(2))));
    RequestOptions hasty = RequestOptions.builder().callTimeout(Duration.ofSeconds(1)).build();
    assertThatThrownBy(() -> client.predict(REQUEST, hasty))
        .isInstanceOf(ForecastServiceException.RateLimited.class);
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void a_connection_reset_in_mid_body_is_tried_again() {
    server.next(Fault.resetMidBody(), Fault.noAnswer());
    assertThat(client.predict(REQUEST).pointForecast()).isZero();
    assertThat(server.requests()).hasSize(3);
    server.next(Fault.resetMidBody());
    assertThatThrownBy(() -> client.predict(REQUEST, ONE_TRY))
        .isExactlyInstanceOf(ForecastIoException.class)
        .hasMessageContaining("POST /predict at " + server.baseUrl() + "/ failed");
  }

  @Test
  void nobody_listening_is_told_from_other_failures() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ForecastClient nobody = client.withOptions(o -> o.baseUrl("http://127.0.0.1:" + port));
    assertThatThrownBy(nobody::health)
        .isInstanceOf(ForecastIoException.Connection.class)
        .hasMessageContaining(":" + port)
        .hasMessageContaining("3 tries")
        .hasMessageContaining("check that the server runs");
    assertThat(timing.pauses).hasSize(2);
    assertThatThrownBy(() -> nobody.async().health().join())
        .cause()
        .isInstanceOf(ForecastIoException.Connection.class);
  }

  @Test
  void something_that_is_no_http_server_is_not_asked_again() throws Exception {
    try (ServerSocket other = answering("SSH-2.0-OpenSSH\r\n")) {
      ForecastClient lost =
          client.withOptions(o -> o.baseUrl("http://127.0.0.1:" + other.getLocalPort()));
      assertThatThrownBy(lost::health)
          .isInstanceOf(ForecastProtocolException.class)
          .hasMessageContaining("SSH-2.0")
          .hasMessageContaining("check that the base URL is a forecast server");
      assertThat(timing.pauses).isEmpty();
    }
  }

  @Test
  void a_server_without_tls_is_told_from_one_that_is_not_trusted() throws Exception {
    try (ServerSocket plain = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      ForecastClient mistaken =
          client.withOptions(o -> o.baseUrl("https://127.0.0.1:" + plain.getLocalPort()));
      assertThatThrownBy(mistaken::health)
          .isInstanceOf(ForecastIoException.Connection.class)
          .hasMessageContaining("check that the server speaks TLS");
    }
  }

  /** Says a text to whoever connects, until it is closed. */
  private static ServerSocket answering(String text) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // The caller has gone, or the test is over.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @Test
  void truncated_json_is_shown() {
    server.next(Fault.truncatedJson());
    ForecastProtocolException e =
        catchThrowableOfType(ForecastProtocolException.class, () -> client.predict(REQUEST));
    assertThat(e.status()).isEqualTo(200);
    assertThat(e)
        .hasMessageContaining("malformed JSON at line 1")
        .hasMessageContaining("it begins with '{\"point_forecast\":0.0,");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void missing_fields_wrong_types_and_pages_are_named() {
    server.next(
        Fault.json("{\"interval_lower\":1}"),
        Fault.json("{\"point_forecast\":\"7\"}"),
        Fault.json("[1]"),
        Fault.page());
    assertThatThrownBy(() -> client.predict(REQUEST))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("/point_forecast is missing; expected a number");
    assertThatThrownBy(() -> client.predict(REQUEST))
        .hasMessageContaining("/point_forecast is the string '7'; expected a number");
    assertThatThrownBy(() -> client.predict(REQUEST)).hasMessageContaining("the body is an array");
    assertThatThrownBy(() -> client.predict(REQUEST))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("it begins with '<!doctype html><title>Please log in")
        .hasMessageContaining("Check that the base URL");
  }

  @Test
  void a_gzip_bomb_is_refused() {
    server.next(times(2, Fault.gzipBomb(200L << 20)));
    assertThatThrownBy(() -> client.predict(REQUEST))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("longer than 33554432 bytes")
        .hasMessageContaining("maxResponseBytes");
    ForecastClient narrow = client.withOptions(options -> options.maxResponseBytes(1_000));
    assertThatThrownBy(() -> narrow.async().predict(REQUEST).join())
        .cause()
        .isInstanceOf(ForecastProtocolException.class);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void an_answer_of_exactly_the_limit_is_read() {
    AtomicReference<RawResponse> raw = new AtomicReference<>();
    client.health(RequestOptions.builder().onResponse(raw::set).build());
    int length = raw.get().body().length;
    assertThat(client.withOptions(o -> o.maxResponseBytes(length)).health().status())
        .isEqualTo("healthy");
    assertThatThrownBy(() -> client.withOptions(o -> o.maxResponseBytes(length - 1)).health())
        .isInstanceOf(ForecastProtocolException.class);
  }

  @Test
  void a_redirect_to_another_host_does_not_leak_the_key() {
    try (FixtureServer other = FixtureServer.start()) {
      String elsewhere = other.baseUrl().replace("127.0.0.1", "localhost") + "/predict";
      server.next(times(2, Fault.redirect(elsewhere)));
      ForecastServiceException e =
          catchThrowableOfType(ForecastServiceException.class, () -> client.predict(REQUEST));
      assertThat(e.status()).isEqualTo(308);
      assertThat(e).hasMessageContaining("set the base URL").hasMessageContaining(elsewhere);
      // An OkHttp client that follows redirects changes nothing.
      OkHttpClient following =
          new OkHttpClient.Builder().followRedirects(true).followSslRedirects(true).build();
      ForecastClient built = client.toBuilder().httpClient(following).build();
      assertThatThrownBy(() -> built.predict(REQUEST)).isInstanceOf(ForecastServiceException.class);
      assertThat(other.requests()).isEmpty();
      following.connectionPool().evictAll();
    }
  }

  @Test
  void after_503_it_is_tried_again_with_the_same_ids() {
    server.next(Fault.problem(503, "still loading"));
    assertThat(client.predict(REQUEST).pointForecast()).isZero();
    List<String> keys = new ArrayList<>();
    for (RecordedRequest request : server.requests()) {
      keys.add(request.getHeaders().get("Idempotency-Key"));
      keys.add(request.getHeaders().get("X-Request-Id"));
    }
    assertThat(keys).hasSize(4).doesNotContainNull();
    assertThat(keys.stream().distinct()).hasSize(1);
    assertThat(timing.pauses).containsExactly(Duration.ofMillis(100));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void statuses_that_may_pass_are_tried_again_twice(int status) {
    server.next(times(3, Fault.problem(status, "not now")));
    assertThatThrownBy(client::models)
        .isInstanceOf(ForecastServiceException.class)
        .hasMessageContaining("3 tries");
    assertThat(server.requests()).hasSize(3);
    server.next(times(2, Fault.problem(status, "not now")));
    assertThat(client.async().models().join().models()).hasSize(1);
    assertThat(server.requests()).hasSize(6);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(400, ForecastServiceException.BadRequest.class, ""),
        Arguments.of(401, ForecastServiceException.AccessDenied.class, "set a valid key"),
        Arguments.of(403, ForecastServiceException.AccessDenied.class, "a key that may do this"),
        Arguments.of(404, ForecastServiceException.NotFound.class, ""),
        Arguments.of(405, ForecastServiceException.class, ""),
        Arguments.of(409, ForecastServiceException.Conflict.class, ""),
        Arguments.of(413, ForecastServiceException.TooLarge.class, "send less"),
        Arguments.of(422, ForecastServiceException.Unprocessable.class, ""),
        Arguments.of(501, ForecastServiceException.ServerFailure.class, ""));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusals_are_told_apart_and_not_tried_again(
      int status, Class<? extends ForecastServiceException> type, String advice) {
    server.next(Fault.problem(status, "said the server"));
    ForecastServiceException e =
        catchThrowableOfType(ForecastServiceException.class, () -> client.predict(REQUEST));
    assertThat(e).isExactlyInstanceOf(type);
    assertThat(e.status()).isEqualTo(status);
    assertThat(e.problem().orElseThrow().detail()).isEqualTo("said the server");
    assertThat(e.requestId()).contains("fault-1");
    assertThat(e)
        .hasMessageContaining("POST /predict was answered with " + status + ": said the server")
        .hasMessageContaining(advice)
        .hasMessageContaining("request id fault-1");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void an_error_that_is_no_problem_is_shown() {
    server.next(
        times(
            3,
            Fault.of(
                good -> good.newBuilder().code(502).body("<html>Bad\nGateway</html>").build())));
    ForecastServiceException e =
        catchThrowableOfType(ForecastServiceException.class, client::models);
    assertThat(e.problem()).isEmpty();
    assertThat(e)
        .hasMessageContaining("it begins with '<html>Bad Gateway</html>'")
        .hasMessageContaining(
            "request id " + server.requests().get(0).getHeaders().get("X-Request-Id"));
  }

  @Test
  void retry_after_is_waited_for_in_seconds_and_until_a_date() {
    server.next(
        Fault.rateLimited(Duration.ofSeconds(3)),
        Fault.rateLimited(ManualTiming.START.plusSeconds(7)));
    assertThat(client.predict(REQUEST).pointForecast()).isZero();
    // And up to a tenth longer by chance.
    assertThat(timing.pauses).containsExactly(Duration.ofMillis(3_300), Duration.ofMillis(4_070));
    server.next(Fault.rateLimited(Duration.ofSeconds(2)), Fault.rateLimited(ManualTiming.START));
    assertThat(client.async().predict(REQUEST).join().pointForecast()).isZero();
    assertThat(timing.pauses).endsWith(Duration.ofMillis(2_200), Duration.ofMillis(200));
  }

  @Test
  void a_retry_after_that_is_too_long_is_told_instead_of_waited_for() {
    server.next(Fault.rateLimited(Duration.ofHours(1)));
    ForecastServiceException.RateLimited e =
        catchThrowableOfType(
            ForecastServiceException.RateLimited.class, () -> client.predict(REQUEST));
    assertThat(e.retryAfter()).contains(Duration.ofHours(1));
    assertThat(e).hasMessageContaining("ask again in 3600.0 s");
    assertThat(timing.pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999",
        "99999999999999999999999999999999",
        "2147483648",
        "Fri, 31 Dec 9999 23:59:59 GMT"
      })
  void an_absurd_retry_after_is_not_waited_for_beyond_the_longest(String value) {
    server.next(times(2, unavailable(value)));
    assertThat(client.predict(REQUEST).pointForecast()).isZero();
    assertThat(client.async().predict(REQUEST).join().pointForecast()).isZero();
    assertThat(timing.pauses).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
    server.next(unavailable(value));
    ForecastServiceException e =
        catchThrowableOfType(
            ForecastServiceException.ServerFailure.class, () -> client.predict(REQUEST, ONE_TRY));
    assertThat(e.retryAfter()).contains(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "Thu, 01 Jan 1970 00:00:00 GMT", "-5", "1.5", "soon", "", "9e9", "\u0663"})
  void a_retry_after_of_nothing_or_nonsense_is_the_usual_pause(String value) {
    server.next(times(2, unavailable(value)));
    assertThat(client.predict(REQUEST).pointForecast()).isZero();
    assertThat(timing.pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thu, 01 Jan 2026 00:00:05 GMT",
        "Thursday, 01-Jan-26 00:00:05 GMT",
        "Thu Jan  1 00:00:05 2026"
      })
  void a_date_has_three_forms(String value) {
    server.next(unavailable(value));
    assertThat(client.predict(REQUEST).pointForecast()).isZero();
    assertThat(timing.pauses).containsExactly(Duration.ofMillis(5_500));
  }

  @Test
  void a_503_that_asks_for_no_pause_is_repeated_by_the_rules_of_the_client_only() {
    AtomicReference<String> seen = new AtomicReference<>();
    ForecastClient watched =
        client.withOptions(
            options ->
                options.interceptor(
                    chain -> {
                      Response response = chain.proceed(chain.request());
                      seen.set(response.headers().toString());
                      return response;
                    }));
    server.next(times(2, unavailable("0")));
    assertThatThrownBy(() -> watched.health(ONE_TRY))
        .isInstanceOf(ForecastServiceException.ServerFailure.class);
    assertThat(seen.get()).contains("Retry-After: 0").doesNotContain("Forecast4j");
    assertThatThrownBy(() -> watched.async().predict(REQUEST, ONE_TRY).join())
        .cause()
        .isInstanceOf(ForecastServiceException.ServerFailure.class);
    assertThat(server.requests()).hasSize(2);
    assertThat(timing.pauses).isEmpty();
  }

  private static Fault unavailable(String retryAfter) {
    return Fault.of(
        good ->
            good.newBuilder()
                .code(503)
                .body("{}")
                .addHeaderLenient("Retry-After", retryAfter)
                .build());
  }

  @Test
  void pauses_double_up_to_the_longest() {
    ForecastClient patient =
        client.withOptions(
            o -> o.retries(6).backoff(Duration.ofMillis(50), Duration.ofMillis(500)));
    server.next(times(6, Fault.problem(500, "no")));
    patient.models();
    assertThat(timing.pauses.stream().map(Duration::toMillis))
        .containsExactly(50L, 100L, 200L, 400L, 500L, 500L);
  }

  @Test
  void pauses_are_half_as_long_by_chance() {
    ManualTiming lucky =
        new ManualTiming() {
          @Override
          public double random() {
            return 0;
          }
        };
    server.next(times(2, Fault.problem(500, "no")));
    client.withOptions(o -> o.timing(lucky)).models();
    assertThat(lucky.pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  @Test
  void an_outage_is_not_amplified_beyond_the_budget() {
    server.next(times(10_000, Fault.problem(503, "down")));
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(client::models).isInstanceOf(ForecastServiceException.class);
    }
    assertThat(server.requests()).hasSize(200 + 100);
  }

  @Test
  void cancelling_the_future_cancels_the_call_and_nothing_is_tried_again() throws Exception {
    OkHttpClient http = new OkHttpClient();
    try (ForecastClient built = server.client().httpClient(http).build()) {
      server.next(times(3, Fault.slowHeaders(LONG)));
      CompletableFuture<PredictResponse> future = built.async().predict(REQUEST);
      await(() -> server.requests().size() == 1);
      assertThat(http.dispatcher().runningCallsCount()).isEqualTo(1);
      future.cancel(true);
      await(() -> http.dispatcher().runningCallsCount() == 0);
      assertThat(future).isCancelled();
      assertThat(server.requests()).hasSize(1);
    } finally {
      http.dispatcher().executorService().shutdownNow();
      http.connectionPool().evictAll();
    }
  }

  @Test
  void cancelling_during_a_pause_ends_it() throws Exception {
    CompletableFuture<Boolean> pause = new CompletableFuture<>();
    ManualTiming waiting =
        new ManualTiming() {
          @Override
          public CompletableFuture<Boolean> after(Duration time) {
            return time.compareTo(Duration.ofSeconds(1)) < 0 ? pause : super.after(time);
          }
        };
    ForecastClient pausing = client.withOptions(o -> o.timing(waiting));
    server.next(Fault.problem(503, "loading"));
    CompletableFuture<PredictResponse> future = pausing.async().predict(REQUEST);
    await(() -> pause.getNumberOfDependents() == 1);
    future.cancel(true);
    pause.complete(true);
    assertThat(future).isCancelled();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void closing_ends_running_calls() throws Exception {
    server.next(times(2, Fault.slowHeaders(LONG)));
    CompletableFuture<Health> running = client.async().health();
    await(() -> server.requests().size() == 1);
    client.close();
    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the client is closed");
  }

  @Test
  void a_thousand_concurrent_calls_are_answered() {
    List<CompletableFuture<PredictResponse>> futures = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      double[] values = new double[18];
      values[17] = i;
      futures.add(client.async().predict(Pattern.of(values)));
    }
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).join().pointForecast()).isEqualTo(i);
    }
    assertThat(server.requests()).hasSize(1_000);
  }
}
