package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.FollowingDifficulty;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.OnlineWeights;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.testkit.Examples;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose forecaster learns: the log carries it as it carries the intervals. */
class LearningForecasterIT {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final double ALPHA = 0.2;
  private static final List<LabeledPattern> OUTCOMES = Examples.randomWalks(30, SHAPE, 93);
  private static final List<LabeledPattern> QUERIES = Examples.randomWalks(5, SHAPE, 94);

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private ForecastBundle bundle;

  /** Everything that can learn, learns. */
  @BeforeEach
  void makeBundle() throws IOException {
    List<LabeledPattern> training = Examples.randomWalks(200, SHAPE, 91);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
                List.of(
                    DejavuForecaster.builder(training).k(20).growing(210).build(),
                    LinearForecaster.builder(training).learning(0.95).fit(),
                    CorrectedForecaster.builder(new Persistence(SHAPE), 9).prior(20).build()),
                0.5,
                0.5,
                0)
            .learning(OnlineWeights.mlPoly(3), 10);
    AdaptiveConformal conformal =
        AdaptiveConformal.builder(ensemble)
            .difficulty(FollowingDifficulty.builder(2, 3, 4).build())
            .online(OnlineRule.aci(0.01))
            .wholeNumbers()
            .calibrate(Examples.randomWalks(99, SHAPE, 92));
    bundle =
        ForecastBundle.of(
            new BundleInfo("learner", "1", "steps", "walks", 1), conformal, "", Map.of());
    bundle.save(folder.resolve("bundle"));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private ServerOptions.Builder options() {
    return ServerOptions.builder(folder.resolve("bundle"));
  }

  private ForecastServer start(ServerOptions.Builder options) throws IOException {
    ForecastServer server = ForecastServer.start(options.build());
    open.add(server);
    return server;
  }

  private ForecastClient client(ForecastServer server) {
    ForecastClient client =
        ForecastClient.builder().baseUrl("http://127.0.0.1:" + server.port()).build();
    open.add(0, client);
    return client;
  }

  private static PredictRequest request(LabeledPattern example) {
    return PredictRequest.builder(example.pattern()).alpha(ALPHA).build();
  }

  private static void observe(ForecastClient client, int from, int to) {
    for (LabeledPattern outcome : OUTCOMES.subList(from, to)) {
      client.observe(Observation.of(outcome.id(), request(outcome), outcome.outcome()));
    }
  }

  /** What the core makes of the same outcomes, without a server. */
  private ConformalWrapper expected(List<LabeledPattern> outcomes) {
    ConformalWrapper wrapper = bundle.conformal();
    for (LabeledPattern outcome : outcomes) {
      wrapper = wrapper.observe(wrapper.forecast(outcome.pattern(), 1 - ALPHA), outcome.outcome());
    }
    return wrapper;
  }

  private static void assertServes(ForecastClient client, ConformalWrapper expected) {
    for (LabeledPattern query : QUERIES) {
      PredictResponse answer = client.predict(request(query));
      IntervalForecast forecast = expected.forecast(query.pattern(), 1 - ALPHA);
      assertThat(answer.pointForecast()).isEqualTo(forecast.point());
      assertThat(answer.interval()).isEqualTo(forecast.interval());
    }
    assertThat(client.model("learner").learned()).isEqualTo(expected.forecaster().learned());
  }

  @Test
  void a_server_forecasts_what_the_core_has_learned_and_after_a_restart_too() throws Exception {
    ServerOptions.Builder options = options().state(folder.resolve("state"));
    ForecastServer first = start(options);
    ForecastClient client = client(first);
    assertServes(client, bundle.conformal());
    observe(client, 0, 20);
    ConformalWrapper learned = expected(OUTCOMES.subList(0, 20));
    assertServes(client, learned);
    assertThat(learned.forecast(QUERIES.get(0).pattern(), 0.8).point())
        .isNotEqualTo(bundle.conformal().forecast(QUERIES.get(0).pattern(), 0.8).point());
    first.close();

    ForecastClient again = client(start(options));
    assertServes(again, learned);
    observe(again, 20, 30);
    assertServes(again, expected(OUTCOMES));
    again.retract(OUTCOMES.get(29).id());
    assertServes(again, expected(OUTCOMES.subList(0, 29)));
  }

  @Test
  void the_median_of_a_model_of_whole_numbers_is_one_in_every_answer() throws Exception {
    ForecastClient client = client(start(options()));
    observe(client, 0, 9);
    ConformalWrapper learned = expected(OUTCOMES.subList(0, 9));
    for (LabeledPattern query : QUERIES) {
      PredictRequest request = request(query);
      double median = learned.distribution(query.pattern()).orElseThrow().median();
      assertThat(median).isEqualTo(Math.rint(median));
      PredictResponse answer = client.predict(request);
      assertThat(answer.medianForecast()).hasValue(median);
      assertThat(answer.pointForecast()).isNotEqualTo(median);
      assertThat(client.predictBatch(List.of(request)).results().get(0).prediction().orElseThrow())
          .extracting(PredictResponse::medianForecast)
          .isEqualTo(answer.medianForecast());
      assertThat(client.distribution(request).path().get(2).median()).isEqualTo(median);
    }
  }

  @Test
  void the_list_of_models_shows_the_weights_of_now_and_what_has_moved() throws Exception {
    ForecastClient client = client(start(options()));
    Map<String, Double> before = client.models().ensemble().weights();
    observe(client, 0, 30);
    Map<String, Double> after = client.models().ensemble().weights();
    assertThat(after).isNotEqualTo(before).containsOnlyKeys(before.keySet());
    assertThat(client.models().dejavu().databaseSize()).isEqualTo(210);
    ModelSummary summary = client.models().models().get(0);
    assertThat(summary.learned())
        .containsEntry("outcomes", 30.0)
        .containsEntry("weight.linear", after.get("linear"))
        .containsEntry("linear.outcomes", 30.0);
  }

  @Test
  void a_bundle_whose_learning_is_switched_off_is_served_as_it_is() throws Exception {
    bundle.withLearning(false).save(folder.resolve("bundle"));
    ForecastClient client = client(start(options()));
    double before = client.predict(request(QUERIES.get(0))).pointForecast();
    observe(client, 0, 20);
    assertThat(client.predict(request(QUERIES.get(0))).pointForecast()).isEqualTo(before);
    assertThat(client.model("learner").learned()).isEmpty();
    assertThat(client.calibration().calibrationSamples()).isEqualTo(99 + 20);
    assertThat(client.calibration().learning()).isEmpty();
  }

  @Test
  void a_frozen_server_forecasts_what_the_bundle_says_while_intervals_go_on() throws Exception {
    ServerOptions.Builder options = options().state(folder.resolve("state"));
    ForecastServer server = start(options.frozen(true));
    ForecastClient client = client(server);
    Map<String, Double> weights = client.models().ensemble().weights();
    ConformalWrapper frozen = bundle.conformal().frozen();
    ConformalWrapper awake = bundle.conformal();
    for (LabeledPattern outcome : OUTCOMES.subList(0, 20)) {
      observe(client, OUTCOMES.indexOf(outcome), OUTCOMES.indexOf(outcome) + 1);
      IntervalForecast issued = frozen.forecast(outcome.pattern(), 1 - ALPHA);
      frozen = frozen.observe(issued, outcome.outcome());
      awake = awake.observe(issued, outcome.outcome());
    }
    assertServes(client, frozen);
    Pattern query = QUERIES.get(0).pattern();
    assertThat(client.predict(query).pointForecast())
        .isEqualTo(bundle.conformal().forecast(query, 0.95).point());
    assertThat(client.models().ensemble().weights()).isEqualTo(weights);
    PredictRequest request = PredictRequest.builder(query).build();
    assertThat(client.distribution(request).path().get(2).scale())
        .isEqualTo(bundle.conformal().distribution(query).orElseThrow().scale());
    assertThat(client.calibration().calibrationSamples()).isEqualTo(99 + 20);
    assertThat(frozen.forecast(query, 0.5).interval())
        .isNotEqualTo(bundle.conformal().forecast(query, 0.5).interval());
    assertThat(client.calibration().learning()).isEmpty();
    assertThat(metrics(server)).doesNotContain("forecast_learning_worse", "forecast_rolling_mae");
    server.close();

    // What came meanwhile is learned when it is switched on again.
    assertServes(client(start(options.frozen(false))), awake);
  }

  private static String metrics(ForecastServer server) {
    return new Http(server.port()).get("/metrics").text();
  }

  @Test
  void learning_is_measured_beside_the_trained_forecaster() throws Exception {
    ForecastServer server = start(options());
    ForecastClient client = client(server);
    assertThat(client.calibration().learning())
        .contains(new CalibrationReport.Learning(0, Double.NaN, Double.NaN, 0));
    assertThat(metrics(server))
        .contains(
            "forecast_rolling_mae{forecast=\"learning\",model=\"learner\"} NaN",
            "forecast_rolling_mae{forecast=\"frozen\",model=\"learner\"} NaN",
            "forecast_learning_worse_outcomes{model=\"learner\"} 0.0");
    observe(client, 0, 20);
    ConformalWrapper wrapper = bundle.conformal();
    double made = 0;
    double frozen = 0;
    for (LabeledPattern outcome : OUTCOMES.subList(0, 20)) {
      IntervalForecast issued = wrapper.forecast(outcome.pattern(), 1 - ALPHA);
      made += Math.abs(outcome.target() - issued.point()) / 20;
      frozen +=
          Math.abs(outcome.target() - bundle.ensemble().forecast(outcome.pattern()).point()) / 20;
      wrapper = wrapper.observe(issued, outcome.outcome());
    }
    CalibrationReport.Learning learning = client.calibration().learning().orElseThrow();
    assertThat(learning.n()).isEqualTo(20);
    assertThat(learning.mae()).isCloseTo(made, within(1e-12));
    assertThat(learning.frozenMae()).isCloseTo(frozen, within(1e-12)).isNotEqualTo(made);
    assertThat(metrics(server))
        .contains(
            "forecast_rolling_mae{forecast=\"learning\",model=\"learner\"} " + learning.mae(),
            "forecast_rolling_mae{forecast=\"frozen\",model=\"learner\"} " + learning.frozenMae(),
            "forecast_learning_worse_outcomes{model=\"learner\"} " + (double) learning.worseFor());
    assertThat(Files.readString(Path.of("..", "deploy", "prometheus", "alerts.yml")))
        .contains("forecast_learning_worse_outcomes{job=\"forecast\"} >= 1000");
  }

  @Test
  void replicas_that_share_a_log_learn_the_same() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      List<ForecastClient> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        clients.add(
            client(
                start(
                    options()
                        .redis(redis.address())
                        .redisTimeout(Await.PATIENCE)
                        .state(folder.resolve("state-" + i)))));
      }
      for (int i = 0; i < 10; i++) {
        observe(clients.get(i % 2), i, i + 1);
        int known = i + 1;
        for (ForecastClient each : clients) {
          await(
              "both know " + known,
              () ->
                  each.model("learner").learned().getOrDefault("outcomes", 0.0).intValue()
                      == known);
        }
      }
      for (ForecastClient each : clients) {
        assertServes(each, expected(OUTCOMES.subList(0, 10)));
      }
      assertThat(clients.get(0).calibration()).isEqualTo(clients.get(1).calibration());
      assertThat(clients.get(0).calibration().learning().orElseThrow().n()).isEqualTo(10);
      close();
      open.clear();
    }
  }
}
