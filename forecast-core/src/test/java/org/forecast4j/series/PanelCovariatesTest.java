package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PanelCovariatesTest {
  private static final int LENGTH = 120;
  private static final int AHEAD = 4;
  private static final double[] BY_CATEGORY = {0, 30, -20, 10, -40};

  /** Levels that wander a little, half of which double under a promotion; three steps ahead one. */
  private static Panel promotions(boolean positive) {
    Random random = new Random(3);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      double[] promotion = new double[LENGTH + AHEAD];
      double[] values = new double[LENGTH];
      double level = positive ? 100 : 0;
      Arrays.setAll(promotion, t -> random.nextInt(5) == 0 ? 1 : 0);
      Arrays.fill(promotion, LENGTH, LENGTH + AHEAD, 0);
      promotion[LENGTH + 2] = 1;
      for (int t = 0; t < LENGTH; t++) {
        level += 0.5 * random.nextGaussian();
        values[t] =
            positive
                ? level * (1 + (i % 2) * promotion[t]) + random.nextGaussian()
                : level + 100 * (i % 2) * promotion[t] + random.nextGaussian();
      }
      series.add(TimeSeries.of("s" + i, values).withCovariate("promotion", promotion));
    }
    return Panel.of(series);
  }

  private static PanelModel.Builder model() {
    return PanelModel.builder(AHEAD, 1).origins(3);
  }

  @Test
  void what_is_known_of_a_step_ahead_moves_its_forecast_and_no_other() {
    PanelModel model = model().covariates("promotion").fit(promotions(true));
    SeriesForecast moved = model.explain("s1");
    assertThat(moved.step(2) / moved.step(1)).isCloseTo(2, within(0.1));
    assertThat(moved.step(3) / moved.step(1)).isCloseTo(1, within(0.05));
    SeriesForecast unmoved = model.forecast("s0");
    assertThat(unmoved.step(2) / unmoved.step(1)).isCloseTo(1, within(0.05));
    assertThat(moved.forecast().analogs()).isNotEmpty();
    assertThat(moved.interval(2, 0.9).contains(moved.step(2))).isTrue();
  }

  @Test
  void effects_are_sums_where_values_are_not_all_positive() {
    PanelModel model = model().covariates("promotion").fit(promotions(false));
    SeriesForecast moved = model.forecast("s3");
    assertThat(moved.step(2) - moved.step(1)).isCloseTo(100, within(5.0));
    SeriesForecast unmoved = model.forecast("s2");
    assertThat(unmoved.step(2) - unmoved.step(1)).isCloseTo(0, within(5.0));
  }

  @Test
  void a_few_whole_numbers_are_categories_which_need_not_lie_on_a_line() {
    Random random = new Random(8);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double[] category = new double[LENGTH + AHEAD];
      Arrays.setAll(category, t -> random.nextInt(BY_CATEGORY.length));
      double[] values = new double[LENGTH];
      Arrays.setAll(values, t -> BY_CATEGORY[(int) category[t]] - 5 + 0.5 * random.nextGaussian());
      series.add(TimeSeries.of("s" + i, values).withCovariate("kind", category));
    }
    PanelModel model = model().covariates("kind").fit(Panel.of(series));
    for (TimeSeries each : series) {
      SeriesForecast forecast = model.forecast(each.id());
      for (int step = 0; step < AHEAD; step++) {
        double expected = BY_CATEGORY[(int) each.covariate("kind", LENGTH + step)] - 5;
        assertThat(forecast.step(step)).isCloseTo(expected, within(2.0));
      }
    }
  }

  @Test
  void covariates_of_noise_do_little_harm() {
    Random random = new Random(5);
    List<TimeSeries> series = new ArrayList<>();
    for (TimeSeries each : promotions(true).series()) {
      double[] noise = new double[LENGTH];
      Arrays.setAll(noise, t -> random.nextGaussian());
      series.add(each.withCovariate("noise", noise));
    }
    double without = mase(PanelEvaluation.of(Panel.of(series), model(), 3, 0.9));
    double with = mase(PanelEvaluation.of(Panel.of(series), model().covariates("noise"), 3, 0.9));
    double promotion =
        mase(PanelEvaluation.of(Panel.of(series), model().covariates("promotion"), 3, 0.9));
    assertThat(with).isLessThan(1.05 * without);
    assertThat(promotion).isLessThan(0.8 * without);
  }

  private static double mase(PanelEvaluation evaluation) {
    return Objects.requireNonNull(evaluation.models().get("ensemble")).mase();
  }

  @Test
  void the_calendar_is_known_without_a_column_and_for_ever() {
    ZonedDateTime monday = ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    Random random = new Random(2);
    double[] values = new double[10 * 7];
    Arrays.setAll(values, t -> (t % 7 == 6 ? 20 : 100) + random.nextGaussian());
    TimeSeries shop = TimeSeries.of("shop", Timeline.every(monday, 1, ChronoUnit.DAYS), values);
    PanelModel model =
        PanelModel.builder(7, 1).origins(8).calendar("weekday").fit(Panel.of(List.of(shop)));
    SeriesForecast week = model.forecast("shop");
    assertThat(week.step(0)).isCloseTo(100, within(5.0));
    assertThat(week.step(6)).isCloseTo(20, within(5.0));
    SeriesForecast later = model.observe("shop", 100, 100, 100).forecast("shop");
    assertThat(later.step(3)).isCloseTo(20, within(5.0));
  }

  @Test
  void a_saved_model_keeps_its_covariates(@TempDir Path folder) throws IOException {
    PanelModel model = model().covariates("promotion").fit(promotions(true));
    model.save(folder.resolve("model"));
    PanelModel loaded = PanelModel.load(folder.resolve("model"));
    assertThat(loaded.forecast("s1").forecast()).isEqualTo(model.forecast("s1").forecast());
  }

  @Test
  void what_is_not_known_ahead_is_told() {
    Panel panel = promotions(true);
    List<TimeSeries> series = new ArrayList<>(panel.series());
    TimeSeries last = series.remove(7);
    double[] known = new double[LENGTH + 1];
    series.add(TimeSeries.of("s7", last.values()).withCovariate("promotion", known));
    PanelModel model = model().covariates("promotion").fit(Panel.of(series));
    assertThat(model.skipped())
        .containsEntry("s7", "has no covariate promotion at 122; expected it for every step ahead")
        .hasSize(1);
    assertThatThrownBy(() -> model.observe("s0", 1).forecast("s0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "series s0 has no covariate promotion at 125; expected it for every step ahead");
    assertThatThrownBy(() -> model().covariates("promotoin").fit(panel))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series s0 has the covariates [promotion]; expected promotoin");
    assertThatThrownBy(() -> model().calendar("hour").fit(panel))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "series s0 has whole numbers as times; expected dates or times for the covariate hour");
    assertThatThrownBy(() -> model().calendar("moon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("covariate of the calendar is 'moon'; expected hour or weekday");
    assertThatThrownBy(() -> model().covariates("x", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("covariate x is given twice; expected each once");
  }
}
