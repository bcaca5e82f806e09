package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;

class BacktestTest {
  private static final Shape SHAPE = new Shape(1, 1);

  private final List<List<String>> fitted = new ArrayList<>();

  @Test
  void each_group_is_forecast_by_what_was_fitted_on_everything_before_it() {
    List<LabeledPattern> examples =
        List.of(
            example("c1", 20),
            example("a1", 0),
            example("b1", 10),
            example("b2", 11),
            example("a2", 1),
            example("c2", 20));
    List<ForecastCase> cases = Backtest.walkForward(examples, BacktestTest::season, 1, this::fit);
    assertThat(fitted).containsExactly(List.of("a1", "a2"), List.of("a1", "a2", "b1", "b2"));
    assertThat(cases.stream().map(one -> one.example().id()))
        .containsExactly("b1", "b2", "c1", "c2");
    // The stub forecasts the number of examples it was fitted on.
    assertThat(cases.stream().map(ForecastCase::predictions))
        .extracting("count")
        .extracting("point")
        .containsExactly(2.0, 2.0, 4.0, 4.0);
    Map<String, Report> seasons = Report.by(cases, BacktestTest::season, Bootstrap.DEFAULT);
    assertThat(seasons.keySet()).containsExactly("b", "c");
    assertThat(Report.of(cases, Bootstrap.DEFAULT).n()).isEqualTo(4);
  }

  @Test
  void groups_with_too_little_before_them_are_not_forecast() {
    List<LabeledPattern> examples =
        List.of(example("a1", 0), example("b1", 1), example("b2", 2), example("c1", 3));
    List<ForecastCase> cases = Backtest.walkForward(examples, BacktestTest::season, 3, this::fit);
    assertThat(cases.stream().map(one -> one.example().id())).containsExactly("c1");
    assertThatThrownBy(() -> Backtest.walkForward(examples, BacktestTest::season, 4, this::fit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 3; expected at least 4");
  }

  @Test
  void nothing_of_a_groups_first_day_is_fitted_on() {
    List<LabeledPattern> examples =
        List.of(example("a1", 0), example("a2", 1), example("b1", 1), example("b2", 2));
    Backtest.walkForward(examples, BacktestTest::season, 1, this::fit);
    assertThat(fitted).containsExactly(List.of("a1"));
  }

  @Test
  void what_is_not_known_when_a_group_begins_is_not_fitted_on_and_counted() {
    List<LabeledPattern> examples = new ArrayList<>();
    for (int day = 0; day < 6; day++) {
      Instant moment = Instant.parse("2020-01-01T12:00:00Z").plus(Duration.ofDays(day));
      examples.add(
          LabeledPattern.of(
              (day < 4 ? "a" : "b") + day,
              moment,
              moment.plus(Duration.ofDays(2)),
              Pattern.of(0),
              1));
    }
    List<ForecastCase> cases = Backtest.walkForward(examples, BacktestTest::season, 1, this::fit);
    assertThat(fitted).containsExactly(List.of("a0", "a1", "a2"));
    assertThat(Report.of(cases, Bootstrap.DEFAULT).embargoed()).isEqualTo(1);
    assertThatThrownBy(() -> Backtest.walkForward(examples, BacktestTest::season, 4, this::fit))
        .hasMessageContaining("number of examples known before the last group is 3");
  }

  @Test
  void a_group_that_comes_back_is_refused() {
    List<LabeledPattern> examples = List.of(example("a1", 0), example("b1", 1), example("a2", 2));
    assertThatThrownBy(() -> Backtest.walkForward(examples, BacktestTest::season, 1, this::fit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("group a comes back on 2020-01-03 after group b");
  }

  @Test
  void an_unusable_minimum_and_no_examples_are_refused() {
    assertThatThrownBy(() -> Backtest.walkForward(List.of(), BacktestTest::season, 0, this::fit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minimumTraining is 0");
    assertThatThrownBy(() -> Backtest.walkForward(List.of(), BacktestTest::season, 1, this::fit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 0; expected at least 1");
  }

  private Evaluator fit(List<LabeledPattern> past) {
    fitted.add(past.stream().map(LabeledPattern::id).toList());
    return Evaluator.of(new Count(past.size()));
  }

  private static String season(LabeledPattern example) {
    return example.id().substring(0, 1);
  }

  private static LabeledPattern example(String id, int day) {
    return LabeledPattern.of(id, LocalDate.of(2020, 1, 1).plusDays(day), Pattern.of(0), 1);
  }

  private record Count(int size) implements Forecaster {
    @Override
    public String name() {
      return "count";
    }

    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      return Forecast.of(size);
    }
  }
}
