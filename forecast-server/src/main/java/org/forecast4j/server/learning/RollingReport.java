package org.forecast4j.server.learning;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.CalibrationReport.Rolling;

/**
 * How the latest outcomes lay in the intervals of the last step. The intervals are those of the
 * state before each outcome, so that none has seen what it is measured on. Not thread-safe.
 */
public final class RollingReport {
  /** At which confidences it is measured, whatever was asked for. */
  public static final List<Double> CONFIDENCES = List.of(0.5, 0.8, 0.9, 0.95, 0.99);

  static final int WINDOW = 1000;
  private static final int PIT_BINS = 10;

  /** From which version on a checkpoint has the weights. */
  private static final int WITH_WEIGHTS = 2;

  private final Deque<Seen> window;

  /**
   * One outcome.
   *
   * @param intervals its interval at each confidence
   * @param transform its place in the distribution
   * @param weights the members' shares before it; empty if none are combined or they are not known
   */
  record Seen(List<Interval> intervals, double actual, double transform, List<Double> weights) {
    Seen {
      weights = List.copyOf(weights);
    }
  }

  RollingReport() {
    this(new ArrayDeque<>());
  }

  private RollingReport(Deque<Seen> window) {
    this.window = window;
  }

  RollingReport copy() {
    return new RollingReport(new ArrayDeque<>(window));
  }

  /**
   * Measures an outcome.
   *
   * @param before the state before it; to be asked before that state learns, since what it folds
   *     for a confidence is carried on only then
   */
  static Seen measure(ConformalWrapper before, OutcomeRecord outcome) {
    IntervalForecast issued = outcome.forecast();
    int last = issued.forecast().horizon() - 1;
    double actual = outcome.actual()[last];
    List<Interval> intervals =
        CONFIDENCES.stream()
            .map(
                confidence ->
                    before.intervals(issued.pattern(), issued.forecast(), confidence).interval())
            .toList();
    double transform =
        before.cdf(issued.pattern(), issued.forecast(), last, actual).orElse(Double.NaN);
    return new Seen(intervals, actual, transform, weights(before));
  }

  private static List<Double> weights(ConformalWrapper before) {
    return before.forecaster() instanceof WeightedEnsemble ensemble
        ? boxed(ensemble.weights())
        : List.of();
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Appends the window. */
  void write(BinaryWriter out) {
    out.putInt(window.size());
    for (Seen seen : window) {
      seen.intervals().forEach(one -> out.putDouble(one.lower()).putDouble(one.upper()));
      out.putDouble(seen.actual()).putDouble(seen.transform());
      out.putDoubles(seen.weights().stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /** Reads what {@link #write} wrote. */
  static RollingReport read(BinaryReader in) {
    RollingReport report = new RollingReport();
    for (int i = in.getInt(0, WINDOW, "number of latest outcomes"); i > 0; i--) {
      List<Interval> intervals =
          CONFIDENCES.stream().map(one -> new Interval(in.getDouble(), in.getDouble())).toList();
      double actual = in.getDouble();
      double transform = in.getDouble();
      double[] weights = in.version() >= WITH_WEIGHTS ? in.getDoubles() : new double[0];
      report.window.addLast(new Seen(intervals, actual, transform, boxed(weights)));
    }
    return report;
  }

  void add(Seen seen) {
    window.addLast(seen);
    if (window.size() > WINDOW) {
      window.removeFirst();
    }
  }

  int size() {
    return window.size();
  }

  List<Rolling> intervals() {
    if (window.isEmpty()) {
      return CONFIDENCES.stream()
          .map(confidence -> new Rolling(confidence, 0, Double.NaN, Double.NaN, Double.NaN))
          .toList();
    }
    return CONFIDENCES.stream()
        .map(
            confidence -> {
              IntervalMetrics metrics = metrics(confidence);
              return new Rolling(
                  confidence,
                  metrics.n(),
                  metrics.coverage().value(),
                  metrics.meanWidth().orElse(Double.NaN),
                  infiniteShare(confidence));
            })
        .toList();
  }

  /** The share of the intervals without an end; one that holds nothing, as methods can say, has. */
  private double infiniteShare(double confidence) {
    int index = CONFIDENCES.indexOf(confidence);
    long infinite =
        window.stream()
            .map(seen -> seen.intervals().get(index))
            .filter(interval -> !interval.isFinite() && !interval.isEmpty())
            .count();
    return (double) infinite / window.size();
  }

  /** The share of the outcomes that the intervals of a confidence covered; NaN without any. */
  double coverage(double confidence) {
    return window.isEmpty() ? Double.NaN : metrics(confidence).coverage().value();
  }

  /** Whether each outcome of the window lay in its interval of a confidence, the oldest first. */
  List<Boolean> covered(double confidence) {
    int index = CONFIDENCES.indexOf(confidence);
    return window.stream()
        .map(seen -> seen.intervals().get(index).contains(seen.actual()))
        .toList();
  }

  /** The share of a member before each outcome of the window it is known of, the oldest first. */
  List<Double> weights(int member) {
    return window.stream()
        .filter(seen -> member < seen.weights().size())
        .map(seen -> seen.weights().get(member))
        .toList();
  }

  private IntervalMetrics metrics(double confidence) {
    int index = CONFIDENCES.indexOf(confidence);
    List<Interval> intervals = window.stream().map(seen -> seen.intervals().get(index)).toList();
    double[] actual = window.stream().mapToDouble(Seen::actual).toArray();
    return IntervalMetrics.of(intervals, actual, confidence);
  }

  /** How many outcomes fell into each tenth of their distribution. */
  double[] pit() {
    double[] transforms =
        window.stream().mapToDouble(Seen::transform).filter(Double::isFinite).toArray();
    return transforms.length == 0
        ? new double[PIT_BINS]
        : Arrays.stream(Metrics.pitHistogram(transforms, PIT_BINS)).asDoubleStream().toArray();
  }
}
