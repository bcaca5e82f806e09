package org.forecast4j.conformal;

/** The scores' own quantile. */
final class NoRule extends OnlineRule {
  @Override
  String id() {
    return "none";
  }

  @Override
  double[] parameters() {
    return new double[0];
  }

  @Override
  boolean hasLength(int length) {
    return length == 0;
  }

  @Override
  double[] start(double level) {
    return new double[0];
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    return side.quantile(level, unseen);
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    return state;
  }
}
