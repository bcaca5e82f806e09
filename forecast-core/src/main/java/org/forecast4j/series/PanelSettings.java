package org.forecast4j.series;

import java.util.List;
import java.util.Optional;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * What a panel model is made with.
 *
 * @param origins at how many origins in the past weights and intervals are fitted; 0 if that is to
 *     depend on the size of the panel
 */
record PanelSettings(int horizon, int period, Gaps gaps, int origins) {
  /** How many of the models forecast together; the last one is the baseline. */
  static final int MEMBERS = 3;

  /** No array is longer. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private static final int FEWEST_VALUES = 5;
  private static final int ENOUGH_CASES = 200;
  private static final int FEWEST_ORIGINS = 2;
  private static final int MOST_ORIGINS = 24;

  void write(BinaryWriter out) {
    out.putInt(horizon).putInt(period).putEnum(gaps).putInt(origins);
  }

  static PanelSettings read(BinaryReader in) {
    int horizon = in.getInt(1, MOST, "horizon");
    int period = in.getInt(1, MOST, "period");
    return new PanelSettings(
        horizon, period, in.getEnum(Gaps.class), in.getInt(0, Integer.MAX_VALUE, "origins"));
  }

  /** How many values a series needs to be forecast. */
  int fewestValues() {
    return Math.max(FEWEST_VALUES, period + 2);
  }

  /** Why a series is not forecast, if it is not. */
  Optional<String> reasonToSkip(TimeSeries series) {
    int known = series.known(0, series.length());
    return known < fewestValues()
        ? Optional.of(
            "has "
                + values(known, series.length() - known)
                + "; expected at least "
                + fewestValues())
        : Optional.empty();
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

  /** How far origins lie apart: a whole horizon, less where that would leave room for few. */
  int originStep(int seriesCount) {
    return origins(seriesCount) > FEWEST_ORIGINS ? Math.max(1, horizon / 4) : horizon;
  }

  /** The members, and the baseline. */
  List<PanelMember> models(Panel panel, FitListener listener) {
    return List.of(
        new PanelMember.Alone(ExponentialSmoothing.averaged(period), horizon),
        new PanelMember.Alone(new Theta(period), horizon),
        AcrossSeries.of(panel, this, listener),
        new PanelMember.Alone(new SeasonalNaive(period), horizon));
  }
}
