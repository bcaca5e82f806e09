package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Boa;

/**
 * The state is K levels, the aggregation of the bound above and, where the scores are absolute, of
 * the bound below.
 */
final class AgAci extends OnlineRule {
  private static final Boa AGGREGATION = Boa.FIXED_PRIOR;

  private final double[] gammas;

  AgAci(double... gammas) {
    this.gammas = checkedRates(gammas);
  }

  @Override
  String id() {
    return "agaci";
  }

  @Override
  double[] parameters() {
    return gammas.clone();
  }

  @Override
  boolean hasLength(int length) {
    return length == 7 * gammas.length;
  }

  @Override
  double[] start(double level) {
    double[] state = new double[7 * gammas.length];
    Arrays.fill(state, 0, gammas.length, level);
    return state;
  }

  @Override
  double above(double[] state, double level, Side side, double unseen) {
    return aggregated(state, 1, side, unseen);
  }

  @Override
  double below(double[] state, double level, Side side, double unseen) {
    return aggregated(state, 4, side, unseen);
  }

  private double aggregated(double[] state, int block, Side side, double unseen) {
    double[] radii = radii(state, side, unseen);
    boolean infinite = true;
    for (double radius : radii) {
      infinite &= radius == Double.POSITIVE_INFINITY;
    }
    return infinite ? Double.POSITIVE_INFINITY : mean(boa(state, block), finite(radii, side));
  }

  private double[] radii(double[] state, Side side, double unseen) {
    double[] radii = new double[gammas.length];
    Arrays.setAll(radii, k -> side.quantile(state[k], unseen));
    return radii;
  }

  private static double[] finite(double[] radii, Side side) {
    double[] finite = new double[radii.length];
    Arrays.setAll(finite, k -> Math.max(side.smallest(), Math.min(side.largest(), radii[k])));
    return finite;
  }

  private double[] boa(double[] state, int block) {
    return Arrays.copyOfRange(state, block * gammas.length, (block + 3) * gammas.length);
  }

  /** The bound that a state of the aggregation makes of the experts' bounds. */
  static double mean(double[] boa, double[] radii) {
    double[] weights = AGGREGATION.weights(boa);
    double mean = 0;
    for (int k = 0; k < radii.length; k++) {
      mean += weights[k] * radii[k];
    }
    return mean;
  }

  @Override
  double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric) {
    double[] radii = radii(state, side, seen.unseen());
    double[] finite = finite(radii, side);
    double[] next = new double[state.length];
    for (int k = 0; k < gammas.length; k++) {
      next[k] = Aci.step(state[k], gammas[k], level, seen.score() > radii[k]);
    }
    double tail = symmetric ? level / 2 : level;
    double[] above = learned(boa(state, 1), finite, seen.signed(), 1 - tail);
    double[] below = symmetric ? learned(boa(state, 4), finite, -seen.signed(), 1 - tail) : above;
    System.arraycopy(above, 0, next, gammas.length, above.length);
    System.arraycopy(below, 0, next, 4 * gammas.length, below.length);
    return next;
  }

  /** The state of the aggregation of a bound after an outcome. */
  static double[] learned(double[] boa, double[] bounds, double actual, double probability) {
    double bound = mean(boa, bounds);
    double[] regrets = pinballRegrets(bounds, bound, actual, probability);
    return AGGREGATION.next(boa, regrets);
  }

  /** By how much each expert's linearised pinball loss is below that of the combination. */
  private static double[] pinballRegrets(
      double[] experts, double combined, double actual, double probability) {
    double slope = (actual < combined ? 1 : 0) - probability;
    double[] regrets = new double[experts.length];
    Arrays.setAll(regrets, k -> slope * (combined - experts[k]));
    return regrets;
  }
}
