package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.forecast4j.Analog;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A series of which the first values are not known is the same as one that began later. */
class BegunTest {
  private static final double GAP = Double.NaN;
  private static final int LENGTH = 60;
  private static final int AHEAD = 4;
  private static final ZonedDateTime START =
      ZonedDateTime.of(2024, 3, 29, 22, 0, 0, 0, ZoneId.of("Europe/Berlin"));

  /** Hourly series with a covariate, the i-th of which begins i + 1 hours late. */
  private static Panel panel(boolean withGaps) {
    Random random = new Random(4);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int late = i + 1;
      double[] price = new double[LENGTH + AHEAD];
      double[] values = new double[LENGTH];
      double level = 100;
      for (int t = 0; t < price.length; t++) {
        price[t] = 1 + random.nextInt(2);
      }
      for (int t = 0; t < LENGTH; t++) {
        level += random.nextGaussian();
        values[t] = t < late ? GAP : level / price[t] * (1 + 0.1 * (t % 4));
      }
      int from = withGaps ? 0 : late;
      Timeline times = Timeline.every(START.plusHours(from), 1, ChronoUnit.HOURS);
      series.add(
          TimeSeries.of("s" + i, times, Arrays.copyOfRange(values, from, LENGTH))
              .withCovariate("price", Arrays.copyOfRange(price, from, price.length)));
    }
    return Panel.of(series);
  }

  private static PanelModel.Builder model() {
    return PanelModel.builder(AHEAD, 4).covariates("price").calendar("hour");
  }

  private static void assertSame(SeriesForecast actual, SeriesForecast expected) {
    assertThat(actual.forecast()).isEqualTo(expected.forecast());
    for (int step = 0; step < AHEAD; step++) {
      assertThat(actual.time(step)).isEqualTo(expected.time(step));
      assertThat(actual.interval(step, 0.8)).isEqualTo(expected.interval(step, 0.8));
    }
  }

  @Test
  void a_panel_model_forecasts_as_if_the_series_began_at_their_first_values(@TempDir Path folder)
      throws IOException {
    PanelModel late = model().fit(panel(true));
    PanelModel expected = model().fit(panel(false));
    assertThat(late.weights()).isEqualTo(expected.weights());
    Path saved = folder.resolve("model");
    late.save(saved);
    for (PanelModel each :
        List.of(
            late, PanelModel.load(saved), expected.with(panel(true)), late.with(panel(false)))) {
      for (TimeSeries series : panel(false).series()) {
        assertSame(each.explain(series.id()), expected.explain(series.id()));
      }
    }
    assertSame(late.explain(panel(true).series("s3")), expected.explain(panel(false).series("s3")));
    assertThat(late.explain("s3").forecast().analogs())
        .extracting(Analog::example)
        .extracting(LabeledPattern::moment)
        .allMatch(moment -> moment.isAfter(START.toInstant()));
  }

  @Test
  void values_held_out_are_forecast_so_too() {
    PanelEvaluation late = PanelEvaluation.of(panel(true), model(), 2, 0.8);
    PanelEvaluation expected = PanelEvaluation.of(panel(false), model(), 2, 0.8);
    assertThat(late.models()).isEqualTo(expected.models()).isNotEmpty();
    for (int i = 0; i < 6; i++) {
      assertSame(late.forecasts().get(i), expected.forecasts().get(i));
    }
  }

  @Test
  void a_lone_model_and_windows_begin_there_too() {
    TimeSeries late = panel(true).series("s5");
    TimeSeries begun = panel(false).series("s5");
    assertSame(new Theta(4).forecast(late, AHEAD), new Theta(4).forecast(begun, AHEAD));
    Windows windows = Windows.builder(new Shape(3, 2)).covariate("price").stride(2).build();
    assertThat(windows.of(late)).isEqualTo(windows.of(begun)).isNotEmpty();
    assertThat(windows.last(late)).isEqualTo(windows.last(begun)).isPresent();
    assertThat(windows.restore(new double[] {1, 2}, late)).containsExactly(1, 2);
  }

  @Test
  void gaps_before_the_first_value_do_not_count() {
    TimeSeries late = TimeSeries.of("a", GAP, GAP, GAP, 1, 2, GAP, 4);
    Panel alone = Panel.of(List.of(late));
    assertThat(PanelModel.builder(1, 1).fit(alone).skipped())
        .containsEntry("a", "has 3 values and 1 gap; expected at least 5");
    assertThat(PanelEvaluation.of(alone, PanelModel.builder(1, 1), 1, 0.8).skipped())
        .containsEntry("a", "has 3 values and 1 gap; expected at least 6 to hold out 1");
    TimeSeries whole = TimeSeries.of("b", GAP, 1, 3, 2, 4, 3, 5);
    PanelModel refusing = PanelModel.builder(1, 1).gaps(Gaps.REFUSE).fit(Panel.of(List.of(whole)));
    assertThat(refusing.forecast("b").time(0)).isEqualTo("8");
    assertThat(refusing.forecast("b").series().values()).containsExactly(1, 3, 2, 4, 3, 5);
  }

  @Test
  void a_series_that_has_not_begun_begins_with_what_is_observed() {
    Timeline years = Timeline.counting(2001, 1);
    TimeSeries empty = TimeSeries.of("new", years, GAP, GAP, GAP);
    TimeSeries other = TimeSeries.of("a", years, 1, 3, 2, 4, 3, 5);
    PanelModel model = PanelModel.builder(2, 1).fit(Panel.of(List.of(other, empty)));
    assertThat(model.skipped()).containsKey("new");
    PanelModel later = model.observe("new", 5, 7, 6, 8, 7);
    assertThat(later.skipped()).isEmpty();
    assertThat(later.forecast("new").time(0)).isEqualTo("2009");
    assertThat(later.forecast("new").forecast())
        .isEqualTo(model.explain(TimeSeries.of("new", 5, 7, 6, 8, 7)).forecast());
  }

  /** The last value stays, and the forecast is of what follows the gaps. */
  @Test
  void gaps_after_the_last_value_are_part_of_the_series() {
    TimeSeries ended = TimeSeries.of("a", 1, 3, 2, 4, 3, 5, GAP, GAP);
    for (Gaps rule : List.of(Gaps.INTERPOLATE, Gaps.LAST_VALUE)) {
      PanelModel model = PanelModel.builder(1, 1).gaps(rule).fit(Panel.of(List.of(ended)));
      assertThat(model.forecast("a").time(0)).isEqualTo("9");
      assertThat(model.explain("a").forecast())
          .isEqualTo(model.explain(TimeSeries.of("a", 1, 3, 2, 4, 3, 5, 5, 5)).forecast());
    }
    PanelModel.Builder refusing = PanelModel.builder(1, 1).gaps(Gaps.REFUSE);
    assertThatThrownBy(() -> refusing.fit(Panel.of(List.of(ended))))
        .hasMessage("series a has no value at 7; expected no gap");
  }

  @Test
  void times_stay_beside_their_values() {
    ZonedDateTime lastOfMonth = ZonedDateTime.parse("2024-01-31T10:00+01:00[Europe/Berlin]");
    ZonedDateTime early = ZonedDateTime.parse("2024-03-30T02:30+01:00[Europe/Berlin]");
    List<ZonedDateTime> moments = List.of(START, START.plusHours(1), START.plusHours(5));
    for (Timeline times :
        List.of(
            Timeline.counting(1990, 5),
            Timeline.every(lastOfMonth, 1, ChronoUnit.MONTHS),
            Timeline.every(lastOfMonth.minusDays(1), 1, ChronoUnit.MONTHS),
            Timeline.every(early, 1, ChronoUnit.DAYS),
            Timeline.of(moments))) {
      for (int gaps = 0; gaps < 3; gaps++) {
        double[] values = {GAP, GAP, 7};
        Arrays.fill(values, gaps, 3, 7);
        TimeSeries begun = TimeSeries.of("a", times, values).withCovariate("x", 1, 2, 3, 4).begun();
        assertThat(begun.length()).isEqualTo(3 - gaps);
        assertThat(begun.covariate("x", 0)).isEqualTo(1 + gaps);
        for (int place = gaps; place < 6; place++) {
          assertThat(begun.timeline().text(place - gaps)).isEqualTo(times.text(place));
        }
        assertThat(begun.begun()).isSameAs(begun);
      }
    }
  }
}
