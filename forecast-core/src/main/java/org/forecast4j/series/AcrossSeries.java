package org.forecast4j.series;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.Analog;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.Distance;
import org.forecast4j.dejavu.Neighbourhood;

/**
 * Analogs in all series of a panel: adjusted for the season, as ratios to the last value; the
 * median of what followed the nearest patterns of other series. If the panel is one series, its own
 * past is searched. A series with too short a history is compared by as many values as it has.
 */
final class AcrossSeries implements PanelMember {
  private static final int MOST_NEIGHBOURS = 100;

  /** Of so many patterns one is near. */
  private static final int PATTERNS_A_NEIGHBOUR = 10;

  private final int period;
  private final boolean ownLeftOut;

  /** By length of the pattern. */
  private final NavigableMap<Integer, DejavuForecaster> byLength;

  private AcrossSeries(
      int period, boolean ownLeftOut, NavigableMap<Integer, DejavuForecaster> byLength) {
    this.period = period;
    this.ownLeftOut = ownLeftOut;
    this.byLength = byLength;
  }

  static AcrossSeries of(List<TimeSeries> panel, PanelSettings settings, FitListener listener) {
    int horizon = settings.horizon();
    int period = settings.period();
    int longest = longest(period);
    List<TimeSeries> adjusted =
        Work.on(
            panel.stream().filter(TimeSeries::hasValue).toList(),
            "collecting analogs",
            listener,
            series -> adjusted(series, settings.gaps().close(series), period));
    NavigableMap<Integer, DejavuForecaster> byLength = new TreeMap<>();
    if (adjusted.isEmpty()) {
      return new AcrossSeries(period, false, byLength);
    }
    adjusted.stream()
        .map(series -> Math.min(longest, series.length()))
        .distinct()
        .forEach(
            length -> {
              List<LabeledPattern> examples = windows(length, horizon).of(Panel.of(adjusted));
              if (!examples.isEmpty()) {
                byLength.put(length, forecaster(examples));
              }
            });
    return new AcrossSeries(period, adjusted.size() > 1, byLength);
  }

  /** As much as tells where a series stands: half a dozen values, or a season or two. */
  private static int longest(int period) {
    return period == 1 ? 6 : Math.max(8, Math.min(24, period));
  }

  private static TimeSeries adjusted(TimeSeries series, double[] history, int period) {
    double[] values = SeasonalAdjustment.tested(history, period).adjust(history);
    return TimeSeries.of(series.id(), series.timeline(), values);
  }

  private static Windows windows(int length, int horizon) {
    return Windows.builder(new Shape(length, horizon)).scaling(LevelScaling.RATIO_TO_LAST).build();
  }

  private static DejavuForecaster forecaster(List<LabeledPattern> examples) {
    return DejavuForecaster.builder(examples)
        .k(Math.max(1, Math.min(MOST_NEIGHBOURS, examples.size() / PATTERNS_A_NEIGHBOUR)))
        .distance(Distance.MANHATTAN)
        .aggregation(Aggregation.MEDIAN)
        .build();
  }

  @Override
  public String name() {
    return "dejavu";
  }

  @Override
  public Optional<Forecast> forecast(TimeSeries series, double[] history, boolean explained) {
    var nearest = byLength.floorEntry(Math.min(longest(period), history.length));
    if (nearest == null) {
      return Optional.empty();
    }
    int length = nearest.getKey();
    SeasonalAdjustment season = SeasonalAdjustment.tested(history, period);
    double[] adjusted = season.adjust(history);
    double[] pattern = Arrays.copyOfRange(adjusted, history.length - length, history.length);
    double level = LevelScaling.RATIO_TO_LAST.level(pattern);
    if (!LevelScaling.RATIO_TO_LAST.suits(level)) {
      return Optional.empty();
    }
    return neighbourhood(
            nearest.getValue(), series, LevelScaling.RATIO_TO_LAST.scale(pattern, level))
        .map(
            found -> {
              double[] scaled = LevelScaling.RATIO_TO_LAST.restore(found.path(), level);
              double[] path = Histories.bounded(season.restore(scaled, history.length));
              List<Analog> analogs = explained ? found.analogs() : List.of();
              return new Forecast(path, List.of(), analogs, Map.of());
            });
  }

  private Optional<Neighbourhood> neighbourhood(
      DejavuForecaster dejavu, TimeSeries series, double[] scaled) {
    Pattern pattern = Pattern.of(scaled);
    if (!ownLeftOut) {
      return Optional.of(dejavu.neighbourhood(pattern));
    }
    try {
      return Optional.of(dejavu.neighbourhoodWithout(pattern, Windows.SERIES, series.id()));
    } catch (IllegalArgumentException noOther) {
      return Optional.empty();
    }
  }
}
