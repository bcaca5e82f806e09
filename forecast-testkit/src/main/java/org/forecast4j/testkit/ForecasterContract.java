package org.forecast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.junit.jupiter.api.Test;

/** What every {@link Forecaster} must do. A test of a forecaster extends this. */
public abstract class ForecasterContract {
  /** The shape that {@link #forecaster} is to have. */
  protected static final Shape SHAPE = new Shape(9, 4);

  /** A forecaster of {@link #SHAPE}, fitted on the examples if it needs fitting. */
  protected abstract Forecaster forecaster(List<LabeledPattern> training);

  /** What it becomes by being saved and restored: itself unless a test says how that is done. */
  protected Forecaster restored(Forecaster forecaster) {
    return forecaster;
  }

  private final List<LabeledPattern> training = Examples.randomWalks(400, SHAPE, 1);
  private final List<LabeledPattern> later = Examples.randomWalks(60, SHAPE, 3);
  private final List<Pattern> queries =
      Examples.randomWalks(40, SHAPE, 2).stream().map(LabeledPattern::pattern).toList();

  @Test
  void it_has_a_name_in_lower_case() {
    assertThat(forecaster(training).name()).matches("[a-z][a-z0-9_-]*");
  }

  @Test
  void a_forecast_has_one_finite_value_for_each_step_and_ends_at_its_point() {
    Forecaster forecaster = forecaster(training);
    assertThat(forecaster.shape()).isEqualTo(SHAPE);
    for (Pattern query : queries) {
      Forecast forecast = forecaster.forecast(query);
      assertThat(forecast.horizon()).isEqualTo(SHAPE.horizon());
      assertThat(forecast.point()).isEqualTo(forecast.step(SHAPE.horizon() - 1));
    }
  }

  @Test
  void forecasting_leaves_the_analogs_out_and_explaining_changes_no_number() {
    Forecaster forecaster = forecaster(training);
    for (Pattern query : queries) {
      Forecast plain = forecaster.forecast(query);
      Forecast explained = forecaster.explain(query);
      assertThat(plain.analogs()).isEmpty();
      assertThat(explained.path()).isEqualTo(plain.path());
      assertThat(explained.components()).isEqualTo(plain.components());
    }
  }

  @Test
  void a_batch_equals_single_calls_to_the_bit() {
    Forecaster forecaster = forecaster(training);
    List<Forecast> single = queries.stream().map(forecaster::forecast).toList();
    assertThat(forecaster.forecastAll(queries)).isEqualTo(single);
    assertThat(forecaster.forecastAll(List.of())).isEmpty();
  }

  @Test
  void fitting_twice_on_the_same_examples_gives_the_same_bits() {
    Forecaster first = forecaster(training);
    Forecaster second = forecaster(training);
    assertThat(second.forecastAll(queries)).isEqualTo(first.forecastAll(queries));
  }

  @Test
  void a_pattern_of_another_length_is_refused_with_both_lengths() {
    Forecaster forecaster = forecaster(training);
    for (int length : new int[] {1, 8, 10}) {
      Pattern wrong = Pattern.of(new double[length]);
      assertThatThrownBy(() -> forecaster.forecast(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(length))
          .hasMessageContaining("9");
      assertThatThrownBy(() -> forecaster.explain(wrong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> forecaster.forecastAll(List.of(queries.get(0), wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A forecast refuses what is not finite, so a path that comes back is. */
  @Test
  void values_up_to_the_bound_give_finite_forecasts_or_a_refusal_that_names_one() {
    for (double largest : new double[] {1e-300, 1e3, 1e19, 1e29, ValueBounds.MAX_MAGNITUDE}) {
      List<LabeledPattern> scaled = training.stream().map(e -> scaled(e, largest)).toList();
      for (List<LabeledPattern> past : List.of(training, scaled)) {
        try {
          Forecaster forecaster = forecaster(past);
          for (LabeledPattern example : scaled.subList(0, 10)) {
            assertThat(forecaster.explain(example.pattern()).path()).hasSize(SHAPE.horizon());
          }
        } catch (RuntimeException e) {
          // A forecaster elsewhere may have bounds of its own.
          assertThat(largest).as(e.getMessage()).isGreaterThan(1e6);
          assertThat(e).hasMessageMatching("(?s).+ is .+; expected .+");
        }
      }
    }
  }

  private static LabeledPattern scaled(LabeledPattern example, double largest) {
    double factor = largest / 200;
    Pattern pattern = Pattern.of(scaled(example.pattern().values(), factor));
    for (Map.Entry<String, Double> each : example.pattern().covariates().entrySet()) {
      pattern = pattern.with(each.getKey(), each.getValue() * factor);
    }
    return LabeledPattern.of(
        example.id(),
        example.moment(),
        example.known(),
        pattern,
        scaled(example.outcome(), factor));
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }

  @Test
  void unknown_covariates_are_ignored_and_missing_ones_are_assumed_as_documented() {
    Forecaster forecaster = forecaster(training);
    for (Pattern query : queries) {
      assertThat(forecaster.forecast(query.with("never seen", 3)))
          .isEqualTo(forecaster.forecast(query));
      assertThat(forecaster.forecast(query.withoutCovariates()).path()).isNotEmpty();
    }
    assertThat(forecaster.covariates().values()).noneMatch(String::isBlank);
  }

  private static Forecaster observing(Forecaster forecaster, List<LabeledPattern> outcomes) {
    Forecaster next = forecaster;
    for (LabeledPattern example : outcomes) {
      next = next.observe(example.pattern(), example.outcome());
    }
    return next;
  }

  @Test
  void observing_changes_nothing_of_the_forecaster_that_observes() {
    Forecaster forecaster = forecaster(training);
    List<Forecast> before = forecaster.forecastAll(queries);
    Forecaster half = observing(forecaster, later.subList(0, 30));
    List<Forecast> halfway = half.forecastAll(queries);
    Forecaster whole = observing(half, later.subList(30, 60));
    assertThat(forecaster.forecastAll(queries)).isEqualTo(before);
    assertThat(half.forecastAll(queries)).isEqualTo(halfway);
    assertThat(whole.name()).isEqualTo(forecaster.name());
    assertThat(whole.shape()).isEqualTo(SHAPE);
    assertThat(whole.covariates()).isEqualTo(forecaster.covariates());
  }

  @Test
  void after_observing_a_batch_equals_single_calls_to_the_bit() {
    Forecaster forecaster = observing(forecaster(training), later);
    assertThat(forecaster.forecastAll(queries))
        .isEqualTo(queries.stream().map(forecaster::forecast).toList());
    for (Pattern query : queries) {
      assertThat(forecaster.explain(query).path()).isEqualTo(forecaster.forecast(query).path());
    }
  }

  @Test
  void the_same_outcomes_again_give_the_same_bits_with_saving_in_between() {
    Forecaster live = observing(forecaster(training), later);
    Forecaster half = restored(observing(restored(forecaster(training)), later.subList(0, 25)));
    Forecaster again = observing(half, later.subList(25, 60));
    assertThat(again.forecastAll(queries)).isEqualTo(live.forecastAll(queries));
    assertThat(again.learned()).isEqualTo(live.learned());
    assertThat(restored(again).forecastAll(queries)).isEqualTo(live.forecastAll(queries));
  }

  @Test
  void a_frozen_forecaster_forecasts_the_same_whatever_it_observes() {
    Forecaster learned = observing(forecaster(training), later.subList(0, 30));
    Forecaster frozen = learned.frozen();
    assertThat(frozen.forecastAll(queries)).isEqualTo(learned.forecastAll(queries));
    assertThat(frozen.frozen()).isSameAs(frozen);
    assertThat(observing(frozen, later).forecastAll(queries))
        .isEqualTo(learned.forecastAll(queries));
  }

  @Test
  void an_outcome_of_another_length_or_not_finite_is_not_learned() {
    Forecaster forecaster = forecaster(training);
    Pattern query = queries.get(0);
    assertThatThrownBy(() -> forecaster.observe(query, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcome has length 3; expected 4");
    assertThatThrownBy(() -> forecaster.observe(query, 1, 2, Double.NaN, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcome[2] is NaN");
    assertThatThrownBy(() -> forecaster.observe(Pattern.of(1, 2), 1, 2, 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pattern has length 2; expected 9");
  }

  @Test
  void many_threads_get_the_answers_one_thread_gets() throws Exception {
    Forecaster forecaster = forecaster(training);
    List<Forecast> expected = forecaster.forecastAll(queries);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<List<Forecast>> task = () -> queries.stream().map(forecaster::forecast).toList();
      List<Future<List<Forecast>>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        results.add(threads.submit(task));
      }
      for (Future<List<Forecast>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
