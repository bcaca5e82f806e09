package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallLogTest {
  private static final Logger LOGGER = Logger.getLogger("org.forecast4j.client");
  private static final Pattern PATTERN = Pattern.of(new double[18]);

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private FixtureServer server;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stop() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
    server.close();
  }

  private ForecastClient client(LogLevel level) {
    return server
        .client()
        .apiKey("the-secret-key")
        .header("X-Session-Token", "another-secret")
        .header("X-Team", "red")
        .timing(new ManualTiming())
        .logLevel(level)
        .build();
  }

  @Test
  void nothing_is_logged_unless_asked_for() {
    try (ForecastClient client = client(LogLevel.NONE)) {
      client.predict(PATTERN);
    }
    try (ForecastClient client = server.client().build()) {
      client.predict(PATTERN);
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void basic_is_one_line_a_try() {
    try (ForecastClient client = client(LogLevel.BASIC)) {
      server.next(Fault.noAnswer(), Fault.problem(503, "loading"));
      client.predict(PATTERN);
    }
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("POST /predict: java.io").contains(" after 0 ms");
    assertThat(lines.get(1)).matches("POST /predict \\(try 2\\): 503 in 0 ms, \\d+ bytes");
    assertThat(lines.get(2)).matches("POST /predict \\(try 3\\): 200 in 0 ms, \\d+ bytes");
  }

  @Test
  void headers_come_without_secrets() {
    try (ForecastClient client = client(LogLevel.HEADERS)) {
      client.predict(PATTERN);
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains("> POST " + server.baseUrl() + "/predict")
        .contains("> Authorization: ██")
        .contains("> X-Session-Token: ██")
        .contains("> X-Team: red")
        .containsPattern("> Idempotency-Key: [0-9a-f-]{36}")
        .contains("< Content-Type: application/json")
        .doesNotContain("point_forecast");
  }

  @Test
  void bodies_are_shown_and_cut() {
    try (ForecastClient client = client(LogLevel.BODY)) {
      client.predict(PATTERN);
      server.next(Fault.json("{\"long\":\"" + "x".repeat(10_000) + "\"}"));
      assertThatThrownBy(() -> client.predict(PATTERN))
          .isInstanceOf(ForecastProtocolException.class);
    }
    assertThat(lines.get(0)).contains("> {\"pattern\":[0.0,").contains("< {\"point_forecast\":0.0");
    assertThat(lines.get(1)).hasSizeLessThan(6_000).contains("x…");
  }

  @ParameterizedTest
  @EnumSource(LogLevel.class)
  void no_level_shows_a_secret_even_if_the_server_repeats_it(LogLevel level) {
    try (ForecastClient client = client(level)) {
      server.next(
          Fault.of(
              good ->
                  good.newBuilder()
                      .setHeader("X-Echo", "Bearer the-secret-key")
                      .setHeader("Set-Cookie", "session=another-secret")
                      .body("{\"you sent\":\"the-secret-key\"}")
                      .build()));
      assertThatThrownBy(() -> client.predict(PATTERN)).hasMessageNotContaining("secret");
    }
    assertThat(String.join("\n", lines)).doesNotContain("secret");
  }
}
