package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.DriftCodec;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of a forecaster alone, and of members with names, are served. */
class BundledModelsIT {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final BundleInfo INFO = new BundleInfo("walks", "1", "steps", "walks", 1);
  private static final List<LabeledPattern> TRAINING = Examples.randomWalks(200, SHAPE, 91);
  private static final List<LabeledPattern> QUERIES = Examples.randomWalks(5, SHAPE, 94);

  @TempDir Path folder;

  private static DejavuForecaster dejavu(int k) {
    return DejavuForecaster.builder(TRAINING).k(k).build();
  }

  private static ConformalWrapper calibrated(Forecaster forecaster) {
    return SplitConformal.calibrate(forecaster, Examples.randomWalks(99, SHAPE, 92));
  }

  private ForecastServer start(ForecastBundle bundle) throws IOException {
    bundle.save(folder.resolve("bundle"));
    return ForecastServer.start(ServerOptions.builder(folder.resolve("bundle")).build());
  }

  private static ForecastClient client(ForecastServer server) {
    return ForecastClient.builder().baseUrl("http://127.0.0.1:" + server.port()).build();
  }

  @Test
  void members_answer_under_the_names_they_were_given() throws Exception {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(dejavu(5).named("near"), dejavu(50).named("far")), 0.25, 0.75);
    try (ForecastServer server =
            start(ForecastBundle.of(INFO, calibrated(ensemble), "", Map.of()));
        ForecastClient client = client(server)) {
      PredictResponse answer =
          client.predict(
              PredictRequest.builder(QUERIES.get(0).pattern()).returnExplanation(true).build());
      assertThat(answer.toIntervalForecast(QUERIES.get(0).pattern()).components())
          .isEqualTo(ensemble.explain(QUERIES.get(0).pattern()).components());
      assertThat(client.models().ensemble().weights())
          .containsExactlyInAnyOrderEntriesOf(Map.of("near", 0.25, "far", 0.75));
      assertThat(client.models().dejavu().k()).isEqualTo(5);
    }
  }

  @Test
  void a_forecaster_alone_is_served_and_learns() throws Exception {
    ConformalWrapper wrapper =
        calibrated(LinearForecaster.builder(TRAINING).learning(0.95).fit().named("ridge"));
    try (ForecastServer server = start(ForecastBundle.of(INFO, wrapper, "", Map.of()));
        ForecastClient client = client(server)) {
      PredictRequest request = PredictRequest.builder(QUERIES.get(0).pattern()).alpha(0.1).build();
      assertThat(client.predict(request).pointForecast())
          .isEqualTo(wrapper.forecast(QUERIES.get(0).pattern(), 0.9).point());
      client.observe(Observation.of("q", request, QUERIES.get(0).outcome()));
      ConformalWrapper learned =
          wrapper.observe(
              wrapper.forecast(QUERIES.get(0).pattern(), 0.9), QUERIES.get(0).outcome());
      PredictRequest next = PredictRequest.builder(QUERIES.get(1).pattern()).alpha(0.1).build();
      assertThat(client.predict(next).pointForecast())
          .isEqualTo(learned.forecast(QUERIES.get(1).pattern(), 0.9).point());
      assertThat(client.models().ensemble().weights()).containsExactly(Map.entry("ridge", 1.0));
    }
  }

  private ForecastBundle own() {
    return ForecastBundle.of(INFO, calibrated(new DriftCodec.Drift(SHAPE, 1)), "", Map.of());
  }

  @Test
  void a_forecaster_of_ones_own_is_served_and_learns_over_a_restart() throws Exception {
    Path bundle = folder.resolve("bundle");
    own().save(bundle, new DriftCodec());
    ServerOptions options = ServerOptions.builder(bundle).state(folder.resolve("state")).build();
    PredictRequest request = PredictRequest.builder(QUERIES.get(0).pattern()).alpha(0.1).build();
    ConformalWrapper learned =
        own()
            .conformal()
            .observe(
                own().conformal().forecast(QUERIES.get(0).pattern(), 0.9),
                QUERIES.get(0).outcome());
    try (ForecastServer server = ForecastServer.start(options);
        ForecastClient client = client(server)) {
      assertThat(client.predict(request).pointForecast()).isEqualTo(forecast(own().conformal()));
      client.observe(Observation.of("q", request, QUERIES.get(0).outcome()));
      assertThat(client.predict(request).pointForecast()).isEqualTo(forecast(learned));
    }
    try (ForecastServer server = ForecastServer.start(options);
        ForecastClient client = client(server)) {
      assertThat(client.predict(request).pointForecast()).isEqualTo(forecast(learned));
    }
  }

  private static double forecast(ConformalWrapper wrapper) {
    return wrapper.forecast(QUERIES.get(0).pattern(), 0.9).point();
  }

  @Test
  void a_forecaster_that_no_codec_of_the_class_path_reads_is_refused_with_those_that_are()
      throws IOException {
    Path bundle = folder.resolve("bundle");
    own().save(bundle, new DriftCodec("acme-other"));
    assertThatThrownBy(() -> ForecastServer.start(ServerOptions.builder(bundle).build()))
        .hasMessageContaining("member kind is 'acme-other'; expected one of ")
        .hasMessageContaining("[acme-drift]");
  }

  @Test
  void a_forecaster_without_intervals_is_refused_with_the_reason() {
    assertThatThrownBy(() -> start(ForecastBundle.of(INFO, dejavu(5), "", Map.of())))
        .hasMessageContaining("bundle: the forecaster of this bundle has no intervals");
  }
}
