package org.forecast4j.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.internal.Ranks;
import org.forecast4j.server.http.ApiException;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.learning.LearnedState;
import org.forecast4j.server.model.Examples;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.WireCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is served, whether it is well, and how it is replaced. */
public final class ModelRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRoutes.class);

  private final ModelRegistry models;
  private final Reload reload;
  private final BooleanSupplier ready;
  private final Supplier<Optional<String>> degraded;

  /** Brings in what has changed. */
  @FunctionalInterface
  public interface Reload {
    void run() throws IOException;
  }

  /**
   * Tells of the models.
   *
   * @param reload brings in changed bundles, keys and certificates
   * @param degraded why the server is degraded; empty if it is not
   */
  public ModelRoutes(
      ModelRegistry models,
      Reload reload,
      BooleanSupplier ready,
      Supplier<Optional<String>> degraded) {
    this.models = models;
    this.reload = reload;
    this.ready = ready;
    this.degraded = degraded;
  }

  public void register(RoutesConfig routes) {
    routes.get(
        "/livez",
        ctx -> ctx.contentType(ContentType.APPLICATION_JSON).result("{\"status\":\"live\"}"),
        Role.ANYONE);
    routes.get("/readyz", this::readiness, Role.ANYONE);
    routes.get("/health", this::health, Role.ANYONE);
    routes.get("/models", this::models, Role.READ);
    routes.get("/models/{name}", this::model, Role.READ);
    routes.get("/models/{name}/examples", this::examples, Role.READ);
    routes.get("/models/{name}/history", this::history, Role.READ);
    routes.post("/admin/reload", this::reload, Role.ADMIN);
  }

  private void readiness(Context ctx) {
    if (!ready.getAsBoolean()) {
      throw ApiException.of(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(),
          models.isEmpty() ? "no model is loaded yet" : "the server is shutting down");
    }
    ctx.contentType(ContentType.APPLICATION_JSON).result("{\"status\":\"ready\"}");
  }

  private void reload(Context ctx) {
    try {
      reload.run();
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("nothing is reloaded: {}", e.getMessage());
      throw ApiException.of(
          HttpStatus.UNPROCESSABLE_CONTENT.getCode(),
          "the old models go on serving: " + withoutFolders(String.valueOf(e.getMessage())));
    }
    models(ctx);
  }

  /** Where files lie is the operator's business alone, who finds it in the log. */
  private static String withoutFolders(String message) {
    return message.replaceAll("(?:/[^/\\s:;,']+)*/(?=[^/\\s:;,'])", "");
  }

  private void health(Context ctx) {
    if (models.isEmpty()) {
      ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
      Json.answer(
          ctx, Health.CODEC, new Health("unavailable", false, 0, Optional.empty(), Map.of()));
      return;
    }
    Model model = models.byDefault();
    Optional<String> why = degraded.get();
    Health health =
        new Health(
            why.isPresent() ? "degraded" : "healthy",
            true,
            databaseSize(model),
            Optional.of(model.version()),
            why.isPresent() ? Map.of("reason", why.get()) : Map.of());
    Json.answer(ctx, Health.CODEC, health);
  }

  private static long databaseSize(Model model) {
    return model.dejavu().map(dejavu -> dejavu.database().size()).orElse(0);
  }

  private void models(Context ctx) {
    Model model = models.byDefault();
    Map<String, Double> weights = model.weights();
    Optional<DejavuForecaster> dejavu = model.dejavu();
    Models answer =
        new Models(
            new Models.Ensemble(weight(weights, "dejavu"), weight(weights, "lstm"), weights),
            new Models.Dejavu(
                databaseSize(model),
                dejavu.map(DejavuForecaster::k).orElse(0),
                dejavu.map(one -> String.valueOf(one.settings().get("distance"))).orElse("")),
            conformal(model),
            models.all().stream().map(one -> summary(one, false)).toList(),
            Map.of());
    Json.answer(ctx, Models.CODEC, answer);
  }

  private void model(Context ctx) {
    Model model = models.find(ctx.pathParam("name"));
    Json.answer(ctx, ModelSummary.CODEC, summary(model, true));
  }

  private void examples(Context ctx) {
    Examples examples = models.find(ctx.pathParam("name")).examples();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("unseen", examples.unseen());
    answer.put("examples", examples.cases().stream().map(ModelRoutes::fields).toList());
    Json.answer(ctx, WireCodec.OBJECT, answer);
  }

  private static Map<String, Object> fields(LabeledPattern example) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", example.id());
    fields.put("date", example.date().toString());
    fields.put("labels", new TreeMap<>(example.labels()));
    fields.put("pattern", numbers(example.pattern().values()));
    fields.put("covariates", new TreeMap<>(example.pattern().covariates()));
    fields.put("outcome", numbers(example.outcome()));
    return fields;
  }

  private void history(Context ctx) {
    Model model = models.find(ctx.pathParam("name"));
    List<Map<String, Object>> coverage = new ArrayList<>();
    model
        .learning()
        .covered()
        .forEach(
            (confidence, covered) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("confidence", confidence);
              one.put("covered", covered);
              coverage.add(one);
            });
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("model", model.name());
    answer.put("model_version", model.version());
    answer.put("observations", model.learning().state().version());
    answer.put("coverage", coverage);
    answer.put("weights", model.learning().weights());
    Map<String, Double> advantage = new TreeMap<>();
    model.homeAdvantage().forEach((day, points) -> advantage.put(day.toString(), points));
    if (!advantage.isEmpty()) {
      answer.put("home_advantage", advantage);
    }
    Json.answer(ctx, WireCodec.OBJECT, answer);
  }

  private static List<Double> numbers(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private ModelSummary summary(Model model, boolean whole) {
    LearnedState state = model.learning().state();
    return new ModelSummary(
        model.name(),
        model.version(),
        model == models.byDefault(),
        model.shape().inputLength(),
        model.shape().horizon(),
        model.info().unit(),
        Optional.of(model.info().step()),
        List.copyOf(model.weights().keySet()),
        model.covariates(),
        state.wrapper().calibrationSize(),
        model.learned(),
        model.learnsResults() ? OptionalLong.of(state.results()) : OptionalLong.empty(),
        state.ratingsOf(),
        whole ? Optional.of(model.card()) : Optional.empty(),
        whole ? model.checksums() : Map.of(),
        Map.of());
  }

  /** At the default alpha, half the width of the interval around a pattern of zeros. */
  private static Models.Conformal conformal(Model model) {
    double alpha = PredictRequest.DEFAULT_ALPHA;
    Pattern zeros = Pattern.of(new double[model.shape().inputLength()]);
    LearnedState state = model.learning().state();
    Interval interval = state.wrapper().forecast(zeros, Ranks.complement(alpha)).interval();
    return new Models.Conformal(alpha, interval.width() / 2, state.wrapper().calibrationSize());
  }

  private static OptionalDouble weight(Map<String, Double> weights, String member) {
    Double weight = weights.get(member);
    return weight == null ? OptionalDouble.empty() : OptionalDouble.of(weight);
  }
}
