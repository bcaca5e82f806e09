package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.forecast4j.Component;
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
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final Shape SHAPE = new Shape(3, 2);
  private static final List<LabeledPattern> EXAMPLES = Examples.randomWalks(60, SHAPE, 4);
  private static final Bootstrap QUICK = new Bootstrap(100, 0.95, 0);

  @Test
  void every_model_is_measured_at_the_end_of_the_horizon_beside_persistence() {
    Report report =
        report(Evaluator.of(new Offset("up", 1)).and(Evaluator.of(new Offset("down", -2))));
    assertThat(report.n()).isEqualTo(60);
    assertThat(report.from()).isEqualTo(EXAMPLES.get(0).date());
    assertThat(report.to()).isEqualTo(EXAMPLES.get(59).date());
    assertThat(report.models().keySet()).containsExactly("up", "down", "persistence");
    double[] last = EXAMPLES.stream().mapToDouble(e -> e.pattern().last()).toArray();
    double[] up = Arrays.stream(last).map(value -> value + 1).toArray();
    double[] actual = EXAMPLES.stream().mapToDouble(e -> e.outcome(1)).toArray();
    Evaluation evaluation = report.model("up");
    assertThat(evaluation.n()).isEqualTo(60);
    assertThat(evaluation.mae()).isEqualTo(Metrics.mae(up, actual));
    assertThat(evaluation.rmse()).isEqualTo(Metrics.rmse(up, actual));
    assertThat(evaluation.bias()).isEqualTo(Metrics.bias(up, actual));
    assertThat(evaluation.skill()).isEqualTo(QUICK.skill(up, last, actual));
    assertThat(report.model("persistence").mae()).isEqualTo(Metrics.mae(last, actual));
    assertThat(report.model("persistence").skill()).isEqualTo(new Estimate(0, 0, 0));
    assertThat(report.model("down").bias()).isCloseTo(evaluation.bias() - 3, within(1e-12));
  }

  @Test
  void a_model_without_intervals_has_points_alone() {
    Evaluation evaluation = report(Evaluator.of(new Offset("up", 1))).model("up");
    assertThat(evaluation.crps()).isEmpty();
    assertThat(evaluation.pit()).isEmpty();
    assertThat(evaluation.intervals()).isEmpty();
  }

  @Test
  void a_wrapped_model_has_intervals_crps_and_a_pit_histogram() {
    ConformalWrapper wrapper = new Fixed(new Offset("up", 1), -4, -1, 0, 1, 4);
    Report report = report(Evaluator.of(wrapper, 0.9, 0.5));
    Evaluation evaluation = report.model("up");
    assertThat(evaluation.intervals().keySet()).containsExactly(0.5, 0.9);
    List<Interval> halves = new ArrayList<>();
    double[] actual = EXAMPLES.stream().mapToDouble(LabeledPattern::target).toArray();
    double crps = 0;
    int[] pit = new int[Evaluation.PIT_BINS];
    for (LabeledPattern example : EXAMPLES) {
      PredictiveDistribution distribution = wrapper.distribution(example.pattern()).orElseThrow();
      halves.add(distribution.interval(0.5));
      crps += distribution.crps(example.target()) / EXAMPLES.size();
      pit[(int) (10 * distribution.cdf(example.target()))]++;
    }
    assertThat(evaluation.intervals()).containsEntry(0.5, IntervalMetrics.of(halves, actual, 0.5));
    // Five errors cannot support 90 %.
    OptionalDouble none = OptionalDouble.empty();
    assertThat(evaluation.intervals().get(0.9))
        .isEqualTo(new IntervalMetrics(60, Estimate.ofShare(60, 60), 1, none, none, none, none));
    assertThat(evaluation.crps()).hasValueCloseTo(crps, within(1e-9));
    assertThat(evaluation.pit()).containsExactlyElementsOf(Arrays.stream(pit).boxed().toList());
    assertThat(report.model("persistence").intervals()).isEmpty();
  }

  @Test
  void the_crps_of_a_certain_forecast_is_its_mae() {
    Evaluation evaluation = report(Evaluator.of(new Fixed(new Offset("up", 1), 0))).model("up");
    assertThat(evaluation.crps()).hasValueCloseTo(evaluation.mae(), within(1e-12));
  }

  @Test
  void components_are_measured_from_the_forecast_they_went_into() {
    AtomicInteger calls = new AtomicInteger();
    Forecaster ensemble =
        new Stub(
            "ensemble",
            pattern -> {
              calls.incrementAndGet();
              return mixture(pattern, List.of("persistence", "up", "down"));
            });
    Report report = report(Evaluator.of(ensemble));
    assertThat(calls).hasValue(EXAMPLES.size());
    assertThat(report.models().keySet()).containsExactly("ensemble", "up", "down", "persistence");
    Report alone = report(Evaluator.of(new Offset("up", 1)));
    assertThat(report.model("up")).isEqualTo(alone.model("up"));
    assertThat(report.model("persistence")).isEqualTo(alone.model("persistence"));
  }

  @Test
  void a_component_does_not_displace_a_model_of_its_name() {
    Forecaster ensemble = new Stub("ensemble", p -> mixture(p, List.of("up")));
    ConformalWrapper wrapped = new Fixed(new Offset("up", 7), 0);
    for (Evaluator evaluator :
        List.of(
            Evaluator.of(ensemble).and(Evaluator.of(wrapped)),
            Evaluator.of(wrapped).and(Evaluator.of(ensemble)))) {
      Evaluation up = report(evaluator).model("up");
      assertThat(up.crps()).isPresent();
      assertThat(up.mae()).isEqualTo(report(Evaluator.of(wrapped)).model("up").mae());
    }
  }

  @Test
  void a_component_that_failed_at_times_is_compared_on_the_examples_it_forecast() {
    Forecaster ensemble =
        new Stub(
            "ensemble",
            pattern ->
                mixture(pattern, pattern.last() > 0 ? List.of("up", "down") : List.of("up")));
    Report report = report(Evaluator.of(ensemble));
    List<LabeledPattern> positive = EXAMPLES.stream().filter(e -> e.pattern().last() > 0).toList();
    assertThat(positive).hasSizeBetween(5, 55);
    Report alone = Report.of(Evaluator.of(new Offset("down", -1)).evaluate(positive), QUICK);
    assertThat(report.model("down")).isEqualTo(alone.model("down"));
    assertThat(report.model("up").n()).isEqualTo(60);
  }

  @Test
  void groups_come_in_the_order_they_appear_and_equal_reports_of_their_own() {
    Evaluator evaluator = Evaluator.of(new Fixed(new Offset("up", 1), -3, 0, 3), 0.5);
    List<ForecastCase> cases = evaluator.evaluate(EXAMPLES);
    Map<String, Report> reports = Report.by(cases, e -> e.labels().getOrDefault("home", ""), QUICK);
    assertThat(reports.keySet()).containsExactly("H0", "H1", "H2", "H3", "H4", "H5", "H6");
    for (Map.Entry<String, Report> entry : reports.entrySet()) {
      List<LabeledPattern> members =
          EXAMPLES.stream().filter(e -> entry.getKey().equals(e.labels().get("home"))).toList();
      assertThat(entry.getValue()).isEqualTo(Report.of(evaluator.evaluate(members), QUICK));
    }
  }

  @Test
  void a_report_spans_from_the_earliest_to_the_latest_date_in_any_order() {
    List<LabeledPattern> shuffled = new ArrayList<>(EXAMPLES);
    Collections.shuffle(shuffled, new Random(3));
    Report report = Report.of(Evaluator.of(new Offset("up", 1)).evaluate(shuffled), QUICK);
    assertThat(report.from()).isEqualTo(EXAMPLES.get(0).date());
    assertThat(report.to()).isEqualTo(EXAMPLES.get(59).date());
  }

  @Test
  void a_wrapped_persistence_has_its_intervals() {
    Report report = report(Evaluator.of(new Fixed(new Persistence(SHAPE), -3, 3), 0.3));
    assertThat(report.models().keySet()).containsExactly("persistence");
    assertThat(report.model("persistence").intervals()).containsOnlyKeys(0.3);
  }

  @Test
  void clashing_models_and_wrong_arguments_are_refused() {
    Evaluator up = Evaluator.of(new Offset("up", 1));
    assertThatThrownBy(() -> up.and(Evaluator.of(new Offset("up", 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two models are named up");
    assertThatThrownBy(() -> up.and(Evaluator.of(new Persistence(new Shape(4, 2)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("persistence has shape 4→2; expected 3→2");
    assertThatThrownBy(() -> Evaluator.of(new Offset("persistence", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("named persistence");
    assertThatThrownBy(() -> Evaluator.of(new Fixed(new Offset("up", 1), 0), 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence is 1.0");
    assertThatThrownBy(() -> Evaluator.of(new Fixed(new Offset("up", 1), 0), 0.5, 0.9, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence 0.5 is given twice; expected each once");
    assertThatThrownBy(() -> up.evaluate(Examples.randomWalks(1, new Shape(3, 1), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("examples[0] 'walk-0' has shape 3→1; expected 3→2");
    assertThatThrownBy(() -> report(up).model("down"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no model down; expected one of [up, persistence]");
    assertThat(Evaluator.of(new Offset("up", 1)).report(EXAMPLES))
        .isEqualTo(
            Report.of(Evaluator.of(new Offset("up", 1)).evaluate(EXAMPLES), Bootstrap.DEFAULT));
    assertThatThrownBy(() -> Report.of(List.of(), QUICK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of cases is 0");
    assertThatThrownBy(() -> Report.by(List.of(), LabeledPattern::id, QUICK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of cases is 0");
    assertThatThrownBy(() -> Evaluation.of("down", up.evaluate(EXAMPLES), QUICK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prediction of down is 0");
  }

  private static Report report(Evaluator evaluator) {
    return Report.of(evaluator.evaluate(EXAMPLES), QUICK);
  }

  private static Forecast mixture(Pattern pattern, List<String> members) {
    List<Component> components = new ArrayList<>();
    for (String member : members) {
      double offset = member.equals("up") ? 1 : member.equals("down") ? -1 : 0;
      double[] path = {pattern.last(), pattern.last() + offset};
      components.add(new Component(member, 1.0 / members.size(), path));
    }
    double[] path = {pattern.last(), pattern.last() + 0.25};
    return new Forecast(path, components, List.of(), Map.of());
  }

  private record Stub(String name, Function<Pattern, Forecast> rule) implements Forecaster {
    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      return rule.apply(pattern);
    }
  }

  /** Persistence, with an offset in the last step only. */
  private record Offset(String name, double offset) implements Forecaster {
    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      return Forecast.of(pattern.last(), pattern.last() + offset);
    }
  }

  /** Intervals from given errors, which are doubled in the first step. */
  private record Fixed(Forecaster forecaster, double... errors) implements ConformalWrapper {
    @Override
    public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
      List<Interval> steps = new ArrayList<>();
      for (int step = 0; step < forecast.horizon(); step++) {
        steps.add(distribution(pattern, forecast, step).orElseThrow().interval(confidence));
      }
      List<Interval> band = Collections.nCopies(forecast.horizon(), Interval.WHOLE_LINE);
      return new IntervalForecast(pattern, forecast, confidence, steps, band);
    }

    @Override
    public Optional<PredictiveDistribution> distribution(
        Pattern pattern, Forecast forecast, int step) {
      double[] scaled = Arrays.stream(errors).map(e -> step == 0 ? 2 * e : e).toArray();
      return Optional.of(PredictiveDistribution.of(forecast.step(step), scaled));
    }

    @Override
    public ConformalWrapper observe(IntervalForecast forecast, double... actual) {
      throw new AssertionError("an evaluation leaves the wrapper as it is");
    }

    @Override
    public int calibrationSize() {
      return errors.length;
    }
  }
}
