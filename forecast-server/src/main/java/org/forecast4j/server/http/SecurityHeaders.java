package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.List;

/** What browsers are told: nothing of an answer is a page, unless it says so itself. */
public final class SecurityHeaders {
  private static final String ALLOWED_HEADERS =
      "authorization, content-type, x-api-key, x-request-id, last-event-id";

  private final boolean tls;
  private final List<String> corsOrigins;

  public SecurityHeaders(boolean tls, List<String> corsOrigins) {
    this.tls = tls;
    this.corsOrigins = corsOrigins;
  }

  public void add(Context ctx) {
    ctx.header(Header.X_CONTENT_TYPE_OPTIONS, "nosniff");
    ctx.header(Header.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    ctx.header(Header.REFERRER_POLICY, "no-referrer");
    ctx.header(Header.CACHE_CONTROL, "no-store");
    if (tls) {
      ctx.header(Header.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    String origin = ctx.header(Header.ORIGIN);
    if (origin != null && corsOrigins.contains(origin)) {
      ctx.header(Header.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      ctx.header(Header.VARY, Header.ORIGIN);
      ctx.header(Header.ACCESS_CONTROL_EXPOSE_HEADERS, RequestIds.HEADER);
      if (ctx.method().equals(HandlerType.OPTIONS)) {
        preflight(ctx);
      }
    }
  }

  /** What a browser asks before it sends a request of another origin. */
  private static void preflight(Context ctx) {
    ctx.header(Header.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
    ctx.header(Header.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
    ctx.header(Header.ACCESS_CONTROL_MAX_AGE, "600");
    ctx.status(HttpStatus.NO_CONTENT).skipRemainingHandlers();
  }
}
