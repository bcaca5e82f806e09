package org.forecast4j.conformal;

/**
 * The state is the radius, the sum of squared gradients and the scale of the scores at the start;
 * it is empty until the scores held support the confidence and are not all 0.
 */
final class SfOgd extends OnlineRule {
  @Override
  String id() {
    return "sf-ogd";
  }

  @Override
  double[] parameters() {
    return new double[0];
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
      if (Double.isInfinite(radius) || side.magnitude() == 0) {
        return state;
      }
      double observed = side.size() * level * (1 - level);
      from = new double[] {radius, observed, side.magnitude()};
    }
    double gradient = gradient(level, seen.missed());
    double squares = from[1] + gradient * gradient;
    return new double[] {step(from[0], gradient, squares, from[2]), squares, from[2]};
  }

  /** Of the pinball loss at probability 1 − level. */
  static double gradient(double level, boolean missed) {
    return level - (missed ? 1 : 0);
  }

  static double step(double radius, double gradient, double squares, double scale) {
    return radius - scale / Math.sqrt(3) * gradient / Math.sqrt(squares);
  }
}
