package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteForecasterTest extends ForecasterContract {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private FixtureServer serve(Forecaster forecaster) {
    FixtureServer server =
        FixtureServer.start(
            SplitConformal.calibrate(forecaster, Examples.randomWalks(99, SHAPE, 3)));
    open.add(server);
    return server;
  }

  private ForecastClient connect(FixtureServer server) {
    ForecastClient client = server.client().build();
    open.add(0, client);
    return client;
  }

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return connect(serve(LinearForecaster.fit(training, 1e-3))).asForecaster();
  }

  @Test
  void all_that_it_says_is_what_the_served_forecaster_says() {
    List<LabeledPattern> training = Examples.randomWalks(400, SHAPE, 1);
    Forecaster local =
        DejavuForecaster.builder(PatternDatabase.of(training))
            .k(30)
            .covariate(Examples.DRIFT, 0.5)
            .build();
    FixtureServer server = serve(local);
    Forecaster remote = connect(server).asForecaster("fixture");
    assertThat(remote.name()).isEqualTo("fixture");
    assertThat(remote.covariates()).isEqualTo(local.covariates()).isNotEmpty();
    List<Pattern> patterns =
        Examples.randomWalks(450, SHAPE, 2).stream().map(LabeledPattern::pattern).toList();
    assertThat(remote.explain(patterns.get(0))).isEqualTo(local.explain(patterns.get(0)));
    assertThat(remote.explain(patterns.get(0)).analogs()).hasSize(30);
    int before = server.requests().size();
    assertThat(remote.forecastAll(patterns)).isEqualTo(local.forecastAll(patterns));
    assertThat(server.requests()).hasSize(before + 3);
  }

  @Test
  void a_refusal_within_a_batch_and_a_model_that_changed_are_told() {
    FixtureServer server = serve(LinearForecaster.fit(Examples.randomWalks(400, SHAPE, 1), 1e-3));
    Forecaster remote = connect(server).asForecaster();
    List<Pattern> patterns = List.of(Pattern.of(new double[SHAPE.inputLength()]));
    server.next(
        Fault.json("{\"results\":[{\"error\":{\"status\":422,\"detail\":\"has no ratings\"}}]}"),
        Fault.json("{\"results\":[]}"),
        Fault.json(
            "{\"point_forecast\":1,\"interval_lower\":0,\"interval_upper\":2,"
                + "\"coverage_probability\":0.5}"));
    assertThatThrownBy(() -> remote.forecastAll(patterns))
        .isInstanceOf(ForecastServiceException.Unprocessable.class)
        .hasMessageContaining("has no ratings");
    assertThatThrownBy(() -> remote.forecastAll(patterns))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("1 requests got 0 results");
    assertThatThrownBy(() -> remote.forecast(patterns.get(0)))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("forecast 1 steps; expected 4");
    assertThatThrownBy(() -> connect(server).asForecaster("nix"))
        .isInstanceOf(ForecastServiceException.NotFound.class);
  }

  @Test
  void answers_of_which_no_forecast_can_be_made_are_told() {
    FixtureServer server = serve(LinearForecaster.fit(Examples.randomWalks(400, SHAPE, 1), 1e-3));
    ForecastClient client = connect(server);
    Forecaster remote = client.asForecaster();
    Pattern pattern = Pattern.of(new double[SHAPE.inputLength()]);
    server.next(
        answer("\"coverage_probability\":2"),
        answer("\"coverage_probability\":0.5,\"interval_lower\":3,\"interval_upper\":2"),
        answer(
            "\"coverage_probability\":0.5,\"members\":[{\"name\":\"m\",\"prediction\":1,"
                + "\"weight\":1,\"path\":[1,2]}]"),
        Fault.json("{\"results\":[{}]}"),
        Fault.json("{\"name\":\"m\",\"version\":\"1\",\"input_length\":0,\"horizon\":6}"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> remote.forecast(pattern))
          .isInstanceOf(ForecastProtocolException.class);
    }
    assertThatThrownBy(() -> remote.forecastAll(List.of(pattern)))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("neither");
    assertThatThrownBy(() -> client.asForecaster("m"))
        .isInstanceOf(ForecastProtocolException.class)
        .hasMessageContaining("model 'm' is not what it should be");
    ConformalWrapper wrapper = client.asConformalWrapper("fixture");
    server.next(
        Fault.json(
            "{\"name\":\"m\",\"version\":\"1\",\"input_length\":18,\"horizon\":6,"
                + "\"calibration_samples\":9999999999}"));
    assertThatThrownBy(wrapper::calibrationSize).isInstanceOf(ForecastProtocolException.class);
  }

  private static Fault answer(String fields) {
    return Fault.json("{\"point_forecast\":1," + fields + "}");
  }
}
