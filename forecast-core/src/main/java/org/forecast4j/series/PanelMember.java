package org.forecast4j.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.Forecast;
import org.jspecify.annotations.Nullable;

/** One of the models that forecast the series of a panel together. */
interface PanelMember {
  String name();

  /**
   * Forecasts a series.
   *
   * @param history its values, gaps closed
   * @param explained whether analogs are asked for
   * @return empty if the member can say nothing of such a series
   */
  Optional<Forecast> forecast(TimeSeries series, double[] history, boolean explained);

  /**
   * Asks several members, which share the effects of covariates.
   *
   * @return as many answers
   */
  static List<Optional<Forecast>> forecasts(
      List<PanelMember> members, TimeSeries series, double[] history, boolean explained) {
    List<Optional<Forecast>> forecasts = new ArrayList<>(members.size());
    CovariateEffects.@Nullable Adjusted adjusted = null;
    for (PanelMember member : members) {
      if (member instanceof BesideCovariates beside) {
        adjusted = adjusted == null ? beside.effects.adjust(series, history) : adjusted;
        forecasts.add(beside.forecast(adjusted, series, history, explained));
      } else {
        forecasts.add(member.forecast(series, history, explained));
      }
    }
    return forecasts;
  }

  /** A member that sees a series without the effects of its covariates. */
  record BesideCovariates(PanelMember member, CovariateEffects effects) implements PanelMember {
    @Override
    public String name() {
      return member.name();
    }

    @Override
    public Optional<Forecast> forecast(TimeSeries series, double[] history, boolean explained) {
      return forecast(effects.adjust(series, history), series, history, explained);
    }

    private Optional<Forecast> forecast(
        CovariateEffects.Adjusted adjusted,
        TimeSeries series,
        double[] history,
        boolean explained) {
      return member
          .forecast(series, adjusted.without(history), explained)
          .map(
              said ->
                  new Forecast(
                      adjusted.with(said.path(), history.length),
                      List.of(),
                      said.analogs(),
                      Map.of()));
    }
  }

  /** A model that looks at each series alone. */
  record Alone(SeriesModel model, int horizon) implements PanelMember {
    @Override
    public String name() {
      return model.name();
    }

    @Override
    public Optional<Forecast> forecast(TimeSeries series, double[] history, boolean explained) {
      return history.length < model.fewestValues()
          ? Optional.empty()
          : Optional.of(Forecast.of(model.forecast(history, horizon)));
    }
  }
}
