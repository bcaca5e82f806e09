package org.forecast4j.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.Forecast;
import org.jspecify.annotations.Nullable;

/**
 * The fitted members of a panel model, which forecast any series of its kind.
 *
 * @param models the members, then the baselines
 * @param weights one a member
 * @param errors of each model, then of the members together
 */
record PanelEnsemble(
    PanelSettings settings, List<PanelMember> models, double[] weights, List<PanelErrors> errors) {
  private static final String NAME = "ensemble";

  /** The names that no baseline may have. */
  static final Set<String> NAMES = Set.of(NAME, "ets", "theta", "dejavu");

  static PanelEnsemble fit(Panel panel, PanelSettings settings, FitListener listener) {
    PanelOrigins origins = PanelOrigins.of(panel, settings, listener);
    List<PanelMember> models = settings.models(panel, listener);
    double[] weights = PanelWeights.fit(origins.cases(), PanelSettings.MEMBERS);
    List<PanelErrors> errors = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      errors.add(origins.errors(i, settings.horizon()));
    }
    errors.add(origins.errors(weights, settings.horizon()));
    return new PanelEnsemble(settings, models, weights, errors);
  }

  List<String> names() {
    return models.stream().map(PanelMember::name).toList();
  }

  /** How many past forecasts the intervals rest on. */
  int pastForecasts() {
    return errors.get(models.size()).size();
  }

  /** Forecasts a series; refuses one that is to be skipped. */
  SeriesForecast forecast(TimeSeries each, boolean explained) {
    settings
        .reasonToSkip(each)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("series " + each.id() + " " + reason);
            });
    double[] history = settings.gaps().close(each);
    if (Histories.isRepeating(history, settings.period())) {
      return repeated(each, history);
    }
    List<PanelMember> members = models.subList(0, weights.length);
    return together(each, history, PanelMember.forecasts(members, each, history, explained));
  }

  /** What the members say together; of further forecasts, nothing is taken. */
  private SeriesForecast together(
      TimeSeries each, double[] history, List<Optional<Forecast>> forecasts) {
    List<Analog> analogs = List.of();
    double[] @Nullable [] paths = new double[weights.length][];
    for (int i = 0; i < paths.length; i++) {
      Optional<Forecast> forecast = forecasts.get(i);
      if (forecast.isPresent()) {
        paths[i] = forecast.get().path();
        analogs = analogs.isEmpty() ? forecast.get().analogs() : analogs;
      }
    }
    Forecast forecast =
        new Forecast(PanelWeights.path(paths, weights), components(paths), analogs, Map.of());
    return new SeriesForecast(each, forecast, outlook(models.size(), forecast.path(), history));
  }

  /** What has only ever repeated goes on so; members that know of other series would move it. */
  private SeriesForecast repeated(TimeSeries each, double[] history) {
    SeasonalNaive repetition = new SeasonalNaive(settings.period());
    double[] path = repetition.forecast(history, settings.horizon());
    List<Component> only = List.of(new Component(repetition.name(), 1, path));
    Forecast forecast = new Forecast(path, only, List.of(), Map.of());
    return new SeriesForecast(each, forecast, outlook(models.size(), path, history));
  }

  private List<Component> components(double[] @Nullable [] paths) {
    double[] shares = PanelWeights.shares(paths, weights);
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < paths.length; i++) {
      double[] path = paths[i];
      if (path != null) {
        components.add(new Component(models.get(i).name(), shares[i], path));
      }
    }
    return components;
  }

  private PanelOutlook outlook(int model, double[] path, double[] history) {
    String name = model < models.size() ? models.get(model).name() : NAME;
    double unit = PanelCase.unit(history, settings.period());
    if (unit == 0 && !Histories.isRepeating(history, settings.period())) {
      unit = Double.POSITIVE_INFINITY;
    }
    return new PanelOutlook(name, path, errors.get(model), unit);
  }

  /**
   * What is said of a series.
   *
   * @param together the forecast of the ensemble
   * @param outlooks the ensemble's, then that of each model that forecasts the series
   */
  record Said(SeriesForecast together, List<PanelOutlook> outlooks) {}

  /** What the ensemble, each member and the baselines say of a series that changes. */
  Said say(TimeSeries each) {
    double[] history = settings.gaps().close(each);
    List<Optional<Forecast>> forecasts = PanelMember.forecasts(models, each, history, false);
    SeriesForecast together = together(each, history, forecasts);
    List<PanelOutlook> outlooks = new ArrayList<>();
    outlooks.add(together.outlook());
    for (int i = 0; i < models.size(); i++) {
      Optional<Forecast> forecast = forecasts.get(i);
      if (forecast.isPresent()) {
        outlooks.add(outlook(i, forecast.get().path(), history));
      }
    }
    return new Said(together, outlooks);
  }
}
