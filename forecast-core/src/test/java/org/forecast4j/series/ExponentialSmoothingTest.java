package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialSmoothingTest {
  /** Published: α 0.8339, first level 446.5868, forecast 542.6806. */
  @Test
  void the_oil_of_the_textbook_is_smoothed_as_published() {
    SimpleSmoothing smoothing = SimpleSmoothing.fit(Series.oil());
    assertThat(smoothing.weight()).isCloseTo(0.8339, within(1e-3));
    assertThat(smoothing.level()).isCloseTo(542.68, within(0.01));
    SeriesModel simple = ExponentialSmoothing.given(SmoothingForm.parse("ANN"), 1);
    assertThat(simple.forecast(Series.oil(), 2))
        .usingComparatorWithPrecision(0.02)
        .containsExactly(542.68, 542.68);
  }

  /** Published: α 0.8302, β 0.0001, level 15.5715, slope 2.1017, forecasts 74.60, 76.70, … */
  @Test
  void the_airlines_of_the_textbook_are_forecast_as_published() {
    SeriesModel holt = ExponentialSmoothing.given(SmoothingForm.parse("AAN"), 1);
    assertThat(holt.forecast(Series.australianAirlines(), 5))
        .usingComparatorWithPrecision(0.06)
        .containsExactly(74.60, 76.70, 78.80, 80.91, 83.01);
  }

  @Test
  void a_growing_season_is_found_multiplicative() {
    ExponentialSmoothing smoothing = ExponentialSmoothing.chosen(12);
    SmoothingForm form = smoothing.form(Series.airPassengers()).orElseThrow();
    assertThat(form.errors()).isEqualTo(SmoothingForm.Errors.MULTIPLICATIVE);
    assertThat(form.season()).isEqualTo(SmoothingForm.Season.MULTIPLICATIVE);
    assertThat(form.isTrended()).isTrue();
  }

  @Test
  void averaged_forms_lie_between_the_forms_and_near_the_best_of_a_long_history() {
    double[] history = Series.airPassengers();
    double[] averaged = ExponentialSmoothing.averaged(12).forecast(history, 12);
    double[] chosen = ExponentialSmoothing.chosen(12).forecast(history, 12);
    double[] least = chosen.clone();
    double[] most = chosen.clone();
    for (SmoothingForm form : SmoothingForm.candidates(true, true)) {
      double[] path = ExponentialSmoothing.given(form, 12).forecast(history, 12);
      for (int step = 0; step < path.length; step++) {
        least[step] = Math.min(least[step], path[step]);
        most[step] = Math.max(most[step], path[step]);
      }
    }
    for (int step = 0; step < averaged.length; step++) {
      assertThat(averaged[step]).isBetween(least[step], most[step]);
      assertThat(averaged[step]).isCloseTo(chosen[step], within(0.05 * chosen[step]));
    }
  }

  @Test
  void a_line_goes_on_as_a_line() {
    double[] line = new double[20];
    Arrays.setAll(line, i -> 3 + 2.0 * i);
    assertThat(ExponentialSmoothing.given(SmoothingForm.parse("AAN"), 1).forecast(line, 3))
        .usingComparatorWithPrecision(1e-3)
        .containsExactly(43.0, 45.0, 47.0);
  }

  @Test
  void a_steady_season_goes_on_as_it_is() {
    double[] season = {10, 20, 30, 40};
    double[] history = new double[24];
    Arrays.setAll(history, i -> season[i % 4]);
    for (String form : new String[] {"ANA", "MNM", "MAM", "AAdA"}) {
      assertThat(ExponentialSmoothing.given(SmoothingForm.parse(form), 4).forecast(history, 6))
          .as(form)
          .usingComparatorWithPrecision(0.05)
          .containsExactly(10, 20, 30, 40, 10, 20);
    }
  }

  @Test
  void a_history_that_does_not_suit_the_given_form_is_refused() {
    SeriesModel ratios = ExponentialSmoothing.given(SmoothingForm.parse("MNN"), 1);
    assertThatThrownBy(() -> ratios.forecast(new double[] {1, 2, 0, 4, 5, 6}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the history has a value that is not positive; MNN expects positive values");
    assertThatThrownBy(() -> ExponentialSmoothing.given(SmoothingForm.parse("ANA"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("period of ANA is 1; expected at least 2");
  }

  @Test
  void every_form_is_read_as_it_is_written() {
    assertThat(SmoothingForm.candidates(true, true)).hasSize(15);
    assertThat(SmoothingForm.candidates(false, true)).hasSize(6);
    assertThat(SmoothingForm.candidates(true, false)).hasSize(6);
    for (SmoothingForm form : SmoothingForm.candidates(true, true)) {
      assertThat(SmoothingForm.parse(form.toString())).isEqualTo(form);
    }
    assertThatThrownBy(() -> SmoothingForm.parse("XYZ"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'XYZ'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ANN", "AAN", "AAdN", "ANA", "AAA", "AAdA", "ANM", "AAM", "AAdM", "MNN", "MAN", "MAdN",
        "MNA", "MAA", "MAdA", "MNM", "MAM", "MAdM"
      })
  void states_run_as_in_the_equations_of_the_book(String letters) {
    SmoothingForm form = SmoothingForm.parse(letters);
    Random random = new Random(3);
    for (int trial = 0; trial < 20; trial++) {
      double[] values = new double[30];
      Arrays.setAll(values, i -> 10 + 0.2 * i + random.nextGaussian());
      double[] season = {form.needsPositive() ? 1 : 0};
      if (form.isSeasonal()) {
        boolean ratios = form.season() == SmoothingForm.Season.MULTIPLICATIVE;
        season = new double[4];
        Arrays.setAll(season, i -> (ratios ? 1 : 0) + 0.1 * random.nextGaussian());
      } else {
        season[0] = 0;
      }
      double level = 0.1 + 0.5 * random.nextDouble();
      double damping = form.isDamped() ? 0.9 : form.isTrended() ? 1 : 0;
      SmoothingStates.Weights weights =
          new SmoothingStates.Weights(
              level,
              form.isTrended() ? level * random.nextDouble() : 0,
              form.isSeasonal() ? (1 - level) * random.nextDouble() : 0,
              damping,
              10,
              form.isTrended() ? 0.2 : 0);
      SmoothingStates states = new SmoothingStates(form, values, season);
      Book book = new Book(form, season, weights);
      assertThat(states.run(weights)).isCloseTo(book.run(values), within(1e-8));
      assertThat(states.path(6)).usingComparatorWithPrecision(1e-9).containsExactly(book.path(6));
    }
  }

  /** Table 2.2 and 2.3 of Hyndman, Koehler, Ord and Snyder, with a growing list of seasons. */
  private static final class Book {
    private final SmoothingForm form;
    private final SmoothingStates.Weights weights;
    private final double[] season;
    private double level;
    private double slope;
    private int t;

    Book(SmoothingForm form, double[] season, SmoothingStates.Weights weights) {
      this.form = form;
      this.weights = weights;
      this.season = Arrays.copyOf(season, 100);
      t = season.length;
      level = weights.first();
      slope = weights.firstSlope();
      period = season.length;
    }

    private final int period;

    private double expected(double base, double index) {
      return form.season() == SmoothingForm.Season.MULTIPLICATIVE ? base * index : base + index;
    }

    double run(double[] values) {
      double squares = 0;
      double logs = 0;
      boolean ratios = form.season() == SmoothingForm.Season.MULTIPLICATIVE;
      for (double value : values) {
        double base = level + weights.damping() * slope;
        double index = season[t - period];
        double expected = expected(base, index);
        double difference = value - expected;
        boolean relative = form.errors() == SmoothingForm.Errors.MULTIPLICATIVE;
        squares += Math.pow(relative ? difference / expected : difference, 2);
        logs += relative ? Math.log(expected) : 0;
        double share = ratios ? difference / index : difference;
        level = base + weights.level() * share;
        slope = weights.damping() * slope + weights.slope() * share;
        season[t++] = index + weights.season() * (ratios ? difference / base : difference);
      }
      return values.length * Math.log(squares) + 2 * logs;
    }

    double[] path(int horizon) {
      double[] path = new double[horizon];
      double fading = 0;
      for (int h = 0; h < horizon; h++) {
        fading += Math.pow(weights.damping(), h + 1);
        path[h] = expected(level + fading * slope, season[t - period + h % period]);
      }
      return path;
    }
  }
}
