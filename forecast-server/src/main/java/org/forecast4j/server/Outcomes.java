package org.forecast4j.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Optional;
import org.forecast4j.IntervalForecast;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;

/** Takes what really happened to the models whose forecasts it followed. */
final class Outcomes {
  private final ModelRegistry models;
  private final Predictor predictor;
  private final int remembered;
  private final Cache<String, Issued> issued;

  /** A forecast whose outcome may come. */
  private record Issued(Model model, IntervalForecast forecast) {}

  /**
   * Begins with no forecast.
   *
   * @param remembered how many forecasts are known by their request ids, the latest
   */
  Outcomes(ModelRegistry models, Predictor predictor, int remembered) {
    this.models = models;
    this.predictor = predictor;
    this.remembered = remembered;
    issued = Caffeine.newBuilder().maximumSize(remembered).executor(Runnable::run).build();
  }

  /** Remembers a forecast by its request id. */
  void remember(String requestId, Predictor.Prediction made) {
    issued.put(requestId, new Issued(made.model(), OutcomeRecord.bare(made.forecast())));
  }

  /** Learns an outcome that a caller sent. */
  Observed observe(Observation observation) {
    Issued forecast =
        observation
            .requestId()
            .map(issued::getIfPresent)
            .orElseGet(() -> made(observation.request(), observation));
    return observe(
        forecast.model(),
        RequestIds.require(observation.key()),
        forecast.forecast(),
        observation.actual());
  }

  private Issued made(Optional<PredictRequest> request, Observation observation) {
    if (request.isEmpty()) {
      throw ApiException.of(
          HttpStatus.NOT_FOUND.getCode(),
          "request_id is '"
              + observation.requestId().orElseThrow()
              + "', of none of the last "
              + remembered
              + " forecasts that this server made; expected one of theirs, or the pattern beside"
              + " it");
    }
    PredictRequest bare = request.get().toBuilder().returnExplanation(false).build();
    Predictor.Prediction made = predictor.predict(bare, observation.key());
    return new Issued(made.model(), made.forecast());
  }

  /**
   * Learns the outcome of a forecast, once for each id.
   *
   * @param made the model that made the forecast; if it was replaced since then, the one that took
   *     its place forecasts the pattern anew, since it learns from errors of its own
   */
  Observed observe(Model made, String id, IntervalForecast forecast, double... actual) {
    Model model = models.find(made.name());
    model.shape().requireOutcome(actual);
    IntervalForecast own =
        model == made
            ? forecast
            : model
                .learning()
                .state()
                .wrapper()
                .forecast(forecast.pattern(), forecast.confidence());
    try {
      return model.learning().observe(new OutcomeRecord(id, own, actual));
    } catch (IOException e) {
      throw new IllegalStateException("outcome '" + id + "' cannot be kept", e);
    }
  }
}
