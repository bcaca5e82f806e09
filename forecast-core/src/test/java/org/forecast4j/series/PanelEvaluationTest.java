package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.forecast4j.evaluation.Metrics;
import org.junit.jupiter.api.Test;

class PanelEvaluationTest {
  private static final PanelModel.Builder MODEL = PanelModel.builder(3, 1).origins(2);

  private static List<TimeSeries> walks(int count, int length) {
    Random random = new Random(5);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] values = new double[length];
      double level = 50;
      for (int t = 0; t < length; t++) {
        level += 0.5 + random.nextGaussian();
        values[t] = level;
      }
      series.add(TimeSeries.of("s" + i, values));
    }
    return series;
  }

  @Test
  void scores_are_means_over_series_of_means_over_steps() {
    List<TimeSeries> series = walks(30, 25);
    PanelEvaluation evaluation = PanelEvaluation.of(Panel.of(series), MODEL, 1, 0.8);
    List<TimeSeries> past = series.stream().map(each -> each.first(22)).toList();
    PanelModel model = MODEL.fit(Panel.of(past));
    double mase = 0;
    double smape = 0;
    double inside = 0;
    double winkler = 0;
    double naive = 0;
    for (TimeSeries each : series) {
      SeriesForecast forecast = model.forecast(each.id());
      double[] actual = Arrays.copyOfRange(each.values(), 22, 25);
      double scale = Metrics.naiveMae(each.first(22).values(), 1);
      mase += Metrics.mae(forecast.forecast().path(), actual) / scale / 30;
      for (int step = 0; step < 3; step++) {
        double error = Math.abs(actual[step] - forecast.step(step));
        smape += 200 * error / (actual[step] + forecast.step(step)) / 90;
        inside += forecast.interval(step, 0.8).contains(actual[step]) ? 1 / 90.0 : 0;
        winkler += Metrics.winkler(forecast.interval(step, 0.8), actual[step], 0.8) / 90;
        naive += Math.abs(actual[step] - each.value(21)) / scale / 90;
      }
    }
    assertThat(evaluation.series()).isEqualTo(30);
    assertThat(evaluation.models())
        .containsOnlyKeys("ensemble", "ets", "theta", "dejavu", "seasonal_naive");
    PanelScores scores = Objects.requireNonNull(evaluation.models().get("ensemble"));
    assertThat(scores.mase()).isCloseTo(mase, within(1e-9));
    assertThat(scores.smape()).isCloseTo(smape, within(1e-9));
    assertThat(scores.coverage().get(0.8)).isCloseTo(inside, within(1e-9));
    assertThat(scores.winkler().get(0.8)).isCloseTo(winkler, within(1e-9));
    assertThat(scores.maseAboveEnsemble().value()).isZero();
    PanelScores baseline = Objects.requireNonNull(evaluation.models().get("seasonal_naive"));
    assertThat(baseline.mase()).isCloseTo(naive, within(1e-9));
    assertThat(baseline.maseAboveEnsemble().value()).isCloseTo(naive - mase, within(1e-9));
  }

  @Test
  void what_cannot_be_measured_is_skipped_with_its_reason() {
    List<TimeSeries> series = new ArrayList<>(walks(10, 20));
    double[] late = new double[20];
    late[19] = 1;
    double[] gappy = series.get(0).values();
    Arrays.fill(gappy, 14, 17, Double.NaN);
    series.add(TimeSeries.of("short", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    series.add(TimeSeries.of("constant", late));
    series.add(TimeSeries.of("gappy", gappy));
    PanelEvaluation evaluation = PanelEvaluation.of(Panel.of(series), MODEL, 2, 0.9);
    assertThat(evaluation.series()).isEqualTo(10);
    assertThat(evaluation.skipped())
        .containsOnlyKeys("short", "constant", "gappy")
        .containsEntry("short", "has 10 values; expected at least 11 to hold out 6")
        .containsEntry("gappy", "has nothing but gaps at 3 places held out in a row");
    assertThat(evaluation.skipped().get("constant")).contains("errors have no scale");
  }

  /** As of shops that close on weekends: five of seven days. */
  @Test
  void gaps_among_what_is_held_out_are_not_measured_and_leave_the_rest() {
    double[] values = walks(1, 210).get(0).values();
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 > 4 ? Double.NaN : values[i];
    }
    TimeSeries series = TimeSeries.of("days", values);
    PanelModel.Builder week = PanelModel.builder(7, 7);
    PanelEvaluation evaluation = PanelEvaluation.of(Panel.of(List.of(series)), week, 1, 0.8);
    assertThat(evaluation.skipped()).isEmpty();
    SeriesForecast forecast = evaluation.forecasts().get(0);
    double error = 0;
    double inside = 0;
    for (int step = 0; step < 5; step++) {
      double actual = values[203 + step];
      error += Math.abs(actual - forecast.step(step)) / 5;
      inside += forecast.interval(step, 0.8).contains(actual) ? 0.2 : 0;
    }
    PanelScores scores = Objects.requireNonNull(evaluation.models().get("ensemble"));
    assertThat(scores.mae()).isCloseTo(error, within(1e-12));
    assertThat(scores.coverage().get(0.8)).isCloseTo(inside, within(1e-12));
  }

  @Test
  void nothing_to_measure_is_no_error() {
    Panel panel = Panel.of(List.of(TimeSeries.of("short", 1, 2, 3)));
    PanelEvaluation evaluation = PanelEvaluation.of(panel, MODEL, 1, 0.9);
    assertThat(evaluation.series()).isZero();
    assertThat(evaluation.models()).isEmpty();
    assertThatThrownBy(() -> PanelEvaluation.of(panel, MODEL, 0, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number of origins is 0; expected at least 1");
    assertThatThrownBy(() -> PanelEvaluation.of(panel, MODEL, 1, 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence is 1.0");
    assertThatThrownBy(() -> PanelEvaluation.of(panel, MODEL, 1, 0.9, 0.8, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence 0.9 is given twice; expected each once");
  }

  @Test
  void more_origins_than_any_series_has_room_for_are_no_overflow() {
    Panel panel = Panel.of(walks(3, 40));
    PanelModel most = PanelModel.builder(6, 12).origins(Integer.MAX_VALUE).fit(panel);
    PanelModel all = PanelModel.builder(6, 12).origins(40).fit(panel);
    assertThat(most.pastForecasts()).isEqualTo(all.pastForecasts()).isPositive();
    PanelEvaluation evaluation = PanelEvaluation.of(panel, MODEL, Integer.MAX_VALUE, 0.9);
    assertThat(evaluation.skipped())
        .containsEntry("s0", "has 40 values; expected at least 6442450946 to hold out 6442450941");
  }

  @Test
  void horizons_and_seasons_have_bounds() {
    assertThatThrownBy(() -> PanelModel.builder(Integer.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("horizon is 2147483647; expected 1 to 100000");
    assertThatThrownBy(() -> PanelModel.builder(1, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("period is 2147483647; expected 1 to 100000");
    double[] history = walks(1, 40).get(0).values();
    assertThat(SeasonalAdjustment.isSeasonal(history, Integer.MAX_VALUE)).isFalse();
    assertThatThrownBy(() -> SeasonalAdjustment.additive(history, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 40; expected at least 2147483647");
    assertThatThrownBy(() -> Metrics.naiveMae(history, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 40; expected at least 2147483647");
  }
}
