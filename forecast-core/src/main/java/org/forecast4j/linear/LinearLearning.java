package org.forecast4j.linear;

import java.util.Arrays;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a linear forecaster carries on from outcome to outcome.
 *
 * @param changes of the changes on features and covariates
 * @param imputation of the covariates on the features; null if there are no covariates
 * @param outcomes how many were learned since fitting
 */
record LinearLearning(
    OnlineRegression changes, @Nullable OnlineRegression imputation, long outcomes) {
  LinearLearning with(double[] features, double[] covariates, boolean allKnown, double[] change) {
    return new LinearLearning(
        changes.with(concatenate(features, covariates), change),
        imputation != null && allKnown ? imputation.with(features, covariates) : imputation,
        outcomes + 1);
  }

  /** From the last value to each step. */
  static double[] changes(Pattern pattern, double[] outcome) {
    double[] changes = outcome.clone();
    for (int step = 0; step < changes.length; step++) {
      changes[step] -= pattern.last();
    }
    return changes;
  }

  static double[] concatenate(double[] first, double[] second) {
    double[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  double[][] imputations() {
    return imputation == null ? new double[0][] : imputation.coefficients();
  }

  void write(BinaryWriter out) {
    out.putLong(outcomes);
    changes.write(out);
    if (imputation != null) {
      imputation.write(out);
    }
  }

  static LinearLearning read(
      BinaryReader in, double ridge, int features, int covariates, int horizon) {
    long outcomes = in.getLong(0, Long.MAX_VALUE, "number of outcomes");
    OnlineRegression changes = OnlineRegression.read(in, ridge, features + covariates, horizon);
    return new LinearLearning(
        changes,
        covariates == 0 ? null : OnlineRegression.read(in, ridge, features, covariates),
        outcomes);
  }
}
