package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.forecast4j.Interval;
import org.junit.jupiter.api.Test;

class LoneSeriesTest {
  private static double[] walk(Random random, int length) {
    double[] walk = new double[length];
    double level = 0;
    for (int t = 0; t < length; t++) {
      level += random.nextGaussian();
      walk[t] = level;
    }
    return walk;
  }

  @Test
  void a_width_is_a_quantile_of_the_errors_in_the_later_half() {
    double[] walk = walk(new Random(1), 81);
    walk[60] = Double.NaN;
    SeriesForecast forecast = new SeasonalNaive(1).forecast(TimeSeries.of("a", walk), 3);
    double[] last = walk.clone();
    last[60] = last[59];
    for (int step = 0; step < 3; step++) {
      int ahead = step;
      double[] errors =
          IntStream.rangeClosed(40, 80 - step)
              .filter(origin -> origin + ahead != 60)
              .mapToDouble(origin -> Math.abs(walk[origin + ahead] - last[origin - 1]))
              .sorted()
              .toArray();
      double half = errors[(int) Math.ceil(0.8 * (errors.length + 1)) - 1];
      assertThat(forecast.interval(step, 0.8))
          .isEqualTo(new Interval(walk[80] - half, walk[80] + half));
    }
    assertThat(forecast.time(2)).isEqualTo("84");
  }

  @Test
  void intervals_of_random_walks_cover_what_comes_as_asked() {
    Random random = new Random(7);
    int inside = 0;
    for (int i = 0; i < 400; i++) {
      double[] walk = walk(random, 154);
      SeriesForecast forecast =
          new SeasonalNaive(1).forecast(TimeSeries.of("a", Arrays.copyOf(walk, 150)), 4);
      for (int step = 0; step < 4; step++) {
        inside += forecast.interval(step, 0.9).contains(walk[150 + step]) ? 1 : 0;
      }
    }
    assertThat(inside / 1600.0).isCloseTo(0.9, within(0.03));
  }

  @Test
  void a_short_series_has_infinite_intervals_and_an_empty_one_is_refused() {
    SeriesForecast forecast = new Theta(1).forecast(TimeSeries.of("a", 1, 2, 3), 2);
    assertThat(forecast.interval(0, 0.5)).isEqualTo(Interval.WHOLE_LINE);
    double[] seven = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
    assertThat(new Theta(1).forecast(TimeSeries.of("a", seven), 2).interval(0, 0.5))
        .isEqualTo(new Interval(7, 7));
    TimeSeries gaps = TimeSeries.of("a", Double.NaN, Double.NaN);
    assertThatThrownBy(() -> new Theta(1).forecast(gaps, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series a has 2 gaps; expected a value");
  }

  @Test
  void a_horizon_has_bounds_and_ends_with_the_calendar() {
    TimeSeries series = TimeSeries.of("a", 1, 2, 3, 4);
    for (int horizon : new int[] {0, 100_001, Integer.MAX_VALUE}) {
      String message = "horizon is " + horizon + "; expected 1 to 100000";
      for (SeriesModel model : List.of(new Theta(1), ExponentialSmoothing.averaged(1))) {
        assertThatThrownBy(() -> model.forecast(series, horizon))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(message);
        assertThatThrownBy(() -> model.forecast(series.values(), horizon))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(message);
      }
    }
    assertThat(new SeasonalNaive(1).forecast(series, 100_000).step(99_999)).isEqualTo(4);
    ZonedDateTime late = ZonedDateTime.of(9998, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    Timeline years = Timeline.every(late, 1, ChronoUnit.YEARS);
    assertThatThrownBy(() -> new Theta(1).forecast(TimeSeries.of("late", years, 5), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series late goes on beyond the year 9999; expected times up to there");
    assertThat(new Theta(1).forecast(TimeSeries.of("late", years, 5), 1).time(0))
        .isEqualTo("9999-01-01T00:00Z");
  }
}
