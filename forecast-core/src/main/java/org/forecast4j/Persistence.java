package org.forecast4j;

import java.util.Arrays;

/**
 * The baseline: the last observed value stays. Whatever cannot beat it has learned nothing.
 *
 * @param shape the lengths it reads and forecasts
 */
public record Persistence(Shape shape) implements Forecaster {
  @Override
  public String name() {
    return "persistence";
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    double[] path = new double[shape.horizon()];
    Arrays.fill(path, shape.require(pattern).last());
    return Forecast.of(path);
  }
}
