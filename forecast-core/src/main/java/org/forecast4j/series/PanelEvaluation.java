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
 */
public record PanelEvaluation(
    int series, Map<String, PanelScores> models, Map<String, String> skipped) {
  /** Copies the maps, in their order. */
  public PanelEvaluation {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
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
      Panel panel,
      PanelSettings settings,
      FitListener listener,
      int origins,
      double... confidences) {
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
    Map<String, PanelScores> scores = new LinkedHashMap<>();
    if (!measured.isEmpty()) {
      scores.putAll(PanelScores.of(results(panel, measured, settings, listener, origins), checked));
    }
    return new PanelEvaluation(measured.size(), scores, skipped);
  }

  /** Empty if it can be measured. */
  private static String reasonToSkip(TimeSeries series, PanelSettings settings, int origins) {
    int heldOut = origins * settings.horizon();
    int length = series.length() - heldOut;
    int known = series.known(0, series.length());
    if (length < settings.fewestValues() || known < settings.fewestValues()) {
      return "has "
          + PanelSettings.values(known, series.length() - known)
          + "; expected at least "
          + (settings.fewestValues() + heldOut)
          + " to hold out "
          + heldOut;
    }
    if (series.known(length, series.length()) < heldOut) {
      return "has a gap among the " + heldOut + " values held out";
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
    double[] history = settings.gaps().close(series.first(length));
    return PanelCase.unit(history, settings.period()) > 0
        ? ""
        : "does not change from season to season before the values held out: errors have no scale";
  }

  private static List<PanelScores.Result> results(
      Panel panel,
      List<TimeSeries> measured,
      PanelSettings settings,
      FitListener listener,
      int origins) {
    List<PanelScores.Result> results = new ArrayList<>();
    int horizon = settings.horizon();
    for (int origin = origins; origin >= 1; origin--) {
      int heldOut = origin * horizon;
      List<TimeSeries> past = new ArrayList<>();
      for (TimeSeries series : panel.series()) {
        int length = series.length() - heldOut;
        if (length > 0 && series.first(length).hasValue()) {
          past.add(series.first(length));
        }
      }
      PanelEnsemble fitted = PanelEnsemble.fit(Panel.of(past), settings, listener);
      results.addAll(
          Work.on(
              measured, "measuring", listener, series -> result(fitted, series, heldOut, horizon)));
    }
    return results;
  }

  private static PanelScores.Result result(
      PanelEnsemble fitted, TimeSeries series, int heldOut, int horizon) {
    int length = series.length() - heldOut;
    double[] actual = Arrays.copyOfRange(series.values(), length, length + horizon);
    return new PanelScores.Result(fitted.outlooks(series.first(length)), actual);
  }
}
