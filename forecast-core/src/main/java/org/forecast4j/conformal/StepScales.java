package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/** How large the errors of each step are relative to one another, for the band. Immutable. */
final class StepScales {
  private final double[] scales;

  private StepScales(double[] scales) {
    this.scales = scales;
  }

  /** Those of a random walk: √ of the step's number. */
  static StepScales ofRandomWalk(int horizon) {
    double[] scales = new double[horizon];
    Arrays.setAll(scales, step -> Math.sqrt(step + 1.0));
    return new StepScales(scales);
  }

  /** Refuses another number of scales than steps, and one that is not positive. */
  static StepScales of(int horizon, double... scales) {
    Checks.length(horizon, scales.length, "stepScales");
    for (double scale : scales) {
      Checks.scale(scale, "step scale");
    }
    return new StepScales(scales.clone());
  }

  int horizon() {
    return scales.length;
  }

  double of(int step) {
    return scales[step];
  }

  double widest() {
    return Arrays.stream(scales).max().orElseThrow();
  }

  /** The largest size of an error over the steps, each relative to the scale of its step. */
  double largest(double[] errors) {
    double largest = 0;
    for (int step = 0; step < errors.length; step++) {
      largest = Math.max(largest, Math.abs(errors[step]) / scales[step]);
    }
    return largest;
  }

  void write(BinaryWriter out) {
    out.putDoubles(scales);
  }

  static StepScales read(BinaryReader in, int horizon) {
    return of(horizon, in.getDoubles(horizon, "step scales"));
  }
}
