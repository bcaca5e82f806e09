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
  private final double anchor;
  private final int[] rows;
  private final double[] distances;
  private final NeighbourWeighting weighting;
  private final double totalWeight;
  private final double[] path;

  /**
   * What a neighbourhood is put together in.
   *
   * @param weights a place for each neighbour
   */
  record Buffers(double[] weights, LocalRegression regression) {}

  /**
   * The first {@code k} of a ranking.
   *
   * @param ranking sums of terms of the distance with rows, nearest first
   * @param buffers made for at least as many neighbours, in use by nobody else
   */
  Neighbourhood(
      Cases past,
      Pattern pattern,
      Ranking ranking,
      int k,
      DejavuSettings settings,
      Buffers buffers) {
    this.past = past;
    weighting = settings.weighting();
    anchor = past.anchor(pattern);
    rows = new int[k];
    distances = new double[k];
    for (int i = 0; i < k; i++) {
      rows[i] = ranking.id(i);
      distances[i] = settings.distance().ofSum(ranking.key(i));
    }
    double[] weights = buffers.weights();
    for (int i = 0; i < k; i++) {
      weights[i] = weight(i);
    }
    totalWeight = Arrays.stream(weights, 0, k).sum();
    path = path(pattern, settings.aggregation(), buffers);
  }

  private double[] path(Pattern pattern, Aggregation aggregation, Buffers buffers) {
    double[] made =
        switch (aggregation.kind()) {
          case MEAN -> means(buffers.weights());
          case MEDIAN -> medians();
          case LOCAL_LINEAR ->
              buffers
                  .regression()
                  .fit(
                      past, past.regressors(pattern), rows, buffers.weights(), aggregation.ridge());
        };
    for (int step = 0; step < made.length; step++) {
      made[step] += anchor;
    }
    return made;
  }

  /** Up to a common factor. */
  private double weight(int rank) {
    return weighting.weight(distances[rank], distances[0], distances[distances.length - 1]);
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
        i -> new Analog(rows[i], distances[i], weight(i) / totalWeight, past.example(rows[i])));
  }

  /**
   * What the neighbours forecast together: the path of {@link DejavuForecaster#forecast}.
   *
   * @return one value a step
   */
  public double[] path() {
    return path.clone();
  }

  /**
   * How much the neighbours disagree: a measure of how hard this pattern is to forecast.
   *
   * @return for each step the weighted standard deviation of what is taken over from them, in the
   *     units of the values
   */
  public double[] spread() {
    double[] weights = new double[rows.length];
    Arrays.setAll(weights, this::weight);
    double[] means = means(weights);
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

  private double[] means(double[] weights) {
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
    double reached = weight(byResponse.id(0));
    int rank = 0;
    while (reached < needed && rank < rows.length - 1) {
      reached += weight(byResponse.id(++rank));
    }
    return byResponse.key(rank);
  }
}
