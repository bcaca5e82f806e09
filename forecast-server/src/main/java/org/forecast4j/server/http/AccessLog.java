package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import org.forecast4j.server.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line and one measurement a request: neither what was sent nor the key it was sent with. */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("access");

  private final Metrics metrics;

  public AccessLog(Metrics metrics) {
    this.metrics = metrics;
  }

  public void log(Context ctx, Float millis) {
    String route = route(ctx);
    int status = ctx.status().getCode();
    // How long a stream was open says nothing of how fast the server is.
    if (!MediaTypes.EVENT_STREAM.equals(ctx.res().getContentType())) {
      metrics.answered(ctx.method().name(), route, status, (long) (millis * 1e6));
    }
    LOG.atInfo()
        .addKeyValue("method", ctx.method().name())
        .addKeyValue("route", route)
        .addKeyValue("status", status)
        .addKeyValue("ms", millis)
        .addKeyValue("request_id", RequestIds.of(ctx))
        .addKeyValue("client", ctx.ip())
        .log("request");
  }

  private static String route(Context ctx) {
    Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
    return endpoint == null ? "(none)" : endpoint.path;
  }
}
