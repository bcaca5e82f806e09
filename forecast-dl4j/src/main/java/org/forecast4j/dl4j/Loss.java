package org.forecast4j.dl4j;

/** What training minimises, of the difference between a standardised output and its target. */
public enum Loss {
  /** The mean squared error: the network forecasts the mean. */
  SQUARED {
    @Override
    double of(double error, double level) {
      return error * error;
    }

    @Override
    double slope(double error, double level) {
      return 2 * error;
    }
  },
  /** The mean absolute error: the network forecasts the median. */
  ABSOLUTE {
    @Override
    double of(double error, double level) {
      return Math.abs(error);
    }

    @Override
    double slope(double error, double level) {
      return Math.signum(error);
    }
  },
  /**
   * Half the square up to one standard deviation, then linear.
   *
   * @see <a href="https://doi.org/10.1214/aoms/1177703732">Huber 1964, Robust Estimation of a
   *     Location Parameter</a>
   */
  HUBER {
    @Override
    double of(double error, double level) {
      double size = Math.abs(error);
      return size <= 1 ? 0.5 * error * error : size - 0.5;
    }

    @Override
    double slope(double error, double level) {
      return Math.max(-1, Math.min(1, error));
    }
  },
  /**
   * The pinball loss of each level: the network forecasts quantiles.
   *
   * @see <a href="https://doi.org/10.2307/1913643">Koenker and Bassett 1978, Regression
   *     Quantiles</a>
   */
  PINBALL {
    @Override
    double of(double error, double level) {
      return Math.max(-level * error, (1 - level) * error);
    }

    @Override
    double slope(double error, double level) {
      return error > 0 ? 1 - level : error < 0 ? -level : 0;
    }
  };

  /** The loss of {@code error = output - target} at a quantile level. */
  abstract double of(double error, double level);

  /** The derivative of {@link #of} by the error. */
  abstract double slope(double error, double level);
}
