package org.forecast4j.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.forecast4j.Pattern;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoresRequest;

/**
 * The calls of a {@link ForecastClient} without waiting. A future fails with what the call of the
 * same name would have thrown; what can only be refused is thrown at once. Cancelling a future
 * cancels its call. Safe for concurrent use.
 *
 * <p>A future is completed on a thread of the client's pool: give what blocks to a pool of your own
 * with {@code thenApplyAsync}.
 */
public final class AsyncForecastClient {
  private final Transport transport;

  AsyncForecastClient(Transport transport) {
    this.transport = transport;
  }

  /**
   * Forecasts a pattern at alpha 0.05, with explanation, by the default model.
   *
   * @param pattern the observations, oldest first, and the covariates that are known
   * @return the forecast, later
   */
  public CompletableFuture<PredictResponse> predict(Pattern pattern) {
    return predict(PredictRequest.builder(pattern).build());
  }

  /**
   * Forecasts.
   *
   * <pre>{@code
   * CompletableFuture<Double> margin =
   *     client.async().predict(request).thenApply(PredictResponse::pointForecast);
   * }</pre>
   *
   * @param request what is to be forecast, and how
   * @return the forecast, later
   */
  public CompletableFuture<PredictResponse> predict(PredictRequest request) {
    return predict(request, RequestOptions.DEFAULT);
  }

  /**
   * Forecasts.
   *
   * @param request what is to be forecast, and how
   * @param options what is different for this call
   * @return the forecast, later
   */
  public CompletableFuture<PredictResponse> predict(
      PredictRequest request, RequestOptions options) {
    return transport.submit(Operation.predict(request), options);
  }

  /**
   * Forecasts a batch; each request is answered or refused for itself.
   *
   * @param requests what is to be forecast
   * @return one result a request, in order, later
   */
  public CompletableFuture<BatchResponse> predictBatch(List<PredictRequest> requests) {
    return predictBatch(requests, RequestOptions.DEFAULT);
  }

  /**
   * Forecasts a batch.
   *
   * @param requests what is to be forecast
   * @param options what is different for this call
   * @return one result a request, in order, later
   */
  public CompletableFuture<BatchResponse> predictBatch(
      List<PredictRequest> requests, RequestOptions options) {
    return transport.submit(Operation.predictBatch(requests), options);
  }

  /**
   * The whole predictive distribution of every step.
   *
   * @param request what is to be forecast; alpha does not matter
   * @return a distribution a step, later
   */
  public CompletableFuture<DistributionResponse> distribution(PredictRequest request) {
    return distribution(request, RequestOptions.DEFAULT);
  }

  /**
   * The whole predictive distribution of every step.
   *
   * @param request what is to be forecast
   * @param options what is different for this call
   * @return a distribution a step, later
   */
  public CompletableFuture<DistributionResponse> distribution(
      PredictRequest request, RequestOptions options) {
    return transport.submit(Operation.distribution(request), options);
  }

  /**
   * Tells what really followed a forecast, from which the intervals learn.
   *
   * @param observation which forecast, and what followed it; sent twice it counts once
   * @return what the server made of it, later
   */
  public CompletableFuture<Observed> observe(Observation observation) {
    return observe(observation, RequestOptions.DEFAULT);
  }

  /**
   * Tells what really followed a forecast.
   *
   * @param observation which forecast, and what followed it
   * @param options what is different for this call
   * @return what the server made of it, later
   */
  public CompletableFuture<Observed> observe(Observation observation, RequestOptions options) {
    return transport.submit(Operation.observe(observation), options);
  }

  /**
   * Takes an outcome of the default model back: what the intervals learned from it is forgotten.
   *
   * @param id what the observation is known by
   * @return what the server made of it, later
   */
  public CompletableFuture<Observed> retract(String id) {
    return transport.submit(Operation.retract(id, Optional.empty()), RequestOptions.DEFAULT);
  }

  /**
   * Takes an outcome of a model back.
   *
   * @param id what the observation is known by
   * @param model its name
   * @param options what is different for this call
   * @return what the server made of it, later
   */
  public CompletableFuture<Observed> retract(String id, String model, RequestOptions options) {
    return transport.submit(Operation.retract(id, Optional.of(model)), options);
  }

  /**
   * Tells how a game ended, from which the default model, or the one the score names, learns what
   * to expect of its teams.
   *
   * @param score the final score; sent twice it counts once
   * @return what the server made of it, later
   */
  public CompletableFuture<LearnedResult> learn(FinalScore score) {
    return learn(score, RequestOptions.DEFAULT);
  }

  /**
   * Tells how a game ended.
   *
   * @param score the final score
   * @param options what is different for this call
   * @return what the server made of it, later
   */
  public CompletableFuture<LearnedResult> learn(FinalScore score, RequestOptions options) {
    return transport.submit(Operation.learn(score), options);
  }

  /**
   * Takes the result of a game back: what the default model learned from it is forgotten.
   *
   * @param gameId what the game is known by
   * @return what the server made of it, later
   */
  public CompletableFuture<LearnedResult> retractResult(String gameId) {
    return transport.submit(
        Operation.retractResult(gameId, Optional.empty()), RequestOptions.DEFAULT);
  }

  /**
   * Takes the result of a game back from a model.
   *
   * @param gameId what the game is known by
   * @param model its name
   * @param options what is different for this call
   * @return what the server made of it, later
   */
  public CompletableFuture<LearnedResult> retractResult(
      String gameId, String model, RequestOptions options) {
    return transport.submit(Operation.retractResult(gameId, Optional.of(model)), options);
  }

  /**
   * How the server is; one that is not ready answers {@code unavailable}.
   *
   * @return its health, later
   */
  public CompletableFuture<Health> health() {
    return health(RequestOptions.DEFAULT);
  }

  /**
   * How the server is.
   *
   * @param options what is different for this call
   * @return its health, later
   */
  public CompletableFuture<Health> health(RequestOptions options) {
    return transport.submit(Operation.health(), options);
  }

  /**
   * How the default model is set up, and which others there are.
   *
   * @return the models, later
   */
  public CompletableFuture<Models> models() {
    return models(RequestOptions.DEFAULT);
  }

  /**
   * How the default model is set up, and which others there are.
   *
   * @param options what is different for this call
   * @return the models, later
   */
  public CompletableFuture<Models> models(RequestOptions options) {
    return transport.submit(Operation.models(), options);
  }

  /**
   * One model, with its card and checksums.
   *
   * @param name its name
   * @return the model, later
   */
  public CompletableFuture<ModelSummary> model(String name) {
    return model(name, RequestOptions.DEFAULT);
  }

  /**
   * One model, with its card and checksums.
   *
   * @param name its name
   * @param options what is different for this call
   * @return the model, later
   */
  public CompletableFuture<ModelSummary> model(String name, RequestOptions options) {
    return transport.submit(Operation.model(name), options);
  }

  /**
   * How often the intervals of the default model covered lately.
   *
   * @return the report, later
   */
  public CompletableFuture<CalibrationReport> calibration() {
    return transport.submit(Operation.calibration(), RequestOptions.DEFAULT);
  }

  /**
   * How often the intervals of a model covered lately.
   *
   * @param model its name
   * @param options what is different for this call
   * @return the report, later
   */
  public CompletableFuture<CalibrationReport> calibration(String model, RequestOptions options) {
    return transport.submit(Operation.calibration(model), options);
  }

  /**
   * The games that are followed.
   *
   * @return the games, later
   */
  public CompletableFuture<Games> games() {
    return games(RequestOptions.DEFAULT);
  }

  /**
   * The games that are followed.
   *
   * @param options what is different for this call
   * @return the games, later
   */
  public CompletableFuture<Games> games(RequestOptions options) {
    return transport.submit(Operation.games(), options);
  }

  /**
   * One game.
   *
   * @param id its id
   * @return the game, later
   */
  public CompletableFuture<GameState> game(String id) {
    return game(id, RequestOptions.DEFAULT);
  }

  /**
   * One game.
   *
   * @param id its id
   * @param options what is different for this call
   * @return the game, later
   */
  public CompletableFuture<GameState> game(String id, RequestOptions options) {
    return transport.submit(Operation.game(id), options);
  }

  /**
   * Tells the score of a live game.
   *
   * @param gameId the game; it begins to be followed with its first score
   * @param scores one or many scores, in any order
   * @return the game after them, later
   */
  public CompletableFuture<GameState> pushScores(String gameId, ScoresRequest scores) {
    return pushScores(gameId, scores, RequestOptions.DEFAULT);
  }

  /**
   * Tells the score of a live game.
   *
   * @param gameId the game
   * @param scores one or many scores, in any order
   * @param options what is different for this call
   * @return the game after them, later
   */
  public CompletableFuture<GameState> pushScores(
      String gameId, ScoresRequest scores, RequestOptions options) {
    return transport.submit(Operation.pushScores(gameId, scores), options);
  }
}
