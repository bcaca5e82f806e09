package org.forecast4j.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.forecast4j.server.http.AnswerBudget;
import org.forecast4j.server.http.ApiException;
import org.forecast4j.server.http.Deadline;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.Problems;
import org.forecast4j.server.http.RequestIds;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Outcomes;
import org.forecast4j.server.model.Parts;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.BatchRequest;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.JsonFields;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;

/** Forecasts: one, many, and the whole distribution. */
public final class PredictRoutes {
  /** What the answer to a batch begins and ends with. */
  private static final byte[] RESULTS = "{\"results\":[".getBytes(StandardCharsets.UTF_8);

  private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

  /** What a forecast has in an answer at most, beside its similar games. */
  private static final long FORECAST_BYTES = 2_048;

  /** What a similar game has at most, beside its values. */
  private static final long GAME_BYTES = 256;

  /** A value, written out in JSON. */
  private static final long VALUE_BYTES = 24;

  private final ModelRegistry models;
  private final Predictor predictor;
  private final Outcomes outcomes;
  private final AnswerBudget answers;
  private final int mostInBatch;

  public PredictRoutes(
      ModelRegistry models,
      Predictor predictor,
      Outcomes outcomes,
      AnswerBudget answers,
      int mostInBatch) {
    this.models = models;
    this.predictor = predictor;
    this.outcomes = outcomes;
    this.answers = answers;
    this.mostInBatch = mostInBatch;
  }

  public void register(RoutesConfig routes) {
    routes.post("/predict", this::predict, Role.READ);
    routes.post("/predict/batch", this::batch, Role.READ);
    routes.post("/distribution", this::distribution, Role.READ);
  }

  private void predict(Context ctx) {
    PredictRequest request = Json.read(ctx, PredictRequest.CODEC);
    if (Json.isStrict(ctx)) {
      predictor.requireKnownCovariates(request);
    }
    answers.take(ctx, bytes(request));
    request.requestId().ifPresent(RequestIds::require);
    Json.answer(ctx, PredictResponse.CODEC, outcomes.issue(request, RequestIds.own(ctx)));
  }

  private void batch(Context ctx) {
    List<BatchRequest.Item> items =
        Json.read(ctx, BatchRequest.CODEC, this::requireNotTooMany).requests();
    answers.take(ctx, items.stream().mapToLong(this::bytes).sum());
    Deadline deadline = Deadline.of(ctx);
    String ownId = RequestIds.own(ctx);
    boolean isStrict = Json.isStrict(ctx);
    List<Integer> places = IntStream.range(0, items.size()).boxed().toList();
    Function<List<Integer>, byte[]> encoded =
        part ->
            BatchResponse.CODEC.write(
                new BatchResponse(
                    part.stream()
                        .map(i -> answer(items.get(i), ownId + ":" + i, deadline, isStrict))
                        .toList(),
                    Map.of()));
    if (items.stream().anyMatch(PredictRoutes::isNamed)) {
      // Which of two with the same id is the first decides what the other is answered.
      Json.answer(ctx, encoded.apply(places));
    } else {
      Json.answer(ctx, joined(Parts.map(places, encoded)));
    }
  }

  private static boolean isNamed(BatchRequest.Item item) {
    return item instanceof BatchRequest.Item.Valid valid && valid.request().requestId().isPresent();
  }

  /** Answers of one part each as one answer of all results. */
  private static byte[] joined(List<byte[]> answers) {
    ByteArrayOutputStream all =
        new ByteArrayOutputStream(answers.stream().mapToInt(one -> one.length).sum());
    all.writeBytes(RESULTS);
    for (byte[] one : answers) {
      if (all.size() > RESULTS.length) {
        all.write(',');
      }
      all.write(one, RESULTS.length, one.length - RESULTS.length - END.length);
    }
    all.writeBytes(END);
    return all.toByteArray();
  }

  private void requireNotTooMany(JsonFields batch) {
    int items = batch.size("requests");
    if (items > mostInBatch) {
      throw ApiException.of(
          HttpStatus.CONTENT_TOO_LARGE.getCode(),
          "requests holds " + items + " items; expected at most " + mostInBatch,
          Map.of("limit", (long) mostInBatch));
    }
  }

  private long bytes(BatchRequest.Item item) {
    return item instanceof BatchRequest.Item.Valid valid ? bytes(valid.request()) : FORECAST_BYTES;
  }

  /** How much of an answer the forecast of a request is at most. */
  private long bytes(PredictRequest request) {
    Model model = models.find(request.model());
    long values = (long) model.shape().inputLength() + model.shape().horizon();
    long games = request.returnExplanation() ? request.similarGames() : 0;
    return FORECAST_BYTES
        + VALUE_BYTES * 8 * model.shape().horizon()
        + games * (GAME_BYTES + VALUE_BYTES * values);
  }

  private BatchResponse.Item answer(
      BatchRequest.Item item, String madeId, Deadline deadline, boolean isStrict) {
    try {
      deadline.require();
      if (item instanceof BatchRequest.Item.Invalid invalid) {
        throw invalid.reason();
      }
      PredictRequest request = ((BatchRequest.Item.Valid) item).request();
      if (isStrict) {
        predictor.requireKnownCovariates(request);
      }
      request.requestId().ifPresent(RequestIds::require);
      return new BatchResponse.Item(Optional.of(outcomes.issue(request, madeId)), Optional.empty());
    } catch (RuntimeException e) {
      return new BatchResponse.Item(Optional.empty(), Optional.of(Problems.of(e, madeId)));
    }
  }

  private void distribution(Context ctx) {
    PredictRequest request = Json.read(ctx, PredictRequest.CODEC);
    if (Json.isStrict(ctx)) {
      predictor.requireKnownCovariates(request);
    }
    DistributionResponse response =
        new DistributionResponse(predictor.distributions(request), Map.of());
    Json.answer(ctx, DistributionResponse.CODEC, response);
  }
}
