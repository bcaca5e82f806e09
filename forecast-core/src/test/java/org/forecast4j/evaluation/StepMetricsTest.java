package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class StepMetricsTest {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final List<LabeledPattern> TRAINING = Examples.randomWalks(100, SHAPE, 1);
  private static final List<LabeledPattern> CALIBRATION = Examples.randomWalks(60, SHAPE, 2);
  private static final List<LabeledPattern> TEST = Examples.randomWalks(40, SHAPE, 3);
  private static final Forecaster LINEAR = LinearForecaster.fit(TRAINING, 1e-3);

  /** Each value is the one two before: a season of two. */
  private record TwoBefore() implements Forecaster {
    @Override
    public String name() {
      return "two before";
    }

    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      int n = pattern.length();
      return Forecast.of(pattern.value(n - 2), pattern.value(n - 1), pattern.value(n - 2));
    }
  }

  @Test
  void each_step_and_the_path_have_every_measure_by_its_definition() {
    ConformalWrapper wrapper = SplitConformal.calibrate(LINEAR, CALIBRATION);
    Report report = Evaluator.of(wrapper, 0.8).against(new TwoBefore()).report(TEST);
    assertThat(report.baseline()).isEqualTo("two before");
    assertThat(report.models().keySet()).containsExactly("linear", "two before");
    Evaluation linear = report.model("linear");
    assertThat(linear.steps()).hasSize(3);
    for (int step = 0; step < 3; step++) {
      assertMeasures(linear.steps().get(step), wrapper, step, step + 1);
    }
    assertMeasures(linear.path(), wrapper, 0, 3);
    assertThat(linear.steps().get(2).mae()).isEqualTo(linear.mae());
    assertThat(linear.steps().get(2).intervals()).isEqualTo(linear.intervals());
    assertThat(linear.steps().get(2).skill()).isEqualTo(linear.skill().value());
    int inBand = 0;
    for (LabeledPattern example : TEST) {
      List<Interval> band = wrapper.forecast(example.pattern(), 0.8).band();
      boolean isIn = true;
      for (int step = 0; step < 3; step++) {
        isIn &= band.get(step).contains(example.outcome(step));
      }
      inBand += isIn ? 1 : 0;
    }
    assertThat(linear.band()).containsOnly(Map.entry(0.8, Estimate.ofShare(inBand, 40)));
    assertThat(report.model("two before").path().skill()).isZero();
    assertThat(report.model("two before").band()).isEmpty();
  }

  private static void assertMeasures(
      StepMetrics measured, ConformalWrapper wrapper, int from, int to) {
    List<Double> actual = new ArrayList<>();
    List<Interval> intervals = new ArrayList<>();
    double absolute = 0;
    double squares = 0;
    double baseline = 0;
    double scaled = 0;
    double percent = 0;
    double crps = 0;
    double pinball = 0;
    for (LabeledPattern example : TEST) {
      IntervalForecast forecast = wrapper.forecast(example.pattern(), 0.8);
      double[] values = example.pattern().values();
      double scale = 0;
      for (int i = 1; i < values.length; i++) {
        scale += Math.abs(values[i] - values[i - 1]) / (values.length - 1);
      }
      for (int step = from; step < to; step++) {
        double outcome = example.outcome(step);
        double point = forecast.forecast().step(step);
        Interval interval = forecast.steps().get(step);
        actual.add(outcome);
        intervals.add(interval);
        absolute += Math.abs(point - outcome);
        squares += (point - outcome) * (point - outcome);
        baseline += Math.abs(values[step == 1 ? 5 : 4] - outcome);
        scaled += Math.abs(point - outcome) / scale;
        double size = Math.abs(point) + Math.abs(outcome);
        percent += 200 * Math.abs(point - outcome) / size;
        crps +=
            wrapper
                .distribution(example.pattern(), forecast.forecast(), step)
                .orElseThrow()
                .crps(outcome);
        pinball +=
            (Metrics.pinball(new double[] {interval.lower()}, new double[] {outcome}, 0.1)
                    + Metrics.pinball(new double[] {interval.upper()}, new double[] {outcome}, 0.9))
                / 2;
      }
    }
    int n = actual.size();
    assertThat(measured.mae()).isCloseTo(absolute / n, within(1e-9));
    assertThat(measured.rmse()).isCloseTo(Math.sqrt(squares / n), within(1e-9));
    assertThat(measured.skill()).isCloseTo(1 - absolute / baseline, within(1e-9));
    assertThat(measured.mase()).hasValueCloseTo(scaled / n, within(1e-9));
    assertThat(measured.smape()).isCloseTo(percent / n, within(1e-9));
    assertThat(measured.crps()).hasValueCloseTo(crps / n, within(1e-9));
    IntervalMetrics metrics = Objects.requireNonNull(measured.intervals().get(0.8));
    IntervalMetrics expected =
        IntervalMetrics.of(intervals, actual.stream().mapToDouble(a -> a).toArray(), 0.8);
    assertThat(metrics.coverage().value()).isEqualTo(expected.coverage().value());
    assertThat(metrics.meanWidth()).isEqualTo(expected.meanWidth());
    assertThat(metrics.winkler()).isEqualTo(expected.winkler());
    assertThat(metrics.pinball(0.8)).hasValueCloseTo(pinball / n, within(1e-9));
  }

  @Test
  void steps_of_one_example_do_not_count_as_examples_of_their_own() {
    Evaluation linear =
        Evaluator.of(SplitConformal.calibrate(LINEAR, CALIBRATION), 0.8)
            .report(TEST)
            .model("linear");
    Estimate path = Objects.requireNonNull(linear.path().intervals().get(0.8)).coverage();
    Estimate last = Objects.requireNonNull(linear.intervals().get(0.8)).coverage();
    assertThat(path.high() - path.low()).isGreaterThan(0.9 * (last.high() - last.low()));
  }

  @Test
  void a_walk_measures_each_step_as_the_wrapper_was_when_it_forecast() {
    AdaptiveConformal wrapper = AdaptiveConformal.builder(LINEAR).calibrate(CALIBRATION);
    List<ForecastCase> cases = Evaluator.online(wrapper, 0.5, 0.8).evaluate(TEST);
    ConformalWrapper next = wrapper;
    for (int i = 0; i < TEST.size(); i++) {
      LabeledPattern example = TEST.get(i);
      ForecastCase.Prediction made =
          Objects.requireNonNull(cases.get(i).predictions().get("linear"));
      IntervalForecast forecast = next.forecast(example.pattern(), 0.8);
      assertThat(made.path()).isEqualTo(forecast.forecast().path());
      assertThat(made.steps()).containsEntry(0.8, forecast.steps()).containsOnlyKeys(0.5, 0.8);
      assertThat(made.bands()).containsEntry(0.8, forecast.band());
      double crps =
          next.distribution(example.pattern(), forecast.forecast(), 0)
              .orElseThrow()
              .crps(example.outcome(0));
      assertThat(made.crps()[0]).isEqualTo(crps);
      next = next.observe(forecast, example.outcome());
    }
  }

  @Test
  void errors_are_scaled_as_asked_and_examples_without_a_scale_are_left_out() {
    Evaluator evaluator = Evaluator.of(LINEAR);
    StepMetrics all = evaluator.scaledBy(example -> 2).report(TEST).model("linear").path();
    assertThat(all.mase()).hasValueCloseTo(all.mae() / 2, within(1e-12));
    StepMetrics none = evaluator.scaledBy(example -> 0).report(TEST).model("linear").path();
    assertThat(none.mase()).isEmpty();
    LabeledPattern first = TEST.get(0);
    StepMetrics one =
        evaluator
            .scaledBy(example -> example.equals(first) ? 1 : 0)
            .report(TEST)
            .model("linear")
            .steps()
            .get(0);
    double error = LINEAR.forecast(first.pattern()).step(0) - first.outcome(0);
    assertThat(one.mase()).hasValueCloseTo(Math.abs(error), within(1e-12));
    assertThatThrownBy(() -> evaluator.scaledBy(example -> -1).evaluate(TEST))
        .hasMessageContaining("scale is -1.0");
  }

  @Test
  void cases_that_differ_in_horizon_or_baseline_are_named() {
    List<ForecastCase> cases = new ArrayList<>(Evaluator.of(LINEAR).evaluate(TEST));
    LabeledPattern other = LabeledPattern.of("odd", TEST.get(0).date(), Pattern.of(1, 2), 3);
    cases.add(new ForecastCase(other, Map.of("linear", ForecastCase.Prediction.of(3))));
    assertThatThrownBy(() -> Report.of(cases, Bootstrap.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("example odd has shape 2→1; expected a horizon of 3 as example walk-0 has");
    assertThatThrownBy(
            () -> new ForecastCase(other, Map.of("linear", ForecastCase.Prediction.of(3, 4))))
        .hasMessageContaining("linear's prediction of example odd");
    cases.set(40, Evaluator.of(LINEAR).against(new TwoBefore()).evaluate(TEST).get(5));
    assertThatThrownBy(() -> Report.of(cases, Bootstrap.DEFAULT))
        .hasMessage(
            "example walk-5 has the baseline two before; expected persistence as example walk-0"
                + " has");
    assertThatThrownBy(() -> Evaluator.of(LINEAR).against(LinearForecaster.fit(oneStep(), 1)))
        .hasMessageContaining("linear has shape 6→1; expected 6→3");
  }

  private static List<LabeledPattern> oneStep() {
    return Examples.randomWalks(20, new Shape(6, 1), 4);
  }

  @Test
  void a_report_reads_as_tables() {
    ConformalWrapper wrapper = SplitConformal.calibrate(LINEAR, CALIBRATION);
    String text = Evaluator.of(wrapper, 0.8, 0.9).report(TEST).toString();
    assertThat(text)
        .startsWith("40 examples, 2000-01-01 to 2000-02-09\n")
        .contains("skill over persistence", "linear, step by step", "whole path")
        .containsPattern("(?m)^       0\\.8  +\\d+\\.\\d\\d % \\[ *\\d+\\.\\d\\d, *\\d+\\.\\d\\d]")
        .doesNotContain("Evaluation[", "Optional");
    assertThat(text.lines().count()).isEqualTo(24);
  }
}
