package org.forecast4j.server.model;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.forecast4j.server.learning.LearnedState;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.RollingReport;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.wire.CalibrationReport;

/** What is measured of the models that are served. */
public final class ModelGauges {
  private final MultiGauge served;
  private final MultiGauge observed;
  private final MultiGauge results;
  private final MultiGauge ratings;
  private final MultiGauge coverage;
  private final MultiGauge errors;
  private final MultiGauge worse;
  private final MultiGauge sharing;

  public ModelGauges(Metrics metrics) {
    served = metrics.gauges("forecast.model", "1 for each model and version that is served");
    observed =
        metrics.gauges(
            "forecast.state.version",
            "Outcomes that the intervals have learned since the model was trained");
    results =
        metrics.gauges(
            "forecast.results",
            "Results of games that the ratings have learned since the model was trained");
    ratings =
        metrics.gauges(
            "forecast.ratings.day.seconds",
            "The newest day with a result that the ratings know, in seconds since 1970");
    coverage =
        metrics.gauges(
            "forecast.rolling.coverage",
            "The share of the latest outcomes that the intervals covered");
    errors =
        metrics.gauges(
            "forecast.rolling.mae",
            "The mean absolute error of the latest point forecasts, learning and frozen");
    worse =
        metrics.gauges(
            "forecast.learning.worse.outcomes",
            "After how many outcomes in a row learning had the larger rolling error");
    sharing =
        metrics.gauges(
            "forecast.shared.outcomes",
            "Outcomes and results in the shared log, of them not learned, and not yet in it");
  }

  /** What is served from now on. */
  public void show(Collection<Model> all) {
    List<MultiGauge.Row<?>> versions = new ArrayList<>();
    List<MultiGauge.Row<?>> states = new ArrayList<>();
    List<MultiGauge.Row<?>> learned = new ArrayList<>();
    List<MultiGauge.Row<?>> days = new ArrayList<>();
    List<MultiGauge.Row<?>> coverages = new ArrayList<>();
    List<MultiGauge.Row<?>> maes = new ArrayList<>();
    List<MultiGauge.Row<?>> worseFor = new ArrayList<>();
    List<MultiGauge.Row<?>> shares = new ArrayList<>();
    for (Model model : all) {
      Tags name = Tags.of("model", model.name());
      Learning learning = model.learning();
      versions.add(MultiGauge.Row.of(name.and("version", model.version()), () -> 1));
      states.add(MultiGauge.Row.of(name, () -> learning.state().version()));
      if (model.learnsResults()) {
        learned.add(MultiGauge.Row.of(name, () -> learning.state().results()));
      }
      if (model.ratings().isPresent()) {
        days.add(MultiGauge.Row.of(name, () -> day(learning.state())));
      }
      if (learning.sharing().isPresent()) {
        shares.add(share(name.and("part", "log"), learning, Learning.Sharing::length));
        shares.add(share(name.and("part", "lag"), learning, Learning.Sharing::lag));
        shares.add(share(name.and("part", "pending"), learning, Learning.Sharing::pending));
      }
      if (learning.beside().isPresent()) {
        maes.add(
            beside(name.and("forecast", "learning"), learning, CalibrationReport.Learning::mae));
        maes.add(
            beside(
                name.and("forecast", "frozen"), learning, CalibrationReport.Learning::frozenMae));
        worseFor.add(beside(name, learning, CalibrationReport.Learning::worseFor));
      }
      for (double confidence : RollingReport.CONFIDENCES) {
        coverages.add(
            MultiGauge.Row.of(
                name.and("confidence", String.valueOf(confidence)),
                () -> learning.coverage(confidence)));
      }
    }
    served.register(versions, true);
    observed.register(states, true);
    results.register(learned, true);
    ratings.register(days, true);
    coverage.register(coverages, true);
    errors.register(maes, true);
    worse.register(worseFor, true);
    sharing.register(shares, true);
  }

  private static MultiGauge.Row<?> beside(
      Tags tags, Learning learning, ToDoubleFunction<CalibrationReport.Learning> part) {
    return MultiGauge.Row.of(
        tags, () -> learning.beside().map(part::applyAsDouble).orElse(Double.NaN));
  }

  private static double day(LearnedState state) {
    return state
        .ratingsOf()
        .map(day -> (double) day.atStartOfDay().toEpochSecond(ZoneOffset.UTC))
        .orElse(Double.NaN);
  }

  private static MultiGauge.Row<?> share(
      Tags tags, Learning learning, ToDoubleFunction<Learning.Sharing> part) {
    return MultiGauge.Row.of(
        tags, () -> learning.sharing().map(part::applyAsDouble).orElse(Double.NaN));
  }
}
