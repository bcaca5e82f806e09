package org.forecast4j.series;

import java.util.Arrays;

/** One form of exponential smoothing, fitted to a series by maximum likelihood. */
final class SmoothingFit {
  private static final double LEAST_WEIGHT = 1e-4;
  private static final double MOST_WEIGHT = 0.9999;
  private static final double LEAST_DAMPING = 0.8;
  private static final double MOST_DAMPING = 0.98;
  private static final int CALLS_A_COORDINATE = 120;
  private static final double MOST_SPREADS = 3;
  private static final double[] LEVELS = {0.05, 0.2, 0.5, 0.85};
  private static final double[] SHARES = {0.02, 0.2};

  private final SmoothingForm form;
  private final SmoothingStart start;
  private final SmoothingStates states;
  private final int count;

  private double[] best = {};
  private double likelihood;

  private SmoothingFit(SmoothingForm form, double[] values, SmoothingStart start) {
    this.form = form;
    this.start = start;
    count = values.length;
    states = new SmoothingStates(form, values, start.season());
  }

  /**
   * Fits.
   *
   * @param values of a magnitude of about 1
   * @param period the length of the season, if the form has one
   */
  static SmoothingFit of(SmoothingForm form, double[] values, int period) {
    SmoothingFit fit = new SmoothingFit(form, values, SmoothingStart.of(form, values, period));
    fit.search();
    return fit;
  }

  /**
   * The corrected information criterion of Akaike: the less, the better.
   *
   * @return infinite if there are too few values for so many parameters
   */
  double aicc() {
    int parameters = form.parameters(start.season().length);
    double room = count - parameters - 1.0;
    return room > 0
        ? likelihood + 2 * parameters + 2 * parameters * (parameters + 1) / room
        : Double.POSITIVE_INFINITY;
  }

  double[] path(int horizon) {
    states.run(weights(best));
    return states.path(horizon);
  }

  SmoothingForm form() {
    return form;
  }

  /** The fitted numbers. */
  SmoothingStates.Weights weights() {
    return weights(best);
  }

  private void search() {
    int size =
        2 + (form.isTrended() ? 2 : 0) + (form.isSeasonal() ? 1 : 0) + (form.isDamped() ? 1 : 0);
    double[] low = new double[size];
    double[] high = new double[size];
    double[] steps = new double[size];
    Arrays.fill(high, 1);
    Arrays.fill(steps, 0.15);
    int states = form.isTrended() ? 2 : 1;
    for (int i = size - states; i < size; i++) {
      low[i] = -MOST_SPREADS;
      high[i] = MOST_SPREADS;
      steps[i] = 0.5;
    }
    double[] found =
        NelderMead.minimize(
            this::minus2LogLikelihood,
            firstGuess(size),
            steps,
            low,
            high,
            CALLS_A_COORDINATE * size);
    likelihood = minus2LogLikelihood(found);
    best = found;
  }

  private double minus2LogLikelihood(double[] point) {
    double value = states.run(weights(point));
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  /** The best of a few weights, with the first states as they were guessed. */
  private double[] firstGuess(int size) {
    double[] guess = new double[size];
    guess[0] = LEVELS[0];
    double least = Double.POSITIVE_INFINITY;
    int shares = (form.isTrended() ? 1 : 0) + (form.isSeasonal() ? 1 : 0);
    for (double level : LEVELS) {
      for (int choice = 0; choice < 1 << shares; choice++) {
        double[] point = new double[size];
        point[0] = level;
        for (int i = 0; i < shares; i++) {
          point[1 + i] = SHARES[choice >> i & 1];
        }
        if (form.isDamped()) {
          point[1 + shares] = 0.9;
        }
        double value = minus2LogLikelihood(point);
        if (value < least) {
          least = value;
          guess = point;
        }
      }
    }
    return guess;
  }

  /**
   * The numbers at a point of the search: shares from 0 to 1 of what each weight may be, then first
   * level and slope in the units of their guess's uncertainty.
   */
  private SmoothingStates.Weights weights(double[] point) {
    int at = 0;
    double level = LEAST_WEIGHT + (MOST_WEIGHT - LEAST_WEIGHT) * point[at++];
    double slope =
        form.isTrended() ? LEAST_WEIGHT * level + (1 - LEAST_WEIGHT) * level * point[at++] : 0;
    double season = form.isSeasonal() ? (1 - level) * point[at++] : 0;
    double damping =
        form.isDamped()
            ? LEAST_DAMPING + (MOST_DAMPING - LEAST_DAMPING) * point[at++]
            : form.isTrended() ? 1 : 0;
    double first = start.level() + start.spread() * point[at++];
    double firstSlope = form.isTrended() ? start.slope() + start.slopeSpread() * point[at] : 0;
    return new SmoothingStates.Weights(level, slope, season, damping, first, firstSlope);
  }
}
