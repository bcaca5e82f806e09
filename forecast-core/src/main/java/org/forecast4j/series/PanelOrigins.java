package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Forecasts at origins in the past of a panel: of each series, all members, from the values before
 * the origin alone, its own and those of the other series.
 *
 * @param cases one a series and origin, where the series is long enough and all that followed is
 *     known
 */
record PanelOrigins(List<PanelCase> cases) {
  static PanelOrigins of(Panel panel, PanelSettings settings, FitListener listener) {
    int origins = settings.origins(panel.size());
    int longest = panel.series().stream().mapToInt(TimeSeries::length).max().orElse(0);
    int step = settings.originStep(panel);
    List<PanelCase> cases = new ArrayList<>();
    for (int origin = 0; origin < origins; origin++) {
      long heldOut = settings.horizon() + (long) origin * step;
      if (heldOut >= longest) {
        break;
      }
      String what = "forecasting the past, origin " + (origin + 1) + " of " + origins;
      cases.addAll(at(panel, (int) heldOut, settings, what, listener));
    }
    return new PanelOrigins(List.copyOf(cases));
  }

  /** A series at an origin. */
  private record Origin(TimeSeries past, double[] actual) {}

  private static List<PanelCase> at(
      Panel panel, int heldOut, PanelSettings settings, String what, FitListener listener) {
    List<Origin> origins = new ArrayList<>();
    for (TimeSeries series : panel.series()) {
      int length = series.length() - heldOut;
      int end = length + settings.horizon();
      if (length > 0
          && series.known(0, length) >= settings.fewestValues()
          && series.known(length, end) > 0
          && settings.covariates().unknown(series, length, end).isEmpty()) {
        double[] actual = Arrays.copyOfRange(series.values(), length, end);
        origins.add(new Origin(series.first(length), actual));
      }
    }
    if (origins.isEmpty()) {
      return List.of();
    }
    Panel past = Panel.of(origins.stream().map(Origin::past).toList());
    List<PanelMember> models = settings.models(past, listener);
    return Work.on(
        origins,
        what,
        listener,
        origin ->
            PanelCase.of(
                models,
                origin.past,
                settings.gaps().close(origin.past),
                origin.actual,
                settings.period()));
  }

  /** The errors of one model. */
  PanelErrors errors(int model, int horizon) {
    double[] alone = new double[model + 1];
    alone[model] = 1;
    return PanelErrors.of(
        cases.stream().filter(each -> each.isMeasured(model)).toList(), horizon, alone);
  }

  /** The errors of all members together. */
  PanelErrors errors(double[] weights, int horizon) {
    return PanelErrors.of(
        cases.stream().filter(each -> each.unit() > 0).toList(), horizon, weights);
  }
}
