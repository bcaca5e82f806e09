package org.forecast4j.dejavu;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.forecast4j.Analog;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.LazyList;

/**
 * The K past patterns nearest to one pattern, and what followed them: more than the forecast they
 * add up to. Immutable and safe for concurrent use.
 */
public final class Neighbourhood {
  private final Cases past;
  private final double[] regressors;
  private final double anchor;
  private final int[] rows;
  private final double[] distances;

  /** Up to a common factor. */
  private final double[] weights;

  private final double totalWeight;
  private final Aggregation aggregation;

  /**
   * The first {@code k} of a ranking.
   *
   * @param ranking sums of terms of the distance with rows, nearest first
   */
  Neighbourhood(
      Cases past,
      Pattern pattern,
      Ranking ranking,
      int k,
      Distance distance,
      NeighbourWeighting weighting,
      Aggregation aggregation) {
    this.past = past;
    this.aggregation = aggregation;
    regressors = past.regressors(pattern);
    anchor = past.anchor(pattern);
    rows = new int[k];
    distances = new double[k];
    for (int i = 0; i < k; i++) {
      rows[i] = ranking.id(i);
      distances[i] = distance.ofSum(ranking.key(i));
    }
    weights = weighting.weights(distances);
    totalWeight = Arrays.stream(weights).sum();
  }

  /**
   * The number of neighbours.
   *
   * @return K
   */
  public int size() {
    return rows.length;
  }

  /**
   * The neighbours, nearest first, ties in the order of the database. The weights are those of the
   * {@link NeighbourWeighting} and sum to 1; median and local linear forecasts start from them.
   *
   * @return K analogs, each made when it is read; the list keeps the database it rests on
   */
  public List<Analog> analogs() {
    return LazyList.of(
        rows.length,
        i -> new Analog(rows[i], distances[i], weights[i] / totalWeight, past.example(rows[i])));
  }

  /**
   * What the neighbours forecast together: the path of {@link DejavuForecaster#forecast}.
   *
   * @return one value a step
   */
  public double[] path() {
    double[] path =
        switch (aggregation.kind()) {
          case MEAN -> means();
          case MEDIAN -> medians();
          case LOCAL_LINEAR -> localLinear();
        };
    for (int step = 0; step < path.length; step++) {
      path[step] += anchor;
    }
    return path;
  }

  /**
   * How much the neighbours disagree: a measure of how hard this pattern is to forecast.
   *
   * @return for each step the weighted standard deviation of what is taken over from them, in the
   *     units of the values
   */
  public double[] spread() {
    double[] means = means();
    double[] spread = new double[means.length];
    for (int i = 0; i < rows.length; i++) {
      for (int step = 0; step < spread.length; step++) {
        double deviation = past.response(rows[i], step) - means[step];
        spread[step] += weights[i] * deviation * deviation;
      }
    }
    for (int step = 0; step < spread.length; step++) {
      spread[step] = Math.sqrt(spread[step] / totalWeight);
    }
    return spread;
  }

  /**
   * A quantile of what the neighbours say: their outcomes, or the pattern's last value plus their
   * changes. O(K log K).
   *
   * @param step from 0, the first value after the pattern
   * @param probability strictly between 0 and 1
   * @return the smallest such value that, with those below it, has {@code probability} of the
   *     weight
   * @throws IllegalArgumentException if the probability is not strictly between 0 and 1
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double quantile(int step, double probability) {
    Checks.probability(probability, "probability");
    Objects.checkIndex(step, past.horizon());
    return anchor + responseQuantile(step, probability);
  }

  private double[] means() {
    double[] means = new double[past.horizon()];
    for (int i = 0; i < rows.length; i++) {
      for (int step = 0; step < means.length; step++) {
        means[step] += weights[i] * past.response(rows[i], step);
      }
    }
    for (int step = 0; step < means.length; step++) {
      means[step] /= totalWeight;
    }
    return means;
  }

  private double[] medians() {
    double[] medians = new double[past.horizon()];
    Arrays.setAll(medians, step -> responseQuantile(step, 0.5));
    return medians;
  }

  private double responseQuantile(int step, double probability) {
    Ranking byResponse = new Ranking(rows.length);
    for (int i = 0; i < rows.length; i++) {
      byResponse.add(past.response(rows[i], step), i);
    }
    byResponse.sort();
    double needed = probability * totalWeight * (1 - 1e-12);
    double reached = weights[byResponse.id(0)];
    int rank = 0;
    while (reached < needed && rank < rows.length - 1) {
      reached += weights[byResponse.id(++rank)];
    }
    return byResponse.key(rank);
  }

  private double[] localLinear() {
    LocalRegression regression = new LocalRegression(regressors, past.horizon());
    for (int i = 0; i < rows.length; i++) {
      regression.add(past, rows[i], weights[i]);
    }
    return regression.fit(aggregation.ridge());
  }
}
