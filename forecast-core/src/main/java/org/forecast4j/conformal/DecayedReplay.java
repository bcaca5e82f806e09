package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Atoms;

/**
 * A {@link Replay} of scores whose weights decay with their age. Every step takes O(log² n) and
 * gives the quantiles that {@link Scores} give, although sums in another order are rounded
 * otherwise: where so little is between a sum and what it is compared with, it is asked of {@link
 * Scores}, in O(n log n). Shares of the weight are not those of {@link Scores} to the bit.
 */
final class DecayedReplay extends Replay {
  private static final double ROUNDING = 0x1p-53;

  /** Weights grow by this at most beside those of the start, far from the largest number. */
  private static final double MAX_GROWTH = 400;

  private final Weighting weighting;
  private final int window;

  /** At i the weight present at the lowestOneBit(i) places up to i, as of the start. */
  private final double[] masses;

  /** How many there were at the start: the number of the first to come. */
  private final int start;

  private final double doubt;

  /** What a weight as of the start is now. */
  private double decay = 1;

  /**
   * Begins at the start.
   *
   * @param sorted those that are there at first, in ascending order
   * @param order where each of these is in {@code arrived}
   */
  DecayedReplay(Weighting weighting, double[] arrived, double[] sorted, int[] order, int window) {
    super(arrived, sorted, window);
    this.weighting = weighting;
    this.window = window;
    start = sorted.length;
    masses = new double[tree.length];
    double[] byAge = weighting.byAge(start);
    int place = 0;
    for (int i = 0; i < start; i++) {
      while (this.sorted[place] < sorted[i]) {
        place++;
      }
      masses[place + 1] += byAge[start - order[i]];
    }
    for (int i = 1; i < masses.length; i++) {
      int above = i + Integer.lowestOneBit(i);
      if (above < masses.length) {
        masses[above] += masses[i];
      }
    }
    // A sum of n numbers is off by n roundings at most, powers of ρ by as many as their exponent.
    doubt = 8 * ROUNDING * (arrived.length + 1 / (1 - weighting.rho()) + 64);
  }

  /** Whether so many outcomes can be replayed. */
  static boolean isFor(Weighting weighting, int outcomes) {
    return weighting.kind() == Weighting.Kind.DECAY
        && -outcomes * StrictMath.log(weighting.rho()) < MAX_GROWTH;
  }

  @Override
  void add() {
    super.add();
    decay = StrictMath.pow(weighting.rho(), next - start);
  }

  @Override
  void count(int arrival, int change) {
    super.count(arrival, change);
    double weight = change * StrictMath.pow(weighting.rho(), start - arrival);
    for (int i = Atoms.placeOf(arrived[arrival], sorted) + 1;
        i < masses.length;
        i += Integer.lowestOneBit(i)) {
      masses[i] += weight;
    }
  }

  @Override
  public double massOf(int count) {
    int place = 0;
    int left = count;
    double mass = 0;
    for (int bit = Integer.highestOneBit(sorted.length); bit > 0; bit >>= 1) {
      if (place + bit < tree.length && tree[place + bit] <= left) {
        place += bit;
        left -= tree[place];
        mass += masses[place];
      }
    }
    if (left > 0) {
      // Equal scores: which of them are meant makes no difference to the quantile.
      mass += (at(place + 1, masses) - at(place, masses)) * left / equal(place);
    }
    return mass * decay;
  }

  private static double at(int end, double... fenwick) {
    double sum = 0;
    for (int i = end; i > 0; i -= Integer.lowestOneBit(i)) {
      sum += fenwick[i];
    }
    return sum;
  }

  /** How many are present at a place. */
  private int equal(int place) {
    return countBelow(Math.nextUp(sorted[place])) - countBelow(sorted[place]);
  }

  @Override
  public boolean isUnweighted() {
    return false;
  }

  @Override
  protected double unattainable() {
    return weighting.unattainable();
  }

  @Override
  protected double doubt() {
    return doubt;
  }

  @Override
  protected Atoms exact() {
    double[] present = Arrays.copyOfRange(arrived, oldest, next);
    return Scores.of(weighting, window, present, new double[0]);
  }
}
