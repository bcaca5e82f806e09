package org.forecast4j.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.wire.Problem;
import org.forecast4j.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into {@code application/problem+json}. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static void register(RoutesConfig routes) {
    routes.exception(Exception.class, (e, ctx) -> answer(ctx, of(e, RequestIds.of(ctx))));
    routes.error(
        HttpStatus.NOT_FOUND.getCode(),
        "*",
        ctx -> {
          if (!isAnswered(ctx)) {
            String detail = "there is no " + ctx.method().name() + " " + ctx.path();
            answer(ctx, problem(HttpStatus.NOT_FOUND.getCode(), detail, Map.of(), ctx));
          }
        });
  }

  /** The problem that an exception stands for. An unexpected one is logged, and not told. */
  static Problem of(Throwable e, String requestId) {
    int status;
    String detail = String.valueOf(e.getMessage());
    Map<String, Object> facts = new HashMap<>();
    if (e instanceof ApiException api) {
      status = api.status();
      facts.putAll(api.facts());
    } else if (e instanceof WireException wire) {
      status = HttpStatus.BAD_REQUEST.getCode();
      if (!wire.pointer().isEmpty()) {
        facts.put("pointer", wire.pointer());
      }
    } else if (e instanceof HttpResponseException http) {
      status = http.getStatus();
    } else if (e instanceof IllegalArgumentException) {
      status = HttpStatus.BAD_REQUEST.getCode();
    } else {
      LOG.error("request {} failed", requestId, e);
      status = HttpStatus.INTERNAL_SERVER_ERROR.getCode();
      detail = "the server failed; its log says why under this request_id";
    }
    return problem(status, detail, facts, Optional.of(requestId));
  }

  static void answer(Context ctx, Problem problem) {
    ctx.status(problem.status())
        .contentType(Problem.MEDIA_TYPE)
        .result(Problem.CODEC.write(problem));
  }

  private static Problem problem(
      int status, String detail, Map<String, Object> facts, Context ctx) {
    return problem(status, detail, facts, Optional.of(RequestIds.of(ctx)));
  }

  private static Problem problem(
      int status, String detail, Map<String, Object> facts, Optional<String> requestId) {
    return new Problem(
        "about:blank", HttpStatus.forStatus(status).getMessage(), status, detail, requestId, facts);
  }

  private static boolean isAnswered(Context ctx) {
    return Problem.MEDIA_TYPE.equals(ctx.res().getContentType());
  }
}
