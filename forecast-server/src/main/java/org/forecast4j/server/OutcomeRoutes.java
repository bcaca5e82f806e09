package org.forecast4j.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;

/** What really happened, and how well the intervals foresaw it. */
final class OutcomeRoutes {
  private final ModelRegistry models;
  private final Outcomes outcomes;

  OutcomeRoutes(ModelRegistry models, Outcomes outcomes) {
    this.models = models;
    this.outcomes = outcomes;
  }

  void register(RoutesConfig routes) {
    routes.post("/observations", this::observe, Role.OBSERVE);
    routes.get("/calibration", this::calibration, Role.READ);
  }

  private void observe(Context ctx) {
    Observation observation = Json.read(ctx, Observation.CODEC);
    Json.answer(ctx, Observed.CODEC, outcomes.observe(observation));
  }

  private void calibration(Context ctx) {
    Model model = models.find(Optional.ofNullable(ctx.queryParam("model")));
    CalibrationReport report = model.learning().report(model.name(), model.version());
    Json.answer(ctx, CalibrationReport.CODEC, report);
  }
}
