package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Covariates as the inputs of a regression. Each is one column, standardised; one of 3 to {@value
 * #MOST_CATEGORIES} different whole numbers also is a column for each of them, and two such are one
 * for each pair, unless those are too many. A value that is not known has no part in any column,
 * which is to say it counts as the mean.
 */
final class CovariateRows {
  private static final int FEWEST_CATEGORIES = 3;
  private static final int MOST_CATEGORIES = 31;
  private static final int MOST_PAIRS = 200;
  private static final int NONE = -1;

  /** The columns of one place, and what stands in them. */
  record Row(int[] columns, double[] inputs) {
    double times(double[] coefficients) {
      double sum = 0;
      for (int i = 0; i < columns.length; i++) {
        sum += coefficients[columns[i]] * inputs[i];
      }
      return sum;
    }
  }

  /**
   * One covariate.
   *
   * @param deviation 0 if it never varies: then it has no column
   * @param categories the place of each value among the values; empty if it is a quantity
   */
  private record Encoding(
      double mean, double deviation, NavigableMap<Double, Integer> categories) {}

  private final KnownCovariates covariates;
  private final List<Encoding> encodings;
  private final int count;

  private CovariateRows(KnownCovariates covariates, List<Encoding> encodings) {
    this.covariates = covariates;
    this.encodings = encodings;
    int columns = 0;
    for (int i = 0; i < encodings.size(); i++) {
      columns += 1 + categories(i);
      for (int j = 0; j < i; j++) {
        columns += pairs(i, j);
      }
    }
    count = columns;
  }

  /** Learns from all series what the values of each covariate are like. */
  static CovariateRows of(List<TimeSeries> series, KnownCovariates covariates) {
    List<Encoding> encodings = new ArrayList<>();
    for (int i = 0; i < covariates.count(); i++) {
      encodings.add(encoding(series, covariates, i));
    }
    return new CovariateRows(covariates, encodings);
  }

  private static Encoding encoding(
      List<TimeSeries> series, KnownCovariates covariates, int covariate) {
    NavigableMap<Double, Integer> categories = new TreeMap<>();
    boolean whole = true;
    double sum = 0;
    double squares = 0;
    long known = 0;
    for (TimeSeries each : series) {
      for (int place = 0; place < each.length(); place++) {
        double value = covariates.value(each, covariate, place);
        if (!Double.isNaN(value)) {
          sum += value;
          squares += value * value;
          known++;
          whole &= value == Math.rint(value);
          if (categories.size() <= MOST_CATEGORIES) {
            categories.put(value, 0);
          }
        }
      }
    }
    double mean = known == 0 ? 0 : sum / known;
    double variance = known == 0 ? 0 : squares / known - mean * mean;
    boolean constant = categories.size() < 2 || !(variance > 0);
    if (!whole || categories.size() < FEWEST_CATEGORIES || categories.size() > MOST_CATEGORIES) {
      categories.clear();
    }
    int place = 0;
    for (Double value : List.copyOf(categories.keySet())) {
      categories.put(value, place++);
    }
    return new Encoding(mean, constant ? 0 : Math.sqrt(variance), categories);
  }

  private int categories(int covariate) {
    return encodings.get(covariate).categories.size();
  }

  private int pairs(int covariate, int other) {
    int pairs = categories(covariate) * categories(other);
    return pairs <= MOST_PAIRS ? pairs : 0;
  }

  /** How many columns there are. */
  int count() {
    return count;
  }

  /** The rows of a range of places. */
  Row[] of(TimeSeries series, int from, int to) {
    Row[] rows = new Row[to - from];
    Arrays.setAll(rows, i -> row(series, from + i));
    return rows;
  }

  private Row row(TimeSeries series, int place) {
    int[] columns = new int[encodings.size() * (encodings.size() + 3) / 2];
    double[] inputs = new double[columns.length];
    int filled = 0;
    int next = 0;
    int[] category = new int[encodings.size()];
    for (int i = 0; i < category.length; i++) {
      Encoding encoding = encodings.get(i);
      double value = covariates.value(series, i, place);
      if (!Double.isNaN(value) && encoding.deviation > 0) {
        columns[filled] = next;
        inputs[filled++] = (value - encoding.mean) / encoding.deviation;
      }
      next++;
      category[i] = encoding.categories.getOrDefault(value, NONE);
      if (category[i] != NONE) {
        columns[filled] = next + category[i];
        inputs[filled++] = 1;
      }
      next += categories(i);
      for (int j = 0; j < i; j++) {
        if (pairs(i, j) > 0 && category[i] != NONE && category[j] != NONE) {
          columns[filled] = next + category[i] * categories(j) + category[j];
          inputs[filled++] = 1;
        }
        next += pairs(i, j);
      }
    }
    return new Row(Arrays.copyOf(columns, filled), Arrays.copyOf(inputs, filled));
  }
}
