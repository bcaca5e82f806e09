package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Checks;

/**
 * The state is the number of the coming outcome, the scale of the scores at the start, and five
 * numbers an expert: birth, radius, squared gradients, and the plain and the weighted sum of its
 * gains. It is empty until the scores held support the confidence and are not all 0.
 */
final class Saocp extends OnlineRule {
  private static final int HEAD = 2;
  private static final int WIDTH = 5;
  private static final int RADIUS = 1;
  private static final int SQUARES = 2;
  private static final int GAINS = 3;
  private static final int WEIGHTED_GAINS = 4;

  private final int lifetime;

  private final double largestRadius;

  Saocp(int lifetime, double largestRadius) {
    this.lifetime = Checks.atLeast(1, lifetime, "lifetime");
    this.largestRadius = largestRadius;
  }

  @Override
  String id() {
    return "saocp";
  }

  @Override
  double[] parameters() {
    return SfOgd.parameters(largestRadius, lifetime);
  }

  @Override
  boolean hasLength(int length) {
    return length == 0 || (length > HEAD && (length - HEAD) % WIDTH == 0);
  }

  @Override
  double[] start(double level) {
    return new double[0];
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    return state.length == 0 ? side.quantile(level, unseen) : radius(state);
  }

  private static double radius(double[] state) {
    double sum = 0;
    double radii = 0;
    double priorSum = 0;
    double priorRadii = 0;
    for (int at = HEAD; at < state.length; at += WIDTH) {
      double prior = prior(state[at]);
      double weight = prior * Math.max(0, weight(state, at));
      sum += weight;
      radii += weight * state[at + RADIUS];
      priorSum += prior;
      priorRadii += prior * state[at + RADIUS];
    }
    return sum > 0 ? radii / sum : priorRadii / priorSum;
  }

  private static double prior(double birth) {
    return 1 / (birth * birth * (1 + Math.getExponent(birth)));
  }

  private static double weight(double[] state, int at) {
    double age = state[0] - state[at];
    return age == 0 ? 0 : state[at + GAINS] / age * (1 + state[at + WEIGHTED_GAINS]);
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    double[] from = state;
    if (state.length == 0) {
      double radius = side.quantile(level, seen.unseen());
      double scale =
          largestRadius == SfOgd.OF_SCORES ? side.magnitude() * Math.sqrt(3) : largestRadius;
      if (!SfOgd.canStart(radius, scale)) {
        return state;
      }
      from = new double[] {1, scale, 1, radius, 0, 0, 0};
    }
    return withNewborn(learned(from, seen.score(), level));
  }

  /** Every expert's state after a score. */
  private static double[] learned(double[] from, double score, double level) {
    double[] next = from.clone();
    next[0]++;
    double loss = loss(score, radius(from), level);
    double scale = from[1] * Math.max(level, 1 - level);
    for (int at = HEAD; at < from.length; at += WIDTH) {
      double radius = from[at + RADIUS];
      double weight = weight(from, at);
      double gain = (loss - loss(score, radius, level)) / scale;
      gain = Math.max(weight > 0 ? -1 : 0, Math.min(1, gain));
      double gradient = SfOgd.gradient(level, score > radius);
      next[at + SQUARES] += gradient * gradient;
      next[at + RADIUS] = SfOgd.step(radius, gradient, next[at + SQUARES], from[1]);
      next[at + GAINS] += gain;
      next[at + WEIGHTED_GAINS] += gain * weight;
    }
    return next;
  }

  /** Starts the next expert where all together stand, and lets go those whose life is over. */
  private double[] withNewborn(double[] states) {
    double[] next = new double[states.length + WIDTH];
    System.arraycopy(states, 0, next, 0, HEAD);
    int end = HEAD;
    for (int at = HEAD; at < states.length; at += WIDTH) {
      long birth = (long) states[at];
      if (states[0] - birth <= (double) lifetime * Long.lowestOneBit(birth)) {
        System.arraycopy(states, at, next, end, WIDTH);
        end += WIDTH;
      }
    }
    next[end] = states[0];
    next[end + RADIUS] = radius(states);
    return Arrays.copyOf(next, end + WIDTH);
  }

  /** The pinball loss of a radius as the 1 − level quantile of a score. */
  private static double loss(double score, double radius, double level) {
    return Math.max((1 - level) * (score - radius), level * (radius - score));
  }
}
