package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Atoms;

/**
 * Scores that all count the same, as they were before each of some later ones came: at first those
 * of the start, after each {@link #add} one more, without the oldest where there is no room. As
 * every score is known beforehand, so is its place; who is present is counted in a Fenwick tree,
 * equal scores at the first of their places. Beginning takes O(n) beside sorting the later ones, a
 * step O(log n) that allocates nothing, unlike {@link Scores#with}. Not safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1002/spe.4380240306">Fenwick 1994, A new data structure for
 *     cumulative frequency tables</a>
 */
class Replay extends Atoms {
  /** All scores in the order they come. */
  final double[] arrived;

  /** All that are present at some time. */
  final double[] sorted;

  /** At i the number present at the lowestOneBit(i) places up to i, from 1. */
  final int[] tree;

  private final int window;

  /** The first in {@link #arrived} that is present, and the first that is still to come. */
  int oldest;

  int next;

  /**
   * Begins at the start.
   *
   * @param arrived the scores in the order they came
   * @param start those that are there at first, in ascending order
   * @param window the most that are held at a time
   */
  Replay(double[] arrived, double[] start, int window) {
    this.arrived = arrived;
    this.window = window;
    this.next = start.length;
    sorted = arrived.clone();
    // What is in order already leaves the sort little to do.
    System.arraycopy(start, 0, sorted, 0, start.length);
    Arrays.sort(sorted);
    tree = new int[sorted.length + 1];
    int place = 0;
    for (double score : start) {
      while (sorted[place] < score) {
        place++;
      }
      tree[place + 1]++;
    }
    for (int i = 1; i < tree.length; i++) {
      int above = i + Integer.lowestOneBit(i);
      if (above < tree.length) {
        tree[above] += tree[i];
      }
    }
  }

  /** Lets the next score come. */
  void add() {
    count(next++, 1);
    if (size() > window) {
      count(oldest++, -1);
    }
  }

  /** Lets one of those that arrive be present, or not any more. */
  void count(int arrival, int change) {
    for (int i = placeOf(arrived[arrival], sorted) + 1;
        i < tree.length;
        i += Integer.lowestOneBit(i)) {
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
