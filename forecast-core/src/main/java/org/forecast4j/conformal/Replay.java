package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Atoms;

/**
 * Scores that all count the same, as they were before each of some later ones came: at first those
 * of the start, after each {@link #add} one more, without the oldest where there is no room. As
 * every score is known beforehand, so is its place; who is present is counted in a Fenwick tree. A
 * step takes O(log n) where {@link Scores#with} takes O(n). Not safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1002/spe.4380240306">Fenwick 1994, A new data structure for
 *     cumulative frequency tables</a>
 */
final class Replay extends Atoms {
  /** All that are present at some time. */
  private final double[] sorted;

  /** For each score, in the order they come, its place among the sorted, from 1. */
  private final int[] places;

  /** At i the number present at the lowestOneBit(i) places up to i. */
  private final int[] tree;

  private final int window;
  private int oldest;
  private int next;

  /**
   * Begins at the start.
   *
   * @param arrived the scores in the order they came
   * @param starting how many of them are there at first
   * @param window the most that are held at a time
   */
  Replay(double[] arrived, int starting, int window) {
    this.window = window;
    sorted = arrived.clone();
    Arrays.sort(sorted);
    places = new int[sorted.length];
    tree = new int[sorted.length + 1];
    int[] taken = new int[sorted.length];
    for (int i = 0; i < places.length; i++) {
      int first = placeOf(arrived[i], sorted);
      places[i] = first + ++taken[first];
    }
    while (next < starting) {
      count(places[next++], 1);
    }
  }

  /** Lets the next score come. */
  void add() {
    count(places[next++], 1);
    if (size() > window) {
      count(places[oldest++], -1);
    }
  }

  private void count(int place, int change) {
    for (int i = place; i < tree.length; i += Integer.lowestOneBit(i)) {
      tree[i] += change;
    }
  }

  @Override
  public int size() {
    return next - oldest;
  }

  @Override
  public double value(int index) {
    int place = 0;
    int left = index;
    for (int bit = Integer.highestOneBit(sorted.length); bit > 0; bit >>= 1) {
      if (place + bit < tree.length && tree[place + bit] <= left) {
        place += bit;
        left -= tree[place];
      }
    }
    return sorted[place];
  }

  @Override
  public double massOf(int count) {
    return count;
  }

  @Override
  public boolean isUnweighted() {
    return true;
  }

  @Override
  public int countBelow(double value) {
    int count = 0;
    for (int i = placeOf(value, sorted); i > 0; i -= Integer.lowestOneBit(i)) {
      count += tree[i];
    }
    return count;
  }
}
