package org.forecast4j.series;

import java.util.Arrays;

/**
 * The states of one form of exponential smoothing as they run through a series. Keeps its buffers;
 * not thread-safe.
 */
final class SmoothingStates {
  private final SmoothingForm form;
  private final double[] values;

  /** The season's first indices, by place modulo their number. */
  private final double[] firstSeason;

  private final double[] season;
  private double level;
  private double slope;
  private double damping;

  SmoothingStates(SmoothingForm form, double[] values, double[] firstSeason) {
    this.form = form;
    this.values = values;
    this.firstSeason = firstSeason;
    season = firstSeason.clone();
  }

  /**
   * What a fit looks for.
   *
   * @param level α
   * @param slope β, of the same errors
   * @param season γ
   * @param damping φ: 1 for a trend that does not fade, 0 for none
   * @param first the level before the first value
   * @param firstSlope the slope before the first value
   */
  record Weights(
      double level, double slope, double season, double damping, double first, double firstSlope) {}

  /**
   * Runs through the series.
   *
   * @return −2 · the log-likelihood, up to a constant; infinite where a ratio would be to what is
   *     not positive
   */
  double run(Weights weights) {
    boolean multiplies = form.season() == SmoothingForm.Season.MULTIPLICATIVE;
    boolean relative = form.errors() == SmoothingForm.Errors.MULTIPLICATIVE;
    double slopeShare = weights.slope / weights.level;
    start(weights);
    double squares = 0;
    double logs = 0;
    int at = 0;
    for (double value : values) {
      double fading = damping * slope;
      double base = level + fading;
      double index = season[at];
      double expected = multiplies ? base * index : base + index;
      double error = value - expected;
      if (relative) {
        if (!(expected > 0)) {
          return Double.POSITIVE_INFINITY;
        }
        error /= expected;
        logs += Math.log(expected);
      }
      squares += error * error;
      level = base + weights.level * ((multiplies ? value / index : value - index) - base);
      slope = fading + slopeShare * (level - base);
      if (form.isSeasonal()) {
        if (multiplies && !(base > 0)) {
          return Double.POSITIVE_INFINITY;
        }
        season[at] = index + weights.season * ((multiplies ? value / base : value - base) - index);
        at = at + 1 == season.length ? 0 : at + 1;
      }
    }
    return values.length * Math.log(squares + 1e-20 * values.length) + 2 * logs;
  }

  private void start(Weights weights) {
    level = weights.first;
    slope = weights.firstSlope;
    damping = weights.damping;
    System.arraycopy(firstSeason, 0, season, 0, season.length);
  }

  /** What follows the states that the last run ended with. */
  double[] path(int horizon) {
    boolean multiplies = form.season() == SmoothingForm.Season.MULTIPLICATIVE;
    double[] path = new double[horizon];
    double grown = level;
    double step = slope;
    for (int h = 0; h < horizon; h++) {
      step *= damping;
      grown += step;
      double index = season[(values.length + h) % season.length];
      path[h] = multiplies ? grown * index : grown + index;
    }
    return path;
  }

  @Override
  public String toString() {
    return form + " level " + level + ", slope " + slope + ", season " + Arrays.toString(season);
  }
}
