package org.forecast4j.dejavu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;

/** Dejavu as the text books have it: all distances, sorted. Shares no code with the real one. */
record BruteForce(
    List<LabeledPattern> past,
    int k,
    String distance,
    int radius,
    Scaling scaling,
    String weighting,
    double bandwidth,
    String aggregation,
    double ridge,
    Target target,
    TreeMap<String, Double> covariates) {

  record Neighbour(int index, double distance, LabeledPattern example) {}

  List<Neighbour> neighbours(Pattern query) {
    List<Neighbour> all = new ArrayList<>();
    for (int i = 0; i < past.size(); i++) {
      all.add(new Neighbour(i, distance(query, past.get(i).pattern()), past.get(i)));
    }
    all.sort(Comparator.comparingDouble(Neighbour::distance).thenComparing(Neighbour::index));
    return all.subList(0, k);
  }

  double distance(Pattern a, Pattern b) {
    double[] x = scaled(a.values());
    double[] y = scaled(b.values());
    double squares = 0;
    double magnitudes = 0;
    for (Map.Entry<String, Double> covariate : covariates.entrySet()) {
      double at = a.covariates().getOrDefault(covariate.getKey(), Double.NaN);
      double of = b.covariates().getOrDefault(covariate.getKey(), Double.NaN);
      if (!Double.isNaN(at)) {
        double difference = covariate.getValue() * at - covariate.getValue() * of;
        squares += difference * difference;
        magnitudes += Math.abs(difference);
      }
    }
    return switch (distance) {
      case "euclidean" -> Math.sqrt(squared(x, y) + squares);
      case "manhattan" -> absolute(x, y) + magnitudes;
      case "correlation" -> oneMinusCorrelation(x, y) + magnitudes;
      case "dtw" -> Math.sqrt(warped(x, y) + squares);
      default -> throw new AssertionError(distance);
    };
  }

  private double[] scaled(double[] values) {
    int n = values.length;
    double[] scaled = values.clone();
    double mean = 0;
    for (double value : values) {
      mean += value;
    }
    mean /= n;
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(variance / n);
    for (int i = 0; i < n; i++) {
      switch (scaling) {
        case NONE -> {}
        case ORIGIN -> scaled[i] = values[i] - values[n - 1];
        case Z_SCORE -> scaled[i] = deviation < 1e-9 ? 0 : (values[i] - mean) / deviation;
      }
    }
    return scaled;
  }

  private static double squared(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return sum;
  }

  private static double absolute(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.abs(x[i] - y[i]);
    }
    return sum;
  }

  private static double oneMinusCorrelation(double[] x, double[] y) {
    double xx = covariance(x, x);
    double yy = covariance(y, y);
    if (xx < 1e-9 || yy < 1e-9) {
      return xx < 1e-9 && yy < 1e-9 ? 0 : 1;
    }
    return 1 - covariance(x, y) / Math.sqrt(xx * yy);
  }

  private static double covariance(double[] x, double[] y) {
    double xSum = 0;
    double ySum = 0;
    for (int i = 0; i < x.length; i++) {
      xSum += x[i];
      ySum += y[i];
    }
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - xSum / x.length) * (y[i] - ySum / x.length);
    }
    return sum;
  }

  private double warped(double[] x, double[] y) {
    int n = x.length;
    double[][] cost = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double before = i == 0 && j == 0 ? 0 : Double.POSITIVE_INFINITY;
        if (i > 0) {
          before = Math.min(before, cost[i - 1][j]);
        }
        if (j > 0) {
          before = Math.min(before, cost[i][j - 1]);
        }
        if (i > 0 && j > 0) {
          before = Math.min(before, cost[i - 1][j - 1]);
        }
        cost[i][j] =
            Math.abs(i - j) > radius
                ? Double.POSITIVE_INFINITY
                : before + (x[i] - y[j]) * (x[i] - y[j]);
      }
    }
    return cost[n - 1][n - 1];
  }

  /** Shares that sum to 1. */
  double[] weights(List<Neighbour> neighbours) {
    double farthest = neighbours.get(k - 1).distance();
    double[] weights = new double[k];
    double total = 0;
    for (int i = 0; i < k; i++) {
      double d = neighbours.get(i).distance();
      weights[i] =
          switch (weighting) {
            case "uniform" -> 1;
            case "gaussian" -> {
              double relative = farthest == 0 ? 0 : d / farthest;
              yield Math.exp(-relative * relative / (2 * bandwidth * bandwidth));
            }
            case "inverse-distance" -> {
              boolean exact = neighbours.get(0).distance() == 0;
              yield exact ? (d == 0 ? 1 : 0) : 1 / d;
            }
            default -> throw new AssertionError(weighting);
          };
      total += weights[i];
    }
    for (int i = 0; i < k; i++) {
      weights[i] /= total;
    }
    return weights;
  }

  double[] path(Pattern query, List<Neighbour> neighbours) {
    double[] weights = weights(neighbours);
    double[] path = new double[past.get(0).outcome().length];
    for (int step = 0; step < path.length; step++) {
      double[] responses = new double[k];
      for (int i = 0; i < k; i++) {
        LabeledPattern example = neighbours.get(i).example();
        double origin = target == Target.CHANGE ? example.pattern().last() : 0;
        responses[i] = example.outcome(step) - origin;
      }
      path[step] =
          (target == Target.CHANGE ? query.last() : 0)
              + switch (aggregation) {
                case "mean" -> mean(responses, weights);
                case "median" -> median(responses, weights);
                case "local-linear" -> localLinear(query, neighbours, responses, weights);
                default -> throw new AssertionError(aggregation);
              };
    }
    return path;
  }

  private static double mean(double[] responses, double[] weights) {
    double mean = 0;
    for (int i = 0; i < responses.length; i++) {
      mean += weights[i] * responses[i];
    }
    return mean;
  }

  private static double median(double[] responses, double[] weights) {
    double least = Double.POSITIVE_INFINITY;
    for (double candidate : responses) {
      double below = 0;
      for (int i = 0; i < responses.length; i++) {
        below += responses[i] <= candidate ? weights[i] : 0;
      }
      if (below >= 0.5 - 1e-12) {
        least = Math.min(least, candidate);
      }
    }
    return least;
  }

  /** Normal equations with an intercept, by Gaussian elimination with pivoting. */
  private double localLinear(
      Pattern query, List<Neighbour> neighbours, double[] responses, double[] weights) {
    double[][] rows = new double[k][];
    for (int i = 0; i < k; i++) {
      rows[i] = regressors(neighbours.get(i).example().pattern(), query);
    }
    double[] at = regressors(query, query);
    int n = at.length;
    double[][] system = new double[n + 1][n + 2];
    for (int i = 0; i < k; i++) {
      double[] x = new double[n + 1];
      x[0] = 1;
      for (int j = 0; j < n; j++) {
        x[j + 1] = rows[i][j] - at[j];
      }
      for (int a = 0; a <= n; a++) {
        for (int b = 0; b <= n; b++) {
          system[a][b] += weights[i] * x[a] * x[b];
        }
        system[a][n + 1] += weights[i] * x[a] * responses[i];
      }
    }
    for (int a = 1; a <= n; a++) {
      double variance = system[a][a] - system[0][a] * system[0][a];
      system[a][a] += variance < 1e-9 ? 1e30 : ridge * variance;
    }
    return solve(system)[0];
  }

  private double[] regressors(Pattern pattern, Pattern query) {
    List<Double> list = new ArrayList<>();
    list.add(pattern.last());
    double sum = 0;
    for (double value : pattern.values()) {
      sum += value;
    }
    list.add(sum / pattern.length());
    for (String name : covariates.keySet()) {
      if (query.covariates().containsKey(name)) {
        list.add(pattern.covariates().getOrDefault(name, Double.NaN));
      }
    }
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] solve(double[][] system) {
    int n = system.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column; row < n; row++) {
        if (Math.abs(system[row][column]) > Math.abs(system[pivot][column])) {
          pivot = row;
        }
      }
      double[] swap = system[column];
      system[column] = system[pivot];
      system[pivot] = swap;
      for (int row = 0; row < n; row++) {
        double factor = system[row][column] / system[column][column];
        for (int j = column; row != column && j <= n; j++) {
          system[row][j] -= factor * system[column][j];
        }
      }
    }
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = system[i][n] / system[i][i];
    }
    return x;
  }
}
