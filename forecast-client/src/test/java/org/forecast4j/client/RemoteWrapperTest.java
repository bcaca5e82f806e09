package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ConformalContract;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteWrapperTest extends ConformalContract {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private ForecastClient serve(ConformalWrapper wrapper) {
    FixtureServer server = FixtureServer.start(wrapper);
    ForecastClient client = server.client().build();
    open.addAll(List.of(client, server));
    return client;
  }

  /** What learns is the server's. */
  @Override
  protected boolean advancesItsForecaster() {
    return false;
  }

  @Override
  protected ConformalWrapper wrapper(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    return serve(SplitConformal.calibrate(forecaster, calibration)).asConformalWrapper();
  }

  @Override
  protected Optional<ConformalWrapper> ofWholeNumbers(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    SplitConformal whole = SplitConformal.calibrate(forecaster, calibration).onWholeNumbers();
    return Optional.of(serve(whole).asConformalWrapper());
  }

  private static final LinearForecaster LINEAR =
      LinearForecaster.fit(Examples.randomWalks(300, SHAPE, 21), 1e-3);
  private static final List<LabeledPattern> CALIBRATION = Examples.randomWalks(200, SHAPE, 22);
  private static final List<LabeledPattern> TEST = Examples.randomWalks(60, SHAPE, 23);

  @Test
  void an_adaptive_model_gives_the_numbers_of_the_core_as_it_learns() {
    ConformalWrapper local = AdaptiveConformal.builder(LINEAR).calibrate(CALIBRATION);
    ConformalWrapper remote = serve(local).asConformalWrapper();
    for (LabeledPattern example : TEST) {
      IntervalForecast expected = local.forecast(example.pattern(), 0.9);
      IntervalForecast actual = remote.forecast(example.pattern(), 0.9);
      assertThat(actual).isEqualTo(expected);
      PredictiveDistribution distribution = remote.distribution(example.pattern()).orElseThrow();
      for (double p : new double[] {0.05, 0.5, 0.9}) {
        assertThat(distribution.quantile(p))
            .isCloseTo(
                local.distribution(example.pattern()).orElseThrow().quantile(p), within(1e-9));
      }
      assertThat(distribution.cdf(3))
          .isCloseTo(local.distribution(example.pattern()).orElseThrow().cdf(3), within(1e-9));
      assertThat(distribution.crps(example.target()))
          .isCloseTo(
              local.distribution(example.pattern()).orElseThrow().crps(example.target()),
              within(1e-9));
      local = local.observe(expected, example.outcome());
      remote = remote.observe(actual, example.outcome());
      assertThat(remote.calibrationSize()).isEqualTo(local.calibrationSize());
    }
  }

  @Test
  void intervals_and_distributions_follow_another_forecast() {
    ConformalWrapper local = SplitConformal.calibrate(LINEAR, CALIBRATION);
    ConformalWrapper remote = serve(local).asConformalWrapper("fixture");
    Pattern pattern = TEST.get(0).pattern();
    Forecast another = Forecast.of(1, 2, 3, 4);
    IntervalForecast expected = local.intervals(pattern, another, 0.8);
    IntervalForecast actual = remote.intervals(pattern, another, 0.8);
    assertThat(actual.forecast()).isEqualTo(another);
    for (int step = 0; step < SHAPE.horizon(); step++) {
      assertThat(actual.steps().get(step).lower())
          .isCloseTo(expected.steps().get(step).lower(), within(1e-9));
      assertThat(actual.band().get(step).upper())
          .isCloseTo(expected.band().get(step).upper(), within(1e-9));
      assertThat(remote.distribution(pattern, another, step).orElseThrow().quantile(0.7))
          .isCloseTo(
              local.distribution(pattern, another, step).orElseThrow().quantile(0.7), within(1e-9));
    }
    assertThatThrownBy(() -> remote.intervals(pattern, Forecast.of(1), 0.8))
        .hasMessageContaining("forecast has length 1; expected 4");
    assertThatThrownBy(() -> remote.distribution(pattern, another, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whole_numbers_stay_so_around_another_forecast() {
    ConformalWrapper local = SplitConformal.calibrate(LINEAR, CALIBRATION).onWholeNumbers();
    ConformalWrapper remote = serve(local).asConformalWrapper();
    Pattern pattern = TEST.get(0).pattern();
    Forecast another = Forecast.of(1.3, 2.3, 3.3, 4.3);
    PredictiveDistribution moved = remote.distribution(pattern, another, 3).orElseThrow();
    assertThat(moved.isOnWholeNumbers()).isTrue();
    assertThat(moved.median())
        .isEqualTo(local.distribution(pattern, another, 3).orElseThrow().median());
  }

  @Test
  void where_there_is_no_past_error_there_is_no_distribution() {
    ConformalWrapper local = AdaptiveConformal.builder(LINEAR).calibrate(List.of());
    ConformalWrapper remote = serve(local).asConformalWrapper();
    Pattern pattern = TEST.get(0).pattern();
    assertThat(local.distribution(pattern)).isEmpty();
    assertThat(remote.distribution(pattern)).isEmpty();
    assertThat(remote.distribution(pattern, Forecast.of(1, 2, 3, 4), 0)).isEmpty();
  }

  @Test
  void another_422_is_not_taken_for_a_confidence_that_is_too_high() {
    FixtureServer server = FixtureServer.start(SplitConformal.calibrate(LINEAR, CALIBRATION));
    ForecastClient client = server.client().build();
    open.addAll(List.of(client, server));
    ConformalWrapper remote = client.asConformalWrapper();
    server.next(Fault.problem(422, "has no ratings"));
    assertThatThrownBy(() -> remote.forecast(TEST.get(0).pattern(), 0.9))
        .isInstanceOf(ForecastServiceException.Unprocessable.class)
        .hasMessageContaining("has no ratings");
  }
}
