package org.forecast4j.conformal;

import java.util.Arrays;

/**
 * The state is the radius, the sum of squared gradients and the largest radius to expect, which is
 * given or that of the scores at the start; it is empty until the scores held support the
 * confidence and are not all 0.
 */
final class SfOgd extends OnlineRule {
  /** A largest radius that is not given. */
  static final double OF_SCORES = 0;

  private final double largestRadius;

  SfOgd(double largestRadius) {
    this.largestRadius = largestRadius;
  }

  @Override
  String id() {
    return "sf-ogd";
  }

  @Override
  double[] parameters() {
    return parameters(largestRadius);
  }

  @Override
  boolean hasLength(int length) {
    return length == 0 || length == 3;
  }

  @Override
  double[] start(double level) {
    return new double[0];
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    return state.length == 0 ? side.quantile(level, unseen) : state[0];
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    double[] from = state;
    if (state.length == 0) {
      double radius = side.quantile(level, seen.unseen());
      double largest = largestRadius == OF_SCORES ? side.magnitude() : largestRadius;
      if (!canStart(radius, largest)) {
        return state;
      }
      double observed = side.size() * level * (1 - level);
      from = new double[] {radius, observed, largest};
    }
    double gradient = gradient(level, seen.missed());
    double squares = from[1] + gradient * gradient;
    return new double[] {step(from[0], gradient, squares, from[2]), squares, from[2]};
  }

  /** Whether a descent can start from a radius with steps of the size of a largest one. */
  static boolean canStart(double radius, double largest) {
    return !Double.isInfinite(radius) && largest != 0;
  }

  /** More parameters and the largest radius, if it is given. */
  static double[] parameters(double largestRadius, double... others) {
    double[] parameters =
        Arrays.copyOf(others, others.length + (largestRadius == OF_SCORES ? 0 : 1));
    if (parameters.length > others.length) {
      parameters[others.length] = largestRadius;
    }
    return parameters;
  }

  /** Of the pinball loss at probability 1 − level. */
  static double gradient(double level, boolean missed) {
    return level - (missed ? 1 : 0);
  }

  static double step(double radius, double gradient, double squares, double scale) {
    return radius - scale / Math.sqrt(3) * gradient / Math.sqrt(squares);
  }
}
