package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.forecast4j.Interval;
import org.junit.jupiter.api.Test;

class SeasonalAdjustmentTest {
  /** The figure of R's decompose(AirPassengers, "multiplicative"). */
  @Test
  void the_season_of_the_air_passengers_is_the_published_one() {
    SeasonalAdjustment season = SeasonalAdjustment.multiplicative(Series.airPassengers(), 12);
    assertThat(season.indices())
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(
            0.9102304, 0.8836253, 1.0073663, 0.9759060, 0.9813780, 1.1127758, 1.2265555, 1.2199110,
            1.0604919, 0.9217572, 0.8011781, 0.8988244);
    assertThat(SeasonalAdjustment.tested(Series.airPassengers(), 12).indices())
        .isEqualTo(season.indices());
  }

  @Test
  void a_steady_season_is_taken_out_whole_and_put_back() {
    for (int period : new int[] {2, 3, 4, 7, 12}) {
      Random random = new Random(period);
      double[] figure = random.doubles(period, -3, 3).toArray();
      double mean = Arrays.stream(figure).average().orElseThrow();
      double[] history = new double[5 * period + 1];
      Arrays.setAll(history, i -> 50 + 0.5 * i + figure[i % period] - mean);
      SeasonalAdjustment season = SeasonalAdjustment.additive(history, period);
      double[] adjusted = season.adjust(history);
      for (int i = 0; i < adjusted.length; i++) {
        assertThat(adjusted[i]).isCloseTo(50 + 0.5 * i, within(1e-9));
      }
      double[] last =
          season.restore(new double[] {adjusted[history.length - 1]}, history.length - 1);
      assertThat(last[0]).isCloseTo(history[history.length - 1], within(1e-12));
    }
  }

  @Test
  void an_interval_gets_its_season_back() {
    double[] history = {1, 3, 1, 3, 1, 3, 1, 3};
    SeasonalAdjustment ratios = SeasonalAdjustment.multiplicative(history, 2);
    assertThat(ratios.restore(new Interval(1, 2), 9)).isEqualTo(new Interval(1.5, 3));
    assertThat(ratios.restore(Interval.WHOLE_LINE, 9)).isEqualTo(Interval.WHOLE_LINE);
    SeasonalAdjustment differences = SeasonalAdjustment.additive(history, 2);
    assertThat(differences.restore(new Interval(1, 2), 8)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void the_test_finds_the_seasons_that_are_there() {
    Random random = new Random(4);
    int found = 0;
    int imagined = 0;
    for (int trial = 0; trial < 400; trial++) {
      double[] noise = random.doubles(60).map(u -> 10 + u).toArray();
      double[] seasonal = noise.clone();
      for (int i = 0; i < noise.length; i++) {
        seasonal[i] += i % 12 == 0 ? 3 : 0;
      }
      found += SeasonalAdjustment.isSeasonal(seasonal, 12) ? 1 : 0;
      imagined += SeasonalAdjustment.isSeasonal(noise, 12) ? 1 : 0;
    }
    assertThat(found).isEqualTo(400);
    assertThat(imagined).isBetween(4, 60);
  }

  @Test
  void what_is_constant_short_or_yearly_has_no_season() {
    double[] season = {1, 2, 1, 2, 1};
    assertThat(SeasonalAdjustment.isSeasonal(season, 1)).isFalse();
    assertThat(SeasonalAdjustment.isSeasonal(Arrays.copyOf(season, 4), 2)).isFalse();
    assertThat(SeasonalAdjustment.isSeasonal(new double[40], 4)).isFalse();
    assertThat(SeasonalAdjustment.tested(season, 1).adjust(season)).isEqualTo(season);
  }

  @Test
  void values_that_are_not_positive_have_an_additive_season() {
    double[] history = new double[40];
    Arrays.setAll(history, i -> i % 4 - 1.5);
    SeasonalAdjustment season = SeasonalAdjustment.tested(history, 4);
    assertThat(season.isMultiplicative()).isFalse();
    assertThat(season.indices())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(-1.5, -0.5, 0.5, 1.5);
    assertThatThrownBy(() -> SeasonalAdjustment.multiplicative(history, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("history[0] of a multiplicative season is -1.5");
    assertThatThrownBy(() -> SeasonalAdjustment.additive(new double[5], 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number of values in a seasonal history is 5; expected at least 8");
  }
}
