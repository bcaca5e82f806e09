package org.forecast4j.internal;

import java.util.List;
import org.forecast4j.LabeledPattern;

/** Reads the covariates that a model is fitted with. */
public final class Covariates {
  private Covariates() {}

  /** The values of the named covariates, refusing an example that lacks one. */
  public static double[] of(LabeledPattern example, List<String> names) {
    double[] known = new double[names.size()];
    for (int i = 0; i < known.length; i++) {
      Double value = example.pattern().covariates().get(names.get(i));
      if (value == null) {
        throw new IllegalArgumentException(
            "example "
                + example.id()
                + " has the covariates "
                + example.pattern().covariates().keySet()
                + "; expected "
                + names.get(i));
      }
      known[i] = value;
    }
    return known;
  }
}
