package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.testkit.internal.Snippets;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
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

/** The Javadoc's code, compiled and run. */
class JavadocTest {
  private final Pattern pattern = Pattern.of(new double[18]);
  private final PredictRequest request = PredictRequest.builder(pattern).build();
  private final PredictRequest another = PredictRequest.of(1, 2);
  private FixtureServer server;
  private ForecastClient client;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
    client = server.client().build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void clients_are_made() {
    System.setProperty("forecast.base.url", server.baseUrl());
    try (ForecastClient client = ForecastClient.fromEnv()) {
      PredictResponse forecast =
          client.predict(Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11));
      double margin = forecast.pointForecast();
      assertThat(margin).isEqualTo(11);
    } finally {
      System.clearProperty("forecast.base.url");
    }
    Vault vault = name -> name + "-secret";
    try (ForecastClient other = made(vault)) {
      assertThat(other.toString()).contains("forecasts.example");
    }
    ForecastClient patient =
        client.withOptions(options -> options.callTimeout(Duration.ofMinutes(2)).retries(5));
    assertThat(patient.health().status()).isEqualTo("healthy");
  }

  private interface Vault {
    String read(String name);
  }

  private static ForecastClient made(Vault vault) {
    ForecastClient client =
        ForecastClient.builder()
            .baseUrl("https://forecasts.example")
            .apiKey(() -> vault.read("forecast-key"))
            .callTimeout(Duration.ofSeconds(2))
            .build();
    return client;
  }

  @Test
  void forecasts_are_made_in_every_way() {
    PredictResponse forecast = client.predict(pattern.with("expected_margin", 7.0));
    Interval interval = forecast.interval();
    assertThat(interval.contains(forecast.pointForecast())).isTrue();
    String id = forecast.requestId().orElseThrow();
    Observation observation = Observation.of(id, 12, 12, 15, 14, 16, 18);
    client.observe(observation);
    Observed retracted = client.retract(observation.key());
    assertThat(retracted.status()).isEqualTo("retracted");
    Observed observed = client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18));
    assertThat(observed.id()).isEqualTo(id);
    FinalScore score =
        FinalScore.of("0021801230", LocalDate.of(2019, 4, 10), "BKN", "MIA", 113, 94);
    LearnedResult learned = client.learn(score);
    assertThat(learned.results()).isEqualTo(1);
    LearnedResult taken = client.retractResult("0021801230");
    assertThat(taken.status()).isEqualTo("retracted");
    CompletableFuture<Double> margin =
        client.async().predict(request).thenApply(PredictResponse::pointForecast);
    assertThat(margin.join()).isZero();
    DistributionResponse steps = client.distribution(request);
    double lead = steps.path().get(steps.path().size() - 1).probabilityAbove(0.5);
    assertThat(lead).isBetween(0.3, 0.7);
  }

  @Test
  void requests_are_built() {
    PredictRequest request =
        PredictRequest.builder(pattern)
            .teams("BOS", "NYK", LocalDate.of(2019, 4, 10))
            .alpha(0.1)
            .build();
    PredictResponse forecast = client.predict(request);
    assertThat(forecast.coverageProbability()).isEqualTo(0.9);
  }

  @Test
  void options_are_given() {
    RequestOptions options =
        RequestOptions.builder()
            .callTimeout(Duration.ofSeconds(5))
            .onResponse(raw -> System.out.println(raw.header("X-Request-Id").orElse("none")))
            .build();
    PredictResponse forecast = client.predict(request, options);
    assertThat(forecast.path()).hasSize(6);
  }

  @Test
  void batches_and_reports_are_read() {
    BatchResponse batch = client.predictBatch(List.of(request, another));
    for (BatchResponse.Item item : batch.results()) {
      item.prediction().ifPresent(forecast -> System.out.println(forecast.pointForecast()));
      item.error().ifPresent(problem -> System.out.println(problem.detail()));
    }
    assertThat(batch.results()).hasSize(2);
    boolean ready = client.health().modelsLoaded();
    assertThat(ready).isTrue();
    client.models().models().forEach(model -> System.out.println(model.name()));
    client.calibration().intervals().forEach(at -> System.out.println(at.coverage()));
  }

  @Test
  void games_are_told_and_followed() {
    ScoreTick tick = new ScoreTick(1, "11:46", 2, 0);
    GameState game = client.pushScores("0021800001", ScoresRequest.of(tick));
    assertThat(game.last()).contains(tick);
    following().cancel(true);
    assertThatThrownBy(this::followed).isInstanceOf(TimeoutException.class);
  }

  private CompletableFuture<Void> following() {
    GameStream games = client.gameStream();
    CompletableFuture<Void> end =
        games.forEach(event -> event.game().ifPresent(game -> System.out.println(game.status())));
    return end;
  }

  private void followed() throws Exception {
    try (GameStream games = client.gameStream()) {
      games.forEach(event -> System.out.println(event.type())).get(1, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_remote_model_is_a_model() {
    Forecaster forecaster = client.asForecaster();
    double margin = forecaster.forecast(pattern).point();
    assertThat(margin).isZero();
    ConformalWrapper model = client.asConformalWrapper();
    IntervalForecast forecast = model.forecast(pattern, 0.9);
    ConformalWrapper next = model.observe(forecast, 12, 12, 15, 14, 16, 18);
    assertThat(next.forecast(pattern, 0.9)).isEqualTo(forecast);
  }

  @Test
  void faults_are_met_with_another_try() {
    try (FixtureServer server = FixtureServer.start();
        ForecastClient client = server.client().build()) {
      server.next(Fault.problem(503, "still loading"));
      PredictResponse forecast = client.predict(pattern);
      assertThat(forecast.pointForecast()).isZero();
      assertThat(server.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java/org/forecast4j/client/ForecastClient.java",
        "src/main/java/org/forecast4j/client/AsyncForecastClient.java",
        "src/main/java/org/forecast4j/client/GameStream.java",
        "../forecast-client-testkit/src/main/java/org/forecast4j/client/testing/FixtureServer.java"
      })
  void every_line_of_a_snippet_stands_in_this_test(String file) throws IOException {
    Path source = Path.of(file);
    Snippets.assertStandIn(
        JavadocTest.class,
        Snippets.inJavadoc(source).stream()
            .map(line -> line.replace("TimeUnit.HOURS", "TimeUnit.SECONDS"))
            .toList());
  }
}
