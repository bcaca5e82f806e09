package org.forecast4j.series;

import java.util.List;
import java.util.Optional;
import org.forecast4j.Forecast;
import org.forecast4j.evaluation.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * What the members forecast for a series at an origin in its past, and what came.
 *
 * @param paths by member; null where one can say nothing
 * @param actual the values that followed, at least one; NaN is a gap
 * @param unit what errors of this series are measured in; 0 if it never changed
 */
record PanelCase(double[] @Nullable [] paths, double[] actual, double unit) {
  /** Asks the members at an origin. */
  static PanelCase of(
      List<PanelMember> members, TimeSeries past, double[] history, double[] actual, int period) {
    double[] @Nullable [] paths = new double[members.size()][];
    List<Optional<Forecast>> forecasts = PanelMember.forecasts(members, past, history, false);
    for (int i = 0; i < paths.length; i++) {
      Optional<Forecast> forecast = forecasts.get(i);
      paths[i] = forecast.isPresent() ? forecast.get().path() : null;
    }
    return new PanelCase(paths, actual, unit(history, period));
  }

  /** What errors of a series of more values than a season are measured in. */
  static double unit(double[] history, int period) {
    return Metrics.naiveMae(history, period);
  }

  /** Whether a member forecast it, and errors have a unit. */
  boolean isMeasured(int member) {
    return unit > 0 && paths[member] != null;
  }
}
