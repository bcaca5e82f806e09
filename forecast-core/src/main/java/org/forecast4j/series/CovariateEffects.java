package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What covariates do to the series of a panel, so that it can be taken out before members look at
 * them and be put back into forecasts. A series is a level that moves slowly, a season and the
 * effects; the three are fitted in turn until they settle. Effects are those of a ridge regression:
 * first one of all series, each in units of its own spread, then one of each series, drawn to the
 * first by as much as the first explains of it. Of positive series logarithms are taken, so their
 * effects are factors.
 *
 * <p>Immutable; O(values · columns) for a series, and O(columns³) once for each.
 */
final class CovariateEffects {
  private static final int ROUNDS = 8;
  private static final int SHORTEST_WINDOW = 7;

  private final CovariateRows rows;
  private final int period;
  private final int window;
  private final double[] common;

  private CovariateEffects(CovariateRows rows, int period, int window, double[] common) {
    this.rows = rows;
    this.period = period;
    this.window = window;
    this.common = common;
  }

  /** Fits on series of which each has a value. */
  static CovariateEffects fit(
      List<TimeSeries> series, PanelSettings settings, FitListener listener) {
    CovariateRows rows = CovariateRows.of(series, settings.covariates());
    int window = Math.max(settings.period(), SHORTEST_WINDOW);
    for (int i = 0; i < settings.covariates().count(); i++) {
      window = Math.max(window, cycle(series, settings.covariates(), i));
    }
    int count = rows.count();
    CovariateEffects none =
        new CovariateEffects(rows, settings.period(), window, new double[count]);
    List<CovariateSample> samples =
        new ArrayList<>(
            Work.on(
                series,
                "fitting covariates",
                listener,
                each -> none.sample(each, settings.gaps().close(each))));
    samples.removeIf(each -> each.spread == 0);
    DrawnRidge ridge = new DrawnRidge(none.common);
    samples.forEach(each -> each.addGram(ridge.gram));
    for (int round = 0; round < ROUNDS && !ridge.isSettled; round++) {
      ridge.begin();
      for (CovariateSample sample : samples) {
        double[] now = scaled(ridge.coefficients, sample.spread);
        ridge.add(sample.rows, scaled(sample.targets(now), 1 / sample.spread));
      }
      ridge.solve();
    }
    return new CovariateEffects(rows, settings.period(), window, ridge.coefficients);
  }

  private static double[] scaled(double[] coefficients, double factor) {
    return Arrays.stream(coefficients).map(each -> factor * each).toArray();
  }

  /**
   * After how many places a covariate typically comes back to a value that it has left, as weekdays
   * do after a week; 0 if it does so rarely, or has no values to come back to.
   */
  private static int cycle(List<TimeSeries> series, KnownCovariates covariates, int covariate) {
    List<Integer> lengths = new ArrayList<>();
    for (TimeSeries each : series) {
      Map<Double, Integer> began = new HashMap<>();
      double before = Double.NaN;
      for (int place = 0; place < each.length(); place++) {
        double value = covariates.value(each, covariate, place);
        if (value != before) {
          Integer earlier = began.put(value, place);
          if (earlier != null && !Double.isNaN(value)) {
            lengths.add(place - earlier);
          }
        }
        before = value;
      }
      if (began.size() > each.length() / 2) {
        return 0;
      }
    }
    lengths.sort(null);
    return lengths.isEmpty() ? 0 : lengths.get(lengths.size() / 2);
  }

  /** A series without the effects of its covariates, as long as its history. */
  Adjusted adjust(TimeSeries series, double[] history) {
    CovariateSample sample = sample(series, history);
    if (sample.spread == 0) {
      return new Adjusted(series, sample.positive, new double[common.length]);
    }
    DrawnRidge ridge = new DrawnRidge(scaled(common, sample.spread));
    sample.addGram(ridge.gram);
    for (int round = 0; round < ROUNDS && !ridge.isSettled; round++) {
      ridge.begin();
      ridge.add(sample.rows, sample.targets(ridge.coefficients));
      ridge.solve();
    }
    return new Adjusted(series, sample.positive, ridge.coefficients);
  }

  private CovariateSample sample(TimeSeries series, double[] history) {
    boolean positive = Histories.isPositive(history);
    double[] values = positive ? Arrays.stream(history).map(Math::log).toArray() : history;
    return new CovariateSample(
        rows.of(series, 0, history.length), values, positive, window, period);
  }

  /** The effects on one series. */
  final class Adjusted {
    private final TimeSeries series;
    private final boolean factors;
    private final double[] coefficients;

    private Adjusted(TimeSeries series, boolean factors, double[] coefficients) {
      this.series = series;
      this.factors = factors;
      this.coefficients = coefficients;
    }

    /** Takes them out of values from the beginning of the series. */
    double[] without(double[] history) {
      return changed(history, 0, -1);
    }

    /** Puts them back into values from some place on. */
    double[] with(double[] path, int from) {
      return changed(path, from, 1);
    }

    private double[] changed(double[] values, int from, int sign) {
      CovariateRows.Row[] places = rows.of(series, from, from + values.length);
      double[] changed = new double[values.length];
      for (int i = 0; i < changed.length; i++) {
        double effect = sign * places[i].times(coefficients);
        changed[i] = factors ? values[i] * Math.exp(effect) : values[i] + effect;
      }
      return Histories.bounded(changed);
    }
  }
}
