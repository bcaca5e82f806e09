package org.forecast4j.series;

import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** A model of one series whose history is a pattern. */
record SeriesForecaster(SeriesModel model, Shape shape) implements Forecaster {
  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    return Forecast.of(model.forecast(shape.require(pattern).values(), shape.horizon()));
  }

  @Override
  public String toString() {
    return model + " over " + shape;
  }
}
