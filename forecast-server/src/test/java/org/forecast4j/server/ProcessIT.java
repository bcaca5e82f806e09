package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ProcessIT {
  private static final String BODY = "{\"pattern\":" + Http.PATTERN + "}";

  /** Ends as operators end it, and waits for a body as long as the test needs. */
  private static final String[] PATIENT = {
    "--drain", "1", "--grace", "120", "--min-body-rate", "0", "--body-time", "600"
  };

  @TempDir Path folder;

  @Test
  void a_running_call_is_finished_and_the_process_exits_with_0() throws Exception {
    try (ServerProcess server = ServerProcess.serve(PATIENT);
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout((int) Await.PATIENCE.toMillis());
      OutputStream out = slow.getOutputStream();
      String head =
          "POST /predict HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Connection: close\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: "
              + BODY.length()
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      String asked = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(text(slow.getInputStream().readNBytes(asked.length()))).isEqualTo(asked);
      assertThat(isReady(server)).isTrue();
      server.terminate();
      await("it is not ready", () -> !isReady(server));
      out.write(BODY.getBytes(StandardCharsets.US_ASCII));
      assertThat(text(slow.getInputStream().readAllBytes()))
          .startsWith("HTTP/1.1 200")
          .contains("point_forecast");
      assertThat(server.exitCode()).isZero();
      assertThat(server.said()).contains("ended");
    }
  }

  /** A pipe holds some hundred lines; what waits behind it, some thousand. */
  @Test
  void a_log_that_nobody_takes_away_holds_up_no_request() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--bundle",
                Http.BUNDLE.toString(),
                "--port",
                String.valueOf(port))
            .redirectErrorStream(true)
            .start();
    try {
      await("it serves", () -> answers(port, 1) == 1);
      for (int i = 0; i < 25; i++) {
        assertThat(answers(port, 500)).isEqualTo(500);
      }
      assertThat(new Http(port).get("/metrics").text())
          .containsPattern("forecast_log_dropped_total [1-9]");
    } finally {
      process.destroyForcibly();
    }
  }

  /** How many of so many requests on one connection are answered with 200. */
  private static int answers(int port, int requests) {
    String request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n";
    String all = (request + "\r\n").repeat(requests - 1) + request + "Connection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      Thread writer =
          new Thread(
              () -> {
                try {
                  socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  // Fewer are answered then.
                }
              });
      writer.start();
      return text(socket.getInputStream().readAllBytes()).split("HTTP/1.1 200", -1).length - 1;
    } catch (IOException e) {
      return 0;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Once it has drained it takes no connection any more. */
  private static boolean isReady(ServerProcess server) {
    try (Socket asking = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      asking.setSoTimeout((int) Await.PATIENCE.toMillis());
      asking
          .getOutputStream()
          .write(
              "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return text(asking.getInputStream().readAllBytes()).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_killed_server_has_lost_no_outcome_and_no_id() throws Exception {
    String state = folder.resolve("state").toString();
    JsonNode before;
    JsonNode report;
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      Http http = server.http();
      for (int i = 0; i < 20; i++) {
        assertThat(http.post("/observations", observation(i)).status()).isEqualTo(200);
      }
      before = http.post("/predict", BODY).json().get("interval_upper");
      report = http.get("/calibration").json();
      server.kill();
    }
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      Http http = server.http();
      assertThat(http.get("/calibration").json()).isEqualTo(report);
      assertThat(http.post("/predict", BODY).json().get("interval_upper")).isEqualTo(before);
      JsonNode again = http.post("/observations", observation(7)).json();
      assertThat(again.get("status").textValue()).isEqualTo("duplicate");
      assertThat(again.get("state_version").intValue()).isEqualTo(20);
    }
  }

  @Test
  void what_was_acknowledged_before_a_kill_in_mid_traffic_is_known_after_it() throws Exception {
    String state = folder.resolve("state").toString();
    Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
    AtomicInteger sent = new AtomicInteger();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    List<Future<?>> calls = new ArrayList<>();
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      for (int i = 0; i < 4; i++) {
        calls.add(
            callers.submit(
                () -> {
                  while (true) {
                    int number = sent.getAndIncrement();
                    assertThat(server.http().post("/observations", observation(number)).status())
                        .isEqualTo(200);
                    acknowledged.add(number);
                  }
                }));
      }
      await("traffic", () -> acknowledged.size() >= 100);
      server.kill();
      for (Future<?> call : calls) {
        assertThatThrownBy(call::get).hasRootCauseInstanceOf(IOException.class);
      }
    } finally {
      callers.shutdownNow();
    }
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      Http http = server.http();
      assertThat(http.get("/calibration").json().get("state_version").intValue())
          .isBetween(acknowledged.size(), sent.get());
      for (int number : acknowledged) {
        JsonNode again = http.post("/observations", observation(number)).json();
        assertThat(again.get("status").textValue()).isEqualTo("duplicate");
      }
    }
  }

  private static String observation(int number) {
    String actual = "[10,11,12,13,14," + (number * 7 % 40 - 10) + "]";
    return "{\"id\":\"g"
        + number
        + "\",\"pattern\":"
        + Http.PATTERN
        + ",\"actual\":"
        + actual
        + "}";
  }

  @Test
  void the_access_log_names_the_request_and_neither_its_body_nor_its_key() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), Keys.line(Role.READ, "0123456789abcdef"));
    try (ServerProcess server = ServerProcess.serve("--keys", keys.toString())) {
      server
          .http()
          .post("/predict", BODY, "X-API-Key", "0123456789abcdef", "X-Request-Id", "seen-1");
      server.terminate();
      assertThat(server.exitCode()).isZero();
      assertThat(server.said())
          .contains("route=\"/predict\"", "status=\"200\"", "request_id=\"seen-1\"")
          .doesNotContain("0123456789abcdef")
          .doesNotContain("[0,2,5");
    }
  }

  @Test
  void log_lines_can_be_json() throws Exception {
    try (ServerProcess server = ServerProcess.serve("--log", "json")) {
      server.http().get("/health", "X-Request-Id", "seen-2");
      server.terminate();
      assertThat(server.exitCode()).isZero();
      String line =
          server.said().lines().filter(one -> one.contains("seen-2")).findFirst().orElseThrow();
      assertThat(new ObjectMapper().readTree(line).get("loggerName").textValue())
          .isEqualTo("access");
    }
  }

  @Test
  void a_bad_option_is_named_and_exits_with_2_and_a_bad_bundle_with_1() throws Exception {
    try (ServerProcess usage = ServerProcess.run("--bundle", "x", "--port", "70000")) {
      assertThat(usage.exitCode()).isEqualTo(2);
      assertThat(usage.said()).contains("port is 70000; expected 0 to 65535");
    }
    try (ServerProcess usage =
        ServerProcess.run(Map.of("FORECAST_BUNDLE", "x", "FORECAST_PORT", "some"))) {
      assertThat(usage.exitCode()).isEqualTo(2);
      assertThat(usage.said()).contains("--port", "'some'");
    }
    try (ServerProcess missing =
        ServerProcess.run("--bundle", folder.resolve("nix").toString(), "--port", "0")) {
      assertThat(missing.exitCode()).isEqualTo(1);
      assertThat(missing.said()).contains("nix").doesNotContain("\tat ");
    }
  }

  @Test
  void a_variable_that_is_empty_counts_as_not_set() throws Exception {
    Map<String, String> empty =
        new CommandLine(new ServeCommand())
            .getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .collect(Collectors.toMap(Environment::variable, option -> ""));
    assertThat(empty).containsKeys("FORECAST_STATE", "FORECAST_PORT", "FORECAST_REDIS_URL");
    try (ServerProcess serve =
        ServerProcess.run(empty, "--bundle", folder.resolve("nix").toString(), "--port", "0")) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.said()).contains("nix: no such folder");
    }
    try (ServerProcess serve = ServerProcess.run(empty)) {
      assertThat(serve.exitCode()).isEqualTo(2);
      assertThat(serve.said()).contains("--bundle");
    }
    try (ServerProcess health = ServerProcess.run(empty, "health", "--timeout", "0.5")) {
      assertThat(health.exitCode()).isNotEqualTo(2);
      assertThat(health.said()).doesNotContain("--port", "https:");
    }
    assertThat(Path.of("lock")).doesNotExist();
  }

  @Test
  void help_lists_the_commands_and_every_option_of_serving_with_its_variable() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), "--help");
    assertThat(code).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .contains("health", "hash-key", "--bundle=DIR", "FORECAST_BUNDLE", "FORECAST_STATE");
    assertThat(out.toString().replaceAll("\\s+", " "))
        .doesNotContain("${")
        .contains("--max-body=BYTES Largest body (FORECAST_MAX_BODY, 1048576)");
  }

  @Test
  void the_health_command_says_whether_a_server_is_ready() throws Exception {
    try (ServerProcess server = ServerProcess.serve();
        ServerProcess health =
            ServerProcess.run("health", "--port", String.valueOf(server.port()))) {
      assertThat(health.exitCode()).isZero();
    }
    try (ServerProcess health = ServerProcess.run("health", "--url", "http://127.0.0.1:1/readyz")) {
      assertThat(health.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void it_serves_https_from_pem_files() throws Exception {
    SelfSigned signed = SelfSigned.in(folder);
    Path certificate = signed.certificate();
    Path key = signed.key();
    try (ServerProcess server =
        ServerProcess.serve("--tls-cert", certificate.toString(), "--tls-key", key.toString())) {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(signed.keys());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(context)
              .build()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("https://127.0.0.1:" + server.port() + "/health"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertHealthCheck(server, certificate.toString());
      server.terminate();
      assertThat(server.exitCode()).isZero();
    }
    try (ServerProcess swapped =
        ServerProcess.run(
            "--bundle",
            Http.BUNDLE.toString(),
            "--port",
            "0",
            "--tls-cert",
            key.toString(),
            "--tls-key",
            certificate.toString())) {
      assertThat(swapped.exitCode()).isEqualTo(1);
      assertThat(swapped.said()).contains("key.pem");
    }
  }

  /** As a container runs it, which knows the environment alone, and as anybody may. */
  private static void assertHealthCheck(ServerProcess server, String certificate) throws Exception {
    String port = String.valueOf(server.port());
    Map<String, String> variables = Map.of("FORECAST_PORT", port, "FORECAST_TLS_CERT", certificate);
    try (ServerProcess health = ServerProcess.run(variables, "health")) {
      assertThat(health.exitCode()).isZero();
      assertThat(health.said()).contains("{\"status\":\"ready\"}");
    }
    try (ServerProcess health =
        ServerProcess.run("health", "--port", port, "--tls-cert", certificate)) {
      assertThat(health.exitCode()).isZero();
    }
    try (ServerProcess plain = ServerProcess.run("health", "--port", port)) {
      assertThat(plain.exitCode()).isEqualTo(1);
    }
  }
}
