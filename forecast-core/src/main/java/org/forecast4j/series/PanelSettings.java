package org.forecast4j.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * What a panel model is made with.
 *
 * @param origins at how many origins in the past weights and intervals are fitted; 0 if that is to
 *     depend on the size of the panel
 * @param covariates what is known of times to come, and used
 * @param baselines what the members are measured beside; not kept in a file
 */
record PanelSettings(
    int horizon,
    int period,
    Gaps gaps,
    int origins,
    KnownCovariates covariates,
    List<SeriesModel> baselines) {
  /** How many of the models forecast together; those after them are baselines. */
  static final int MEMBERS = 3;

  static final String BEYOND_CALENDAR = "goes on beyond the year 9999; expected times up to there";

  private static final int FEWEST_VALUES = 5;
  private static final int ENOUGH_CASES = 200;
  private static final int FEWEST_ORIGINS = 2;
  private static final int MOST_ORIGINS = 24;

  /** With the seasonal naive forecast as baseline. */
  static PanelSettings of(
      int horizon, int period, Gaps gaps, int origins, KnownCovariates covariates) {
    List<SeriesModel> baseline = List.of(new SeasonalNaive(period));
    return new PanelSettings(horizon, period, gaps, origins, covariates, baseline);
  }

  /** The same beside other baselines. */
  PanelSettings against(List<SeriesModel> others) {
    return new PanelSettings(horizon, period, gaps, origins, covariates, List.copyOf(others));
  }

  void write(BinaryWriter out) {
    out.putInt(horizon).putInt(period).putEnum(gaps).putInt(origins);
    covariates.write(out);
  }

  static PanelSettings read(BinaryReader in) {
    int horizon = in.getInt(1, PanelModel.MAX_STEPS, "horizon");
    int period = in.getInt(1, PanelModel.MAX_STEPS, "period");
    Gaps gaps = in.getEnum(Gaps.class);
    int origins = in.getInt(0, Integer.MAX_VALUE, "origins");
    return of(horizon, period, gaps, origins, KnownCovariates.read(in));
  }

  /** How many values a series needs to be forecast. */
  int fewestValues() {
    return Math.max(FEWEST_VALUES, period + 2);
  }

  /** Why a series is not forecast, if it is not. */
  Optional<String> reasonToSkip(TimeSeries series) {
    int length = series.length();
    int known = series.known(0, length);
    if (known < fewestValues()) {
      return Optional.of(
          "has " + values(known, length - known) + "; expected at least " + fewestValues());
    }
    return series.timeline().reaches(length + horizon - 1L)
        ? covariates.unknown(series, length, length + horizon)
        : Optional.of(BEYOND_CALENDAR);
  }

  /** How many values a series has, in words. */
  static String values(int known, int gaps) {
    String values = known + (known == 1 ? " value" : " values");
    return gaps == 0 ? values : values + " and " + Gaps.count(gaps);
  }

  /** How many origins there are for so many series. */
  int origins(int seriesCount) {
    int needed = (ENOUGH_CASES + seriesCount - 1) / seriesCount;
    return origins > 0 ? origins : Math.max(FEWEST_ORIGINS, Math.min(MOST_ORIGINS, needed));
  }

  /**
   * How far origins lie apart: a whole horizon, less where that would leave room for few. Where a
   * season is longer than the horizon and there is room, one more, to be in all parts of it.
   */
  int originStep(Panel panel) {
    int origins = origins(panel.size());
    if (origins <= FEWEST_ORIGINS) {
      return horizon;
    }
    int[] lengths = panel.series().stream().mapToInt(TimeSeries::length).sorted().toArray();
    int room = lengths[lengths.length / 2] / 2 / origins;
    return period > horizon && room > horizon ? horizon + 1 : Math.max(1, horizon / 4);
  }

  /** The members, then the baselines. */
  List<PanelMember> models(Panel panel, FitListener listener) {
    List<PanelMember> models = new ArrayList<>();
    if (covariates.count() == 0) {
      models.addAll(members(panel.series(), listener));
    } else {
      List<TimeSeries> known = panel.series().stream().filter(TimeSeries::hasValue).toList();
      known.forEach(covariates::requireOf);
      CovariateEffects effects = CovariateEffects.fit(known, this, listener);
      List<TimeSeries> without =
          Work.on(known, "taking out covariates", listener, each -> without(each, effects));
      for (PanelMember member : members(without, listener)) {
        models.add(new PanelMember.BesideCovariates(member, effects));
      }
    }
    baselines.forEach(each -> models.add(new PanelMember.Alone(each, horizon)));
    return models;
  }

  private TimeSeries without(TimeSeries series, CovariateEffects effects) {
    double[] history = gaps.close(series);
    double[] adjusted = effects.adjust(series, history).without(history);
    return TimeSeries.of(series.id(), series.timeline(), adjusted);
  }

  private List<PanelMember> members(List<TimeSeries> series, FitListener listener) {
    return List.of(
        new PanelMember.Alone(ExponentialSmoothing.averaged(period), horizon),
        new PanelMember.Alone(new Theta(period), horizon),
        AcrossSeries.of(series, this, listener));
  }
}
