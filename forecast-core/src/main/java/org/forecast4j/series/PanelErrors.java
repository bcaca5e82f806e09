package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * The magnitudes of past errors of each step, in the units of each series: what split conformal
 * intervals take their width from.
 *
 * @param magnitudes by step, ascending
 */
record PanelErrors(double[][] magnitudes) {
  /**
   * The errors of members together.
   *
   * @param cases cases that have a unit
   */
  static PanelErrors of(List<PanelCase> cases, int horizon, double[] weights) {
    double[][] all = new double[horizon][cases.size()];
    for (int i = 0; i < cases.size(); i++) {
      PanelCase each = cases.get(i);
      double[] path = PanelWeights.path(each.paths(), weights);
      for (int step = 0; step < horizon; step++) {
        all[step][i] = Math.abs(path[step] - each.actual()[step]) / each.unit();
      }
    }
    return new PanelErrors(
        Arrays.stream(all)
            .map(step -> Arrays.stream(step).filter(error -> !Double.isNaN(error)).sorted())
            .map(DoubleStream::toArray)
            .toArray(double[][]::new));
  }

  void write(BinaryWriter out) {
    for (double[] errors : magnitudes) {
      out.putDoubles(errors);
    }
  }

  static PanelErrors read(BinaryReader in, int horizon) {
    List<double[]> magnitudes = new ArrayList<>();
    for (int step = 0; step < horizon; step++) {
      double[] errors = in.getDoubles();
      double before = 0;
      for (double error : errors) {
        if (!(error >= before)) {
          throw in.damaged("an error of " + error + " follows " + before + "; expected no less");
        }
        before = error;
      }
      magnitudes.add(errors);
    }
    return new PanelErrors(magnitudes.toArray(double[][]::new));
  }

  /** Half of an interval's width, in the unit of a series; infinite if there are too few errors. */
  double halfWidth(int step, double confidence) {
    double[] errors = magnitudes[step];
    long rank = Ranks.ceil(Checks.probability(confidence, "confidence"), errors.length + 1);
    return rank > errors.length ? Double.POSITIVE_INFINITY : errors[(int) Math.max(1, rank) - 1];
  }

  /** How many past forecasts the intervals rest on, at the step with the most. */
  int size() {
    return Arrays.stream(magnitudes).mapToInt(step -> step.length).max().orElse(0);
  }
}
