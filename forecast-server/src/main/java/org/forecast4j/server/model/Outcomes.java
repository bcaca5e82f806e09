package org.forecast4j.server.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.server.config.Uuids;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;

/** Takes what really happened to the models whose forecasts it followed. */
public final class Outcomes {
  /** How long what another replica issued may take until it is seen here. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

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

  /**
   * Answers a request for a forecast, and remembers it for its outcome. Where the caller names the
   * forecast, asking the same again repeats the answer.
   *
   * @param ownId what the forecast is known by if the caller does not name it; of no other request
   */
  public PredictResponse issue(PredictRequest request, String ownId) {
    if (request.requestId().isEmpty()) {
      Predictor.Prediction made = predictor.predict(request, ownId);
      issued.put(ownId, made.model(), made.forecast());
      return made.response();
    }
    String id = request.requestId().get();
    byte[] question = IssuedForecasts.question(models.find(request.model()), request);
    Optional<IssuedForecasts.Issued> before = issued.here(id);
    if (before.isPresent()) {
      return repeat(before.get(), id, question, request);
    }
    Predictor.Prediction made = predictor.predict(request, id);
    IssuedForecasts.Named named =
        new IssuedForecasts.Named(question, made.response().withoutExplanation());
    IssuedForecasts.Issued mine =
        IssuedForecasts.Issued.of(made.model(), made.forecast(), Optional.of(named));
    return issued
        .claim(id, mine)
        .map(first -> repeat(first, id, question, request))
        .orElse(made.response());
  }

  private PredictResponse repeat(
      IssuedForecasts.Issued before, String id, byte[] question, PredictRequest request) {
    IssuedForecasts.Named named =
        before.named().filter(one -> one.answers(question)).orElseThrow(() -> taken(id));
    return Predictor.repeat(models.successor(before.model()), before, named, request);
  }

  private static RefusedException taken(String id) {
    return RefusedException.of(
        RefusedException.Reason.CONFLICT,
        "request_id is '"
            + id
            + "', of a forecast with another pattern, covariates, teams, model or alpha; expected"
            + " the same ones or a new id");
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
      requireSamePattern(found.get(), observation);
      return found.get();
    }
    if (observation.request().isPresent()) {
      PredictRequest bare =
          observation.request().get().toBuilder().returnExplanation(false).build();
      Predictor.Prediction made = predictor.predict(bare, observation.key());
      return made.issued();
    }
    models.byDefault(); // While none is loaded, nothing is known of any forecast.
    String id = "request_id is '" + observation.requestId().orElseThrow() + "', ";
    if (unreachable.isPresent()) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          id
              + "of no forecast that this server remembers, and whether another replica made it is"
              + " not known now; send it again later, or the pattern beside it");
    }
    if (issued.areShared() && Uuids.isRecent(observation.requestId().get(), ON_ITS_WAY)) {
      throw RefusedException.of(
          RefusedException.Reason.UNAVAILABLE,
          id + "of a forecast that another replica has just made; send it again in a moment");
    }
    throw RefusedException.of(
        RefusedException.Reason.NOT_FOUND,
        id
            + "of no forecast that is remembered, the last "
            + issued.most()
            + " of this server; expected one of theirs, or the pattern beside it");
  }

  /**
   * Learns the outcome of a forecast, once for each id. If the model that made it was replaced
   * since then, the one that took its place forecasts the pattern anew, since it learns from errors
   * of its own.
   */
  public Observed observe(IssuedForecasts.Issued issued, String id, double... actual) {
    IntervalForecast forecast = issued.forecast();
    return models.ask(
        issued.model(),
        model -> {
          model.shape().requireOutcome(actual);
          model.info().bounds().checkOutcome(forecast.pattern(), actual);
          boolean isItsOwn = model.origin().equals(issued.origin());
          IntervalForecast own = isItsOwn ? forecast : model.forecastAnew(forecast);
          return model.learning().observe(new OutcomeRecord(id, own, actual));
        });
  }

  /**
   * As {@link #observe}, for an outcome that is derived again and again: once it was retracted, it
   * is not learned any more.
   */
  public Observed observeUnlessRetracted(
      IssuedForecasts.Issued issued, String id, double... actual) {
    Learning learning = models.successor(issued.model()).learning();
    return learning.isRetracted(id)
        ? new Observed(id, Learning.RETRACTED, learning.state().version(), Map.of())
        : observe(issued, id, actual);
  }

  /** Forgets what a model learned from an outcome. */
  public Observed retract(Optional<String> model, String id) {
    return models.ask(models.find(model).name(), one -> one.learning().retract(id));
  }

  private static void requireSamePattern(IssuedForecasts.Issued found, Observation observation) {
    if (observation.request().isEmpty()) {
      return;
    }
    Pattern pattern = observation.request().get().pattern();
    Map<String, Double> covariates = found.forecast().pattern().covariates();
    pattern
        .covariates()
        .forEach(
            (name, value) -> {
              Double known = covariates.get(name);
              if (known == null || known.doubleValue() != value) {
                throw RefusedException.of(
                    RefusedException.Reason.CONFLICT,
                    "covariate "
                        + name
                        + " is "
                        + value
                        + ", and "
                        + known
                        + " in the forecast with request_id '"
                        + observation.requestId().orElseThrow()
                        + "'; expected the same or none");
              }
            });
    double[] forecast = found.forecast().pattern().values();
    if (!OutcomeRecord.areSame(forecast, pattern.values())) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          "pattern is another one than that of the forecast with request_id '"
              + observation.requestId().orElseThrow()
              + "', "
              + Arrays.toString(forecast)
              + "; expected the same one or none");
    }
  }
}
