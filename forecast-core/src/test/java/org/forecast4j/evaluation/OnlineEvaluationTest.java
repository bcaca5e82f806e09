package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class OnlineEvaluationTest {
  private static final Shape SHAPE = new Shape(3, 1);

  /** Intervals as wide as the number of outcomes observed before. */
  private record Counting(int observed) implements ConformalWrapper {
    @Override
    public Forecaster forecaster() {
      return new Persistence(SHAPE);
    }

    @Override
    public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
      List<Interval> interval = List.of(new Interval(0, observed));
      return new IntervalForecast(pattern, forecast, confidence, interval, interval);
    }

    @Override
    public Optional<PredictiveDistribution> distribution(
        Pattern pattern, Forecast forecast, int step) {
      return Optional.of(PredictiveDistribution.of(0, observed));
    }

    @Override
    public ConformalWrapper observe(IntervalForecast forecast, double... actual) {
      assertThat(actual).hasSize(1);
      return new Counting(observed + 1);
    }

    @Override
    public int calibrationSize() {
      return observed;
    }
  }

  private static LabeledPattern on(int day, String id) {
    return LabeledPattern.of(id, LocalDate.EPOCH.plusDays(day), Pattern.of(1, 2, 3), 4);
  }

  @Test
  void the_examples_of_a_day_are_all_forecast_before_any_is_observed() {
    List<LabeledPattern> examples =
        List.of(on(2, "c"), on(1, "a"), on(2, "d"), on(1, "b"), on(5, "e"));
    List<ForecastCase> cases = Evaluator.online(new Counting(0), 0.5, 0.9).evaluate(examples);
    List<Double> widths = new ArrayList<>();
    for (ForecastCase one : cases) {
      ForecastCase.Prediction prediction =
          Objects.requireNonNull(one.predictions().get("persistence"));
      assertThat(prediction.intervals().values()).hasSize(2).containsOnly(first(prediction));
      widths.add(first(prediction).width());
      assertThat(prediction.distribution().orElseThrow().quantile(0.5))
          .isEqualTo(first(prediction).width());
    }
    assertThat(widths).containsExactly(2.0, 0.0, 2.0, 0.0, 4.0);
  }

  private static Interval first(ForecastCase.Prediction prediction) {
    return prediction.intervals().values().iterator().next();
  }

  @Test
  void a_wrapper_that_does_not_adapt_is_measured_as_without_the_walk() {
    List<LabeledPattern> examples = new ArrayList<>(Examples.randomWalks(200, SHAPE, 1));
    Collections.reverse(examples);
    SplitConformal split =
        SplitConformal.calibrate(new Persistence(SHAPE), Examples.randomWalks(99, SHAPE, 2));
    assertThat(Report.of(Evaluator.online(split, 0.8).evaluate(examples), Bootstrap.DEFAULT))
        .isEqualTo(Report.of(Evaluator.of(split, 0.8).evaluate(examples), Bootstrap.DEFAULT));
  }

  @Test
  void a_forecaster_that_learns_forecasts_each_day_with_what_was_observed_before() {
    Shape shape = new Shape(3, 2);
    LinearForecaster linear =
        LinearForecaster.builder(Examples.randomWalks(60, shape, 3)).learning(0.9).fit();
    List<LabeledPattern> examples = new ArrayList<>(Examples.randomWalks(40, shape, 4));
    List<LabeledPattern> calibration = Examples.randomWalks(50, shape, 5);
    for (ConformalWrapper wrapper :
        List.of(
            AdaptiveConformal.builder(linear).calibrate(calibration),
            CrossConformal.fit(
                some -> LinearForecaster.builder(some).learning(0.9).fit(), calibration, 5))) {
      List<ForecastCase> cases = Evaluator.online(wrapper, 0.5, 0.8).evaluate(examples);
      ConformalWrapper next = wrapper;
      for (int i = 0; i < examples.size(); i++) {
        LabeledPattern example = examples.get(i);
        ForecastCase.Prediction prediction =
            Objects.requireNonNull(cases.get(i).predictions().get("linear"));
        IntervalForecast expected = next.forecast(example.pattern(), 0.8);
        assertThat(prediction.point()).isEqualTo(expected.point());
        assertThat(prediction.intervals()).containsEntry(0.8, expected.interval());
        assertThat(prediction.intervals())
            .containsEntry(0.5, next.forecast(example.pattern(), 0.5).interval());
        next = next.observe(expected, example.outcome());
      }
    }
  }

  @Test
  void where_nothing_is_known_yet_intervals_are_infinite_and_there_is_no_distribution() {
    AdaptiveConformal blank =
        AdaptiveConformal.builder(new Persistence(SHAPE)).calibrate(List.of());
    List<LabeledPattern> examples = List.of(on(1, "a"), on(2, "b"), on(3, "c"));
    for (boolean learns : new boolean[] {true, false}) {
      Evaluator evaluator = learns ? Evaluator.online(blank, 0.5) : Evaluator.of(blank, 0.5);
      Evaluation evaluation =
          Report.of(evaluator.evaluate(examples), Bootstrap.DEFAULT).model("persistence");
      IntervalMetrics metrics = Objects.requireNonNull(evaluation.intervals().get(0.5));
      assertThat(metrics.infiniteShare()).isEqualTo(learns ? 1 / 3.0 : 1);
      assertThat(metrics.coverage().value()).isEqualTo(1);
      assertThat(evaluation.crps().isPresent()).isEqualTo(learns);
    }
  }

  @Test
  void bad_confidences_are_named() {
    assertThatThrownBy(() -> Evaluator.online(new Counting(0)))
        .hasMessageContaining("number of confidences is 0");
    assertThatThrownBy(() -> Evaluator.online(new Counting(0), 1))
        .hasMessageContaining("confidence is 1.0");
  }
}
