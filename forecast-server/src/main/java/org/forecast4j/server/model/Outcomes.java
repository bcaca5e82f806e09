package org.forecast4j.server.model;

import java.io.IOException;
import java.util.Optional;
import org.forecast4j.IntervalForecast;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;

/** Takes what really happened to the models whose forecasts it followed. */
public final class Outcomes {
  private final ModelRegistry models;
  private final Predictor predictor;
  private final IssuedForecasts issued;

  /**
   * Takes outcomes.
   *
   * @param issued the forecasts that are known by their request ids
   */
  public Outcomes(ModelRegistry models, Predictor predictor, IssuedForecasts issued) {
    this.models = models;
    this.predictor = predictor;
    this.issued = issued;
  }

  /** Remembers a forecast by its request id. */
  public void remember(String requestId, Predictor.Prediction made) {
    issued.put(requestId, new IssuedForecasts.Issued(made.model(), made.forecast()));
  }

  /** The forecast that an outcome follows: the one that was made, or else one made now. */
  public IssuedForecasts.Issued forecast(Observation observation) {
    Optional<IssuedForecasts.Issued> found = Optional.empty();
    Optional<String> unreachable = Optional.empty();
    if (observation.requestId().isPresent()) {
      try {
        found = issued.find(observation.requestId().get());
      } catch (RedisLink.Unreachable e) {
        unreachable = Optional.ofNullable(e.getMessage());
      }
    }
    if (found.isPresent()) {
      return found.get();
    }
    if (observation.request().isPresent()) {
      PredictRequest bare =
          observation.request().get().toBuilder().returnExplanation(false).build();
      Predictor.Prediction made = predictor.predict(bare, observation.key());
      return new IssuedForecasts.Issued(made.model(), made.forecast());
    }
    String id = "request_id is '" + observation.requestId().orElseThrow() + "', ";
    if (unreachable.isPresent()) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          id
              + "of no forecast that this server remembers, and whether another replica made it is"
              + " not known now; send it again later, or the pattern beside it");
    }
    throw RefusedException.of(
        RefusedException.Reason.NOT_FOUND,
        id
            + "of no forecast that is remembered, the last "
            + issued.most()
            + " of this server; expected one of theirs, or the pattern beside it");
  }

  /** Learns the outcome of a forecast, once for each id. */
  public Observed observe(IssuedForecasts.Issued issued, String id, double... actual) {
    return observe(issued.model(), id, issued.forecast(), actual);
  }

  /**
   * Learns the outcome of a forecast, once for each id.
   *
   * @param made the model that made the forecast; if it was replaced since then, the one that took
   *     its place forecasts the pattern anew, since it learns from errors of its own
   */
  public Observed observe(Model made, String id, IntervalForecast forecast, double... actual) {
    Model model = models.find(made.name());
    model.shape().requireOutcome(actual);
    IntervalForecast own = model == made ? forecast : model.forecastAnew(forecast);
    try {
      return model.learning().observe(new OutcomeRecord(id, own, actual));
    } catch (IOException e) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          "the outcome cannot be kept now, so it was not learned; /health says why; send it again");
    }
  }
}
