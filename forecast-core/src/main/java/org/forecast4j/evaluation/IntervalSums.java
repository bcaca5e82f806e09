package org.forecast4j.evaluation;

import java.util.OptionalDouble;
import org.forecast4j.Interval;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/** What the measures of intervals of one confidence are means of. Not thread-safe. */
final class IntervalSums {
  private final double penalty;
  private long n;
  private long hits;
  private long finite;
  private double width;
  private double below;
  private double above;

  IntervalSums(double confidence) {
    penalty = 2 / Ranks.complement(Checks.probability(confidence, "confidence"));
  }

  void add(Interval interval, double actual) {
    n++;
    if (interval.contains(actual)) {
      hits++;
    }
    if (interval.isFinite()) {
      finite++;
      width += interval.width();
      below += penalty * Math.max(0, interval.lower() - actual);
      above += penalty * Math.max(0, actual - interval.upper());
    }
  }

  void add(IntervalSums other) {
    n += other.n;
    hits += other.hits;
    finite += other.finite;
    width += other.width;
    below += other.below;
    above += other.above;
  }

  /** The measures, where so many intervals are of one example and not independent. */
  IntervalMetrics metrics(int intervalsOfOne) {
    return new IntervalMetrics(
        Math.toIntExact(n),
        Estimate.ofShare((double) hits / n, Math.toIntExact(n / intervalsOfOne)),
        (double) (n - finite) / n,
        mean(width),
        mean(below),
        mean(above),
        mean(width + below + above));
  }

  private OptionalDouble mean(double sum) {
    return finite == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / finite);
  }

  void write(BinaryWriter out) {
    out.putLong(n).putLong(hits).putLong(finite);
    out.putDouble(width).putDouble(below).putDouble(above);
  }

  static IntervalSums read(BinaryReader in, double confidence) {
    IntervalSums sums = new IntervalSums(confidence);
    sums.n = in.getLong(1, Long.MAX_VALUE, "number of intervals");
    sums.hits = in.getLong(0, sums.n, "number of hits");
    sums.finite = in.getLong(0, sums.n, "number of finite intervals");
    sums.width = in.getDouble();
    sums.below = in.getDouble();
    sums.above = in.getDouble();
    return sums;
  }
}
