package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.testkit.internal.PublicApi;
import org.forecast4j.testkit.internal.Snippets;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.Test;

/** The code of docs/client.md, compiled and run, and what it lists. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/client.md");

  private final Pattern pattern = Pattern.of(new double[18]);
  private final PredictRequest request = PredictRequest.builder(pattern).build();

  private interface Vault {
    String read(String name);
  }

  @Test
  void ten_lines_forecast_and_learn() {
    try (FixtureServer server = FixtureServer.start()) {
      System.setProperty("forecast.base.url", server.baseUrl());
      try (ForecastClient client = ForecastClient.fromEnv()) {
        Pattern pattern = Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);
        PredictRequest request = PredictRequest.builder(pattern).alpha(0.1).build();
        PredictResponse forecast = client.predict(request);
        double margin = forecast.pointForecast();
        Interval interval = forecast.interval();
        String id = forecast.requestId().orElseThrow();
        Observed learned = client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18));
        CalibrationReport report = client.calibration();

        assertThat(interval.contains(margin)).isTrue();
        assertThat(learned.id()).isEqualTo(id);
        assertThat(report.observations()).isEqualTo(1);
      } finally {
        System.clearProperty("forecast.base.url");
      }
    }
  }

  @Test
  void clients_are_set_up() {
    Vault vault = name -> name + "-secret";
    ForecastClient client =
        ForecastClient.builder()
            .baseUrl("https://forecasts.example")
            .apiKey(() -> vault.read("forecast-key"))
            .callTimeout(Duration.ofSeconds(2))
            .build();
    ForecastClient patient = client.withOptions(options -> options.retries(5));

    assertThat(patient).hasToString("ForecastClient[https://forecasts.example/]");
    client.close();
  }

  @Test
  void calls_have_options_and_failures_are_told_apart() {
    try (FixtureServer server = FixtureServer.start();
        ForecastClient client = server.client().retries(0).build()) {
      RequestOptions options =
          RequestOptions.builder()
              .callTimeout(Duration.ofSeconds(5))
              .onResponse(raw -> System.out.println(raw.header("X-Request-Id").orElse("none")))
              .build();
      PredictResponse hasty = client.predict(request, options);
      assertThat(hasty.path()).hasSize(6);

      server.next(Fault.rateLimited(Duration.ofSeconds(7)));
      try {
        client.predict(request);
      } catch (ForecastServiceException.RateLimited e) {
        Duration wait = e.retryAfter().orElse(Duration.ofSeconds(1));
        assertThat(wait).isEqualTo(Duration.ofSeconds(7));
      } catch (ForecastIoException e) {
        System.err.println(e.getMessage());
      }
    }
  }

  @Test
  void games_are_told_and_followed() throws Exception {
    try (FixtureServer server = FixtureServer.start();
        ForecastClient client = server.client().build()) {
      ScoreTick tick = new ScoreTick(1, "11:46", 2, 0);
      GameState game = client.pushScores("bos-nyk", ScoresRequest.of(tick));
      assertThat(game.last()).contains(tick);
      try (GameStream games = client.gameStream()) {
        games.forEach(event -> System.out.println(event.type())).get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        assertThat(server.requests()).hasSize(2);
      }
    }
  }

  @Test
  void a_remote_model_is_a_model() {
    try (FixtureServer server = FixtureServer.start();
        ForecastClient client = server.client().build()) {
      ConformalWrapper model = client.asConformalWrapper();
      IntervalForecast forecast90 = model.forecast(pattern, 0.9);
      ConformalWrapper next = model.observe(forecast90, 12, 12, 15, 14, 16, 18);
      Forecaster forecaster = client.asForecaster();

      assertThat(next).isSameAs(model);
      assertThat(forecaster.forecast(pattern)).isEqualTo(forecast90.forecast());
    }
  }

  @Test
  void applications_test_with_faults() {
    try (FixtureServer server = FixtureServer.start();
        ForecastClient client = server.client().build()) {
      server.next(Fault.problem(503, "still loading"), Fault.resetMidBody());
      PredictResponse third = client.predict(request);
      System.out.println(server.requests().size() + " tries");
      assertThat(third.pointForecast()).isZero();
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void every_line_of_code_in_the_guide_stands_in_this_test() throws IOException {
    Snippets.assertStandIn(
        GuideTest.class,
        Snippets.inMarkdown(GUIDE, heading -> true).stream()
            .map(line -> line.replace("TimeUnit.HOURS", "TimeUnit.SECONDS"))
            .toList());
  }

  @Test
  void the_guide_lists_every_option_and_every_exception() throws IOException {
    String guide = Files.readString(GUIDE);
    assertThat(Arrays.stream(ForecastClient.Builder.class.getDeclaredMethods()))
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .extracting(Method::getName)
        .filteredOn(name -> !name.equals("build"))
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(guide).contains("| `" + name + "` |"));
    assertThat(PublicApi.typesBeside(ForecastException.class))
        .filteredOn(ForecastException.class::isAssignableFrom)
        .hasSizeGreaterThan(10)
        .allSatisfy(type -> assertThat(guide).contains("`" + type.getSimpleName() + "`"));
  }
}
