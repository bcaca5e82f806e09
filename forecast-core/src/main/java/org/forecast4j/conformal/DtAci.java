package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.forecast4j.internal.Checks;

/**
 * The state is K levels and their K weights. What counts is where each level stands to the
 * outcome's p-value, whatever interval was issued.
 */
final class DtAci extends OnlineRule {
  /** A learning rate that is not given. */
  static final double BEST_BOUND = 0;

  private final double eta;
  private final int interval;
  private final double[] gammas;

  DtAci(double eta, int interval, double... gammas) {
    this.eta = eta;
    this.interval = Checks.atLeast(1, interval, "interval");
    this.gammas = checkedRates(gammas);
  }

  @Override
  String id() {
    return eta == BEST_BOUND ? "dtaci" : "dtaci-eta";
  }

  @Override
  boolean asksForPValues() {
    return true;
  }

  @Override
  double[] parameters() {
    DoubleStream head =
        eta == BEST_BOUND ? DoubleStream.of(interval) : DoubleStream.of(eta, interval);
    return DoubleStream.concat(head, DoubleStream.of(gammas)).toArray();
  }

  @Override
  boolean hasLength(int length) {
    return length == 2 * gammas.length;
  }

  @Override
  double[] start(double level) {
    double[] state = new double[2 * gammas.length];
    Arrays.fill(state, 0, gammas.length, level);
    Arrays.fill(state, gammas.length, state.length, 1.0 / gammas.length);
    return state;
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    double mean = 0;
    double least = state[0];
    double most = state[0];
    for (int k = 0; k < gammas.length; k++) {
      mean += state[gammas.length + k] * state[k];
      least = Math.min(least, state[k]);
      most = Math.max(most, state[k]);
    }
    // Weights sum to 1 only nearly; levels that agree must not lose a rank to that.
    return side.quantile(Math.max(least, Math.min(most, mean)), unseen);
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    int experts = gammas.length;
    double p = side.pValue(seen.score(), seen.unseen());
    double rate = eta == BEST_BOUND ? bestRate(level) : eta;
    double[] next = new double[state.length];
    double sum = 0;
    for (int k = 0; k < experts; k++) {
      double distance = p - state[k];
      double loss = level * distance - Math.min(0, distance);
      next[k] = Aci.step(state[k], gammas[k], level, state[k] >= p);
      next[experts + k] = state[experts + k] * StrictMath.exp(-rate * loss);
      sum += next[experts + k];
    }
    double sigma = 1 / (2.0 * interval);
    for (int k = experts; k < next.length; k++) {
      next[k] = sum > 0 ? (1 - sigma) * next[k] / sum + sigma / experts : 1.0 / experts;
    }
    return next;
  }

  /** The learning rate that the paper's bound is least for. */
  private double bestRate(double level) {
    // The paper's (1 - level)² level³ + level² (1 - level)³.
    double loss = level * level * (1 - level) * (1 - level);
    return Math.sqrt(3.0 / interval)
        * Math.sqrt((StrictMath.log((double) gammas.length * interval) + 2) / loss);
  }
}
