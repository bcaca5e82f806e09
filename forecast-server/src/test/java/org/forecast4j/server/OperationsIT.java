package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsIT {
  private static final String BODY = "{\"pattern\":" + Http.PATTERN + "}";
  private static final String READ_KEY = "read-key-0123456789";
  private static final String OBSERVE_KEY = "observe-key-0123456789";
  private static final String ADMIN_KEY = "admin-key-0123456789";

  @TempDir Path folder;

  private static Limits limits(int concurrent, int queued, Duration queueTime, int perSecond) {
    return new Limits(
        2_048,
        2_048,
        2,
        concurrent,
        queued,
        queueTime,
        perSecond,
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        100);
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
      Http.Answer low = http.post("/admin/reload", "", "X-API-Key", OBSERVE_KEY);
      assertThat(low.status()).isEqualTo(403);
      assertThat(low.text()).contains("the key has role observe; expected admin");
      assertThat(http.post("/admin/reload", "", "X-API-Key", ADMIN_KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void keys_files_that_are_not_right_are_refused_with_the_line_and_without_the_key()
      throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), "# keys\nroot abc\n");
    assertThatThrownBy(() -> Keys.read(file)).hasMessageContaining("line 2: role is 'root'");
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
    assertThat(options().listen("0.0.0.0", 0).insecure(true).build().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void large_bodies_and_headers_are_refused() throws IOException {
    Limits limits = limits(8, 8, Duration.ofSeconds(1), 0);
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

  @Test
  void too_many_requests_of_one_address_are_told_to_wait() throws IOException {
    Limits limits = limits(8, 8, Duration.ofSeconds(1), 5);
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build())) {
      Http http = new Http(server.port());
      List<Http.Answer> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(http.get("/models"));
      }
      Http.Answer refused =
          answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.text()).contains("at most 5 a second");
      assertThat(answers.get(0).status()).isEqualTo(200);
      assertThat(http.get("/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void a_full_server_says_so_and_still_says_that_it_lives() throws Exception {
    Limits limits = limits(1, 0, Duration.ofSeconds(1), 0);
    List<Socket> slow = new ArrayList<>();
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build())) {
      Http http = new Http(server.port());
      Http.Answer answer = http.get("/models");
      for (int i = 0; i < 100 && answer.status() == 200; i++) {
        // A body that does not end keeps the only place, unless the request below had it.
        slow.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        slow.get(i)
            .getOutputStream()
            .write(
                "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(10);
        answer = http.get("/models");
      }
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(answer.text()).contains("the server is full");
      assertThat(http.get("/livez").status()).isEqualTo(200);
      assertThat(http.get("/readyz").status()).isEqualTo(200);
    } finally {
      for (Socket one : slow) {
        one.close();
      }
    }
  }

  @Test
  void a_body_that_comes_too_slowly_is_cut() throws Exception {
    Limits limits =
        new Limits(
            2_048,
            2_048,
            2,
            8,
            8,
            Duration.ofSeconds(1),
            0,
            Duration.ofMillis(800),
            Duration.ofMinutes(1),
            100);
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout(15_000);
      OutputStream out = slow.getOutputStream();
      out.write(
          "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      long start = System.nanoTime();
      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(answer).doesNotContain("200 OK");
      assertThat(new Http(server.port()).get("/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void a_body_that_comes_steadily_but_takes_too_long_is_cut() throws Exception {
    Limits limits =
        new Limits(
            2_048,
            2_048,
            2,
            8,
            8,
            Duration.ofSeconds(1),
            0,
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            0);
    try (ForecastServer server = ForecastServer.start(options().limits(limits).build());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout(15_000);
      OutputStream out = slow.getOutputStream();
      out.write(
          "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent < 500 && slow.getInputStream().available() == 0; sent++) {
        out.write(' ');
        out.flush();
        Thread.sleep(20);
      }
      byte[] answer = slow.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
    }
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
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(target).build())) {
      Http http = new Http(server.port());
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(
            callers.submit(
                () -> {
                  int count = 0;
                  while (!done.get()) {
                    assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
                    count++;
                  }
                  return count;
                }));
      }
      renamed(bundle, "two").save(target);
      assertThat(http.post("/admin/reload", "").status()).isEqualTo(200);
      assertThat(version(http)).isEqualTo("two");
      Files.write(target.resolve("linear.bin"), new byte[] {1, 2, 3});
      Http.Answer bad = http.post("/admin/reload", "");
      assertThat(bad.status()).isEqualTo(422);
      assertThat(bad.text()).contains("the old models go on serving").contains("linear.bin");
      assertThat(version(http)).isEqualTo("two");
      done.set(true);
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isPositive();
      }
    } finally {
      done.set(true);
      callers.shutdownNow();
    }
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
      for (int i = 0; i < 200 && !version(http).equals("two"); i++) {
        Thread.sleep(50);
      }
      assertThat(version(http)).isEqualTo("two");
    }
  }

  private static String version(Http http) {
    return http.post("/predict", BODY).json().get("model_version").textValue();
  }

  @Test
  void several_hundred_connections_are_answered() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(300);
    Limits patient =
        new Limits(
            1 << 20,
            8 << 10,
            1,
            64,
            1000,
            Duration.ofMinutes(1),
            0,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            0);
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
