package org.forecast4j.series;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How much each member counts in a panel. Fitted weights err least over the whole paths of past
 * forecasts, in the units of each series; they are then drawn to equal ones, three quarters of the
 * way unless they gain much, because the past of a panel says little about small differences.
 */
final class PanelWeights {
  private static final int FEWEST_CASES = 20;
  private static final double FINEST_MOVE = 1.0 / 256;

  /** How far fitted weights are trusted that gain little. */
  private static final double LEAST_TRUST = 0.25;

  /** Weights that gain as much over equal ones in the past are trusted wholly. */
  private static final double CONVINCING_GAIN = 0.2;

  private PanelWeights() {}

  static double[] equal(int members) {
    double[] weights = new double[members];
    Arrays.fill(weights, 1.0 / members);
    return weights;
  }

  /** Equal weights if there are too few cases that all members forecast. */
  static double[] fit(List<PanelCase> cases, int members) {
    List<PanelCase> complete =
        cases.stream()
            .filter(each -> IntStream.range(0, members).allMatch(each::isMeasured))
            .toList();
    double[] weights = equal(members);
    if (complete.size() < FEWEST_CASES) {
      return weights;
    }
    double least = error(complete, weights);
    for (double move = 0.25; move >= FINEST_MOVE; move /= 2) {
      boolean improved = true;
      while (improved) {
        improved = false;
        for (int from = 0; from < members; from++) {
          for (int to = 0; to < members; to++) {
            double[] moved = moved(weights, from, to, move);
            double error = moved == weights ? least : error(complete, moved);
            if (error < least) {
              least = error;
              weights = moved;
              improved = true;
            }
          }
        }
      }
    }
    double gain = 1 - least / error(complete, equal(members));
    double trust = Math.max(LEAST_TRUST, Math.min(1, gain / CONVINCING_GAIN));
    double[] fitted = weights;
    Arrays.setAll(fitted, i -> trust * fitted[i] + (1 - trust) / members);
    return fitted;
  }

  /** The same weights if there is not so much to move. */
  private static double[] moved(double[] weights, int from, int to, double move) {
    if (from == to || weights[from] <= 0) {
      return weights;
    }
    double[] moved = weights.clone();
    double amount = Math.min(move, weights[from]);
    moved[from] -= amount;
    moved[to] += amount;
    return moved;
  }

  private static double error(List<PanelCase> cases, double[] weights) {
    double sum = 0;
    for (PanelCase each : cases) {
      double[] path = path(each.paths(), weights);
      double error = 0;
      int known = 0;
      for (int step = 0; step < path.length; step++) {
        if (!Double.isNaN(each.actual()[step])) {
          error += Math.abs(path[step] - each.actual()[step]);
          known++;
        }
      }
      sum += error / known / each.unit();
    }
    return sum;
  }

  /**
   * The weighted mean of the members that forecast; of equal weights if all their weights are 0.
   *
   * @param paths at least one that is not null; there may be more than weights
   */
  static double[] path(double[] @Nullable [] paths, double[] weights) {
    double[] shares = shares(paths, weights);
    double[] mean = {};
    for (int i = 0; i < weights.length; i++) {
      double[] path = paths[i];
      if (path != null) {
        mean = mean.length == 0 ? new double[path.length] : mean;
        for (int step = 0; step < path.length; step++) {
          mean[step] += shares[i] * path[step];
        }
      }
    }
    return mean;
  }

  /** The weights of the members that forecast, of a sum of 1; 0 for the others. */
  static double[] shares(double[] @Nullable [] paths, double[] weights) {
    double[] shares = new double[weights.length];
    double sum = 0;
    int present = 0;
    for (int i = 0; i < shares.length; i++) {
      if (paths[i] != null) {
        shares[i] = weights[i];
        sum += weights[i];
        present++;
      }
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] = sum > 0 ? shares[i] / sum : paths[i] == null ? 0 : 1.0 / present;
    }
    return shares;
  }
}
