package org.forecast4j.dejavu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Workspaces;
import org.jspecify.annotations.Nullable;

/**
 * The past of a forecaster, which can grow: a base, and the examples that joined since. The oldest
 * of the base may have left; rows are counted without them, so they are those of a database made of
 * the present examples alone, and so are the neighbours, to the bit: the distance of two points and
 * the order of equal ones do not depend on where they are kept.
 *
 * <p>An example that joins is put into the index in O(n / leaf) copied numbers; when half of all
 * that are indexed have left, the others are indexed anew, in O(n · log n). Immutable.
 */
final class Cases {
  private final DejavuSettings settings;
  private final Geometry geometry;

  /** Of all rows, of the base and joined, from the oldest of the base on. */
  private final NeighbourIndex index;

  /** Of the same rows. */
  private final Past past;

  private final PatternDatabase base;
  private final Joined joined;

  /** How many have left. */
  private final int left;

  /** Made at the first request: a race makes two equal ones and keeps either. */
  private @Nullable PatternDatabase database;

  private Cases(
      DejavuSettings settings,
      Geometry geometry,
      NeighbourIndex index,
      PatternDatabase base,
      Past past,
      Joined joined,
      int left) {
    this.settings = settings;
    this.geometry = geometry;
    this.index = index;
    this.base = base;
    this.past = past;
    this.joined = joined;
    this.left = left;
  }

  static Cases of(PatternDatabase database, DejavuSettings settings) {
    Geometry geometry = settings.geometry(database.shape().inputLength());
    List<String> covariates = settings.covariates();
    double[][] columns = new double[covariates.size()][];
    Arrays.setAll(columns, i -> database.column(covariates.get(i)));
    double[] known = new double[columns.length];
    double[][] points = new double[database.size()][];
    for (int row = 0; row < points.length; row++) {
      for (int i = 0; i < known.length; i++) {
        known[i] = columns[i][row];
      }
      points[row] = geometry.point(database.values(row), known);
    }
    return new Cases(
        settings,
        geometry,
        new NeighbourIndex(geometry, points),
        database,
        Past.of(database, settings.target(), covariates),
        Joined.NONE,
        0);
  }

  Shape shape() {
    return base.shape();
  }

  int size() {
    return index.size() - left;
  }

  /** How many rows the index holds, with those that have left. */
  int indexed() {
    return index.size();
  }

  /** With one more example, and without the oldest where there are more than {@code most}. */
  Cases with(LabeledPattern example, int most) {
    Pattern pattern = example.pattern();
    Joined next = joined.with(example);
    int nextLeft = left + Math.max(0, size() + 1 - most);
    if (2 * nextLeft > index.size()) {
      return of(database(nextLeft, next), settings);
    }
    double[] point = geometry.point(pattern.values(), settings.covariates(pattern));
    return new Cases(
        settings, geometry, index.with(point), base, past.with(example), next, nextLeft);
  }

  /** The present examples. */
  PatternDatabase database() {
    if (left == 0 && joined.size() == 0) {
      return base;
    }
    PatternDatabase made = database;
    if (made == null) {
      made = database(left, joined);
      database = made;
    }
    return made;
  }

  private PatternDatabase database(int gone, Joined later) {
    int early = Math.min(gone, base.size());
    List<LabeledPattern> all = new ArrayList<>(base.examples().subList(early, base.size()));
    all.addAll(later.examples().subList(gone - early, later.size()));
    return PatternDatabase.of(all);
  }

  LabeledPattern example(int row) {
    return isJoined(row) ? joined(row) : base.example(row + left);
  }

  private @Nullable String label(int row, String name) {
    return isJoined(row) ? joined(row).labels().get(name) : base.labels().value(row + left, name);
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
      others = without(new Search(this, sought).nearest(this, pattern), label, value);
    } while (others.size() < k && sought < size());
    return others;
  }

  /** Those without a label of some value. */
  private Ranking without(Ranking found, String label, String value) {
    Ranking others = new Ranking(found.size());
    for (int i = 0; i < found.size(); i++) {
      if (!value.equals(label(found.id(i), label))) {
        others.add(found.key(i), found.id(i));
      }
    }
    return others;
  }

  private boolean isJoined(int row) {
    return row + left >= base.size();
  }

  private LabeledPattern joined(int row) {
    return joined.example(row + left - base.size());
  }

  int horizon() {
    return past.horizon();
  }

  /** What is added to what the neighbours say. */
  double anchor(Pattern pattern) {
    return past.anchor(pattern);
  }

  double response(int row, int step) {
    return past.response(row + left, step);
  }

  /** Copies an example's regressors, then its responses, to a place. */
  void copy(int row, double[] to, int place) {
    past.copy(row + left, to, place);
  }

  /** Those of a pattern; NaN for a covariate it lacks. */
  double[] regressors(Pattern pattern) {
    return past.regressors(pattern);
  }

  /** What putting up to {@code k} neighbours together takes. */
  Neighbourhood.Buffers buffers(int k) {
    return buffers(k, past.regressorCount(), horizon());
  }

  private static Neighbourhood.Buffers buffers(int k, int regressors, int horizon) {
    return new Neighbourhood.Buffers(new double[k], new LocalRegression(regressors, horizon));
  }

  /** Searches for {@code k} in these cases and those that they become; keeps none of these. */
  Workspaces<Search> searches(int k) {
    Geometry same = geometry;
    int regressors = past.regressorCount();
    int horizon = horizon();
    return new Workspaces<>(() -> new Search(same, k, buffers(k, regressors, horizon)));
  }

  /**
   * The K nearest of one pattern after another, in these cases and those that they become. Keeps
   * its buffers; not thread-safe.
   */
  static final class Search {
    private final NeighbourSearch search;
    private final Neighbourhood.Buffers buffers;

    /**
     * A search.
     *
     * @param k how many examples to find, at most {@link #size}
     */
    Search(Cases cases, int k) {
      this(cases.geometry, k, cases.buffers(k));
    }

    private Search(Geometry geometry, int k, Neighbourhood.Buffers buffers) {
      search = new NeighbourSearch(geometry, k);
      this.buffers = buffers;
    }

    /** For putting together what is found. */
    Neighbourhood.Buffers buffers() {
      return buffers;
    }

    /** Sums of terms of the distance with rows, nearest first; valid until the next call. */
    Ranking nearest(Cases cases, Pattern pattern) {
      double[] point = cases.geometry.point(pattern.values(), cases.settings.covariates(pattern));
      Ranking found = search.nearest(cases.index, cases.left, point);
      found.shiftIds(-cases.left);
      return found;
    }

    /** How many leaves of examples the last search read. */
    int visited() {
      return search.visited();
    }
  }
}
