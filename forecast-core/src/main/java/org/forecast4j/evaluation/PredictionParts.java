package org.forecast4j.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.evaluation.ForecastCase.Prediction;

/**
 * A prediction on its way: the scores of its distributions are kept and not these, but for the
 * last, because each may hold all past errors. Not safe for concurrent use.
 */
final class PredictionParts {
  private final Forecast forecast;
  private final double[] crps;
  private final Optional<PredictiveDistribution> last;
  private final SortedMap<Double, List<Interval>> steps = new TreeMap<>();
  private final SortedMap<Double, List<Interval>> bands = new TreeMap<>();

  private PredictionParts(Forecast forecast, double[] crps, Optional<PredictiveDistribution> last) {
    this.forecast = forecast;
    this.crps = crps;
    this.last = last;
  }

  /** The part that depends on no confidence. */
  static PredictionParts of(ConformalWrapper wrapper, LabeledPattern example, Forecast forecast) {
    Pattern pattern = example.pattern();
    int horizon = forecast.horizon();
    Optional<PredictiveDistribution> last = wrapper.distribution(pattern, forecast, horizon - 1);
    if (last.isEmpty()) {
      return new PredictionParts(forecast, new double[0], last);
    }
    double[] crps = new double[horizon];
    for (int step = 0; step < horizon; step++) {
      Optional<PredictiveDistribution> distribution =
          step == horizon - 1 ? last : wrapper.distribution(pattern, forecast, step);
      crps[step] = distribution.orElseThrow().crps(example.outcome(step));
    }
    return new PredictionParts(forecast, crps, last);
  }

  /** Adds the intervals of one confidence. */
  void add(IntervalForecast given) {
    steps.put(given.confidence(), given.steps());
    bands.put(given.confidence(), given.band());
  }

  Prediction toPrediction() {
    return new Prediction(forecast.path(), steps, bands, crps, last);
  }
}
