package org.forecast4j.series;

import org.forecast4j.internal.Checks;

/** What models of one series ask of their arguments, and a few sums over histories. */
final class Histories {
  private Histories() {}

  static double[] require(double[] history, int horizon) {
    Checks.between(1, horizon, PanelModel.MAX_STEPS, "horizon");
    Checks.atLeast(1, history.length, "number of values in the history");
    return Checks.values(history, "history");
  }

  /** Cuts what an exploding trend or a division made of a path. */
  static double[] bounded(double[] path) {
    for (int i = 0; i < path.length; i++) {
      path[i] = Math.max(-Checks.MAX_MAGNITUDE, Math.min(Checks.MAX_MAGNITUDE, path[i]));
    }
    return path;
  }

  static double mean(double[] values) {
    return mean(values, 0, values.length);
  }

  static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }

  static boolean isConstant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a history goes on as it always has: it never changed, or at least two seasons of it
   * repeat exactly.
   */
  static boolean isRepeating(double[] values, int period) {
    if (values.length < 2L * period) {
      return isConstant(values);
    }
    for (int i = period; i < values.length; i++) {
      if (values[i] != values[i - period]) {
        return false;
      }
    }
    return true;
  }

  static boolean isPositive(double[] values) {
    for (double value : values) {
      if (!(value > 0)) {
        return false;
      }
    }
    return true;
  }

  /** The slope of the least-squares line through the first values, by their places. */
  static double slope(double[] values, int count) {
    double middle = (count - 1) / 2.0;
    double mean = mean(values, 0, count);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      products += (i - middle) * (values[i] - mean);
      squares += (i - middle) * (i - middle);
    }
    return squares > 0 ? products / squares : 0;
  }
}
