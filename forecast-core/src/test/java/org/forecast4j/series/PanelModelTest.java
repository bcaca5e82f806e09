package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.Interval;
import org.junit.jupiter.api.Test;

class PanelModelTest {
  private static final int HORIZON = 4;
  private static final int PERIOD = 4;
  private static final Panel PANEL = panel(40, 40, 1);
  private static final PanelModel MODEL = PanelModel.builder(HORIZON, PERIOD).fit(PANEL);

  /** Random walks with a drift and a season, of different levels and lengths. */
  private static Panel panel(int count, int longest, long seed) {
    Random random = new Random(seed);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double unit = Math.exp(2 * random.nextGaussian());
      double[] values = new double[longest - i % 8];
      double level = 100;
      for (int t = 0; t < values.length; t++) {
        level += 1 + random.nextGaussian();
        values[t] = unit * level * (1 + 0.1 * (t % PERIOD - 1.5));
      }
      series.add(TimeSeries.of("s" + i, values));
    }
    return Panel.of(series);
  }

  @Test
  void members_share_the_weight_and_make_the_path() {
    assertThat(MODEL.weights()).containsOnlyKeys("ets", "theta", "dejavu");
    assertThat(MODEL.weights().values().stream().mapToDouble(w -> w).sum())
        .isCloseTo(1, within(1e-12));
    for (SeriesForecast each : MODEL.forecastAll(FitListener.NONE)) {
      assertThat(each.forecast().components()).hasSize(3);
      for (int step = 0; step < HORIZON; step++) {
        double sum = 0;
        for (Component member : each.forecast().components()) {
          sum += member.weight() * member.path()[step];
        }
        assertThat(each.step(step)).isCloseTo(sum, within(1e-9 * Math.abs(sum)));
      }
    }
  }

  @Test
  void the_same_panel_gives_the_same_bits() {
    PanelModel again = PanelModel.builder(HORIZON, PERIOD).fit(PANEL);
    assertThat(again.weights()).isEqualTo(MODEL.weights());
    SeriesForecast first = MODEL.forecast("s3");
    SeriesForecast second = again.forecast("s3");
    assertThat(second.forecast()).isEqualTo(first.forecast());
    assertThat(second.interval(2, 0.9)).isEqualTo(first.interval(2, 0.9));
    assertThat(MODEL.explain(PANEL.series("s3")).forecast().path())
        .isEqualTo(first.forecast().path());
  }

  @Test
  void intervals_cover_series_to_come_as_asked() {
    Panel longer = panel(400, 44, 2);
    int inside = 0;
    int count = 0;
    for (TimeSeries each : longer.series()) {
      int known = each.length() - HORIZON;
      SeriesForecast forecast = MODEL.explain(each.first(known));
      for (int step = 0; step < HORIZON; step++) {
        inside += forecast.interval(step, 0.9).contains(each.value(known + step)) ? 1 : 0;
        count++;
      }
    }
    assertThat((double) inside / count).isCloseTo(0.9, within(0.04));
  }

  @Test
  void intervals_widen_with_the_confidence_up_to_what_the_past_supports() {
    SeriesForecast forecast = MODEL.forecast("s0");
    Interval narrow = forecast.interval(3, 0.5);
    Interval wide = forecast.interval(3, 0.95);
    assertThat(narrow.width()).isPositive().isLessThan(wide.width());
    assertThat(forecast.interval(3, 0.9999)).isEqualTo(Interval.WHOLE_LINE);
    assertThat(MODEL.pastForecasts()).isGreaterThan(60);
    assertThatThrownBy(() -> forecast.interval(HORIZON, 0.9))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> forecast.interval(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence is 1.0");
  }

  @Test
  void analogs_are_of_other_series() {
    SeriesForecast forecast = MODEL.explain("s5");
    assertThat(forecast.forecast().path()).isEqualTo(MODEL.forecast("s5").forecast().path());
    assertThat(MODEL.forecast("s5").forecast().analogs()).isEmpty();
    List<Analog> analogs = forecast.forecast().analogs();
    assertThat(analogs).hasSize(100);
    assertThat(analogs).noneMatch(each -> "s5".equals(each.example().labels().get(Windows.SERIES)));
  }

  @Test
  void forecasts_of_the_past_rest_on_what_came_before_them_alone() {
    List<TimeSeries> altered = new ArrayList<>();
    for (TimeSeries each : PANEL.series()) {
      double[] values = each.values();
      for (int i = values.length - HORIZON; i < values.length; i++) {
        values[i] = 5 * values[i] + i;
      }
      altered.add(TimeSeries.of(each.id(), values));
    }
    PanelSettings settings =
        PanelSettings.of(HORIZON, PERIOD, Gaps.REFUSE, 1, KnownCovariates.NONE);
    List<PanelCase> before = PanelOrigins.of(PANEL, settings, FitListener.NONE).cases();
    List<PanelCase> after = PanelOrigins.of(Panel.of(altered), settings, FitListener.NONE).cases();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).paths()).isDeepEqualTo(before.get(i).paths());
      assertThat(after.get(i).unit()).isEqualTo(before.get(i).unit());
      assertThat(after.get(i).actual()).isNotEqualTo(before.get(i).actual());
    }
  }

  @Test
  void a_forecast_goes_on_from_what_was_observed() {
    SeriesForecast before = MODEL.forecast("s0");
    PanelModel next = MODEL.observe("s0", 1, 2, 3);
    SeriesForecast after = next.forecast("s0");
    assertThat(before.time(0)).isEqualTo("41");
    assertThat(after.time(0)).isEqualTo("44");
    assertThat(after.step(0)).isLessThan(before.step(0));
    assertThat(next.forecast("s1").forecast()).isEqualTo(MODEL.forecast("s1").forecast());
    assertThat(MODEL.forecast("s0").forecast()).isEqualTo(before.forecast());
    assertThatThrownBy(() -> MODEL.observe("x", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series is 'x'; expected one of the model's 40");
  }

  @Test
  void odd_series_are_forecast_or_skipped_with_a_reason() {
    double[] zeros = new double[20];
    double[] negative = new double[20];
    Arrays.setAll(negative, i -> -10 - i - i % 4);
    double[] gappy = PANEL.series("s0").values();
    gappy[7] = Double.NaN;
    List<TimeSeries> series = new ArrayList<>(PANEL.series());
    series.add(TimeSeries.of("zeros", zeros));
    series.add(TimeSeries.of("negative", negative));
    series.add(TimeSeries.of("gappy", gappy));
    series.add(TimeSeries.of("short", 1, 2, 3));
    double[] gaps = new double[20];
    Arrays.fill(gaps, Double.NaN);
    series.add(TimeSeries.of("empty", gaps));
    PanelModel model = PanelModel.builder(HORIZON, PERIOD).fit(Panel.of(series));
    assertThat(model.skipped())
        .containsExactly(
            Map.entry("short", "has 3 values; expected at least 6"),
            Map.entry("empty", "has 0 values and 20 gaps; expected at least 6"));
    Panel nothing = Panel.of(List.of(TimeSeries.of("empty", gaps)));
    assertThat(PanelModel.builder(HORIZON, PERIOD).fit(nothing).skipped()).containsKey("empty");
    assertThat(model.forecastAll(FitListener.NONE)).hasSize(43);
    assertThat(model.forecast("zeros").forecast().path()).containsExactly(0, 0, 0, 0);
    assertThat(model.forecast("zeros").interval(0, 0.99)).isEqualTo(new Interval(0, 0));
    assertThat(model.forecast("negative").forecast().components())
        .extracting(Component::name)
        .containsExactly("ets", "theta");
    assertThat(model.forecast("negative").step(0)).isBetween(-40.0, -20.0);
    assertThat(model.forecast("gappy").step(0)).isPositive();
    assertThatThrownBy(() -> model.forecast("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series short has 3 values; expected at least 6");
    assertThatThrownBy(() -> PanelModel.builder(4, 4).gaps(Gaps.REFUSE).fit(Panel.of(series)))
        .hasMessageContaining("series gappy has no value at 8");
  }

  @Test
  void a_series_that_would_go_on_beyond_the_calendar_is_skipped() {
    ZonedDateTime late = ZonedDateTime.of(9998, 12, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    double[] values = {1, 2, 3, 5, 4, 6, 7, 8, 6};
    TimeSeries series = TimeSeries.of("late", Timeline.every(late, 1, ChronoUnit.MONTHS), values);
    PanelModel model = PanelModel.builder(5, 1).fit(Panel.of(List.of(series)));
    assertThat(model.skipped())
        .containsEntry("late", "goes on beyond the year 9999; expected times up to there");
    assertThat(PanelModel.builder(4, 1).fit(Panel.of(List.of(series))).skipped()).isEmpty();
  }

  private static PanelModel besideOthers(TimeSeries... odd) {
    List<TimeSeries> series = new ArrayList<>(PANEL.series());
    series.addAll(List.of(odd));
    return PanelModel.builder(HORIZON, PERIOD).origins(2).fit(Panel.of(series));
  }

  @Test
  void what_has_only_ever_repeated_goes_on_so_beside_series_that_rise() {
    double[] sevens = new double[40];
    Arrays.fill(sevens, 7);
    double[] gappy = new double[40];
    Arrays.fill(gappy, 0.1);
    Arrays.fill(gappy, 3, 6, Double.NaN);
    double[] seasons = new double[22];
    Arrays.setAll(seasons, i -> new double[] {5, 7, 9, 20}[i % PERIOD]);
    PanelModel model =
        besideOthers(
            TimeSeries.of("sevens", sevens),
            TimeSeries.of("gappy", gappy),
            TimeSeries.of("seasons", seasons));
    assertThat(model.forecast("sevens").forecast().path()).containsExactly(7, 7, 7, 7);
    assertThat(model.forecast("sevens").interval(3, 0.9)).isEqualTo(new Interval(7, 7));
    assertThat(model.explain("gappy").forecast().path()).containsExactly(0.1, 0.1, 0.1, 0.1);
    SeriesForecast repeated = model.forecast("seasons");
    assertThat(repeated.forecast().path()).containsExactly(9, 20, 5, 7);
    assertThat(repeated.interval(1, 0.9)).isEqualTo(new Interval(20, 20));
    assertThat(repeated.forecast().components())
        .extracting(Component::name)
        .containsExactly("seasonal_naive");
    PanelModel changed = model.observe("sevens", 9);
    assertThat(changed.forecast("sevens").interval(0, 0.9).width()).isPositive();
  }

  @Test
  void a_repetition_of_less_than_two_seasons_gives_errors_no_scale() {
    PanelModel model = besideOthers(TimeSeries.of("begun", 5, 7, 9, 20, 5, 7));
    SeriesForecast forecast = model.forecast("begun");
    assertThat(forecast.forecast().components()).hasSizeGreaterThan(1);
    assertThat(forecast.interval(0, 0.5)).isEqualTo(Interval.WHOLE_LINE);
  }

  @Test
  void one_series_alone_is_forecast_from_its_own_past() {
    PanelModel model =
        PanelModel.builder(12, 12)
            .fit(Panel.of(List.of(TimeSeries.of("air", Series.airPassengers()))));
    assertThat(model.pastForecasts()).isEqualTo(24);
    SeriesForecast forecast = model.explain("air");
    assertThat(forecast.forecast().analogs()).isNotEmpty();
    assertThat(forecast.interval(11, 0.9).isFinite()).isTrue();
    double july1961 = 622 * 622 / 548.0;
    assertThat(forecast.step(6)).isCloseTo(july1961, within(0.15 * july1961));
  }

  @Test
  void work_tells_how_far_it_is_and_ends_when_it_is_told_to() {
    List<String> told = new ArrayList<>();
    PanelModel.builder(HORIZON, PERIOD)
        .origins(1)
        .listener(
            (what, done, count) -> {
              assertThat(done).isBetween(0, count);
              told.add(what);
              return true;
            })
        .fit(PANEL);
    assertThat(told).contains("forecasting the past, origin 1 of 1", "collecting analogs");
    assertThatThrownBy(
            () ->
                PanelModel.builder(HORIZON, PERIOD)
                    .listener(
                        (what, done, count) -> what.startsWith("collecting") || done < count / 2)
                    .fit(PANEL))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("cancelled while forecasting the past");
  }
}
