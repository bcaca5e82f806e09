package org.forecast4j.internal;

import org.jspecify.annotations.Nullable;

/**
 * Values in ascending order that carry weight, and the conformal quantiles among them: beside the
 * values there is one more, unseen, whose weight sits at infinity. Without weights every value
 * counts 1 and ranks are exact; with weights, mass is compared with a tolerance of 1e-12 of the
 * total. Queries take O(log n) look-ups.
 */
public abstract class Atoms {
  private static final double TOLERANCE = 1e-12;

  /** A level that no quantile is asked for at. */
  private static final double NEVER = 0;

  /** Values in ascending order, each of weight 1; keeps the array. Immutable. */
  public static Atoms of(double[] sorted) {
    return new Sorted(sorted, null, NEVER);
  }

  /** Values in ascending order with their weights, none negative; keeps the first array. */
  public static Atoms of(double[] sorted, double[] weights) {
    return new Sorted(sorted, summed(weights.clone()), NEVER);
  }

  /** Adds to each weight all before it, in place; they must have a finite sum. */
  public static double[] summed(double[] weights) {
    // One after the other: what parallelPrefix rounds to depends on the number of processors.
    for (int i = 1; i < weights.length; i++) {
      weights[i] += weights[i - 1];
    }
    if (weights.length > 0) {
      Checks.finite(weights[weights.length - 1], "sum of the weights");
    }
    return weights;
  }

  /**
   * Values in ascending order with decaying weights, whatever their order: ρ, ρ² and so on. However
   * many, they hold less than the share ρ of the weight beside an unseen one of 1, which sums of
   * rounded numbers cannot tell for ever.
   */
  public static Atoms ofDecaying(double rho, double[] sorted, double[] weights) {
    return new Sorted(sorted, summed(weights.clone()), Ranks.complement(rho));
  }

  /** Values in an array, where weights are sums up to and including each. */
  private static final class Sorted extends Atoms {
    private final double[] sorted;
    private final double @Nullable [] mass;
    private final double unattainable;

    Sorted(double[] sorted, double @Nullable [] mass, double unattainable) {
      this.sorted = sorted;
      this.mass = mass;
      this.unattainable = unattainable;
    }

    @Override
    public int size() {
      return sorted.length;
    }

    @Override
    public double value(int index) {
      return sorted[index];
    }

    @Override
    public double massOf(int count) {
      return mass == null ? count : count == 0 ? 0 : mass[count - 1];
    }

    @Override
    public boolean isUnweighted() {
      return mass == null;
    }

    @Override
    public int countBelow(double value) {
      return placeOf(value, sorted);
    }

    @Override
    protected double unattainable() {
      return unattainable;
    }
  }

  /** How many values there are. */
  public abstract int size();

  /** One of the values, from the smallest at 0. */
  public abstract double value(int index);

  /** The weight of the first {@code count} values. */
  public abstract double massOf(int count);

  /** Whether every value weighs 1. */
  public abstract boolean isUnweighted();

  /** How many values lie below. */
  public abstract int countBelow(double value);

  /**
   * The largest level that a quantile is infinite at however many values of this kind there are.
   */
  protected double unattainable() {
    return NEVER;
  }

  /**
   * What share of the whole weight sums of weights may be off by; 0 if they are as they must be.
   */
  protected double doubt() {
    return 0;
  }

  /** The same values and weights without a {@link #doubt}. */
  protected Atoms exact() {
    return this;
  }

  /** How many values lie at or below. */
  public final int countAtMost(double value) {
    return countBelow(Math.nextUp(value));
  }

  /** The smallest number of values, from the first on, that weigh so much; at least 1. */
  public final int countOfMass(double mass) {
    int from = 1;
    int to = size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (massOf(middle) >= mass) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /** The weight of all values, without that of the unseen one. */
  public final double total() {
    return massOf(size());
  }

  /** The share of the weight at or above a value, the unseen one's included. */
  public final double tailAbove(double value, double unseen) {
    double total = total();
    return (total - massOf(countBelow(value)) + unseen) / (total + unseen);
  }

  /** The share of the weight at or below a value, the unseen one's included. */
  public final double tailBelow(double value, double unseen) {
    return (massOf(countAtMost(value)) + unseen) / (total() + unseen);
  }

  /** The share of the weight at or below a value, equal ones and the unseen one counted half. */
  public final double middleShare(double value, double unseen) {
    double below = 0.5 * (massOf(countBelow(value)) + massOf(countAtMost(value)));
    return (below + 0.5 * unseen) / (total() + unseen);
  }

  /**
   * The smallest value that no more than the share {@code level} lies above, the unseen one
   * included: +∞ if that one alone is more, −∞ if the level is 1 or more.
   */
  public final double upper(double level, double unseen) {
    if (level >= 1) {
      return Double.NEGATIVE_INFINITY;
    }
    int above = mostBeyond(level, unseen, true);
    return above < 0 ? Double.POSITIVE_INFINITY : value(size() - 1 - above);
  }

  /** The mirror image of {@link #upper}: the largest value that no more than a share lies below. */
  public final double lower(double level, double unseen) {
    if (level >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    int below = mostBeyond(level, unseen, false);
    return below < 0 ? Double.NEGATIVE_INFINITY : value(below);
  }

  /** How many of the extreme values fit, with the unseen one, into a share below 1; −1 if none. */
  private int mostBeyond(double level, double unseen, boolean fromAbove) {
    int n = size();
    if (isUnweighted() && unseen == 1) {
      return (int) Math.max(-1, Ranks.floor(level, n + 1) - 1);
    }
    if (unseen >= 1 && level <= unattainable()) {
      return -1;
    }
    double total = total();
    double whole = total + unseen;
    double budget = level * whole - unseen + TOLERANCE * whole;
    if (n == 0 || level <= 0) {
      return -1;
    }
    double doubt = doubt() * whole;
    if (Math.abs(budget) < doubt) {
      return exact().mostBeyond(level, unseen, fromAbove);
    }
    if (budget < 0) {
      return -1;
    }
    int from = 0;
    int to = n - 1;
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      double beyond = fromAbove ? total - massOf(n - middle) : massOf(middle);
      if (Math.abs(beyond - budget) < doubt) {
        return exact().mostBeyond(level, unseen, fromAbove);
      }
      if (beyond <= budget) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return from;
  }

  /** The index of the first of ascending values that is not below a value; their number if none. */
  public static int placeOf(double value, double[] sorted) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
