package org.forecast4j.dejavu;

import java.util.List;
import org.forecast4j.Pattern;

/** The examples of a database in the form in which forecasts are put together from them. */
final class Past {
  private static final int REGRESSORS_OF_VALUES = 2;

  private final Target target;
  private final List<String> covariates;
  private final int horizon;

  /** Row-major: what is taken over from each example, one value a step. */
  private final double[] responses;

  /** Row-major: last value, mean value, covariates. */
  private final double[] regressors;

  Past(PatternDatabase database, Target target, List<String> covariates) {
    this.target = target;
    this.covariates = covariates;
    horizon = database.shape().horizon();
    responses = new double[database.size() * horizon];
    regressors = new double[Math.multiplyExact(database.size(), regressorCount())];
    for (int row = 0; row < database.size(); row++) {
      double origin = target == Target.CHANGE ? database.last(row) : 0;
      for (int step = 0; step < horizon; step++) {
        responses[row * horizon + step] = database.outcome(row, step) - origin;
      }
      int at = row * regressorCount();
      regressors[at] = database.last(row);
      regressors[at + 1] = mean(database.values(row));
    }
    for (int i = 0; i < covariates.size(); i++) {
      double[] column = database.column(covariates.get(i));
      for (int row = 0; row < column.length; row++) {
        regressors[row * regressorCount() + REGRESSORS_OF_VALUES + i] = column[row];
      }
    }
  }

  int horizon() {
    return horizon;
  }

  int regressorCount() {
    return REGRESSORS_OF_VALUES + covariates.size();
  }

  /** What is added to what the neighbours say. */
  double anchor(Pattern pattern) {
    return target == Target.CHANGE ? pattern.last() : 0;
  }

  double response(int row, int step) {
    return responses[row * horizon + step];
  }

  /** Copies an example's used regressors, then its responses, one a column. */
  void copy(int row, int[] used, int count, double[][] columns, int place) {
    int at = row * regressorCount();
    for (int i = 0; i < count; i++) {
      columns[i][place] = regressors[at + used[i]];
    }
    for (int step = 0; step < horizon; step++) {
      columns[count + step][place] = responses[row * horizon + step];
    }
  }

  /** Those of a pattern; NaN for a covariate it lacks. */
  double[] regressors(Pattern pattern) {
    double[] result = new double[regressorCount()];
    result[0] = pattern.last();
    result[1] = mean(pattern.values());
    for (int i = 0; i < covariates.size(); i++) {
      result[REGRESSORS_OF_VALUES + i] =
          pattern.covariates().getOrDefault(covariates.get(i), Double.NaN);
    }
    return result;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
