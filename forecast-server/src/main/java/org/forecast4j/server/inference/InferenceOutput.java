package org.forecast4j.server.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Shape;

/** The tensors that inference answers with; each has a row a pattern. */
enum InferenceOutput {
  /** The point forecast at the end of the horizon. */
  FORECAST {
    @Override
    double[] row(IntervalForecast forecast) {
      return new double[] {forecast.point()};
    }
  },
  /** The lower end of its interval. */
  LOWER {
    @Override
    double[] row(IntervalForecast forecast) {
      return new double[] {forecast.interval().lower()};
    }
  },
  /** The upper end of its interval. */
  UPPER {
    @Override
    double[] row(IntervalForecast forecast) {
      return new double[] {forecast.interval().upper()};
    }
  },
  /** The point forecast of each step. */
  PATH {
    @Override
    double[] row(IntervalForecast forecast) {
      return forecast.forecast().path();
    }

    @Override
    List<Long> shape(long rows, Shape model) {
      return List.of(rows, (long) model.horizon());
    }
  };

  static InferenceOutput of(String name) {
    for (InferenceOutput output : values()) {
      if (output.tensor().equals(name)) {
        return output;
      }
    }
    throw new IllegalArgumentException(
        "output is '"
            + name
            + "'; expected one of "
            + Arrays.stream(values()).map(InferenceOutput::tensor).toList());
  }

  /** What the tensor is called. */
  String tensor() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract double[] row(IntervalForecast forecast);

  List<Long> shape(long rows, Shape model) {
    return List.of(rows);
  }
}
