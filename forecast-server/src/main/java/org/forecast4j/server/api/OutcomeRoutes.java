package org.forecast4j.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.RequestIds;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.model.IssuedForecasts;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Outcomes;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;

/** What really happened, and how well the intervals foresaw it. */
public final class OutcomeRoutes {
  private final ModelRegistry models;
  private final Outcomes outcomes;

  public OutcomeRoutes(ModelRegistry models, Outcomes outcomes) {
    this.models = models;
    this.outcomes = outcomes;
  }

  public void register(RoutesConfig routes) {
    routes.post("/observations", this::observe, Role.OBSERVE);
    routes.delete("/observations/{id}", this::retract, Role.ADMIN);
    routes.get("/calibration", this::calibration, Role.READ);
  }

  private void observe(Context ctx) {
    Observation observation = Json.read(ctx, Observation.CODEC);
    IssuedForecasts.Issued issued = outcomes.forecast(observation);
    String id =
        RequestIds.require(observation.id().isPresent() ? "id" : "request_id", observation.key());
    Json.answer(ctx, Observed.CODEC, outcomes.observe(issued, id, observation.actual()));
  }

  private void retract(Context ctx) {
    Optional<String> model = Optional.ofNullable(ctx.queryParam("model"));
    Json.answer(
        ctx,
        Observed.CODEC,
        outcomes.retract(model, RequestIds.require("id", ctx.pathParam("id"))));
  }

  private void calibration(Context ctx) {
    Model model = models.find(Optional.ofNullable(ctx.queryParam("model")));
    CalibrationReport report = model.learning().report(model.name(), model.version());
    Json.answer(ctx, CalibrationReport.CODEC, report);
  }
}
