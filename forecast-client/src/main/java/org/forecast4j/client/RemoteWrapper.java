package org.forecast4j.client;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;

/** A model of the server with its intervals. */
final class RemoteWrapper implements ConformalWrapper {
  private static final double ANY_ALPHA = 0.5;
  private static final String MAX_CONFIDENCE = "highest_confidence";

  private final ForecastClient client;
  private final RemoteForecaster forecaster;

  RemoteWrapper(ForecastClient client, RemoteForecaster forecaster) {
    this.client = client;
    this.forecaster = forecaster;
  }

  @Override
  public Forecaster forecaster() {
    return forecaster;
  }

  @Override
  public IntervalForecast forecast(Pattern pattern, double confidence) {
    return ask(pattern, confidence, false);
  }

  @Override
  public IntervalForecast explain(Pattern pattern, double confidence) {
    return ask(pattern, confidence, true);
  }

  private IntervalForecast ask(Pattern pattern, double confidence, boolean explain) {
    Checks.probability(confidence, "confidence");
    IntervalForecast answer;
    try {
      answer =
          forecaster.understand(
              pattern,
              client.predict(forecaster.request(pattern, Ranks.complement(confidence), explain)));
    } catch (ForecastServiceException.Unprocessable e) {
      if (!isUnsupported(e)) {
        throw e;
      }
      Forecast forecast = explain ? forecaster.explain(pattern) : forecaster.forecast(pattern);
      return unbounded(pattern, forecast, confidence);
    }
    return new IntervalForecast(
        pattern, answer.forecast(), confidence, answer.steps(), answer.band());
  }

  /** What the core says where the calibration set cannot support a confidence. */
  private static IntervalForecast unbounded(Pattern pattern, Forecast forecast, double confidence) {
    List<Interval> wholeLine = Collections.nCopies(forecast.horizon(), Interval.WHOLE_LINE);
    return new IntervalForecast(pattern, forecast, confidence, wholeLine, wholeLine);
  }

  /**
   * The server puts intervals around its own forecast. They are moved to the one that is given,
   * which is the same unless the model was replaced or the forecast came from elsewhere.
   */
  @Override
  public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
    Checks.length(forecaster.shape().horizon(), forecast.horizon(), "forecast");
    IntervalForecast answer = forecast(pattern, confidence);
    return new IntervalForecast(
        pattern,
        forecast,
        confidence,
        moved(answer.steps(), answer.forecast(), forecast),
        moved(answer.band(), answer.forecast(), forecast));
  }

  private static List<Interval> moved(List<Interval> intervals, Forecast from, Forecast to) {
    return IntStream.range(0, intervals.size())
        .mapToObj(
            step -> {
              double difference = to.step(step) - from.step(step);
              Interval interval = intervals.get(step);
              return new Interval(interval.lower() + difference, interval.upper() + difference);
            })
        .toList();
  }

  @Override
  public Optional<PredictiveDistribution> distribution(
      Pattern pattern, Forecast forecast, int step) {
    Objects.checkIndex(step, forecast.horizon());
    return distributions(pattern).map(path -> around(path.get(step), forecast.step(step)));
  }

  private static PredictiveDistribution around(PredictiveDistribution distribution, double center) {
    if (distribution.center() == center) {
      return distribution;
    }
    PredictiveDistribution moved =
        PredictiveDistribution.Errors.of(distribution.errors(), distribution.weights())
            .around(center, distribution.scale(), distribution.unseen());
    return distribution.isOnWholeNumbers() ? moved.onWholeNumbers() : moved;
  }

  @Override
  public Optional<PredictiveDistribution> distribution(Pattern pattern) {
    return distributions(pattern).map(path -> path.get(path.size() - 1));
  }

  /** Those of all steps; none where the server knows of no past error. */
  private Optional<List<PredictiveDistribution>> distributions(Pattern pattern) {
    List<PredictiveDistribution> path;
    try {
      path = client.distribution(forecaster.request(pattern, ANY_ALPHA, false)).path();
    } catch (ForecastServiceException.Unprocessable e) {
      if (isUnsupported(e)) {
        return Optional.empty();
      }
      throw e;
    }
    if (path.size() != forecaster.shape().horizon()) {
      throw new ForecastProtocolException(
          "model '"
              + forecaster.name()
              + "' has distributions of "
              + path.size()
              + " steps; expected "
              + forecaster.shape().horizon(),
          0,
          null);
    }
    return Optional.of(path);
  }

  /** Whether what was asked for needs more calibration samples than there are. */
  private static boolean isUnsupported(ForecastServiceException.Unprocessable refusal) {
    return refusal.problem().filter(p -> p.extra().containsKey(MAX_CONFIDENCE)).isPresent();
  }

  @Override
  public ConformalWrapper observe(IntervalForecast forecast, double... actual) {
    forecaster.shape().requireOutcome(actual);
    Observed unused =
        client.observe(
            Observation.of(
                UUID.randomUUID().toString(),
                forecaster.request(
                    forecast.pattern(), Ranks.complement(forecast.confidence()), false),
                actual));
    return this;
  }

  /** Asked of the server each time, because it learns. */
  @Override
  public int calibrationSize() {
    long samples = client.model(forecaster.name()).calibrationSamples();
    return RemoteForecaster.understood(
        "the calibration of model '" + forecaster.name() + "'", () -> Math.toIntExact(samples));
  }

  @Override
  public String toString() {
    return forecaster.toString();
  }
}
