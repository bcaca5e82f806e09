package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Checks;

/**
 * The state is the tracked radius, the sum of misses less those due, the number of outcomes and the
 * newest scores, oldest first; it is empty until the scores held support the confidence. In place
 * of scores before the first outcome stand the smallest and the largest of those held then.
 */
final class PublishedPid extends OnlineRule {
  private static final int HEAD = 3;
  private static final int ENDS = 2;
  private static final int MAX_TRAILING = 100_000;
  private static final double[] FRESH = {};

  private final double rate;
  private final double integral;
  private final double saturation;
  private final int trailing;

  PublishedPid(double rate, double integral, double saturation, int trailing) {
    this.rate = Checks.notNegative(rate, "rate");
    this.integral = Checks.notNegative(integral, "KI");
    this.saturation = Checks.positive(saturation, "Csat");
    this.trailing = Checks.between(ENDS, trailing, MAX_TRAILING, "trailing");
  }

  @Override
  String id() {
    return "pid-published";
  }

  @Override
  double[] parameters() {
    return new double[] {rate, integral, saturation, trailing};
  }

  @Override
  boolean hasLength(int length) {
    return length == 0 || (length > HEAD + ENDS - 1 && length <= HEAD + trailing);
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
    return integral == 0
        ? state[0]
        : state[0] + integral * Pid.saturated(state[1], state[2], saturation);
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    double[] from = state;
    if (state.length == 0) {
      double radius = side.quantile(level, seen.unseen());
      if (Double.isInfinite(radius)) {
        return state;
      }
      from = new double[] {radius, 0, 0, side.smallest(), side.largest()};
    }
    double excess = (seen.missed() ? 1 : 0) - level;
    boolean isFull = from.length == HEAD + trailing;
    double[] next = Arrays.copyOf(from, isFull ? from.length : from.length + 1);
    if (isFull) {
      System.arraycopy(from, HEAD + 1, next, HEAD, trailing - 1);
    }
    next[0] = from[0] + rate * range(from) * excess;
    next[1] = from[1] + excess;
    next[2] = from[2] + 1;
    next[next.length - 1] = seen.score();
    return next;
  }

  /** How far the newest scores are apart. */
  private static double range(double[] state) {
    double least = state[HEAD];
    double most = state[HEAD];
    for (int i = HEAD + 1; i < state.length; i++) {
      least = Math.min(least, state[i]);
      most = Math.max(most, state[i]);
    }
    return most - least;
  }
}
