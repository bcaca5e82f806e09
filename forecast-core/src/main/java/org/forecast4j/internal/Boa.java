package org.forecast4j.internal;

/**
 * Bernstein online aggregation: weights for experts from their regrets, that is by how much each
 * would have lost less than the combination, with a learning rate for each expert that tunes
 * itself. A state is 3K numbers: regularised regrets, sums of squared regrets, largest regrets.
 *
 * @see <a href="https://doi.org/10.1007/s10994-016-5592-6">Wintenberger 2017, Optimal learning with
 *     Bernstein online aggregation</a>
 */
public enum Boa {
  /** The paper's first form, as in opera 1.1: weights ∝ exp(ηR), bounded by twice the range. */
  FIXED_PRIOR {
    @Override
    double rate(double squares, double largest, int experts) {
      return Math.min(1 / (2 * largest), Math.sqrt(StrictMath.log(experts) / squares));
    }

    @Override
    double prior(double rate) {
      return 1;
    }

    @Override
    double correction(double regret, double rate, double largest) {
      return regret - rate * regret * regret;
    }
  },

  /** The paper's adaptive form, as in opera 1.2: weights ∝ η exp(ηR), the range doubling. */
  DOUBLING_RANGE {
    @Override
    double rate(double squares, double largest, int experts) {
      return Math.min(1 / doubled(largest), Math.sqrt(StrictMath.log(experts) / squares));
    }

    @Override
    double prior(double rate) {
      return rate;
    }

    @Override
    double correction(double regret, double rate, double largest) {
      double shift = rate * regret > 0.5 ? doubled(largest) : 0;
      return 0.5 * (regret - rate * regret * regret + shift);
    }

    /** The least power of two that is no less, and no less than 2⁻²⁰. */
    private double doubled(double largest) {
      double floor = Math.scalb(1.0, Math.max(-20, Math.getExponent(largest)));
      return floor < largest ? 2 * floor : floor;
    }
  };

  abstract double rate(double squares, double largest, int experts);

  abstract double prior(double rate);

  abstract double correction(double regret, double rate, double largest);

  /** The state before anything was observed. */
  public static double[] start(int experts) {
    return new double[3 * experts];
  }

  /** The weights a state gives its experts; they sum to 1. */
  public double[] weights(double[] state) {
    int experts = state.length / 3;
    double[] exponents = new double[experts];
    double most = Double.NEGATIVE_INFINITY;
    boolean fresh = true;
    for (int k = 0; k < experts; k++) {
      exponents[k] = state[k] == 0 ? 0 : rateOf(state, k) * state[k];
      most = Math.max(most, exponents[k]);
      fresh &= state[2 * experts + k] == 0;
    }
    double[] weights = new double[experts];
    double sum = 0;
    for (int k = 0; k < experts; k++) {
      double prior = fresh || experts == 1 ? 1 : prior(rateOf(state, k));
      weights[k] = prior * StrictMath.exp(exponents[k] - most);
      sum += weights[k];
    }
    for (int k = 0; k < experts; k++) {
      weights[k] /= sum;
    }
    return weights;
  }

  private double rateOf(double[] state, int k) {
    int experts = state.length / 3;
    // Squares of very small and very large regrets are 0 or infinite; rates must be neither.
    double squares = Math.max(1e-300, Math.min(1e300, state[experts + k]));
    return rate(squares, state[2 * experts + k], experts);
  }

  /** The state after an outcome with these regrets, one an expert. */
  public double[] next(double[] state, double[] regrets) {
    int experts = regrets.length;
    double[] next = state.clone();
    boolean allSeen = true;
    for (int k = 0; k < experts; k++) {
      next[experts + k] += regrets[k] * regrets[k];
      next[2 * experts + k] = Math.max(next[2 * experts + k], Math.abs(regrets[k]));
      allSeen &= next[2 * experts + k] > 0;
    }
    for (int k = 0; k < experts; k++) {
      next[k] +=
          allSeen || this == DOUBLING_RANGE
              ? correction(regrets[k], rateOf(next, k), next[2 * experts + k])
              : regrets[k];
    }
    return next;
  }
}
