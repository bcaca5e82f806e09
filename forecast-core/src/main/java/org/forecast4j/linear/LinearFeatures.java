package org.forecast4j.linear;

import org.forecast4j.Pattern;

/** What of the observed values a {@link LinearForecaster} regresses on, beside the covariates. */
public enum LinearFeatures {
  /** Every value. */
  ALL_VALUES {
    @Override
    int count(int inputLength) {
      return inputLength;
    }

    @Override
    double[] of(Pattern pattern) {
      return pattern.values();
    }
  },

  /** The last value and the mean of all: two coefficients, which little data can tell apart. */
  LAST_AND_MEAN {
    @Override
    int count(int inputLength) {
      return 2;
    }

    @Override
    double[] of(Pattern pattern) {
      double sum = 0;
      for (int i = 0; i < pattern.length(); i++) {
        sum += pattern.value(i);
      }
      return new double[] {pattern.last(), sum / pattern.length()};
    }
  };

  abstract int count(int inputLength);

  abstract double[] of(Pattern pattern);
}
