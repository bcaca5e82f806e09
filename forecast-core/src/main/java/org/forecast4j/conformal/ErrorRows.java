package org.forecast4j.conformal;

import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/** The errors of forecasts of examples, actual minus forecast: one row a step, one column each. */
final class ErrorRows {
  private ErrorRows() {}

  static double[][] of(Forecaster forecaster, List<LabeledPattern> examples) {
    forecaster.shape().requireAll(examples);
    return of(
        forecaster.shape(),
        forecaster.forecastAll(examples.stream().map(LabeledPattern::pattern).toList()),
        examples);
  }

  static double[][] of(Shape shape, List<Forecast> forecasts, List<LabeledPattern> examples) {
    double[][] errors = new double[shape.horizon()][examples.size()];
    for (int i = 0; i < examples.size(); i++) {
      double[] actual = examples.get(i).outcome();
      for (int step = 0; step < errors.length; step++) {
        errors[step][i] = Checks.value(actual[step] - forecasts.get(i).step(step), "error");
      }
    }
    return errors;
  }

  static double[][] ofResiduals(int horizon, List<Residual> residuals) {
    double[][] errors = new double[horizon][residuals.size()];
    for (int i = 0; i < residuals.size(); i++) {
      Checks.length(horizon, residuals.get(i).errors().length, "errors");
      for (int step = 0; step < horizon; step++) {
        errors[step][i] = residuals.get(i).error(step);
      }
    }
    return errors;
  }

  static void write(BinaryWriter out, double[][] errors) {
    for (double[] row : errors) {
      out.putDoubles(row);
    }
  }

  /** Refuses rows of different lengths, none, and errors that are no values. */
  static double[][] read(BinaryReader in, int horizon) {
    double[][] errors = new double[horizon][];
    for (int step = 0; step < horizon; step++) {
      errors[step] = step == 0 ? in.getDoubles() : in.getDoubles(errors[0].length, "errors");
      Checks.values(errors[step], "errors");
    }
    Checks.atLeast(1, errors[0].length, "number of calibration errors");
    return errors;
  }
}
