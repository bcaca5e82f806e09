package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Atoms;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The conformity scores held: sorted, weighted, with the order they came in. Adding one is O(n) and
 * gives a new value; quantiles take O(log n).
 */
final class Scores {
  private final Weighting weighting;

  /** The most scores held; the oldest makes room. */
  private final int window;

  private final double[] sorted;
  private final Atoms atoms;

  /** When each came, counted up; empty where it makes no difference. */
  private final int[] arrivals;

  /** The weight each brought along; empty if all are 1. */
  private final double[] own;

  private final int nextArrival;

  private PredictiveDistribution.@Nullable Errors distribution;

  private Scores(
      Weighting weighting,
      int window,
      double[] sorted,
      int[] arrivals,
      double[] own,
      int nextArrival) {
    this.weighting = weighting;
    this.window = window;
    this.arrivals = arrivals;
    this.sorted = sorted;
    this.own = own;
    this.nextArrival = nextArrival;
    this.atoms =
        switch (weighting.kind()) {
          case UNIFORM -> Atoms.of(sorted);
          case DECAY -> Atoms.ofDecaying(weighting.rho(), sorted, weights());
          default -> Atoms.of(sorted, weights());
        };
  }

  /** Scores in the order they came, with the weights they bring along. */
  static Scores of(Weighting weighting, int window, double[] scores, double[] own) {
    int from = Math.max(0, scores.length - window);
    if (!keepsArrivals(weighting, window)) {
      double[] sorted = scores.clone();
      Arrays.sort(sorted);
      return new Scores(weighting, window, sorted, new int[0], new double[0], 0);
    }
    int[] arrivals =
        IntStream.range(from, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i - from)
            .toArray();
    double[] sorted = new double[arrivals.length];
    Arrays.setAll(sorted, i -> scores[from + arrivals[i]]);
    double[] sortedOwn = new double[weighting.isByExample() ? arrivals.length : 0];
    Arrays.setAll(sortedOwn, i -> own[from + arrivals[i]]);
    return new Scores(weighting, window, sorted, arrivals, sortedOwn, arrivals.length);
  }

  private static boolean keepsArrivals(Weighting weighting, int window) {
    return !weighting.isUniform() || window < Integer.MAX_VALUE;
  }

  /** One weight a score, in the order of the scores. */
  private double[] weights() {
    double[] weights = own.length > 0 ? own.clone() : new double[arrivals.length];
    if (weighting.isByAge()) {
      double[] byAge = weighting.byAge(arrivals.length);
      Arrays.setAll(weights, i -> byAge[nextArrival - arrivals[i]]);
    }
    return weights;
  }

  /** These scores and one more, without the oldest if there is no room. */
  Scores with(double score, double weight) {
    int n = size();
    int at = atoms.countAtMost(score);
    boolean tracked = keepsArrivals(weighting, window);
    int out = n < window ? n : oldest();
    double[] newSorted = new double[out == n ? n + 1 : n];
    int[] newArrivals = new int[tracked ? newSorted.length : 0];
    boolean weighs = weighting.isByExample();
    double[] newOwn = new double[weighs ? newSorted.length : 0];
    int place = splice(sorted, newSorted, at, out, n);
    newSorted[place] = score;
    if (tracked) {
      splice(arrivals, newArrivals, at, out, n);
      newArrivals[place] = nextArrival;
    }
    if (weighs) {
      splice(own, newOwn, at, out, n);
      newOwn[place] = weight;
    }
    return new Scores(
        weighting, window, newSorted, newArrivals, newOwn, tracked ? nextArrival + 1 : 0);
  }

  private int oldest() {
    int oldest = 0;
    for (int i = 1; i < arrivals.length; i++) {
      oldest = arrivals[i] < arrivals[oldest] ? i : oldest;
    }
    return oldest;
  }

  /**
   * Copies all but element {@code out}, leaving room before element {@code at}.
   *
   * @return where the room is
   */
  @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the same primitive type
  private static int splice(Object from, Object to, int at, int out, int n) {
    if (out < at) {
      System.arraycopy(from, 0, to, 0, out);
      System.arraycopy(from, out + 1, to, out, at - out - 1);
      System.arraycopy(from, at, to, at, n - at);
      return at - 1;
    }
    System.arraycopy(from, 0, to, 0, at);
    System.arraycopy(from, at, to, at + 1, out - at);
    System.arraycopy(from, Math.min(out + 1, n), to, out + 1, Math.max(0, n - out - 1));
    return at;
  }

  int size() {
    return sorted.length;
  }

  /** These scores with what can be asked of them. */
  Atoms atoms() {
    return atoms;
  }

  /** The scores in the order they came, if that is known. */
  private double[] arrived() {
    double[] arrived = new double[size()];
    int first = nextArrival - arrived.length;
    for (int i = 0; i < arrived.length; i++) {
      arrived[arrivals.length == 0 ? i : arrivals[i] - first] = sorted[i];
    }
    return arrived;
  }

  /** These scores as they were before each of some later ones came; all must count the same. */
  Replay replay(double[] later) {
    double[] arrived = Arrays.copyOf(arrived(), size() + later.length);
    System.arraycopy(later, 0, arrived, size(), later.length);
    return new Replay(arrived, sorted, window);
  }

  /** Made at the first request: a race makes two equal ones and keeps either. */
  PredictiveDistribution.Errors distribution() {
    PredictiveDistribution.@Nullable Errors made = distribution;
    if (made == null) {
      made =
          switch (weighting.kind()) {
            case UNIFORM -> PredictiveDistribution.Errors.of(sorted);
            case DECAY -> PredictiveDistribution.Errors.ofDecaying(weighting.rho(), arrived());
            default -> PredictiveDistribution.Errors.of(sorted, weights());
          };
      distribution = made;
    }
    return made;
  }

  /** Arrivals are counted from the oldest held, so what is gone leaves no trace. */
  void write(BinaryWriter out) {
    int first = nextArrival - arrivals.length;
    int[] counted = Arrays.stream(arrivals).map(arrival -> arrival - first).toArray();
    out.putDoubles(sorted).putInts(counted).putDoubles(own);
  }

  static Scores read(BinaryReader in, Weighting weighting, int window) {
    double[] sorted = Checks.values(in.getDoubles(), "scores");
    int[] arrivals = in.getInts();
    double[] own = in.getDoubles();
    boolean tracked = keepsArrivals(weighting, window);
    boolean weighs = weighting.isByExample();
    Checks.length(tracked ? sorted.length : 0, arrivals.length, "arrivals");
    Checks.length(weighs ? sorted.length : 0, own.length, "weights");
    for (int i = 0; i < sorted.length; i++) {
      if (i > 0 && sorted[i] < sorted[i - 1]) {
        throw in.damaged("score " + i + " is " + sorted[i] + "; expected ascending scores");
      }
      if (tracked && (arrivals[i] < 0 || arrivals[i] >= sorted.length)) {
        throw in.damaged("arrival of score " + i + " is " + arrivals[i] + "; expected one of all");
      }
      Checks.notNegative(weighs ? own[i] : 1, "weight");
    }
    return new Scores(weighting, window, sorted, arrivals, own, arrivals.length);
  }
}
