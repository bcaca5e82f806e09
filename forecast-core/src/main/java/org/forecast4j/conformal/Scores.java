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
 * The conformity scores held: sorted, weighted, with the order they came in. Adding one takes O(log
 * n) and gives a new value; so do quantiles, except that the first look at weighted scores adds up
 * their weights, one after the other, in O(n).
 */
final class Scores extends Atoms {
  private final Weighting weighting;

  /** The most scores held; the oldest makes room. */
  private final int window;

  /** With arrivals, counted up, and own weights where they make a difference. */
  private final ScoreTree tree;

  private final int nextArrival;

  /** The weights up to and including each score's; unused where all are 1. */
  private double @Nullable [] sums;

  private PredictiveDistribution.@Nullable Errors distribution;

  private Scores(Weighting weighting, int window, ScoreTree tree, int nextArrival) {
    this.weighting = weighting;
    this.window = window;
    this.tree = tree;
    this.nextArrival = nextArrival;
  }

  /** Scores in the order they came, with the weights they bring along. */
  static Scores of(Weighting weighting, int window, double[] scores, double[] own) {
    int from = Math.max(0, scores.length - window);
    if (!keepsArrivals(weighting, window)) {
      double[] sorted = scores.clone();
      Arrays.sort(sorted);
      return new Scores(weighting, window, ScoreTree.of(sorted, new int[0], new double[0]), 0);
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
    return checked(weighting, window, sorted, arrivals, sortedOwn);
  }

  /** Scores whose weights can be added up. */
  private static Scores checked(
      Weighting weighting, int window, double[] sorted, int[] arrivals, double[] own) {
    ScoreTree tree = ScoreTree.of(sorted, arrivals, own);
    Scores scores = new Scores(weighting, window, tree, arrivals.length);
    if (!weighting.isUniform()) {
      double[] unused = scores.sums();
    }
    return scores;
  }

  private static boolean keepsArrivals(Weighting weighting, int window) {
    return !weighting.isUniform() || window < Integer.MAX_VALUE;
  }

  /** One weight a score, in the order of the scores. */
  private double[] weights() {
    if (!weighting.isByAge()) {
      return tree.own();
    }
    int[] arrivals = tree.arrivals();
    double[] byAge = weighting.byAge(arrivals.length);
    double[] weights = new double[arrivals.length];
    Arrays.setAll(weights, i -> byAge[nextArrival - arrivals[i]]);
    return weights;
  }

  /** Made at the first request: a race makes two equal ones and keeps either. */
  private double[] sums() {
    double[] made = sums;
    if (made == null) {
      made = summed(weights());
      sums = made;
    }
    return made;
  }

  /** These scores and one more, without the oldest if there is no room. */
  Scores with(double score, double weight) {
    boolean tracked = keepsArrivals(weighting, window);
    ScoreTree kept = size() < window ? tree : tree.withoutOldest();
    ScoreTree next =
        kept.with(
            score,
            tracked ? nextArrival : ScoreTree.UNTRACKED,
            weighting.isByExample() ? weight : ScoreTree.UNWEIGHTED);
    return new Scores(weighting, window, next, tracked ? nextArrival + 1 : 0);
  }

  @Override
  public int size() {
    return tree.size();
  }

  @Override
  public double value(int index) {
    return tree.value(index);
  }

  @Override
  public double massOf(int count) {
    return isUnweighted() ? count : count == 0 ? 0 : sums()[count - 1];
  }

  @Override
  public boolean isUnweighted() {
    return weighting.isUniform();
  }

  @Override
  public int countBelow(double value) {
    return tree.countBelow(value);
  }

  @Override
  protected double unattainable() {
    return weighting.unattainable();
  }

  /** The scores in the order they came, if that is known. */
  private double[] arrived() {
    double[] sorted = tree.values();
    int[] arrivals = tree.arrivals();
    if (arrivals.length == 0) {
      return sorted;
    }
    double[] arrived = new double[sorted.length];
    int first = nextArrival - arrived.length;
    for (int i = 0; i < arrived.length; i++) {
      arrived[arrivals[i] - first] = sorted[i];
    }
    return arrived;
  }

  /**
   * These scores as they were before each of some later ones came; all must count the same, or be
   * what {@link DecayedReplay#isFor}.
   */
  Replay replay(double[] later) {
    double[] arrived = Arrays.copyOf(arrived(), size() + later.length);
    System.arraycopy(later, 0, arrived, size(), later.length);
    if (weighting.isUniform()) {
      return new Replay(arrived, tree.values(), window);
    }
    int first = nextArrival - size();
    int[] order = tree.arrivals();
    Arrays.setAll(order, i -> order[i] - first);
    return new DecayedReplay(weighting, arrived, tree.values(), order, window);
  }

  /** Made at the first request: a race makes two equal ones and keeps either. */
  PredictiveDistribution.Errors distribution() {
    PredictiveDistribution.@Nullable Errors made = distribution;
    if (made == null) {
      made =
          switch (weighting.kind()) {
            case UNIFORM -> PredictiveDistribution.Errors.of(tree.values());
            case DECAY -> PredictiveDistribution.Errors.ofDecaying(weighting.rho(), arrived());
            default -> PredictiveDistribution.Errors.of(tree.values(), weights());
          };
      distribution = made;
    }
    return made;
  }

  /** Arrivals are counted from the oldest held, so what is gone leaves no trace. */
  void write(BinaryWriter out) {
    int[] arrivals = tree.arrivals();
    int first = nextArrival - arrivals.length;
    int[] counted = Arrays.stream(arrivals).map(arrival -> arrival - first).toArray();
    out.putDoubles(tree.values()).putInts(counted).putDoubles(tree.own());
  }

  static Scores read(BinaryReader in, Weighting weighting, int window) {
    double[] sorted = Checks.values(in.getDoubles(), "scores");
    int[] arrivals = in.getInts();
    double[] own = in.getDoubles();
    boolean tracked = keepsArrivals(weighting, window);
    boolean weighs = weighting.isByExample();
    Checks.length(tracked ? sorted.length : 0, arrivals.length, "arrivals");
    Checks.length(weighs ? sorted.length : 0, own.length, "weights");
    requireEachOnce(in, arrivals);
    for (int i = 0; i < sorted.length; i++) {
      if (i > 0 && sorted[i] < sorted[i - 1]) {
        throw in.damaged("score " + i + " is " + sorted[i] + "; expected ascending scores");
      }
      Checks.notNegative(weighs ? own[i] : 1, "weight");
    }
    return checked(weighting, window, sorted, arrivals, own);
  }

  private static void requireEachOnce(BinaryReader in, int[] arrivals) {
    boolean[] came = new boolean[arrivals.length];
    for (int i = 0; i < arrivals.length; i++) {
      if (arrivals[i] < 0 || arrivals[i] >= arrivals.length || came[arrivals[i]]) {
        throw in.damaged(
            "arrival of score "
                + i
                + " is "
                + arrivals[i]
                + "; expected each from 0 to "
                + (arrivals.length - 1)
                + " once");
      }
      came[arrivals[i]] = true;
    }
  }
}
