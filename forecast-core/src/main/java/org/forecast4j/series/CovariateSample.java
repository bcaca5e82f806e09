package org.forecast4j.series;

import java.util.Arrays;

/** What is fitted of one series. */
final class CovariateSample {
  final CovariateRows.Row[] rows;
  private final double[] values;
  final boolean positive;
  private final int window;
  private final int period;

  /** The standard deviation around level and season. */
  final double spread;

  CovariateSample(
      CovariateRows.Row[] rows, double[] values, boolean positive, int window, int period) {
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
