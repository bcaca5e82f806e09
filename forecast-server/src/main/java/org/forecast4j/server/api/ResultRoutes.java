package org.forecast4j.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.model.Results;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.LearnedResult;

/** How games ended. */
public final class ResultRoutes {
  private final Results results;

  public ResultRoutes(Results results) {
    this.results = results;
  }

  public void register(RoutesConfig routes) {
    routes.post("/results", this::learn, Role.OBSERVE);
    routes.delete("/results/{id}", this::retract, Role.ADMIN);
  }

  private void learn(Context ctx) {
    Json.answer(ctx, LearnedResult.CODEC, results.learn(Json.read(ctx, FinalScore.CODEC)));
  }

  private void retract(Context ctx) {
    Optional<String> model = Optional.ofNullable(ctx.queryParam("model"));
    Json.answer(ctx, LearnedResult.CODEC, results.retract(model, ctx.pathParam("id")));
  }
}
