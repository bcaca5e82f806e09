package org.forecast4j.series;

/**
 * Simple exponential smoothing with the weight and the first level that err least one step ahead.
 *
 * @param weight α
 * @param level the level after the last value
 */
record SimpleSmoothing(double weight, double level) {
  private static final double LEAST = 1e-4;
  private static final double MOST = 0.9999;
  private static final int GRID = 50;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final int REFINEMENTS = 40;

  static SimpleSmoothing fit(double[] values) {
    double step = (MOST - LEAST) / GRID;
    double best = LEAST;
    double least = error(values, LEAST);
    for (int i = 1; i <= GRID; i++) {
      double error = error(values, LEAST + i * step);
      if (error < least) {
        least = error;
        best = LEAST + i * step;
      }
    }
    double weight = refine(values, Math.max(LEAST, best - step), Math.min(MOST, best + step));
    weight = error(values, weight) < least ? weight : best;
    return new SimpleSmoothing(weight, level(values, weight, firstLevel(values, weight)));
  }

  /** Golden-section search. */
  private static double refine(double[] values, double from, double to) {
    double low = from;
    double high = to;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double leftError = error(values, left);
    double rightError = error(values, right);
    for (int i = 0; i < REFINEMENTS; i++) {
      if (leftError < rightError) {
        high = right;
        right = left;
        rightError = leftError;
        left = high - GOLDEN * (high - low);
        leftError = error(values, left);
      } else {
        low = left;
        left = right;
        leftError = rightError;
        right = low + GOLDEN * (high - low);
        rightError = error(values, right);
      }
    }
    return (low + high) / 2;
  }

  /**
   * The first level that errs least: the error of value i is that of a first level of zero, less
   * the level times (1 − α)^i.
   */
  private static double firstLevel(double[] values, double weight) {
    double level = 0;
    double decay = 1;
    double products = 0;
    double squares = 0;
    for (double value : values) {
      double error = value - level;
      products += error * decay;
      squares += decay * decay;
      level += weight * error;
      decay *= 1 - weight;
    }
    return products / squares;
  }

  private static double error(double[] values, double weight) {
    double level = firstLevel(values, weight);
    double sum = 0;
    for (double value : values) {
      double error = value - level;
      sum += error * error;
      level += weight * error;
    }
    return sum;
  }

  private static double level(double[] values, double weight, double first) {
    double level = first;
    for (double value : values) {
      level += weight * (value - level);
    }
    return level;
  }
}
