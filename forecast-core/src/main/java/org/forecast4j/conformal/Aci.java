package org.forecast4j.conformal;

import org.forecast4j.internal.Checks;

/** The state is the level α. */
final class Aci extends OnlineRule {
  private final double gamma;

  Aci(double gamma) {
    this.gamma = Checks.notNegative(gamma, "gamma");
  }

  @Override
  String id() {
    return "aci";
  }

  @Override
  double[] parameters() {
    return new double[] {gamma};
  }

  @Override
  boolean hasLength(int length) {
    return length == 1;
  }

  @Override
  double[] start(double level) {
    return new double[] {level};
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    return side.quantile(state[0], unseen);
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    return new double[] {step(state[0], gamma, level, seen.missed())};
  }

  static double step(double alpha, double gamma, double level, boolean missed) {
    return alpha + gamma * (level - (missed ? 1 : 0));
  }
}
