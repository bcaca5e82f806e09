package org.forecast4j.conformal;

import org.forecast4j.internal.Checks;

/**
 * The state is the tracked radius, the sum of misses less those due, the number of outcomes and the
 * largest score before the last of them. States saved earlier lack the last number; where no score
 * leaves it is the largest one held.
 */
final class Pid extends OnlineRule {
  private static final double[] FRESH = {};

  private final double rate;
  private final double integral;
  private final double saturation;
  private final boolean scorecaster;

  Pid(double rate, double integral, double saturation, boolean scorecaster) {
    this.rate = Checks.notNegative(rate, "rate");
    this.integral = Checks.notNegative(integral, "integral");
    this.saturation = Checks.positive(saturation, "saturation");
    this.scorecaster = scorecaster;
  }

  @Override
  String id() {
    return "pid";
  }

  @Override
  double[] parameters() {
    return new double[] {rate, integral, saturation, scorecaster ? 1 : 0};
  }

  @Override
  boolean hasLength(int length) {
    return length == 0 || length == 3 || length == 4;
  }

  @Override
  double[] start(double level) {
    return FRESH;
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    if (state.length == 0) {
      return side.quantile(level, unseen);
    }
    double corrected = state[0] + integrator(state[1], state[2], scale(state, side));
    double scorecast = scorecaster ? side.quantile(level, unseen) : 0;
    return Double.isInfinite(corrected) ? corrected : scorecast + corrected;
  }

  /** The largest score ever seen: were it to shrink, hits and misses would not weigh the same. */
  private static double scale(double[] state, Side side) {
    return state.length == 4 ? Math.max(state[3], side.magnitude()) : side.magnitude();
  }

  private double integrator(double excess, double outcomes, double scale) {
    if (integral == 0) {
      return 0;
    }
    double saturated = saturated(excess, outcomes, saturation);
    return Double.isInfinite(saturated) ? saturated : integral * scale * saturated;
  }

  /** The paper's saturation of a sum of misses less those due, over so many outcomes. */
  static double saturated(double excess, double outcomes, double saturation) {
    double angle = excess * StrictMath.log(outcomes + 1) / (saturation * (outcomes + 1));
    return Math.abs(angle) >= Math.PI / 2
        ? Math.copySign(Double.POSITIVE_INFINITY, angle)
        : StrictMath.tan(angle);
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    double tracked = state.length > 0 ? state[0] : 0;
    if (state.length == 0 && !scorecaster) {
      tracked = side.quantile(level, seen.unseen());
      if (Double.isInfinite(tracked)) {
        return state;
      }
    }
    double excess = (seen.missed() ? 1 : 0) - level;
    double scale = scale(state, side);
    return new double[] {
      tracked + rate * scale * excess,
      (state.length == 0 ? 0 : state[1]) + excess,
      (state.length == 0 ? 0 : state[2]) + 1,
      scale
    };
  }
}
