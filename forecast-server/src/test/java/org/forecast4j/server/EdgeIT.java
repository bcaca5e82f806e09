package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What a stranger, a web page or a careless client must not be able to do. */
class EdgeIT {
  private static final String BODY = "{\"pattern\":" + Http.PATTERN + "}";
  private static final String OUTCOME =
      "{\"id\":\"a\",\"pattern\":" + Http.PATTERN + ",\"actual\":[1,2,3,4,5,6]}";
  private static final String READ_KEY = "read-key-0123456789";
  private static final String ADMIN_KEY = "admin-key-0123456789";

  /** Beyond what any test lasts. */
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;

  private static ServerOptions.Builder options() {
    return ServerOptions.builder(Http.BUNDLE);
  }

  private static ServerOptions.Builder options(Limits.Builder limits) {
    return options().limits(limits.build());
  }

  private static Socket connect(ForecastServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The series of answered requests. */
  private static long series(Http http) {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("forecast_requests_seconds_count"))
        .count();
  }

  @Test
  void ten_thousand_odd_requests_make_no_series_of_their_own() throws Exception {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      Http http = new Http(server.port());
      for (int batch = 0; batch < 20; batch++) {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 450; i++) {
          int odd = batch * 450 + i;
          String last = i == 449 ? "Connection: close\r\n" : "";
          requests.append("M" + odd + " /p" + odd + " HTTP/1.1\r\nHost: localhost\r\n" + last);
          requests.append("\r\n");
        }
        try (Socket socket = connect(server)) {
          Thread writer =
              new Thread(
                  () -> {
                    try {
                      send(socket, requests.toString());
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
          writer.start();
          assertThat(all(socket).split("HTTP/1.1 40[45]", -1)).hasSizeGreaterThan(400);
          writer.join();
        }
      }
      long before = series(http);
      int answered = 0;
      for (int i = 0; i < 1_000; i++) {
        try (Socket socket = connect(server)) {
          send(
              socket,
              "GET /" + i + " HTTP/1.1\r\nHost: localhost\r\nBro\u0000ken" + i + "\r\n\r\n");
          String answer = all(socket);
          assertThat(answer).matches("(?s)(HTTP/1.1 400.*)?");
          answered += answer.isEmpty() ? 0 : 1;
        }
      }
      // Two threads of Jetty end a broken request: once in many thousand it closes before it
      // answers.
      assertThat(answered).isGreaterThan(990);
      assertThat(series(http)).isLessThanOrEqualTo(before + 2).isLessThan(20);
      assertThat(http.get("/metrics").text()).contains("method=\"other\"").doesNotContain("M1");
    }
  }

  @ParameterizedTest
  @CsvSource({"1000,1000", "1000,300", "1000,50"})
  void a_batch_whose_answer_would_be_too_large_is_refused_before_any_work(int items, int games)
      throws IOException {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      String item = BODY.replace("}", ",\"similar_games\":" + games + "}");
      String batch = "{\"requests\":[" + String.join(",", Collections.nCopies(items, item)) + "]}";
      Http http = new Http(server.port());
      Http.Answer answer = http.post("/predict/batch", batch);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).contains("expected at most 16777216").contains("similar_games");
      assertThat(answer.json().get("limit").longValue()).isEqualTo(16_777_216);
      String plain = "{\"requests\":[" + String.join(",", Collections.nCopies(items, BODY)) + "]}";
      assertThat(http.post("/predict/batch", plain).status()).isEqualTo(200);
    }
  }

  @Test
  void covariates_are_counted_and_forecasts_of_many_of_them_fill_no_memory() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().remembered(10).build())) {
      Http http = new Http(server.port());
      Http.Answer refused = http.post("/predict", withCovariates(1_001));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("/covariates has 1001 fields; expected at most 1000");
      String id = http.post("/predict", BODY).json().get("request_id").textValue();
      for (int i = 0; i < 20; i++) {
        Http.Answer answer = http.post("/predict", withCovariates(1_000));
        assertThat(answer.status()).isEqualTo(200);
        String large = answer.json().get("request_id").textValue();
        assertThat(observe(http, large).status()).isEqualTo(404);
      }
      assertThat(observe(http, id).status()).isEqualTo(200);
    }
  }

  private static String withCovariates(int count) {
    String covariates =
        IntStream.range(0, count)
            .mapToObj(i -> "\"c" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    return BODY.replace("}", ",\"covariates\":" + covariates + "}");
  }

  private static Http.Answer observe(Http http, String id) {
    return http.post(
        "/observations", "{\"request_id\":\"" + id + "\",\"actual\":[12,12,15,14,16,18]}");
  }

  @Test
  void bodies_that_do_not_come_take_no_place() throws Exception {
    Limits.Builder limits = Limits.builder().concurrent(2).queued(0).idleTime(LONG);
    List<Socket> silent = new ArrayList<>();
    try (ForecastServer server = ForecastServer.start(options(limits).build())) {
      for (int i = 0; i < 64; i++) {
        Socket socket = connect(server);
        silent.add(socket);
        send(socket, "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{");
      }
      Http http = new Http(server.port());
      for (int i = 0; i < 20; i++) {
        assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
      }
      // Silence is as slow as can be.
      String answer = all(silent.get(0));
      assertThat(answer).startsWith("HTTP/1.1 408").contains("expected 128 bytes/s");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void headers_that_come_steadily_but_take_too_long_end_the_connection() throws Exception {
    Limits.Builder limits = Limits.builder().headerTime(Duration.ofMillis(600)).idleTime(LONG);
    try (ForecastServer server = ForecastServer.start(options(limits).build());
        Socket first = connect(server);
        Socket later = connect(server);
        Socket quiet = connect(server)) {
      send(later, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
      send(quiet, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
      for (Socket socket : List.of(first, later)) {
        assertThat(isCutWhileSendingHeaders(socket)).isTrue();
      }
      // Between requests nothing is late.
      send(quiet, "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(all(quiet).split("HTTP/1.1 200", -1)).hasSize(3);
    }
  }

  private static boolean isCutWhileSendingHeaders(Socket socket) throws Exception {
    try {
      send(socket, "GET /models HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      for (int i = 0; i < 2_000; i++) {
        send(socket, "a");
        Thread.sleep(20);
      }
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void answers_that_are_not_read_hold_no_place() throws Exception {
    Limits.Builder limits =
        Limits.builder().concurrent(1).queued(100).bodyBytes(4 << 20).answerBytes(64 << 20);
    String item = BODY.replace("}", ",\"similar_games\":20}");
    String batch = "{\"requests\":[" + String.join(",", Collections.nCopies(1_000, item)) + "]}";
    String head = "POST /predict/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
    try (ForecastServer server = ForecastServer.start(options(limits).build());
        Socket deaf = connect(server)) {
      send(deaf, head + batch.length() + "\r\n\r\n" + batch);
      assertThat(deaf.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      Http http = new Http(server.port());
      assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
    }
  }

  @Test
  void an_answer_that_nobody_reads_is_cut() throws Exception {
    Limits.Builder limits =
        Limits.builder()
            .bodyBytes(4 << 20)
            .answerBytes(64 << 20)
            .answerTime(Duration.ofMillis(500));
    String item = BODY.replace("}", ",\"similar_games\":60}");
    String batch = "{\"requests\":[" + String.join(",", Collections.nCopies(1_000, item)) + "]}";
    String head =
        "POST /predict/batch HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
    try (ForecastServer server = ForecastServer.start(options(limits).build());
        Socket deaf = connect(server)) {
      send(deaf, head + batch.length() + "\r\n\r\n" + batch);
      StringBuilder start = new StringBuilder();
      while (start.indexOf("\r\n\r\n") < 0) {
        start.append((char) deaf.getInputStream().read());
      }
      String length = start.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
      Thread.sleep(2_000);
      long read = 0;
      try (InputStream in = deaf.getInputStream()) {
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          read += n;
        }
      } catch (SocketException e) {
        // It was reset.
      }
      assertThat(read).isLessThan(Long.parseLong(length));
    }
  }

  @Test
  void without_keys_pages_of_others_change_nothing() throws Exception {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      Http http = new Http(server.port());
      String foreign = "https://evil.example";
      for (String path : List.of("/observations", "/predict", "/games/a/scores")) {
        assertThat(http.post(path, OUTCOME, "Origin", foreign).status()).isEqualTo(403);
        assertThat(http.post(path, OUTCOME, "Sec-Fetch-Site", "cross-site").status())
            .isEqualTo(403);
      }
      assertThat(http.post("/admin/reload", "", "Origin", "null").status()).isEqualTo(403);
      Http.Answer plain = http.post("/observations", OUTCOME, "Content-Type", "text/plain");
      assertThat(plain.status()).isEqualTo(415);
      assertThat(plain.text()).contains("Content-Type is 'text/plain'; expected application/json");
      String own = "http://127.0.0.1:" + server.port();
      assertThat(http.post("/observations", OUTCOME, "Origin", own).status()).isEqualTo(200);
      assertThat(status(server, "GET /models", "evil.test")).isEqualTo(403);
      assertThat(status(server, "GET /models", "evil.test:80")).isEqualTo(403);
      assertThat(status(server, "GET /models", "127.0.0.1.evil.test")).isEqualTo(403);
      assertThat(status(server, "GET /ws/live", "evil.test")).isEqualTo(403);
      assertThat(status(server, "GET /readyz", "10.0.0.7")).isEqualTo(200);
      for (String host : List.of("localhost", "LOCALHOST:1", "[::1]:9", "127.0.0.2")) {
        assertThat(status(server, "GET /models", host)).as(host).isEqualTo(200);
      }
    }
    ServerOptions named = options().allowedHosts(List.of("forecasts.example")).build();
    try (ForecastServer server = ForecastServer.start(named)) {
      assertThat(status(server, "GET /models", "forecasts.example:443")).isEqualTo(200);
      assertThat(status(server, "GET /models", "other.example")).isEqualTo(403);
    }
  }

  /** The status of an answer, of a WebSocket's opening too. */
  private static int status(ForecastServer server, String what, String host) throws IOException {
    String upgrade =
        what.contains("/ws/")
            ? """
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
            """
            : "Connection: close\r\n";
    try (Socket socket = connect(server)) {
      send(socket, what + " HTTP/1.1\r\nHost: " + host + "\r\n" + upgrade + "\r\n");
      byte[] start = socket.getInputStream().readNBytes(12);
      return Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring(9));
    }
  }

  @Test
  void a_key_that_is_gone_is_out_at_once_and_its_streams_with_it() throws Exception {
    Path keys = folder.resolve("keys");
    String admin = Keys.line(Role.ADMIN, ADMIN_KEY) + " boss";
    Files.write(keys, List.of(admin, Keys.line(Role.READ, READ_KEY) + " page"));
    try (ForecastServer server = ForecastServer.start(options().keys(keys).build());
        Socket stream = connect(server)) {
      Http http = new Http(server.port());
      send(stream, "GET /games/stream HTTP/1.1\r\nHost: x\r\nX-API-Key: " + READ_KEY + "\r\n\r\n");
      assertThat(stream.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      assertThat(head(http, "/models", READ_KEY)).isEqualTo(200);
      assertThat(head(http, "/models", "nobody")).isEqualTo(401);
      assertThat(head(http, "/games/stream", READ_KEY)).isEqualTo(200);
      Files.writeString(keys, "nonsense");
      Http.Answer bad = http.post("/admin/reload", "", "X-API-Key", ADMIN_KEY);
      assertThat(bad.status()).isEqualTo(422);
      assertThat(bad.text()).contains("line 1").doesNotContain("nonsense", folder.toString());
      assertThat(http.get("/models", "X-API-Key", READ_KEY).status()).isEqualTo(200);
      Files.write(keys, List.of(admin));
      assertThat(http.post("/admin/reload", "", "X-API-Key", ADMIN_KEY).status()).isEqualTo(200);
      assertThat(http.get("/models", "X-API-Key", READ_KEY).status()).isEqualTo(401);
      // It ends, which a stream does not.
      all(stream);
    }
  }

  @Test
  void a_new_certificate_is_served_after_a_reload() throws Exception {
    SelfSigned before = SelfSigned.in(Files.createDirectory(folder.resolve("before")));
    SelfSigned after = SelfSigned.in(Files.createDirectory(folder.resolve("after")));
    Path certificate = Files.copy(before.certificate(), folder.resolve("cert.pem"));
    Path key = Files.copy(before.key(), folder.resolve("key.pem"));
    try (ForecastServer server = ForecastServer.start(options().tls(certificate, key).build())) {
      assertThat(reload(server, before)).isEqualTo(200);
      assertThatThrownBy(() -> reload(server, after)).isInstanceOf(SSLException.class);
      Files.writeString(certificate, "no certificate");
      assertThat(reload(server, before)).isEqualTo(422);
      Files.copy(after.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
      assertThat(reload(server, before)).as("with the key of another").isEqualTo(422);
      Files.copy(after.key(), key, StandardCopyOption.REPLACE_EXISTING);
      assertThat(reload(server, before)).isEqualTo(200);
      assertThat(reload(server, after)).isEqualTo(200);
      assertThatThrownBy(() -> reload(server, before)).isInstanceOf(SSLException.class);
    }
  }

  /** The status of a reload, asked for by one who trusts a certificate alone. */
  private static int reload(ForecastServer server, SelfSigned trusted) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted.keys());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    URI address = URI.create("https://127.0.0.1:" + server.port() + "/admin/reload");
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(address)
                .timeout(Await.PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void one_key_asks_no_more_often_than_it_may_while_another_goes_on() throws IOException {
    Path keys = folder.resolve("keys");
    Files.write(
        keys,
        List.of(
            Keys.line(Role.ADMIN, ADMIN_KEY) + " boss", Keys.line(Role.READ, READ_KEY) + " page"));
    Limits given =
        CommandLine.populateCommand(Limits.builder(), "--max-key-rate", "1", "--max-rate", "0")
            .build();
    try (ForecastServer server = ForecastServer.start(options().limits(given).keys(keys).build())) {
      Http http = new Http(server.port());
      Http.Answer refused = http.get("/models", "X-API-Key", READ_KEY);
      assertThat(refused.status()).isEqualTo(200);
      for (int i = 0; i < 500 && refused.status() == 200; i++) {
        refused = http.get("/models", "X-API-Key", READ_KEY);
      }
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).matches("[1-3]");
      assertThat(refused.text())
          .contains("too many requests from this key; expected at most 1 a second");
      assertThat(http.get("/models", "X-API-Key", ADMIN_KEY).status()).isEqualTo(200);
    }
  }

  private static int head(Http http, String path, String key) {
    return http.send(
            http.request(path, "X-API-Key", key)
                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
        .status();
  }

  @Test
  void head_says_what_get_would() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      Http http = new Http(server.port());
      for (String path :
          List.of("/models", "/livez", "/health", "/games/nix", "/nix", "/v2", "/ws/live")) {
        Http.Answer get = http.get(path);
        Http.Answer head =
            http.send(http.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.status()).as(path).isEqualTo(get.status());
        assertThat(head.header("Content-Length"))
            .as(path)
            .isEqualTo(String.valueOf(get.response().body().length));
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
      }
    }
  }

  @Test
  void what_changes_something_is_logged_with_the_name_of_its_key() throws Exception {
    Path keys = folder.resolve("keys");
    Files.write(keys, List.of(Keys.line(Role.ADMIN, ADMIN_KEY) + " boss"));
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender = lines(lines);
    Logger audit = (Logger) LoggerFactory.getLogger("audit");
    audit.addAppender(appender);
    try (ForecastServer server = ForecastServer.start(options().keys(keys).build())) {
      Http http = new Http(server.port());
      assertThat(http.get("/models", "X-API-Key", ADMIN_KEY).status()).isEqualTo(200);
      assertThat(http.post("/observations", OUTCOME, "X-API-Key", ADMIN_KEY).status())
          .isEqualTo(200);
      await("it is logged", () -> !lines.isEmpty());
      assertThat(lines).hasSize(1);
      assertThat(lines.peek())
          .contains("key=boss")
          .contains("route=/observations")
          .doesNotContain(ADMIN_KEY);
    } finally {
      audit.detachAppender(appender);
    }
  }

  private static AppenderBase<ILoggingEvent> lines(Queue<String> lines) {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            StringBuilder line = new StringBuilder();
            event
                .getKeyValuePairs()
                .forEach(pair -> line.append(pair.key + "=" + pair.value + " "));
            lines.add(line.toString());
          }
        };
    appender.start();
    return appender;
  }

  @Test
  void every_refusal_has_an_id_and_a_line() throws Exception {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender = lines(lines);
    Logger access = (Logger) LoggerFactory.getLogger("access");
    access.addAppender(appender);
    Limits.Builder limits =
        Limits.builder().bodyBytes(2_048).headerBytes(2_048).bodyTime(Duration.ofMillis(300));
    try (ForecastServer server = ForecastServer.start(options(limits).build())) {
      String post = "POST /predict HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: mine\r\n";
      for (String request :
          List.of(
              post + "Content-Length: 3\r\n\r\n{",
              post + "Connection: close\r\nContent-Length: 3000\r\n\r\n" + " ".repeat(3_000),
              post + "Content-Encoding: br\r\nConnection: close\r\nContent-Length: 1\r\n\r\n ",
              "GET / HTTP/1.1\r\nHost: localhost\r\nLong: " + "x".repeat(3_000) + "\r\n\r\n",
              "GET / HTTP/9.9\r\n\r\n")) {
        String refused;
        try (Socket socket = connect(server)) {
          send(socket, request);
          refused = all(socket);
        }
        String status = refused.substring(9, 12);
        assertThat(status).isIn("408", "413", "415", "431", "400", "505");
        String id = refused.replaceAll("(?is).*\r\nX-Request-Id: ([^\r]+)\r\n.*", "$1");
        assertThat(id).hasSizeLessThan(129);
        assertThat(request.contains("mine")).isEqualTo(id.equals("mine"));
        assertThat(refused).contains("\"request_id\":\"" + id + "\"");
        await(
            "it is logged",
            () ->
                lines.stream()
                    .anyMatch(
                        line ->
                            line.contains("status=" + status)
                                && line.contains("request_id=" + id)));
      }
    }
    try (ForecastServer server = ForecastServer.start(options(limits.perSecond(1)).build())) {
      Http http = new Http(server.port());
      Http.Answer fast = http.get("/models");
      for (int i = 0; i < 500 && fast.status() == 200; i++) {
        fast = http.get("/models");
      }
      assertThat(fast.status()).isEqualTo(429);
      assertThat(fast.header("X-Request-Id")).isNotEmpty();
      await("that is logged", () -> lines.stream().anyMatch(line -> line.contains("status=429")));
    } finally {
      access.detachAppender(appender);
    }
  }

  @Test
  void what_was_sent_is_repeated_in_short_and_escaped() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      Http http = new Http(server.port());
      String long_ = "x".repeat(500_000);
      for (String body :
          List.of(
              BODY.replace("}", ",\"model\":\"" + long_ + "\"}"),
              BODY.replace("}", ",\"alpha\":\"" + long_ + "\"}"),
              BODY.replace("}", ",\"request_id\":\"a\\u001b[2J\\n" + long_ + "\"}"),
              "{\"" + long_ + "\":1}",
              "{" + long_,
              "{\"pattern\":[" + "[".repeat(100_000))) {
        Http.Answer answer = http.post("/predict", body);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.text().length()).isLessThan(3_000);
        assertThat(answer.text())
            .doesNotContain("\\n", "\u001b")
            .doesNotContainPattern("[a-z]+\\.[a-z0-9]+\\.[A-Z]");
      }
    }
  }

  @Test
  void a_query_that_cannot_be_decoded_is_refused_on_every_route() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      for (List<String> row :
          List.of(
              List.of("GET /calibration?model=%zz", "'%zz'; expected % and two hexadecimal digits"),
              List.of("GET /games/stream?game_id=a%", "'%'; expected"),
              List.of("GET /games/stream?game_id=a%4", "'%4'; expected"),
              List.of("GET /games/stream?last_event_id=%+1", "'%+1'; expected"),
              List.of("GET /ws/live?game_id=%zz", "'%zz'; expected"),
              List.of("POST /v2/models/nba-halftime/infer?alpha=0.1%zz", "'%zz'; expected"),
              List.of("DELETE /observations/a?model=%g0", "'%g0'; expected"),
              List.of("GET /health?%zz", "'%zz'; expected"),
              List.of("GET /models?a=%ff", "expected text in UTF-8"))) {
        try (Socket socket = connect(server)) {
          String rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
          send(socket, row.get(0) + rest + "Content-Length: 0\r\n\r\n");
          assertThat(all(socket))
              .as(row.get(0))
              .startsWith("HTTP/1.1 400")
              .contains("the query ", row.get(1));
        }
      }
      Http http = new Http(server.port());
      assertThat(http.get("/calibration?model=nba%2Dhalftime").status()).isEqualTo(200);
      assertThat(http.get("/calibration?model=%C3%A4%25").status()).isEqualTo(404);
    }
  }

  @Test
  void packed_bodies_are_unpacked_within_the_limit_of_a_body() throws IOException {
    try (ForecastServer server = ForecastServer.start(options().build())) {
      Http http = new Http(server.port());
      for (String route : List.of("/predict", "/distribution")) {
        assertThat(packed(http, route, gzip(BODY.getBytes(StandardCharsets.UTF_8))).status())
            .isEqualTo(200);
      }
      assertThat(
              packed(http, "/observations", gzip(OUTCOME.getBytes(StandardCharsets.UTF_8)))
                  .status())
          .isEqualTo(200);
      byte[] bomb = gzip(new byte[200 << 20]);
      assertThat(bomb.length).isLessThan(1 << 20);
      Http.Answer refused = packed(http, "/predict", bomb);
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.text()).contains("at most 1048576 bytes");
      Http.Answer broken = packed(http, "/predict", BODY.getBytes(StandardCharsets.UTF_8));
      assertThat(broken.status()).isEqualTo(400);
      assertThat(broken.text()).contains("not gzip");
      ByteArrayOutputStream halves = new ByteArrayOutputStream();
      for (String half : List.of(BODY.substring(0, 9), BODY.substring(9))) {
        halves.writeBytes(gzip(half.getBytes(StandardCharsets.UTF_8)));
      }
      assertThat(packed(http, "/predict", halves.toByteArray()).status()).isEqualTo(200);
      for (int more : new int[] {1, 8, 18, 19, 26, 27, 1_000}) {
        byte[] whole = gzip(BODY.getBytes(StandardCharsets.UTF_8));
        Http.Answer longer = packed(http, "/predict", Arrays.copyOf(whole, whole.length + more));
        assertThat(longer.status()).as(more + " bytes more").isEqualTo(400);
        assertThat(longer.text()).contains("expected gzip alone");
      }
      assertThat(http.post("/predict", BODY, "Content-Encoding", "br").status()).isEqualTo(415);
      assertThat(http.post("/predict", BODY, "Content-Encoding", "identity").status())
          .isEqualTo(200);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static Http.Answer packed(Http http, String path, byte[] body) {
    return http.send(
        http.request(path, "Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  @Test
  void one_key_among_several_opens_no_more_streams_than_its_share() throws Exception {
    Path keys = folder.resolve("keys");
    Files.write(
        keys,
        List.of(
            Keys.line(Role.ADMIN, ADMIN_KEY) + " boss", Keys.line(Role.READ, READ_KEY) + " page"));
    // That a stream is gone is noticed when it is told that the server lives.
    LiveLimits live = new LiveLimits(10, 100, LONG, 10, 100, Duration.ofMillis(500));
    ServerOptions.Builder options = options(Limits.builder().keyStreams(2)).keys(keys).live(live);
    List<Socket> streams = new ArrayList<>();
    try (ForecastServer server = ForecastServer.start(options.build())) {
      Http http = new Http(server.port());
      for (int i = 0; i < 2; i++) {
        Socket socket = connect(server);
        streams.add(socket);
        send(
            socket, "GET /games/stream HTTP/1.1\r\nHost: x\r\nX-API-Key: " + READ_KEY + "\r\n\r\n");
        assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      }
      Http.Answer third = http.get("/games/stream", "X-API-Key", READ_KEY);
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.header("Retry-After")).matches("[1-3]");
      streams.remove(0).close();
      await(
          "its place is free",
          () -> {
            try (Socket socket = connect(server)) {
              send(
                  socket,
                  "GET /games/stream HTTP/1.1\r\nHost: x\r\nX-API-Key: " + READ_KEY + "\r\n\r\n");
              return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
                  .endsWith("200");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    } finally {
      for (Socket socket : streams) {
        socket.close();
      }
    }
  }
}
