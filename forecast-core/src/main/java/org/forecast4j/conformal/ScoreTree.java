package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.function.Consumer;
import org.forecast4j.internal.Atoms;

/**
 * Scores in ascending order, equal ones as they came, each with when it came and the weight it
 * brought along where these matter. Immutable: a tree with one more, or without the oldest, shares
 * all with this one but the path to the change. Changes and look-ups take O(log n).
 *
 * <p>Leaves hold scores and branches trees of one height; the counts, the first scores and the
 * oldest arrivals stand in the branch, so that a path touches nothing beside it.
 *
 * @see <a href="https://doi.org/10.1007/BF00288683">Bayer and McCreight 1972, Organization and
 *     maintenance of large ordered indexes</a>
 */
abstract sealed class ScoreTree {
  /** The arrival of a score whose age makes no difference. */
  static final int UNTRACKED = Integer.MAX_VALUE;

  /** The weight of a score that brought none along. */
  static final double UNWEIGHTED = Double.NaN;

  private static final int MAX_SCORES = 64;
  private static final int MAX_CHILDREN = 32;
  private static final int[] NO_ARRIVALS = {};
  private static final double[] NO_WEIGHTS = {};

  private ScoreTree() {}

  /**
   * Scores in ascending order.
   *
   * @param arrivals one a score, or empty
   * @param own the weights they brought along, one a score, or empty
   */
  static ScoreTree of(double[] sorted, int[] arrivals, double[] own) {
    int width = MAX_SCORES * 3 / 4;
    ScoreTree[] level = new ScoreTree[(sorted.length + width - 1) / width];
    Arrays.setAll(
        level,
        i -> {
          int from = i * width;
          int to = Math.min(sorted.length, from + width);
          return new Leaf(
              Arrays.copyOfRange(sorted, from, to),
              arrivals.length == 0 ? NO_ARRIVALS : Arrays.copyOfRange(arrivals, from, to),
              own.length == 0 ? NO_WEIGHTS : Arrays.copyOfRange(own, from, to));
        });
    while (level.length > 1) {
      level = branches(level);
    }
    return level.length == 0 ? new Leaf(NO_WEIGHTS, NO_ARRIVALS, NO_WEIGHTS) : level[0];
  }

  private static ScoreTree[] branches(ScoreTree... children) {
    int width = MAX_CHILDREN * 3 / 4;
    ScoreTree[] branches = new ScoreTree[(children.length + width - 1) / width];
    Arrays.setAll(
        branches,
        i -> {
          int from = i * width;
          return Branch.of(
              Arrays.copyOfRange(children, from, Math.min(children.length, from + width)));
        });
    return branches;
  }

  /** These and one more, after those that are equal. */
  final ScoreTree with(double score, int arrival, double own) {
    ScoreTree next = added(score, arrival, own);
    return next.width() > next.maxWidth() ? Branch.of(next.halves()) : next;
  }

  /** These without the one that came first; there must be one, and arrivals. */
  final ScoreTree withoutOldest() {
    ScoreTree next = removed();
    while (next instanceof Branch branch && branch.width() == 1) {
      next = branch.children[0];
    }
    return next;
  }

  /** The scores, ascending. */
  final double[] values() {
    double[] values = new double[size()];
    int[] at = {0};
    forEachLeaf(
        leaf -> {
          System.arraycopy(leaf.values, 0, values, at[0], leaf.values.length);
          at[0] += leaf.values.length;
        });
    return values;
  }

  /** When each came, in the order of {@link #values}; empty if that is not kept. */
  final int[] arrivals() {
    int[] arrivals = new int[oldest() == UNTRACKED ? 0 : size()];
    int[] at = {0};
    forEachLeaf(
        leaf -> {
          System.arraycopy(leaf.arrivals, 0, arrivals, at[0], leaf.arrivals.length);
          at[0] += leaf.arrivals.length;
        });
    return arrivals;
  }

  /** The weights they brought along, in the order of {@link #values}; empty if they did not. */
  final double[] own() {
    double[] own = new double[size()];
    int[] at = {0};
    forEachLeaf(
        leaf -> {
          System.arraycopy(leaf.own, 0, own, at[0], leaf.own.length);
          at[0] += leaf.own.length;
        });
    return at[0] == 0 ? NO_WEIGHTS : own;
  }

  abstract int size();

  /** One of the scores, from the smallest at 0. */
  abstract double value(int index);

  /** How many scores lie below a value. */
  abstract int countBelow(double value);

  /** The arrival of the one that came first. */
  abstract int oldest();

  abstract double first();

  /** How many scores or children it holds itself. */
  abstract int width();

  abstract int maxWidth();

  /** With one more; it may be wider by one than it may stay. */
  abstract ScoreTree added(double score, int arrival, double own);

  /** Without the oldest; it may be empty. */
  abstract ScoreTree removed();

  abstract ScoreTree[] halves();

  /** This and one of the same height to the right of it. */
  abstract ScoreTree joined(ScoreTree right);

  abstract void forEachLeaf(Consumer<Leaf> action);

  static final class Leaf extends ScoreTree {
    private final double[] values;
    private final int[] arrivals;
    private final double[] own;
    private final int oldest;

    Leaf(double[] values, int[] arrivals, double[] own) {
      this.values = values;
      this.arrivals = arrivals;
      this.own = own;
      int least = UNTRACKED;
      for (int arrival : arrivals) {
        least = Math.min(least, arrival);
      }
      oldest = least;
    }

    @Override
    int size() {
      return values.length;
    }

    @Override
    double value(int index) {
      return values[index];
    }

    @Override
    int countBelow(double value) {
      return Atoms.placeOf(value, values);
    }

    @Override
    int oldest() {
      return oldest;
    }

    @Override
    double first() {
      return values[0];
    }

    @Override
    int width() {
      return values.length;
    }

    @Override
    int maxWidth() {
      return MAX_SCORES;
    }

    @Override
    Leaf added(double score, int arrival, double weight) {
      int at = countBelow(Math.nextUp(score));
      double[] nextValues = widened(values, at);
      nextValues[at] = score;
      int[] nextArrivals = NO_ARRIVALS;
      if (arrival != UNTRACKED) {
        nextArrivals = new int[arrivals.length + 1];
        System.arraycopy(arrivals, 0, nextArrivals, 0, at);
        nextArrivals[at] = arrival;
        System.arraycopy(arrivals, at, nextArrivals, at + 1, arrivals.length - at);
      }
      double[] nextOwn = NO_WEIGHTS;
      if (!Double.isNaN(weight)) {
        nextOwn = widened(own, at);
        nextOwn[at] = weight;
      }
      return new Leaf(nextValues, nextArrivals, nextOwn);
    }

    /** A copy with room for one more at a place. */
    private static double[] widened(double[] from, int at) {
      double[] to = new double[from.length + 1];
      System.arraycopy(from, 0, to, 0, at);
      System.arraycopy(from, at, to, at + 1, from.length - at);
      return to;
    }

    @Override
    Leaf removed() {
      int at = 0;
      while (arrivals[at] != oldest) {
        at++;
      }
      int[] nextArrivals = Arrays.copyOf(arrivals, arrivals.length - 1);
      System.arraycopy(arrivals, at + 1, nextArrivals, at, nextArrivals.length - at);
      return new Leaf(narrowed(values, at), nextArrivals, narrowed(own, at));
    }

    /** A copy without what stands at a place, if it holds anything. */
    private static double[] narrowed(double[] from, int at) {
      if (from.length == 0) {
        return from;
      }
      double[] to = Arrays.copyOf(from, from.length - 1);
      System.arraycopy(from, at + 1, to, at, to.length - at);
      return to;
    }

    private Leaf slice(int from, int to) {
      return new Leaf(
          Arrays.copyOfRange(values, from, to),
          arrivals.length == 0 ? NO_ARRIVALS : Arrays.copyOfRange(arrivals, from, to),
          own.length == 0 ? NO_WEIGHTS : Arrays.copyOfRange(own, from, to));
    }

    @Override
    ScoreTree[] halves() {
      int half = values.length / 2;
      return new ScoreTree[] {slice(0, half), slice(half, values.length)};
    }

    @Override
    Leaf joined(ScoreTree right) {
      Leaf that = (Leaf) right;
      double[] allValues = joined(values, that.values);
      int[] allArrivals = Arrays.copyOf(arrivals, arrivals.length + that.arrivals.length);
      System.arraycopy(that.arrivals, 0, allArrivals, arrivals.length, that.arrivals.length);
      return new Leaf(allValues, allArrivals, joined(own, that.own));
    }

    private static double[] joined(double[] left, double[] right) {
      double[] all = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, all, left.length, right.length);
      return all;
    }

    @Override
    void forEachLeaf(Consumer<Leaf> action) {
      action.accept(this);
    }
  }

  private static final class Branch extends ScoreTree {
    /** None is empty. */
    private final ScoreTree[] children;

    private final double[] firsts;

    /** How many scores the children up to each hold. */
    private final int[] ends;

    /** Empty where nobody asks for the oldest. */
    private final int[] oldests;

    private Branch(ScoreTree[] children, double[] firsts, int[] ends, int[] oldests) {
      this.children = children;
      this.firsts = firsts;
      this.ends = ends;
      this.oldests = oldests;
    }

    static Branch of(ScoreTree... children) {
      return new Branch(new ScoreTree[0], NO_WEIGHTS, NO_ARRIVALS, NO_ARRIVALS)
          .replaced(0, 0, children);
    }

    /** With others in place of the children from one on to before another. */
    private Branch replaced(int from, int to, ScoreTree... others) {
      int added = others.length - (to - from);
      ScoreTree[] nextChildren = Arrays.copyOf(children, children.length + added);
      double[] nextFirsts = Arrays.copyOf(firsts, nextChildren.length);
      int[] nextEnds = Arrays.copyOf(ends, nextChildren.length);
      boolean tracked = others.length == 0 || others[0].oldest() != UNTRACKED;
      int[] nextOldests = tracked ? Arrays.copyOf(oldests, nextChildren.length) : NO_ARRIVALS;
      int end = start(from);
      for (int i = 0; i < others.length; i++) {
        end += others[i].size();
        nextChildren[from + i] = others[i];
        nextFirsts[from + i] = others[i].first();
        nextEnds[from + i] = end;
        if (tracked) {
          nextOldests[from + i] = others[i].oldest();
        }
      }
      int rest = children.length - to;
      System.arraycopy(children, to, nextChildren, to + added, rest);
      System.arraycopy(firsts, to, nextFirsts, to + added, rest);
      if (tracked) {
        System.arraycopy(oldests, to, nextOldests, to + added, rest);
      }
      int shift = end - start(to);
      for (int i = to; i < children.length; i++) {
        nextEnds[i + added] = ends[i] + shift;
      }
      return new Branch(nextChildren, nextFirsts, nextEnds, nextOldests);
    }

    /** How many scores stand before those of a child. */
    private int start(int child) {
      return child == 0 ? 0 : ends[child - 1];
    }

    @Override
    int size() {
      return start(children.length);
    }

    @Override
    double value(int index) {
      int found = Arrays.binarySearch(ends, index + 1);
      int child = found < 0 ? -found - 1 : found;
      return children[child].value(index - start(child));
    }

    @Override
    int countBelow(double value) {
      int child = Atoms.placeOf(value, firsts) - 1;
      return child < 0 ? 0 : start(child) + children[child].countBelow(value);
    }

    @Override
    int oldest() {
      int least = UNTRACKED;
      for (int oldest : oldests) {
        least = Math.min(least, oldest);
      }
      return least;
    }

    @Override
    double first() {
      return firsts[0];
    }

    @Override
    int width() {
      return children.length;
    }

    @Override
    int maxWidth() {
      return MAX_CHILDREN;
    }

    @Override
    Branch added(double score, int arrival, double own) {
      int child = Math.max(0, Atoms.placeOf(Math.nextUp(score), firsts) - 1);
      ScoreTree next = children[child].added(score, arrival, own);
      return next.width() > next.maxWidth()
          ? replaced(child, child + 1, next.halves())
          : replaced(child, child + 1, next);
    }

    @Override
    Branch removed() {
      int oldest = oldest();
      int child = 0;
      while (oldests[child] != oldest) {
        child++;
      }
      ScoreTree next = children[child].removed();
      if (next.size() == 0) {
        return replaced(child, child + 1);
      }
      int left = Math.max(0, child - 1);
      if (4 * next.width() < next.maxWidth() && left + 1 < children.length) {
        ScoreTree before = left == child ? next : children[left];
        ScoreTree after = left == child ? children[child + 1] : next;
        if (before.width() + after.width() <= next.maxWidth()) {
          return replaced(left, left + 2, before.joined(after));
        }
      }
      return replaced(child, child + 1, next);
    }

    @Override
    ScoreTree[] halves() {
      int half = children.length / 2;
      return new ScoreTree[] {
        of(Arrays.copyOfRange(children, 0, half)),
        of(Arrays.copyOfRange(children, half, children.length))
      };
    }

    @Override
    Branch joined(ScoreTree right) {
      return replaced(children.length, children.length, ((Branch) right).children);
    }

    @Override
    void forEachLeaf(Consumer<Leaf> action) {
      for (ScoreTree child : children) {
        child.forEachLeaf(action);
      }
    }
  }
}
