package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Checks;

/**
 * The mean absolute error on the nearest examples, shrunk halfway to the mean over all.
 *
 * @param errors absolute errors, one row a step
 */
record NeighbourErrors(double[][] changes, double[][] errors, double[] mean, int k)
    implements Difficulty {
  static NeighbourErrors of(Forecaster forecaster, List<LabeledPattern> examples, int k) {
    Checks.atLeast(1, k, "k");
    int n = Checks.atLeast(k, examples.size(), "number of examples");
    double[][] errors = ErrorRows.of(forecaster, examples);
    double[][] changes = new double[n][];
    Arrays.setAll(changes, i -> changes(examples.get(i).pattern()));
    double[] mean = new double[errors.length];
    for (int step = 0; step < mean.length; step++) {
      for (int i = 0; i < n; i++) {
        errors[step][i] = Math.abs(errors[step][i]);
        mean[step] += errors[step][i] / n;
      }
      Checks.positive(mean[step], "mean error of step " + step);
    }
    return new NeighbourErrors(changes, errors, mean, k);
  }

  private static double[] changes(Pattern pattern) {
    double[] changes = pattern.values();
    for (int i = 0; i < changes.length; i++) {
      changes[i] = pattern.last() - changes[i];
    }
    return changes;
  }

  @Override
  public double[] of(Pattern pattern, Forecast forecast) {
    int[] nearest = nearest(pattern);
    double[] difficulties = mean.clone();
    for (int step = 0; step < difficulties.length; step++) {
      double sum = 0;
      for (int i : nearest) {
        sum += errors[step][i];
      }
      difficulties[step] = 0.5 * (sum / k + mean[step]);
    }
    return difficulties;
  }

  private int[] nearest(Pattern pattern) {
    double[] query = changes(pattern);
    double[] nearest = new double[k];
    int[] who = new int[k];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int i = 0; i < changes.length; i++) {
      double distance = squaredDistance(query, changes[i]);
      int place = k;
      while (place > 0 && distance < nearest[place - 1]) {
        place--;
      }
      if (place < k) {
        System.arraycopy(nearest, place, nearest, place + 1, k - place - 1);
        System.arraycopy(who, place, who, place + 1, k - place - 1);
        nearest[place] = distance;
        who[place] = i;
      }
    }
    return who;
  }

  private static double squaredDistance(double[] a, double[] b) {
    Checks.length(b.length, a.length, "pattern");
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
