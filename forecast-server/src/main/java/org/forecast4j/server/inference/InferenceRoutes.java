package org.forecast4j.server.inference;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.forecast4j.IntervalForecast;
import org.forecast4j.server.config.Version;
import org.forecast4j.server.http.AnswerBudget;
import org.forecast4j.server.http.ApiException;
import org.forecast4j.server.http.Deadline;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.MessageBudget;
import org.forecast4j.server.http.Problems;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.wire.WireCodec;

/** The Open Inference Protocol, version 2, with its extension for binary tensors. */
public final class InferenceRoutes {
  private static final String PREFIX = Problems.INFERENCE;
  private static final String MODEL = PREFIX + "/models/{name}";
  private static final String VERSION = MODEL + "/versions/{version}";

  private final ModelRegistry models;
  private static final long ANSWER_BYTES = 4_096;

  /** A value, written out in JSON. */
  private static final long VALUE_BYTES = 24;

  private final Predictor predictor;
  private final AnswerBudget answers;
  private final BooleanSupplier ready;
  private final int mostInBatch;

  public InferenceRoutes(
      ModelRegistry models,
      Predictor predictor,
      AnswerBudget answers,
      BooleanSupplier ready,
      int mostInBatch) {
    this.answers = answers;
    this.models = models;
    this.predictor = predictor;
    this.ready = ready;
    this.mostInBatch = mostInBatch;
  }

  public void register(RoutesConfig routes) {
    routes.get(PREFIX, InferenceRoutes::server, Role.READ);
    routes.get(PREFIX + "/health/live", ctx -> answer(ctx, health()), Role.ANYONE);
    routes.get(PREFIX + "/health/ready", this::readiness, Role.ANYONE);
    for (String path : List.of(MODEL, VERSION)) {
      routes.get(path, this::metadata, Role.READ);
      routes.get(path + "/ready", this::modelReadiness, Role.READ);
      routes.post(path + "/infer", this::infer, Role.READ);
    }
  }

  private static void answer(Context ctx, Map<String, Object> fields) {
    Json.answer(ctx, WireCodec.OBJECT, fields);
  }

  private static void server(Context ctx) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", "forecast4j");
    fields.put("version", Version.current());
    fields.put("extensions", List.of("binary_tensor_data"));
    answer(ctx, fields);
  }

  private Map<String, Object> health() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("live", true);
    fields.put("ready", ready.getAsBoolean());
    return fields;
  }

  private void readiness(Context ctx) {
    Map<String, Object> fields = health();
    if (Boolean.FALSE.equals(fields.get("ready"))) {
      ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
      fields.put("error", "no model is loaded yet, or the server is shutting down");
    }
    answer(ctx, fields);
  }

  private void modelReadiness(Context ctx) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", model(ctx).name());
    fields.put("ready", true);
    answer(ctx, fields);
  }

  private Model model(Context ctx) {
    Model model = models.find(ctx.pathParam("name"));
    String version = ctx.pathParamMap().getOrDefault("version", model.version());
    if (!version.equals(model.version())) {
      throw ApiException.of(
          HttpStatus.NOT_FOUND.getCode(),
          "the version of model '"
              + model.name()
              + "' is '"
              + version
              + "'; expected '"
              + model.version()
              + "'");
    }
    return model;
  }

  private void metadata(Context ctx) {
    Model model = model(ctx);
    List<Map<String, Object>> inputs = new ArrayList<>();
    long length = model.shape().inputLength();
    inputs.add(InferenceAnswer.describe(InferenceRequest.PATTERN, List.of(-1L, length)));
    for (String covariate : InferenceRequest.covariates(model)) {
      inputs.add(InferenceAnswer.describe(covariate, List.of(-1L)));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", model.name());
    fields.put("versions", List.of(model.version()));
    fields.put("platform", "forecast4j_bundle");
    fields.put("inputs", inputs);
    fields.put(
        "outputs",
        Arrays.stream(InferenceOutput.values())
            .map(output -> InferenceAnswer.describe(output, -1, model.shape()))
            .toList());
    answer(ctx, fields);
  }

  private void infer(Context ctx) {
    Model model = model(ctx);
    Optional<String> length = Optional.ofNullable(ctx.header(InferenceRequest.HEADER_LENGTH));
    Optional<String> alpha = alpha(ctx);
    byte[] body = Deadline.body(ctx);
    MessageBudget.take(ctx, body);
    InferenceRequest request = InferenceRequest.read(body, length, alpha, model, mostInBatch);
    answers.take(ctx, bytes(model, request));
    List<IntervalForecast> forecasts =
        predictor.forecastAll(
            model, request.patterns(), request.alpha(), Deadline.of(ctx)::require);
    InferenceAnswer.of(model, request, forecasts).send(ctx);
  }

  private static Optional<String> alpha(Context ctx) {
    List<String> given = ctx.queryParams("alpha");
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          "alpha is given " + given.size() + " times in the query; expected it once");
    }
    return given.stream().findFirst();
  }

  /** How large the answer is at most; it is held in JSON even if a part of it is sent in binary. */
  private static long bytes(Model model, InferenceRequest request) {
    long values = 0;
    for (InferenceRequest.Requested requested : request.outputs()) {
      values +=
          requested.output().shape(request.patterns().size(), model.shape()).stream()
              .reduce(1L, (a, b) -> a * b);
    }
    return ANSWER_BYTES + VALUE_BYTES * values;
  }
}
