package org.forecast4j.lstm;

import java.util.Arrays;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Checks;

/**
 * A covariate that the network knows.
 *
 * @param name its name in {@link Pattern#covariates()}
 * @param use where it enters the network
 * @param mean subtracted from it, finite
 * @param scale what it is divided by then, positive
 * @param imputation what stands in for it where a pattern lacks it: an intercept and a coefficient
 *     for each observed value
 */
public record LstmCovariate(
    String name, LstmEncoding.Use use, double mean, double scale, double[] imputation) {
  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite or the scale not positive
   */
  public LstmCovariate {
    Checks.finite(mean, "mean of covariate " + name);
    Checks.positive(scale, "scale of covariate " + name);
    imputation = Checks.finite(imputation.clone(), "imputation of covariate " + name);
  }

  float standardised(Pattern pattern) {
    Double given = pattern.covariates().get(name);
    return Standardisation.clamped(((given == null ? imputed(pattern) : given) - mean) / scale);
  }

  private double imputed(Pattern pattern) {
    double sum = imputation[0];
    for (int i = 1; i < imputation.length; i++) {
      sum += imputation[i] * pattern.value(i - 1);
    }
    return sum;
  }

  /**
   * What stands in for it where a pattern lacks it.
   *
   * @return a copy
   */
  @Override
  public double[] imputation() {
    return imputation.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LstmCovariate that
        && name.equals(that.name)
        && use == that.use
        && mean == that.mean
        && scale == that.scale
        && Arrays.equals(imputation, that.imputation);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(imputation);
  }
}
