package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private static final double GAP = Double.NaN;

  @Test
  void gaps_are_closed_by_the_rule_that_is_chosen() {
    TimeSeries series = TimeSeries.of("a", GAP, 1, GAP, GAP, 4, GAP);
    assertThat(Gaps.LAST_VALUE.close(series)).containsExactly(1, 1, 1, 4, 4);
    assertThat(Gaps.INTERPOLATE.close(series)).containsExactly(1, 2, 3, 4, 4);
    assertThatThrownBy(() -> Gaps.REFUSE.close(series))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series a has no value at 3; expected no gap");
    assertThatThrownBy(() -> Gaps.REFUSE.close(TimeSeries.of("b", 1, GAP)))
        .hasMessage("series b has no value at 2; expected no gap");
    assertThatThrownBy(() -> Gaps.INTERPOLATE.close(TimeSeries.of("d", GAP, GAP)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series d has 2 gaps; expected a value");
    assertThat(Gaps.REFUSE.close(TimeSeries.of("c", 3, 4))).containsExactly(3, 4);
  }

  @Test
  void a_series_grows_and_is_cut_with_its_covariates() {
    TimeSeries series = TimeSeries.of("a", 1, 2, 3).withCovariate("x", 7, 8, 9, 10);
    TimeSeries longer = series.with(4, 5);
    assertThat(longer.values()).containsExactly(1, 2, 3, 4, 5);
    assertThat(longer.covariate("x", 3)).isEqualTo(10);
    assertThat(longer.covariate("x", 4)).isNaN();
    assertThat(longer.first(3)).isNotEqualTo(series);
    assertThat(series.first(2).covariate("x", 3)).isEqualTo(10);
    assertThat(series.length()).isEqualTo(3);
  }

  @Test
  void a_wrong_value_is_refused_with_its_place() {
    assertThatThrownBy(() -> TimeSeries.of("a"))
        .hasMessage("number of values of series a is 0; expected at least 1");
    assertThatThrownBy(() -> TimeSeries.of("a", 1, Double.POSITIVE_INFINITY))
        .hasMessageContaining("values[1] of series a is Infinity");
    assertThatThrownBy(() -> TimeSeries.of("a", 1, 2).withCovariate("x", 1))
        .hasMessage("number of values of covariate x is 1; expected at least 2");
    assertThatThrownBy(() -> TimeSeries.of("a", 1, 2).covariate("y", 0))
        .hasMessage("series a has the covariates []; expected y");
    assertThatThrownBy(() -> Timeline.counting(1, 0)).hasMessage("step is 0; expected at least 1");
    ZonedDateTime now = ZonedDateTime.parse("2024-01-01T00:00Z");
    assertThatThrownBy(() -> Timeline.of(List.of(now, now)))
        .hasMessageContaining("moments[1] is 2024-01-01T00:00Z; expected after");
    assertThatThrownBy(() -> Timeline.every(now, 1, ChronoUnit.NANOS))
        .hasMessage("unit is Nanos; expected Seconds to Years");
    assertThatThrownBy(
            () -> TimeSeries.of("a", Timeline.of(List.of(now, now.plusDays(1))), 1, 2, 3))
        .hasMessage("number of moments is 2; expected at least 3");
  }

  @Test
  void whole_numbers_stand_for_seconds() {
    assertThat(Timeline.counting(10, 5).at(2)).isEqualTo("1970-01-01T00:00:20Z");
  }
}
