package org.forecast4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;

/** A model of the server as a forecaster. */
final class RemoteForecaster implements Forecaster {
  /** Any calibration set, even of one error, supports it, so no forecast is refused for it. */
  private static final double SUPPORTED_ALPHA = 0.5;

  /** Far below what a server takes by default, in number and in bytes. */
  private static final int BATCH = 200;

  private final ForecastClient client;
  private final String model;
  private final Shape shape;
  private final Map<String, String> covariates;

  RemoteForecaster(ForecastClient client, ModelSummary summary) {
    this.client = client;
    model = summary.name();
    shape =
        understood(
            "model '" + model + "'", () -> new Shape(summary.inputLength(), summary.horizon()));
    covariates = summary.covariates();
  }

  @Override
  public String name() {
    return model;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Map<String, String> covariates() {
    return covariates;
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    return understand(pattern, client.predict(request(pattern, SUPPORTED_ALPHA, false))).forecast();
  }

  @Override
  public Forecast explain(Pattern pattern) {
    return understand(pattern, client.predict(request(pattern, SUPPORTED_ALPHA, true))).forecast();
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    patterns.forEach(shape::require);
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    for (int from = 0; from < patterns.size(); from += BATCH) {
      forecasts.addAll(batch(patterns.subList(from, Math.min(from + BATCH, patterns.size()))));
    }
    return forecasts;
  }

  private List<Forecast> batch(List<Pattern> patterns) {
    List<BatchResponse.Item> results =
        client
            .predictBatch(
                patterns.stream().map(one -> request(one, SUPPORTED_ALPHA, false)).toList())
            .results();
    if (results.size() != patterns.size()) {
      throw new ForecastProtocolException(
          "a batch of " + patterns.size() + " requests got " + results.size() + " results",
          0,
          null);
    }
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    for (int i = 0; i < results.size(); i++) {
      BatchResponse.Item item = results.get(i);
      PredictResponse prediction =
          item.prediction()
              .orElseThrow(
                  () -> Failures.refused("one of POST /predict/batch", item.error().orElseThrow()));
      forecasts.add(understand(patterns.get(i), prediction).forecast());
    }
    return forecasts;
  }

  /** Asks this model, with all analogs if they are wanted. */
  PredictRequest request(Pattern pattern, double alpha, boolean explain) {
    return PredictRequest.builder(shape.require(pattern))
        .model(model)
        .alpha(alpha)
        .returnExplanation(explain)
        .similarGames(PredictRequest.MAX_SIMILAR_GAMES)
        .build();
  }

  /** Makes values of the core from an answer, which may hold invalid ones. */
  static <T> T understood(String what, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ForecastProtocolException(
          what + " is not what it should be: " + e.getMessage(), 0, e);
    }
  }

  IntervalForecast understand(Pattern pattern, PredictResponse response) {
    IntervalForecast forecast =
        understood(
            "the answer of model '" + model + "'", () -> response.toIntervalForecast(pattern));
    if (forecast.forecast().horizon() != shape.horizon()) {
      throw new ForecastProtocolException(
          "model '"
              + model
              + "' forecast "
              + forecast.forecast().horizon()
              + " steps; expected "
              + shape.horizon()
              + ", as it said before. It was replaced by another: make a new forecaster of it",
          0,
          null);
    }
    return forecast;
  }

  @Override
  public String toString() {
    return model + " at " + client;
  }
}
