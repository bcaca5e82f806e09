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

  Saocp(int lifetime) {
    this.lifetime = Checks.atLeast(1, lifetime, "lifetime");
  }

  @Override
  String id() {
    return "saocp";
  }

  @Override
  double[] parameters() {
    return new double[] {lifetime};
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
      if (Double.isInfinite(radius) || side.magnitude() == 0) {
        return state;
      }
      double scale = side.magnitude() * Math.sqrt(3);
      from = new double[] {1, scale, 1, radius, 0, 0, 0};
    }
    double[] next = Arrays.copyOf(from, from.length + WIDTH);
    double score = seen.score();
    double loss = loss(score, radius(from), level);
    int kept = HEAD;
    for (int at = HEAD; at < from.length; at += WIDTH) {
      if (advance(from, at, loss, score, level, next, kept)) {
        kept += WIDTH;
      }
    }
    return withNewborn(next, kept);
  }

  /** Writes an expert's next state; false if its life is over. */
  private boolean advance(
      double[] from, int at, double loss, double score, double level, double[] to, int place) {
    double birth = from[at];
    double radius = from[at + RADIUS];
    double weight = weight(from, at);
    double scale = from[1] * Math.max(level, 1 - level);
    double gain = (loss - loss(score, radius, level)) / scale;
    gain = Math.max(weight > 0 ? -1 : 0, Math.min(1, gain));
    double gradient = SfOgd.gradient(level, score > radius);
    double squares = from[at + SQUARES] + gradient * gradient;
    to[place] = birth;
    to[place + RADIUS] = SfOgd.step(radius, gradient, squares, from[1]);
    to[place + SQUARES] = squares;
    to[place + GAINS] = from[at + GAINS] + gain;
    to[place + WEIGHTED_GAINS] = from[at + WEIGHTED_GAINS] + gain * weight;
    double span = (double) lifetime * Long.lowestOneBit((long) birth);
    return from[0] - birth < span;
  }

  /** Starts the next expert where all together stand, after the end of those that are not kept. */
  private static double[] withNewborn(double[] states, int kept) {
    double[] next = Arrays.copyOf(states, kept + WIDTH);
    next[0]++;
    double radius = radius(Arrays.copyOf(next, kept));
    Arrays.fill(next, kept, kept + WIDTH, 0);
    next[kept] = next[0];
    next[kept + RADIUS] = radius;
    return next;
  }

  /** The pinball loss of a radius as the 1 − level quantile of a score. */
  private static double loss(double score, double radius, double level) {
    return Math.max((1 - level) * (score - radius), level * (radius - score));
  }
}
