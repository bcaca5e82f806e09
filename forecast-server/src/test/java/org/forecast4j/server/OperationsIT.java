package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.model.Bundles;
import org.forecast4j.server.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class OperationsIT {
  private static final String BODY = "{\"pattern\":" + Http.PATTERN + "}";
  private static final String READ_KEY = "read-key-0123456789";
  private static final String OBSERVE_KEY = "observe-key-0123456789";
  private static final String ADMIN_KEY = "admin-key-0123456789";

  /** Beyond what any test lasts. */
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;

  /** Small ones, and as much time as any test needs. */
  private static Limits.Builder limits() {
    return Limits.builder()
        .bodyBytes(2_048)
        .headerBytes(2_048)
        .batch(2)
        .queueTime(Duration.ofSeconds(1))
        .idleTime(LONG)
        .bodyTime(LONG)
        .requestTime(LONG)
        .bytesPerSecond(0);
  }

  private static ServerOptions.Builder options() {
    return ServerOptions.builder(Http.BUNDLE);
  }

  private Path keys() throws IOException {
    return Files.write(
        folder.resolve("keys"),
        List.of(
            "# who may what",
            Keys.line(Role.READ, READ_KEY) + " page",
            Keys.line(Role.OBSERVE, OBSERVE_KEY),
            "",
            Keys.line(Role.ADMIN, ADMIN_KEY)));
  }

  @Test
  void each_route_asks_for_its_role() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().keys(keys()).build())) {
      Http http = new Http(server.port());
      for (String open : List.of("/health", "/livez", "/readyz")) {
        assertThat(http.get(open).status()).isEqualTo(200);
      }
      Http.Answer without = http.post("/predict", BODY);
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(http.post("/predict", BODY, "X-API-Key", "nonsense").status()).isEqualTo(401);
      assertThat(http.post("/predict", BODY, "X-API-Key", READ_KEY).status()).isEqualTo(200);
      assertThat(http.post("/predict", BODY, "Authorization", "Bearer " + ADMIN_KEY).status())
          .isEqualTo(200);
      assertThat(http.get("/metrics").status()).isEqualTo(401);
      assertThat(http.get("/metrics", "X-API-Key", READ_KEY).status()).isEqualTo(200);
      String outcome = "{\"request_id\":\"nobody\",\"actual\":[1,2,3,4,5,6]}";
      assertThat(http.post("/observations", outcome, "X-API-Key", READ_KEY).status())
          .isEqualTo(403);
      assertThat(http.post("/observations", outcome, "X-API-Key", OBSERVE_KEY).status())
          .isEqualTo(404);
      Http.Answer low = http.post("/admin/reload", "", "X-API-Key", OBSERVE_KEY);
      assertThat(low.status()).isEqualTo(403);
      assertThat(low.text()).contains("the key has role observe; expected admin");
      assertThat(http.post("/admin/reload", "", "X-API-Key", ADMIN_KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void a_server_lives_before_it_is_ready_and_says_that_no_model_is_loaded() throws IOException {
    AtomicBoolean asked = new AtomicBoolean();
    try (ForecastServer server =
        ForecastServer.start(
            options().build(),
            port -> {
              Http http = new Http(port);
              assertThat(http.get("/livez").status()).isEqualTo(200);
              for (Http.Answer answer :
                  List.of(
                      http.get("/readyz"),
                      http.post("/predict", BODY),
                      http.get("/models"),
                      http.get("/calibration"))) {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).matches("[1-3]");
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(answer.text()).contains("no model is loaded yet");
              }
              Http.Answer health = http.get("/health");
              assertThat(health.status()).isEqualTo(503);
              assertThat(health.json().get("models_loaded").booleanValue()).isFalse();
              assertThat(http.get("/v2/health/live").status()).isEqualTo(200);
              Http.Answer ready = http.get("/v2/health/ready");
              assertThat(ready.status()).isEqualTo(503);
              assertThat(ready.json().get("ready").booleanValue()).isFalse();
              assertThat(http.get("/metrics").text()).contains("forecast_ready 0.0");
              asked.set(true);
            })) {
      assertThat(asked).isTrue();
      assertThat(new Http(server.port()).get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void keys_files_that_are_not_right_are_refused_with_the_line_and_without_the_key()
      throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), "# keys\nroot abc\n");
    assertThatThrownBy(() -> Keys.read(file))
        .hasMessageContaining("line 2: expected a line to begin with");
    Files.writeString(file, "my-secret-key\n");
    assertThatThrownBy(() -> Keys.read(file)).hasMessageNotContaining("my-secret");
    Files.writeString(file, "admin my-secret-key\n");
    assertThatThrownBy(() -> Keys.read(file))
        .hasMessageContaining("line 1")
        .hasMessageNotContaining("my-secret");
    Files.writeString(file, "# none\n");
    assertThatThrownBy(() -> Keys.read(file)).hasMessageContaining("holds no key");
    assertThatThrownBy(() -> Keys.line(Role.READ, "short")).hasMessageContaining("5 characters");
  }

  @Test
  void an_address_that_others_reach_needs_keys_or_a_word() {
    assertThatThrownBy(() -> options().listen("0.0.0.0", 0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--insecure-no-auth");
    assertThatThrownBy(() -> options().listen("0.0.0.0", 0).insecure(true).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--allowed-host");
    ServerOptions named =
        options().listen("0.0.0.0", 0).insecure(true).allowedHosts(List.of("f.example")).build();
    assertThat(named.host()).isEqualTo("0.0.0.0");
    assertThatThrownBy(() -> options().corsOrigins(List.of("*")).build())
        .hasMessageContaining("CORS origin is '*'");
  }

  @Test
  void large_bodies_and_headers_are_refused() throws IOException {
    Limits limits = limits().build();
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build())) {
      Http http = new Http(server.port());
      Http.Answer body = http.post("/predict", " ".repeat(3_000));
      assertThat(body.status()).isEqualTo(413);
      assertThat(body.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(body.text()).contains("at most 2048 bytes");
      HttpRequest.BodyPublisher chunked =
          HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[5_000]));
      assertThat(http.send(http.request("/predict").POST(chunked)).status()).isEqualTo(413);
      Http.Answer header = http.get("/health", "X-Long", "x".repeat(3_000));
      assertThat(header.status()).isEqualTo(431);
      assertThat(header.text()).contains("at most 2048 bytes");
      assertThat(http.post("/predict/batch", "{\"requests\":[{},{},{}]}").status()).isEqualTo(413);
    }
  }

  /** Clients that send all of a body before they read would lose the answer with the connection. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 8388608", "Transfer-Encoding: chunked"})
  void a_body_far_too_large_is_read_to_its_end_so_that_the_answer_arrives(String framing)
      throws IOException {
    byte[] body = new byte[8 << 20];
    byte[] size = "800000\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] end = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    String head = "POST /predict HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n";
    try (ForecastServer server = ForecastServer.start(options().limits(limits().build()).build())) {
      for (int i = 0; i < 10; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
          socket.setSoTimeout((int) Await.PATIENCE.toMillis());
          OutputStream out = socket.getOutputStream();
          out.write(head.getBytes(StandardCharsets.US_ASCII));
          boolean isChunked = framing.endsWith("chunked");
          out.write(isChunked ? size : new byte[0]);
          out.write(body);
          out.write(isChunked ? end : new byte[0]);
          byte[] answer = socket.getInputStream().readNBytes(12);
          assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
      }
    }
  }

  @Test
  void too_many_requests_of_one_address_are_told_to_wait() throws IOException {
    Limits limits = limits().perSecond(1).build();
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build())) {
      Http http = new Http(server.port());
      assertThat(http.get("/models").status()).isEqualTo(200);
      Http.Answer refused = http.get("/models");
      for (int i = 0; i < 500 && refused.status() == 200; i++) {
        refused = http.get("/models");
      }
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).matches("[1-3]");
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.text()).contains("at most 1 a second");
      assertThat(http.get("/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void a_full_server_says_so_and_still_says_that_it_lives() throws Exception {
    int size = 50_000;
    String item = BODY.replace("}", ",\"return_explanation\":false}");
    String many = "{\"requests\":[" + String.join(",", Collections.nCopies(size, item)) + "]}";
    Limits.Builder limits =
        Limits.builder()
            .bodyBytes(16 << 20)
            .answerBytes(1L << 30)
            .batch(size)
            .concurrent(1)
            .queued(0);
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try (ForecastServer server = ForecastServer.start(options().limits(limits.build()).build())) {
      Http http = new Http(server.port());
      Future<Http.Answer> holder = caller.submit(() -> http.post("/predict/batch", many));
      AtomicReference<Http.Answer> refused = new AtomicReference<>(http.get("/models"));
      await(
          "it is full",
          () -> {
            refused.set(http.get("/models"));
            return refused.get().status() != 200;
          });
      Http.Answer answer = refused.get();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).matches("[1-3]");
      assertThat(answer.text()).contains("the server is full");
      assertThat(http.get("/livez").status()).isEqualTo(200);
      assertThat(http.get("/readyz").status()).isEqualTo(200);
      assertThat(holder.get().status()).isEqualTo(200);
      assertThat(http.get("/models").status()).isEqualTo(200);
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void a_body_that_comes_too_slowly_is_cut() throws Exception {
    Limits limits = limits().bytesPerSecond(100).build();
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout((int) Await.PATIENCE.toMillis());
      OutputStream out = slow.getOutputStream();
      out.write(
          "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      // It ends, which a body that is waited for does not.
      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 408").contains("expected 100 bytes/s");
      assertThat(new Http(server.port()).get("/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void a_body_that_comes_steadily_but_takes_too_long_is_cut() throws Exception {
    Limits limits = limits().bodyTime(Duration.ofMillis(500)).build();
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout((int) Await.PATIENCE.toMillis());
      OutputStream out = slow.getOutputStream();
      out.write(
          "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      try {
        for (int sent = 0; sent < 900 && slow.getInputStream().available() == 0; sent++) {
          out.write(' ');
          out.flush();
          Thread.sleep(20);
        }
      } catch (SocketException e) {
        // It was cut while this byte was on its way; what it was told is there.
      }
      byte[] answer = slow.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
    }
  }

  /**
   * How long receiving and reading the batch takes depends on the machine; forecasting is longer.
   */
  @Test
  void items_of_a_batch_that_there_is_no_time_for_are_refused_one_by_one() throws IOException {
    int size = 50_000;
    String item = BODY.replace("}", ",\"return_explanation\":true}");
    String body = "{\"requests\":[" + String.join(",", Collections.nCopies(size, item)) + "]}";
    JsonNode results = null;
    for (long millis = 500; results == null; millis *= 2) {
      assertThat(millis).isLessThan(Await.PATIENCE.toMillis());
      Limits.Builder limits =
          Limits.builder()
              .bodyBytes(16 << 20)
              .answerBytes(1L << 30)
              .batch(size)
              .requestTime(Duration.ofMillis(millis));
      try (ForecastServer server = ForecastServer.start(options().limits(limits.build()).build())) {
        Http.Answer answer = new Http(server.port()).post("/predict/batch", body);
        JsonNode made = answer.status() == 200 ? answer.json().get("results") : null;
        // Its parts are made side by side: the first of them need not be the first that is made.
        results = made != null && count(made, "prediction") > 0 ? made : null;
      }
    }
    assertThat(results).hasSize(size);
    assertThat(count(results, "error")).isPositive();
    assertThat(count(results, "prediction") + count(results, "error")).isEqualTo(size);
    for (JsonNode result : results) {
      if (result.has("error")) {
        assertThat(result.get("error").get("status").intValue()).isEqualTo(503);
        assertThat(result.get("error").get("detail").textValue())
            .contains("the request took longer than");
      }
    }
  }

  private static int count(JsonNode results, String field) {
    int count = 0;
    for (JsonNode result : results) {
      count += result.has(field) ? 1 : 0;
    }
    return count;
  }

  @Test
  void pages_of_listed_origins_may_call() throws IOException {
    ServerOptions options = options().corsOrigins(List.of("https://scores.example")).build();
    try (ForecastServer server = ForecastServer.start(options)) {
      Http http = new Http(server.port());
      assertThat(
              http.get("/health", "Origin", "https://scores.example")
                  .header("Access-Control-Allow-Origin"))
          .isEqualTo("https://scores.example");
      assertThat(
              http.get("/health", "Origin", "https://evil.example")
                  .header("Access-Control-Allow-Origin"))
          .isEmpty();
      Http.Answer preflight =
          http.send(
              http.request("/predict", "Origin", "https://scores.example")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
    }
  }

  private static ForecastBundle renamed(ForecastBundle bundle, String version) {
    BundleInfo old = bundle.info();
    Map<String, byte[]> attachments = new TreeMap<>();
    bundle.attachments().forEach(name -> attachments.put(name, bundle.attachment(name)));
    return ForecastBundle.of(
        new BundleInfo(old.name(), version, old.unit(), old.trainingData(), old.seed()),
        bundle.conformal(),
        bundle.modelCard(),
        attachments);
  }

  @Test
  void a_new_bundle_is_swapped_in_under_load_and_a_bad_one_is_not() throws Exception {
    Path target = folder.resolve("model");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    renamed(bundle, "one").save(target);
    ExecutorService callers = Executors.newFixedThreadPool(4);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(target).build())) {
      Http http = new Http(server.port());
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(
            callers.submit(
                () -> {
                  while (!done.get()) {
                    assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
                    answered.incrementAndGet();
                  }
                }));
      }
      awaitMore(answered, calls);
      renamed(bundle, "two").save(target);
      assertThat(http.post("/admin/reload", "").status()).isEqualTo(200);
      assertThat(version(http)).isEqualTo("two");
      awaitMore(answered, calls);
      Files.write(target.resolve("linear.bin"), new byte[] {1, 2, 3});
      Http.Answer bad = http.post("/admin/reload", "");
      assertThat(bad.status()).isEqualTo(422);
      assertThat(bad.text()).contains("the old models go on serving").contains("linear.bin");
      assertThat(version(http)).isEqualTo("two");
      awaitMore(answered, calls);
      done.set(true);
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      done.set(true);
      callers.shutdownNow();
    }
  }

  /** Waits until further requests were answered, or one was not. */
  private static void awaitMore(AtomicInteger answered, List<Future<?>> calls) throws Exception {
    int before = answered.get();
    await(
        "the load goes on",
        () -> answered.get() > before + 20 || calls.stream().anyMatch(Future::isDone));
  }

  @Test
  void a_changed_folder_is_noticed() throws Exception {
    Path target = folder.resolve("model");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    renamed(bundle, "one").save(target);
    ServerOptions options = ServerOptions.builder(target).watch(Duration.ofMillis(100)).build();
    try (ForecastServer server = ForecastServer.start(options)) {
      Http http = new Http(server.port());
      assertThat(version(http)).isEqualTo("one");
      renamed(bundle, "two").save(target);
      await("it is served", () -> version(http).equals("two"));
    }
  }

  @Test
  void a_model_that_was_replaced_is_not_kept_in_memory_by_its_forecasts() throws Exception {
    Path target = folder.resolve("model");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    renamed(bundle, "v0").save(target);
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(target).build())) {
      Http http = new Http(server.port());
      long one = models();
      for (int i = 1; i <= 3; i++) {
        assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
        renamed(bundle, "v" + i).save(target);
        assertThat(http.post("/admin/reload", "").status()).isEqualTo(200);
      }
      await("the old ones are gone", () -> models() <= one);
    }
  }

  @Test
  void games_that_go_on_keep_no_replaced_model_and_teach_the_one_in_its_place() throws Exception {
    Path target = folder.resolve("model");
    Path beside = folder.resolve("beside");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    called("v0", bundle).save(target);
    called("beside", bundle).save(beside);
    try (ForecastServer server =
        ForecastServer.start(ServerOptions.builder(List.of(target, beside)).build())) {
      Http http = new Http(server.port());
      long two = models();
      for (int i = 1; i <= 3; i++) {
        JsonNode game = http.post("/games/g" + i + "/scores", SampleGame.of(i).until(19)).json();
        assertThat(game.get("status").textValue()).isEqualTo("forecast");
        called("v" + i, bundle).save(target);
        assertThat(http.post("/admin/reload", "").status()).isEqualTo(200);
      }
      await("the old ones are gone", () -> models() <= two);
      for (int i = 1; i <= 3; i++) {
        Http.Answer end = http.post("/games/g" + i + "/scores", SampleGame.of(i).between(19, 24));
        assertThat(end.json().get("status").textValue()).as(end.text()).isEqualTo("observed");
        JsonNode told = end.json().get("forecast");
        assertThat(told.get("model_version").textValue()).isEqualTo("v" + (i - 1));
        assertThat(observations(http, "v3")).isEqualTo(i);
      }
      assertThat(observations(http, "beside")).isZero();
    }
  }

  private static long observations(Http http, String model) {
    return http.get("/calibration?model=" + model).json().get("observations").longValue();
  }

  /** The same model under another name, which is its version, too. */
  private static ForecastBundle called(String name, ForecastBundle bundle) {
    BundleInfo info = bundle.info();
    return ForecastBundle.of(
        new BundleInfo(name, name, info.unit(), info.trainingData(), info.seed()),
        bundle.conformal(),
        "",
        Map.of());
  }

  /** How many models are in memory that something still holds. */
  private static long models() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(String::strip)
        .filter(line -> line.endsWith(" " + Model.class.getName()))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^\\S+\\s+(\\d+).*", "$1")))
        .sum();
  }

  @Test
  void a_bundle_that_is_copied_slowly_is_loaded_when_it_is_whole() throws Exception {
    Path target = folder.resolve("model");
    Path source = folder.resolve("source");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    renamed(bundle, "one").save(target);
    renamed(bundle, "two").save(source);
    ServerOptions options = ServerOptions.builder(target).watch(Duration.ofMillis(100)).build();
    Queue<String> errors = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender = appender(errors);
    Logger log = (Logger) LoggerFactory.getLogger(Bundles.class);
    try (ForecastServer server = ForecastServer.start(options)) {
      log.addAppender(appender);
      Http http = new Http(server.port());
      Files.copy(
          source.resolve("bundle.properties"),
          target.resolve("bundle.properties"),
          StandardCopyOption.REPLACE_EXISTING);
      // The card names its version, so that it is another file.
      Files.writeString(target.resolve("MODEL_CARD.md"), "half of it");
      await("it is refused", () -> !errors.isEmpty());
      assertThat(version(http)).isEqualTo("one");
      Files.copy(
          source.resolve("MODEL_CARD.md"),
          target.resolve("MODEL_CARD.md"),
          StandardCopyOption.REPLACE_EXISTING);
      await("it is served", () -> version(http).equals("two"));
    } finally {
      log.detachAppender(appender);
    }
  }

  private static AppenderBase<ILoggingEvent> appender(Queue<String> messages) {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            messages.add(event.getFormattedMessage());
          }
        };
    appender.start();
    return appender;
  }

  @Test
  void a_watched_bundle_that_grows_too_large_for_the_heap_is_refused_until_it_fits()
      throws Exception {
    Path target = folder.resolve("model");
    Path source = folder.resolve("source");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    renamed(bundle, "one").save(target);
    renamed(bundle, "two").save(source);
    ServerOptions options = ServerOptions.builder(target).watch(Duration.ofMillis(100)).build();
    Queue<String> errors = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender = appender(errors);
    Logger log = (Logger) LoggerFactory.getLogger(Bundles.class);
    try (ForecastServer server = ForecastServer.start(options)) {
      log.addAppender(appender);
      Http http = new Http(server.port());
      Path large = target.resolve("large.bin");
      try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
        sparse.setLength(Runtime.getRuntime().maxMemory() / 4 + 1);
      }
      for (String name : List.of("MODEL_CARD.md", "bundle.properties")) {
        Files.copy(source.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      await("it is refused", () -> errors.stream().anyMatch(one -> one.contains("of the heap")));
      assertThat(version(http)).isEqualTo("one");
      Files.delete(large);
      await("it is served", () -> version(http).equals("two"));
    } finally {
      log.detachAppender(appender);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "two\nlines", "nul\u0000"})
  void a_model_without_a_fit_name_is_refused(String name) throws IOException {
    Path target = folder.resolve("model");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    BundleInfo old = bundle.info();
    ForecastBundle.of(
            new BundleInfo(name, "1", old.unit(), old.trainingData(), old.seed()),
            bundle.conformal(),
            "",
            Map.of())
        .save(target);
    assertThatThrownBy(() -> ForecastServer.start(ServerOptions.builder(target).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model's name has ");
  }

  private static String version(Http http) {
    return http.post("/predict", BODY).json().get("model_version").textValue();
  }

  /** A folder that is no bundle: were it read, that would be said first. */
  @Test
  void a_bundle_too_large_for_the_heap_is_refused_before_it_is_loaded() throws IOException {
    Path target = Files.createDirectory(folder.resolve("model"));
    Files.writeString(target.resolve("bundle.properties"), "nonsense");
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    try (RandomAccessFile sparse =
        new RandomAccessFile(target.resolve("dejavu.bin").toFile(), "rw")) {
      sparse.setLength(quarter + 1);
    }
    assertThatThrownBy(() -> ForecastServer.start(ServerOptions.builder(target).build()))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            Pattern.quote(target.toString())
                + " holds "
                + (quarter + 9)
                + " bytes; expected at most "
                + quarter
                + ", a quarter of the heap of \\d+");
    try (RandomAccessFile sparse =
        new RandomAccessFile(target.resolve("dejavu.bin").toFile(), "rw")) {
      sparse.setLength(10);
    }
    assertThatThrownBy(() -> ForecastServer.start(ServerOptions.builder(target).build()))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("heap");
  }

  @Test
  void several_hundred_connections_are_answered() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(300);
    Limits patient = limits().queueTime(Await.PATIENCE).build();
    try (ForecastServer server = ForecastServer.start(options().limits(patient).build())) {
      Http http = new Http(server.port());
      double expected = http.post("/predict", BODY).json().get("point_forecast").doubleValue();
      List<Future<Double>> calls = new ArrayList<>();
      for (int i = 0; i < 900; i++) {
        calls.add(
            callers.submit(
                () -> http.post("/predict", BODY).json().get("point_forecast").doubleValue()));
      }
      for (Future<Double> call : calls) {
        assertThat(call.get()).isEqualTo(expected);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void requests_run_on_virtual_threads_where_the_jdk_has_them() throws Exception {
    Queue<String> groups = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            groups.add(Thread.currentThread().getThreadGroup().getName());
          }
        };
    Logger access = (Logger) LoggerFactory.getLogger("access");
    appender.start();
    access.addAppender(appender);
    try (ForecastServer server = ForecastServer.start(options().build())) {
      assertThat(new Http(server.port()).post("/predict", BODY).status()).isEqualTo(200);
      await("the request is logged", () -> !groups.isEmpty());
    } finally {
      access.detachAppender(appender);
    }
    boolean isVirtual = Runtime.version().feature() >= 21;
    assertThat(groups)
        .allSatisfy(group -> assertThat(group.equals("VirtualThreads")).isEqualTo(isVirtual));
  }

  @Test
  void two_models_are_served_side_by_side_and_must_differ_in_name() throws IOException {
    Path other = folder.resolve("other");
    ForecastBundle bundle = ForecastBundle.load(Http.BUNDLE);
    BundleInfo old = bundle.info();
    ForecastBundle.of(
            new BundleInfo("other", "7", old.unit(), old.trainingData(), old.seed()),
            bundle.conformal(),
            "",
            Map.of())
        .save(other);
    ServerOptions both = ServerOptions.builder(List.of(Http.BUNDLE, other)).build();
    try (ForecastServer server = ForecastServer.start(both)) {
      Http http = new Http(server.port());
      assertThat(http.get("/models").json().get("models")).hasSize(2);
      String body = "{\"pattern\":" + Http.PATTERN + ",\"model\":\"other\"}";
      assertThat(http.post("/predict", body).json().get("model_version").textValue())
          .isEqualTo("7");
      String teams = ",\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-01-01\"}";
      Http.Answer noRatings = http.post("/predict", body.replace("}", teams));
      assertThat(noRatings.status()).isEqualTo(422);
      assertThat(noRatings.text()).contains("has no ratings");
    }
    ServerOptions twice = ServerOptions.builder(List.of(Http.BUNDLE, Http.BUNDLE)).build();
    assertThatThrownBy(() -> ForecastServer.start(twice))
        .hasMessageContaining("two models are named 'nba-halftime'");
  }
}
