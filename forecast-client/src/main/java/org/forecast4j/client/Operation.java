package org.forecast4j.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import org.forecast4j.wire.BatchRequest;
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
import org.forecast4j.wire.WireCodec;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked of the server.
 *
 * @param method the HTTP method
 * @param path the segments of the path
 * @param query the query's parameters
 * @param body what is sent; null for nothing
 * @param codec reads the answer
 * @param answers which responses hold the answer
 */
record Operation<T>(
    String method,
    List<String> path,
    Map<String, String> query,
    byte @Nullable [] body,
    WireCodec<T> codec,
    Predicate<RawResponse> answers) {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String REQUEST_ID = "X-Request-Id";

  private static final int UNAVAILABLE = 503;

  private static boolean isSuccess(RawResponse response) {
    return response.status() >= 200 && response.status() < 300;
  }

  private static boolean isHealth(RawResponse response) {
    try {
      return response.status() == UNAVAILABLE
          && !Health.CODEC.read(response.body()).status().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static <Q, A> Operation<A> post(
      WireCodec<Q> codec, Q request, WireCodec<A> answer, String... path) {
    return new Operation<>(
        "POST", List.of(path), Map.of(), codec.write(request), answer, Operation::isSuccess);
  }

  private static <A> Operation<A> get(WireCodec<A> answer, String... path) {
    return new Operation<>("GET", List.of(path), Map.of(), null, answer, Operation::isSuccess);
  }

  private static <A> Operation<A> delete(
      WireCodec<A> answer, Optional<String> model, String... path) {
    return new Operation<>(
        "DELETE",
        List.of(path),
        model.map(name -> Map.of("model", segment(name, "model"))).orElse(Map.of()),
        null,
        answer,
        Operation::isSuccess);
  }

  static Operation<PredictResponse> predict(PredictRequest request) {
    return post(PredictRequest.CODEC, request, PredictResponse.CODEC, "predict");
  }

  static Operation<BatchResponse> predictBatch(List<PredictRequest> requests) {
    return post(
        BatchRequest.CODEC, BatchRequest.of(requests), BatchResponse.CODEC, "predict", "batch");
  }

  static Operation<DistributionResponse> distribution(PredictRequest request) {
    return post(PredictRequest.CODEC, request, DistributionResponse.CODEC, "distribution");
  }

  static Operation<Observed> observe(Observation observation) {
    return post(Observation.CODEC, observation, Observed.CODEC, "observations");
  }

  /** Of the default model if none is named. */
  static Operation<Observed> retract(String id, Optional<String> model) {
    return delete(Observed.CODEC, model, "observations", segment(id, "id"));
  }

  static Operation<LearnedResult> learn(FinalScore score) {
    return post(FinalScore.CODEC, score, LearnedResult.CODEC, "results");
  }

  /** Of the default model if none is named. */
  static Operation<LearnedResult> retractResult(String gameId, Optional<String> model) {
    return delete(LearnedResult.CODEC, model, "results", segment(gameId, "game id"));
  }

  /** A server that is not ready says so with 503, which is an answer and not a failure. */
  static Operation<Health> health() {
    return new Operation<>(
        "GET",
        List.of("health"),
        Map.of(),
        null,
        Health.CODEC,
        response -> isSuccess(response) || isHealth(response));
  }

  static Operation<Models> models() {
    return get(Models.CODEC, "models");
  }

  static Operation<ModelSummary> model(String name) {
    return get(ModelSummary.CODEC, "models", segment(name, "model"));
  }

  static Operation<CalibrationReport> calibration() {
    return get(CalibrationReport.CODEC, "calibration");
  }

  static Operation<CalibrationReport> calibration(String model) {
    return new Operation<>(
        "GET",
        List.of("calibration"),
        Map.of("model", segment(model, "model")),
        null,
        CalibrationReport.CODEC,
        Operation::isSuccess);
  }

  static Operation<Games> games() {
    return get(Games.CODEC, "games");
  }

  static Operation<GameState> game(String id) {
    return get(GameState.CODEC, "games", segment(id, "game id"));
  }

  static Operation<GameState> pushScores(String id, ScoresRequest scores) {
    return post(
        ScoresRequest.CODEC, scores, GameState.CODEC, "games", segment(id, "game id"), "scores");
  }

  /** Refuses what would not stay one segment of a path. */
  private static String segment(String name, String what) {
    if (name.isBlank() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          what + " is '" + name + "'; expected a name that is not blank, '.' or '..'");
    }
    return name;
  }

  HttpUrl url(HttpUrl base) {
    HttpUrl.Builder url = base.newBuilder();
    path.forEach(url::addPathSegment);
    query.forEach(url::addQueryParameter);
    return url.build();
  }

  /** What it is called in messages. */
  String title() {
    return method + " /" + String.join("/", path);
  }
}
