package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowsTest {
  private static final TimeSeries SERIES = TimeSeries.of("a", 1, 2, 3, 4, 5, 6, 7);

  @Test
  void windows_lie_a_stride_apart_and_the_last_ends_with_the_series() {
    List<LabeledPattern> windows = Windows.builder(new Shape(2, 2)).stride(2).build().of(SERIES);
    assertThat(windows)
        .extracting(LabeledPattern::pattern)
        .containsExactly(Pattern.of(2, 3), Pattern.of(4, 5));
    assertThat(windows.get(1).outcome()).containsExactly(6, 7);
    assertThat(windows.get(1).id()).isEqualTo("a@5");
    assertThat(windows.get(1).moment()).isEqualTo("1970-01-01T00:00:05Z");
    assertThat(windows.get(1).known()).isEqualTo("1970-01-01T00:00:07Z");
    assertThat(windows.get(1).labels()).containsEntry(Windows.SERIES, "a");
    assertThat(Windows.builder(new Shape(5, 3)).build().of(SERIES)).isEmpty();
    assertThat(Windows.builder(new Shape(5, 2)).build().of(Panel.of(List.of(SERIES)))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void what_is_scaled_comes_back(LevelScaling scaling) {
    Windows windows = Windows.builder(new Shape(3, 2)).scaling(scaling).build();
    LabeledPattern example = windows.of(SERIES.first(5)).get(0);
    assertThat(windows.restore(example.outcome(), SERIES.first(3))).containsExactly(4, 5);
    assertThat(windows.last(SERIES.first(3))).contains(example.pattern());
  }

  @Test
  void scalings_are_what_they_are_called() {
    assertThat(scaled(LevelScaling.NONE)).isEqualTo(Pattern.of(2, 6));
    assertThat(scaled(LevelScaling.RATIO_TO_LAST)).isEqualTo(Pattern.of(2 / 6.0, 1));
    assertThat(scaled(LevelScaling.RATIO_TO_MEAN)).isEqualTo(Pattern.of(0.5, 1.5));
    assertThat(scaled(LevelScaling.DIFFERENCE_FROM_LAST)).isEqualTo(Pattern.of(-4, 0));
    assertThat(scaled(LevelScaling.DIFFERENCE_FROM_MEAN)).isEqualTo(Pattern.of(-2, 2));
  }

  private static Pattern scaled(LevelScaling scaling) {
    return Windows.builder(new Shape(2, 1))
        .scaling(scaling)
        .build()
        .last(TimeSeries.of("a", 2, 6))
        .orElseThrow();
  }

  @Test
  void a_window_without_a_ratio_is_left_out() {
    TimeSeries series = TimeSeries.of("a", 1, -1, 2, 0, 3, 4);
    Windows windows = Windows.builder(new Shape(1, 1)).scaling(LevelScaling.RATIO_TO_LAST).build();
    assertThat(windows.of(series))
        .extracting(LabeledPattern::id)
        .containsExactly("a@1", "a@3", "a@5");
    assertThat(windows.last(series.first(4))).isEmpty();
    assertThat(windows.last(TimeSeries.of("b", 1))).isPresent();
    assertThat(Windows.builder(new Shape(2, 1)).build().last(TimeSeries.of("b", 1))).isEmpty();
  }

  @Test
  void a_pattern_knows_the_covariates_of_the_first_value_to_come() {
    TimeSeries series = SERIES.withCovariate("x", 10, 20, 30, 40, Double.NaN, 60, 70, 80);
    Windows windows = Windows.builder(new Shape(2, 1)).covariate("x").build();
    assertThat(windows.of(series))
        .extracting(each -> each.pattern().covariates().get("x"))
        .containsExactly(30.0, 40.0, 60.0, 70.0);
    assertThat(windows.last(series)).contains(Pattern.of(6, 7).with("x", 80));
    assertThat(windows.last(series.with(8))).isEmpty();
    assertThatThrownBy(() -> windows.of(SERIES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series a has the covariates []; expected x");
  }

  @Test
  void gaps_are_refused_or_filled() {
    TimeSeries gappy = TimeSeries.of("a", 1, Double.NaN, 3);
    Windows.Builder builder = Windows.builder(new Shape(2, 1));
    assertThatThrownBy(() -> builder.build().of(gappy))
        .hasMessage("series a has no value at 2; expected no gap");
    assertThat(builder.gaps(Gaps.INTERPOLATE).build().of(gappy))
        .extracting(LabeledPattern::pattern)
        .containsExactly(Pattern.of(1, 2));
  }

  @Test
  void a_calendar_knows_hours_weekdays_and_holidays() {
    ZonedDateTime friday = ZonedDateTime.parse("2024-05-31T22:00+02:00[Europe/Berlin]");
    TimeSeries series =
        CalendarCovariates.addTo(
            TimeSeries.of("a", Timeline.every(friday, 1, ChronoUnit.HOURS), 1, 2),
            2,
            Set.of(LocalDate.of(2024, 6, 1)));
    assertThat(series.covariates()).containsExactly("holiday", "hour", "weekday");
    double[][] expected = {{22, 5, 0}, {23, 5, 0}, {0, 6, 1}, {1, 6, 1}};
    for (int i = 0; i < expected.length; i++) {
      assertThat(series.covariate(CalendarCovariates.HOUR, i)).isEqualTo(expected[i][0]);
      assertThat(series.covariate(CalendarCovariates.WEEKDAY, i)).isEqualTo(expected[i][1]);
      assertThat(series.covariate(CalendarCovariates.HOLIDAY, i)).isEqualTo(expected[i][2]);
    }
    assertThat(series.covariate(CalendarCovariates.HOUR, 4)).isNaN();
  }
}
