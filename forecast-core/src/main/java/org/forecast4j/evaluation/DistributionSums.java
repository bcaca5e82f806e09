package org.forecast4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/** What the measures of predictive distributions are means of. Not thread-safe. */
final class DistributionSums {
  private static final int BINS = Evaluation.PIT_BINS;

  private long n;
  private double crps;
  private double wholeCrps;
  private double medianErrors;
  private boolean isWhole = true;
  private final int[] pit = new int[BINS];

  void add(PredictiveDistribution distribution, double actual) {
    PredictiveDistribution whole = distribution.onWholeNumbers();
    n++;
    crps += distribution.crps(actual);
    wholeCrps += whole.crps(actual);
    medianErrors += Math.abs(whole.median() - actual);
    isWhole &= actual == Math.rint(actual);
    pit[Metrics.bin(distribution.cdf(actual), BINS)]++;
  }

  void add(DistributionSums other) {
    n += other.n;
    crps += other.crps;
    wholeCrps += other.wholeCrps;
    medianErrors += other.medianErrors;
    isWhole &= other.isWhole;
    for (int bin = 0; bin < BINS; bin++) {
      pit[bin] += other.pit[bin];
    }
  }

  OptionalDouble crps() {
    return mean(crps, true);
  }

  OptionalDouble wholeCrps() {
    return mean(wholeCrps, isWhole);
  }

  OptionalDouble wholeMedianMae() {
    return mean(medianErrors, isWhole);
  }

  List<Integer> pit() {
    return n == 0 ? List.of() : Arrays.stream(pit).boxed().toList();
  }

  private OptionalDouble mean(double sum, boolean isDefined) {
    return n == 0 || !isDefined ? OptionalDouble.empty() : OptionalDouble.of(sum / n);
  }

  void write(BinaryWriter out) {
    out.putLong(n).putDouble(crps).putDouble(wholeCrps).putDouble(medianErrors);
    out.putInt(isWhole ? 1 : 0).putInts(pit);
  }

  static DistributionSums read(BinaryReader in) {
    DistributionSums sums = new DistributionSums();
    sums.n = in.getLong(0, Long.MAX_VALUE, "number of distributions");
    sums.crps = in.getDouble();
    sums.wholeCrps = in.getDouble();
    sums.medianErrors = in.getDouble();
    sums.isWhole = in.getInt(0, 1, "whether outcomes are whole") == 1;
    int[] counts = in.getInts();
    if (counts.length != BINS) {
      throw in.damaged(counts.length + " bins; expected " + BINS);
    }
    System.arraycopy(counts, 0, sums.pit, 0, BINS);
    return sums;
  }
}
