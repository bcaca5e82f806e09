package org.forecast4j.dejavu;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;

/**
 * Examples in the form in which forecasts are put together from them: a row of numbers each, the
 * regressors (last value, mean value, covariates), then what is taken over from it, one value a
 * step. Immutable: one with an example more shares all but the last chunk with this one.
 */
final class Past {
  private static final int REGRESSORS_OF_VALUES = 2;
  private static final int CHUNK = 128;

  private final Target target;
  private final List<String> covariates;
  private final int horizon;
  private final int width;

  /** By chunk, row-major, so that an example's are in the cache together. */
  private final double[][] chunks;

  private final int size;

  private Past(Target target, List<String> covariates, int horizon, double[][] chunks, int size) {
    this.target = target;
    this.covariates = covariates;
    this.horizon = horizon;
    this.chunks = chunks;
    this.size = size;
    width = REGRESSORS_OF_VALUES + covariates.size() + horizon;
  }

  static Past of(PatternDatabase database, Target target, List<String> covariates) {
    int size = database.size();
    double[][] chunks = new double[(size + CHUNK - 1) / CHUNK][];
    Past past = new Past(target, covariates, database.shape().horizon(), chunks, size);
    Arrays.setAll(chunks, chunk -> new double[Math.min(CHUNK, size - chunk * CHUNK) * past.width]);
    for (int row = 0; row < size; row++) {
      past.put(row, database);
    }
    return past;
  }

  private void put(int row, PatternDatabase database) {
    double[] chunk = chunks[row / CHUNK];
    int at = at(row);
    chunk[at] = database.last(row);
    chunk[at + 1] = mean(database.values(row));
    for (int i = 0; i < covariates.size(); i++) {
      chunk[at + REGRESSORS_OF_VALUES + i] = database.column(covariates.get(i))[row];
    }
    double origin = origin(database.last(row));
    for (int step = 0; step < horizon; step++) {
      chunk[at + regressorCount() + step] = database.outcome(row, step) - origin;
    }
  }

  private int at(int row) {
    return row % CHUNK * width;
  }

  /** With one more example. */
  Past with(LabeledPattern example) {
    int place = at(size);
    double[][] next = Arrays.copyOf(chunks, size / CHUNK + 1);
    double[] chunk =
        place == 0 ? new double[width] : Arrays.copyOf(next[size / CHUNK], place + width);
    next[size / CHUNK] = chunk;
    double[] regressors = regressors(example.pattern());
    System.arraycopy(regressors, 0, chunk, place, regressors.length);
    double origin = anchor(example.pattern());
    for (int step = 0; step < horizon; step++) {
      chunk[place + regressors.length + step] = example.outcome(step) - origin;
    }
    return new Past(target, covariates, horizon, next, size + 1);
  }

  int horizon() {
    return horizon;
  }

  int regressorCount() {
    return REGRESSORS_OF_VALUES + covariates.size();
  }

  private double origin(double last) {
    return target == Target.CHANGE ? last : 0;
  }

  /** What is added to what the neighbours say. */
  double anchor(Pattern pattern) {
    return origin(pattern.last());
  }

  double response(int row, int step) {
    return chunks[row / CHUNK][at(row) + regressorCount() + step];
  }

  /** Copies an example's regressors, then its responses, to a place. */
  void copy(int row, double[] to, int place) {
    System.arraycopy(chunks[row / CHUNK], at(row), to, place, width);
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
