package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.internal.Cholesky;

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

  /** Coefficients have settled that move by 1 % of their size. */
  private static final double SETTLED = 1e-4;

  private static final double FIRST_PENALTY = 8;
  private static final double LEAST_PENALTY = 0.1;
  private static final double LARGEST_PENALTY = 1000;
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
    List<Sample> samples =
        new ArrayList<>(
            Work.on(
                series,
                "fitting covariates",
                listener,
                each -> none.sample(each, settings.gaps().close(each))));
    samples.removeIf(each -> each.spread == 0);
    Ridge ridge = new Ridge(none.common);
    samples.forEach(each -> each.addGram(ridge.gram));
    for (int round = 0; round < ROUNDS && !ridge.isSettled; round++) {
      ridge.begin();
      for (Sample sample : samples) {
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
    Sample sample = sample(series, history);
    if (sample.spread == 0) {
      return new Adjusted(series, sample.positive, new double[common.length]);
    }
    Ridge ridge = new Ridge(scaled(common, sample.spread));
    sample.addGram(ridge.gram);
    for (int round = 0; round < ROUNDS && !ridge.isSettled; round++) {
      ridge.begin();
      ridge.add(sample.rows, sample.targets(ridge.coefficients));
      ridge.solve();
    }
    return new Adjusted(series, sample.positive, ridge.coefficients);
  }

  private Sample sample(TimeSeries series, double[] history) {
    boolean positive = Histories.isPositive(history);
    double[] values = positive ? Arrays.stream(history).map(Math::log).toArray() : history;
    return new Sample(rows.of(series, 0, history.length), values, positive, window, period);
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

  /**
   * A regression whose coefficients are drawn to others, by how much those explain: the penalty is
   * the ratio of the variance that is left to that of the coefficients around the others.
   */
  private static final class Ridge {
    final double[] gram;
    double[] coefficients;
    private final double[] prior;
    private final int count;
    private double[] moments;
    private double squares;
    private long values;
    private double penalty = FIRST_PENALTY;
    boolean isSettled;

    Ridge(double[] prior) {
      this.prior = prior;
      coefficients = prior;
      moments = prior;
      count = prior.length;
      gram = new double[count * count];
    }

    void begin() {
      moments = new double[count];
      squares = 0;
      values = 0;
    }

    void add(CovariateRows.Row[] rows, double[] targets) {
      for (int i = 0; i < targets.length; i++) {
        for (int j = 0; j < rows[i].columns().length; j++) {
          moments[rows[i].columns()[j]] += rows[i].inputs()[j] * targets[i];
        }
        squares += targets[i] * targets[i];
      }
      values += targets.length;
    }

    void solve() {
      double[] factor = gram.clone();
      double[] solution = moments.clone();
      for (int i = 0; i < count; i++) {
        factor[i * count + i] += penalty;
        solution[i] += penalty * prior[i];
      }
      if (!Cholesky.factorize(factor, count)) {
        throw new IllegalStateException("a matrix with a ridge is not positive definite");
      }
      Cholesky.solve(factor, count, solution);
      double left = squares;
      double spread = 0;
      double moved = 0;
      double size = 0;
      for (int i = 0; i < count; i++) {
        double fitted = 0;
        for (int j = 0; j < count; j++) {
          fitted += gram[i * count + j] * solution[j];
        }
        left += solution[i] * (fitted - 2 * moments[i]);
        spread += (solution[i] - prior[i]) * (solution[i] - prior[i]);
        moved += (solution[i] - coefficients[i]) * (solution[i] - coefficients[i]);
        size += solution[i] * solution[i];
      }
      isSettled = moved <= SETTLED * size;
      coefficients = solution;
      double ratio = left / values / (spread / count);
      penalty = Math.max(LEAST_PENALTY, Math.min(LARGEST_PENALTY, ratio));
    }
  }

  /** What is fitted of one series. */
  private static final class Sample {
    final CovariateRows.Row[] rows;
    final double[] values;
    final boolean positive;
    final int window;
    final int period;

    /** The standard deviation around level and season. */
    final double spread;

    Sample(CovariateRows.Row[] rows, double[] values, boolean positive, int window, int period) {
      this.rows = rows;
      this.values = values;
      this.positive = positive;
      this.window = window;
      this.period = period;
      double squares = 0;
      for (double each : remainders(values)) {
        squares += each * each;
      }
      spread = Math.sqrt(squares / values.length);
    }

    void addGram(double[] gram) {
      int count = (int) Math.round(Math.sqrt(gram.length));
      for (CovariateRows.Row row : rows) {
        for (int i = 0; i < row.columns().length; i++) {
          for (int j = 0; j < row.columns().length; j++) {
            gram[row.columns()[i] * count + row.columns()[j]] += row.inputs()[i] * row.inputs()[j];
          }
        }
      }
    }

    /** What the inputs are to explain, given what they now do. */
    double[] targets(double[] coefficients) {
      double[] effects = new double[values.length];
      double[] rest = new double[values.length];
      for (int i = 0; i < rest.length; i++) {
        effects[i] = rows[i].times(coefficients);
        rest[i] = values[i] - effects[i];
      }
      double[] targets = remainders(rest);
      Arrays.setAll(targets, i -> targets[i] + effects[i]);
      return targets;
    }

    /** What a moving level and the mean of each part of the season leave. */
    private double[] remainders(double[] rest) {
      double[] level = level(rest);
      double[] remainders = new double[rest.length];
      Arrays.setAll(remainders, i -> rest[i] - level[i]);
      if (period == 1 || rest.length < 2L * period) {
        return remainders;
      }
      double[] season = new double[period];
      for (int i = 0; i < rest.length; i++) {
        season[i % period] += remainders[i] / ((rest.length - 1 - i % period) / period + 1);
      }
      Arrays.setAll(remainders, i -> remainders[i] - season[i % period]);
      return remainders;
    }

    /** The mean of a window around each place, or of what there is of it. */
    private double[] level(double[] rest) {
      double[] sums = new double[rest.length + 1];
      for (int i = 0; i < rest.length; i++) {
        sums[i + 1] = sums[i] + rest[i];
      }
      double[] level = new double[rest.length];
      for (int i = 0; i < rest.length; i++) {
        int from = Math.max(0, i - window / 2);
        int to = Math.min(rest.length, from + window);
        from = Math.max(0, to - window);
        level[i] = (sums[to] - sums[from]) / (to - from);
      }
      return level;
    }
  }
}
