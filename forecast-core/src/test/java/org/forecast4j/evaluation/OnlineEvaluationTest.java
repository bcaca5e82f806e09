package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
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
import org.forecast4j.conformal.OnlineRule;
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

  @Test
  void an_outcome_is_observed_only_once_it_is_known_and_what_is_pending_is_counted() {
    // Every day one forecast, whose outcome is known three days later; the third one's a day later.
    List<LabeledPattern> examples = new ArrayList<>();
    for (int day = 0; day < 8; day++) {
      Instant moment = LocalDate.EPOCH.plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC);
      Instant known = moment.plus(Duration.ofDays(day == 2 ? 1 : 3));
      examples.add(LabeledPattern.of("" + day, moment, known, Pattern.of(1, 2, 3), 4));
    }
    List<ForecastCase> cases = Evaluator.online(new Counting(0), 0.9).evaluate(examples);
    List<Double> observed = new ArrayList<>();
    List<Integer> embargoed = new ArrayList<>();
    for (ForecastCase one : cases) {
      observed.add(first(Objects.requireNonNull(one.predictions().get("persistence"))).width());
      embargoed.add(one.embargoed());
    }
    assertThat(observed).containsExactly(0.0, 0.0, 0.0, 2.0, 3.0, 3.0, 4.0, 5.0);
    assertThat(embargoed).containsExactly(0, 1, 2, 1, 1, 2, 2, 2);
    assertThat(Report.of(cases, Bootstrap.DEFAULT).embargoed()).isEqualTo(2);
  }

  /**
   * A daily series that wanders, at times more than at others, 14 values to 7: told the outcome of
   * seven days ahead on the day itself, intervals know much of what they are to cover next.
   */
  @Test
  void intervals_of_a_daily_series_do_not_learn_a_week_before_the_week_is_over() {
    Shape shape = new Shape(14, 7);
    List<LabeledPattern> honest = new ArrayList<>();
    List<LabeledPattern> foresighted = new ArrayList<>();
    double[] series = wandering(3_000);
    for (int end = 14; end + 7 <= series.length; end++) {
      Pattern pattern = Pattern.of(Arrays.copyOfRange(series, end - 14, end));
      double[] outcome = Arrays.copyOfRange(series, end, end + 7);
      Instant moment = LocalDate.EPOCH.plusDays(end).atStartOfDay().toInstant(ZoneOffset.UTC);
      honest.add(
          LabeledPattern.of("" + end, moment, moment.plus(Duration.ofDays(7)), pattern, outcome));
      foresighted.add(LabeledPattern.of("" + end, LocalDate.EPOCH.plusDays(end), pattern, outcome));
    }
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(new Persistence(shape))
            .online(OnlineRule.dtAci())
            .keepingScores()
            .calibrate(honest.subList(0, 500));
    double claimed = coverage(wrapper, foresighted.subList(507, foresighted.size()));
    double measured = coverage(wrapper, honest.subList(507, honest.size()));
    assertThat(claimed).isBetween(0.89, 0.92);
    assertThat(measured).isLessThan(0.85);
    // What a loop of one's own finds that keeps outcomes back for seven days.
    assertThat(measured).isEqualTo(byHand(wrapper, honest.subList(507, honest.size())));
  }

  private static double[] wandering(int length) {
    Random random = new Random(2);
    double[] series = new double[length];
    double level = 0;
    double unrest = 0;
    for (int i = 0; i < length; i++) {
      unrest = 0.97 * unrest + Math.sqrt(1 - 0.97 * 0.97) * random.nextGaussian();
      level += Math.exp(unrest) * random.nextGaussian();
      series[i] = level;
    }
    return series;
  }

  private static double coverage(AdaptiveConformal wrapper, List<LabeledPattern> examples) {
    return Objects.requireNonNull(
            Evaluator.online(wrapper, 0.9)
                .report(examples)
                .model("persistence")
                .intervals()
                .get(0.9))
        .coverage()
        .value();
  }

  private static double byHand(ConformalWrapper start, List<LabeledPattern> examples) {
    ConformalWrapper wrapper = start;
    List<IntervalForecast> given = new ArrayList<>();
    int hits = 0;
    for (int i = 0; i < examples.size(); i++) {
      if (i >= 7) {
        wrapper = wrapper.observe(given.get(i - 7), examples.get(i - 7).outcome());
      }
      IntervalForecast forecast = wrapper.forecast(examples.get(i).pattern(), 0.9);
      given.add(forecast);
      hits += forecast.interval().contains(examples.get(i).target()) ? 1 : 0;
    }
    return (double) hits / examples.size();
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
