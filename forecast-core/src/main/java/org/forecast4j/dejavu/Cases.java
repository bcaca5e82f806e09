package org.forecast4j.dejavu;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The past of a forecaster, which can grow: a base, and a tail of the examples that joined since
 * the base was indexed. The oldest of the base may have left; rows are counted without them, so
 * they are those of a database made of the present examples alone, and so are the neighbours, to
 * the bit: the distance of two points and the order of equal ones do not depend on where they are
 * kept.
 *
 * <p>An example that joins costs the tail's index anew, and every time the tail is full that of
 * all: with a tail of about √n examples of n, O(√n · log n) an example on average. Immutable.
 */
final class Cases {
  /** The tail is full at this multiple of the root of the base's size. */
  private static final int TAIL = 4;

  private final DejavuSettings settings;
  private final Geometry geometry;
  private final Segment base;

  /** How many of the base have left. */
  private final int left;

  private final @Nullable Segment tail;

  /** Made at the first request: a race makes two equal ones and keeps either. */
  private @Nullable PatternDatabase database;

  private Cases(
      DejavuSettings settings, Geometry geometry, Segment base, int left, @Nullable Segment tail) {
    this.settings = settings;
    this.geometry = geometry;
    this.base = base;
    this.left = left;
    this.tail = tail;
  }

  static Cases of(PatternDatabase database, DejavuSettings settings) {
    Geometry geometry = settings.geometry(database.shape().inputLength());
    return new Cases(settings, geometry, Segment.of(database, settings, geometry), 0, null);
  }

  Shape shape() {
    return base.database().shape();
  }

  int size() {
    return base.size() - left + (tail == null ? 0 : tail.size());
  }

  /** With one more example, and without the oldest where there are more than {@code most}. */
  Cases with(LabeledPattern example, int most) {
    List<LabeledPattern> late = new ArrayList<>();
    if (tail != null) {
      late.addAll(tail.database().examples());
    }
    late.add(example);
    int nextLeft = left + Math.max(0, size() + 1 - most);
    boolean isFull = late.size() >= Math.max(NeighbourIndex.LEAF, TAIL * Math.sqrt(base.size()));
    if (!isFull && 2 * nextLeft <= base.size()) {
      Segment grown = Segment.of(PatternDatabase.of(late), settings, geometry);
      return new Cases(settings, geometry, base, nextLeft, grown);
    }
    List<LabeledPattern> all = base.database().examples();
    PatternDatabase joined = PatternDatabase.of(join(all.subList(nextLeft, all.size()), late));
    return new Cases(settings, geometry, Segment.of(joined, settings, geometry), 0, null);
  }

  private static List<LabeledPattern> join(
      List<LabeledPattern> first, List<LabeledPattern> second) {
    List<LabeledPattern> all = new ArrayList<>(first.size() + second.size());
    all.addAll(first);
    all.addAll(second);
    return all;
  }

  /** The present examples. */
  PatternDatabase database() {
    if (tail == null) {
      return base.database();
    }
    PatternDatabase made = database;
    if (made == null) {
      List<LabeledPattern> all = base.database().examples();
      made = PatternDatabase.of(join(all.subList(left, all.size()), tail.database().examples()));
      database = made;
    }
    return made;
  }

  LabeledPattern example(int row) {
    return isLate(row)
        ? late().database().example(row - early())
        : base.database().example(row + left);
  }

  private @Nullable String label(int row, String name) {
    return isLate(row)
        ? late().database().labels().value(row - early(), name)
        : base.database().labels().value(row + left, name);
  }

  /**
   * The {@code k} nearest without those that have a label of some value: of twice as many, or again
   * twice as many, until enough are left.
   *
   * @return fewer if there are no more
   */
  Ranking nearestWithout(Pattern pattern, int k, String label, String value) {
    int sought = k;
    Ranking others;
    do {
      sought = (int) Math.min(size(), 2L * sought);
      others = new Cases.Search(sought).without(pattern, label, value);
    } while (others.size() < k && sought < size());
    return others;
  }

  private int early() {
    return base.size() - left;
  }

  private boolean isLate(int row) {
    return row >= early();
  }

  private Segment late() {
    if (tail == null) {
      throw new IndexOutOfBoundsException("no example of " + size() + " is so late");
    }
    return tail;
  }

  int horizon() {
    return base.past().horizon();
  }

  /** What is added to what the neighbours say. */
  double anchor(Pattern pattern) {
    return base.past().anchor(pattern);
  }

  double response(int row, int step) {
    return isLate(row)
        ? late().past().response(row - early(), step)
        : base.past().response(row + left, step);
  }

  /**
   * Copies an example's regressors, then its responses, one a column.
   *
   * @param used which regressors, the first {@code count} of them
   * @param place where in each column
   */
  void copy(int row, int[] used, int count, double[][] columns, int place) {
    if (isLate(row)) {
      late().past().copy(row - early(), used, count, columns, place);
    } else {
      base.past().copy(row + left, used, count, columns, place);
    }
  }

  /** Those of a pattern; NaN for a covariate it lacks. */
  double[] regressors(Pattern pattern) {
    return base.past().regressors(pattern);
  }

  /** What putting up to {@code k} neighbours together takes. */
  Neighbourhood.Buffers buffers(int k) {
    int regressors = base.past().regressorCount();
    return new Neighbourhood.Buffers(new double[k], new LocalRegression(regressors, horizon()));
  }

  /** The K nearest of one pattern after another. Keeps its buffers; not thread-safe. */
  final class Search {
    private final NeighbourIndex.Search early;
    private final NeighbourIndex.@Nullable Search late;
    private final Ranking both;
    private final Neighbourhood.Buffers buffers;

    /**
     * A search.
     *
     * @param k how many examples to find, at most {@link #size}
     */
    Search(int k) {
      early = base.index().new Search(Math.min(k, early()), left);
      late = tail == null ? null : tail.index().new Search(Math.min(k, tail.size()), 0);
      both = new Ranking(tail == null ? 0 : 2 * k);
      buffers = Cases.this.buffers(k);
    }

    /** For putting together what is found. */
    Neighbourhood.Buffers buffers() {
      return buffers;
    }

    /** Sums of terms of the distance with rows, nearest first; valid until the next call. */
    Ranking nearest(Pattern pattern) {
      double[] point = geometry.point(pattern.values(), settings.covariates(pattern));
      if (late == null) {
        return early.nearest(point);
      }
      both.clear();
      add(early.nearest(point), -left);
      add(late.nearest(point), early());
      both.sort();
      return both;
    }

    /** The nearest without those that have a label of some value; fewer if there are no more. */
    private Ranking without(Pattern pattern, String label, String value) {
      Ranking found = nearest(pattern);
      Ranking others = new Ranking(found.size());
      for (int i = 0; i < found.size(); i++) {
        if (!value.equals(label(found.id(i), label))) {
          others.add(found.key(i), found.id(i));
        }
      }
      return others;
    }

    private void add(Ranking found, int shift) {
      for (int i = 0; i < found.size(); i++) {
        both.add(found.key(i), found.id(i) + shift);
      }
    }
  }
}
