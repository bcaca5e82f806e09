package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.internal.Checks;

/**
 * How well a panel model and each of its members forecast values that were held out: the last ones
 * of each series, at one or several origins a horizon apart. At each origin the model is fitted
 * anew, on nothing but the values before it.
 *
 * @param series how many series were measured
 * @param models scores of {@code ensemble}, each member and each baseline, by name
 * @param skipped the series that were not measured, each with its reason
 * @param forecasts the ensemble's of the values held out last, as they were measured: one a series,
 *     in the order of the panel, without analogs
 */
public record PanelEvaluation(
    int series,
    Map<String, PanelScores> models,
    Map<String, String> skipped,
    List<SeriesForecast> forecasts) {
  /** Copies the maps, in their order, and the list. */
  public PanelEvaluation {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
    forecasts = List.copyOf(forecasts);
  }

  /**
   * Holds out values and measures.
   *
   * @param panel the series
   * @param model what is fitted at each origin; its horizon is held out, its listener follows
   * @param origins how many origins, a horizon apart, at least 1
   * @param confidences those of the intervals to measure, each once, strictly between 0 and 1
   * @return the scores
   * @throws IllegalArgumentException if an argument is not as described
   * @throws java.util.concurrent.CancellationException if the listener ends the work
   */
  public static PanelEvaluation of(
      Panel panel, PanelModel.Builder model, int origins, double... confidences) {
    PanelSettings settings = model.settings();
    return of(panel, settings, model.listener(), origins, confidences);
  }

  /**
   * Holds out values and measures, beside other baselines than the seasonal naive forecast.
   *
   * @param panel the series
   * @param model what is fitted at each origin; its horizon is held out, its listener follows
   * @param baselines models of one series, named differently and not as the members are; they have
   *     no part in the ensemble
   * @param origins how many origins, a horizon apart, at least 1
   * @param confidences those of the intervals to measure, each once, strictly between 0 and 1
   * @return the scores
   * @throws IllegalArgumentException if an argument is not as described
   * @throws java.util.concurrent.CancellationException if the listener ends the work
   */
  public static PanelEvaluation of(
      Panel panel,
      PanelModel.Builder model,
      List<SeriesModel> baselines,
      int origins,
      double... confidences) {
    Set<String> names = new HashSet<>(PanelEnsemble.NAMES);
    for (SeriesModel baseline : baselines) {
      if (!names.add(baseline.name())) {
        throw new IllegalArgumentException(
            "baseline " + baseline.name() + " has the name of another model; expected its own");
      }
    }
    PanelSettings settings = model.settings().against(baselines);
    return of(panel, settings, model.listener(), origins, confidences);
  }

  private static PanelEvaluation of(
      Panel given,
      PanelSettings settings,
      FitListener listener,
      int origins,
      double... confidences) {
    Panel panel = given.begun();
    Checks.atLeast(1, origins, "number of origins");
    double[] checked = Checks.confidences(confidences);
    Map<String, String> skipped = new LinkedHashMap<>();
    List<TimeSeries> measured = new ArrayList<>();
    for (TimeSeries series : panel.series()) {
      String reason = reasonToSkip(series, settings, origins);
      if (reason.isEmpty()) {
        measured.add(series);
      } else {
        skipped.put(series.id(), reason);
      }
    }
    if (measured.isEmpty()) {
      return new PanelEvaluation(0, Map.of(), skipped, List.of());
    }
    List<PanelScores.Result> results = new ArrayList<>();
    List<SeriesForecast> last = List.of();
    for (int origin = origins; origin >= 1; origin--) {
      List<Measured> each = measure(panel, measured, settings, listener, origin);
      each.forEach(one -> results.add(one.result));
      last = each.stream().map(Measured::forecast).toList();
    }
    return new PanelEvaluation(measured.size(), PanelScores.of(results, checked), skipped, last);
  }

  /** Empty if it can be measured. */
  private static String reasonToSkip(TimeSeries series, PanelSettings settings, int origins) {
    long heldOut = (long) origins * settings.horizon();
    int known = series.known(0, series.length());
    if (series.length() - heldOut < settings.fewestValues() || known < settings.fewestValues()) {
      return "has "
          + PanelSettings.values(known, series.length() - known)
          + "; expected at least "
          + (settings.fewestValues() + heldOut)
          + " to hold out "
          + heldOut;
    }
    int length = series.length() - (int) heldOut;
    for (int from = length; from < series.length(); from += settings.horizon()) {
      if (series.known(from, from + settings.horizon()) == 0) {
        return "has nothing but gaps at " + settings.horizon() + " places held out in a row";
      }
    }
    int before = series.known(0, length);
    if (before < settings.fewestValues()) {
      return "has "
          + PanelSettings.values(before, length - before)
          + " before the "
          + heldOut
          + " held out; expected at least "
          + settings.fewestValues();
    }
    Optional<String> unknown = settings.covariates().unknown(series, length, series.length());
    if (unknown.isPresent()) {
      return unknown.get();
    }
    for (SeriesModel baseline : settings.baselines()) {
      if (length < baseline.fewestValues()) {
        return "has "
            + PanelSettings.values(before, length - before)
            + " before the "
            + heldOut
            + " held out; expected at least "
            + baseline.fewestValues()
            + " for the baseline "
            + baseline.name();
      }
    }
    double[] history = settings.gaps().close(series.first(length));
    return PanelCase.unit(history, settings.period()) > 0
        ? ""
        : "does not change from season to season before the values held out: errors have no scale";
  }

  /** The ensemble's forecast of a series at an origin, and how all models did there. */
  private record Measured(SeriesForecast forecast, PanelScores.Result result) {}

  /** Fits at an origin, so many horizons before the end, on every series that has a past there. */
  private static List<Measured> measure(
      Panel panel,
      List<TimeSeries> measured,
      PanelSettings settings,
      FitListener listener,
      int origin) {
    int horizon = settings.horizon();
    int heldOut = origin * horizon;
    List<TimeSeries> past = new ArrayList<>();
    for (TimeSeries series : panel.series()) {
      int length = series.length() - heldOut;
      if (length > 0 && series.first(length).hasValue()) {
        past.add(series.first(length));
      }
    }
    PanelEnsemble fitted = PanelEnsemble.fit(Panel.of(past), settings, listener);
    return Work.on(
        measured, "measuring", listener, series -> measure(fitted, series, heldOut, horizon));
  }

  private static Measured measure(
      PanelEnsemble fitted, TimeSeries series, int heldOut, int horizon) {
    int length = series.length() - heldOut;
    double[] actual = Arrays.copyOfRange(series.values(), length, length + horizon);
    PanelEnsemble.Said said = fitted.say(series.first(length));
    return new Measured(said.together(), new PanelScores.Result(said.outlooks(), actual));
  }
}
