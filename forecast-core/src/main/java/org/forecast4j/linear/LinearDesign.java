package org.forecast4j.linear;

import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Ridge;
import org.jspecify.annotations.Nullable;

/**
 * Examples as the rows of a regression.
 *
 * @param shape theirs
 * @param features a row an example
 * @param covariates a row an example, empty rows if there are none
 * @param inputs features and covariates, a row an example
 * @param changes from the last value to each step, a row an example
 */
record LinearDesign(
    Shape shape,
    double[][] features,
    double[][] covariates,
    double[][] inputs,
    double[][] changes) {
  static LinearDesign of(
      List<LabeledPattern> training, LinearFeatures features, List<String> names) {
    Shape shape = training.get(0).shape();
    shape.requireAll(training);
    int n = training.size();
    LinearDesign design =
        new LinearDesign(shape, new double[n][], new double[n][], new double[n][], new double[n][]);
    for (int i = 0; i < n; i++) {
      LabeledPattern example = training.get(i);
      design.features[i] = features.of(example.pattern());
      design.covariates[i] = example.covariates(names);
      design.inputs[i] = LinearLearning.concatenate(design.features[i], design.covariates[i]);
      design.changes[i] = LinearLearning.changes(example.pattern(), example.outcome());
    }
    return design;
  }

  private boolean hasCovariates() {
    return covariates[0].length > 0;
  }

  /** For each step the intercept and a coefficient an input. */
  double[][] coefficients(double ridge) {
    return Ridge.fit(inputs, changes, ridge);
  }

  /** For each covariate the intercept and a coefficient a feature. */
  double[][] imputation(double ridge) {
    return hasCovariates() ? Ridge.fit(features, covariates, ridge) : new double[0][];
  }

  /** The examples learned one after the other. */
  LinearLearning learning(double ridge, double forgetting) {
    @Nullable OnlineRegression imputation =
        hasCovariates() ? OnlineRegression.of(features, covariates, ridge, forgetting) : null;
    return new LinearLearning(
        OnlineRegression.of(inputs, changes, ridge, forgetting), imputation, 0);
  }
}
