package org.forecast4j.conformal;

import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** Forecasts the mean outcome of its examples. */
record Mean(Shape shape, double mean) implements Forecaster {
  static Mean of(List<LabeledPattern> examples) {
    return new Mean(
        examples.get(0).shape(),
        examples.stream().mapToDouble(LabeledPattern::target).average().orElse(0));
  }

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    return Forecast.of(mean);
  }
}
