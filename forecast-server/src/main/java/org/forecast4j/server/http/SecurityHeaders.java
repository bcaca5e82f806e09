package org.forecast4j.server.http;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** What browsers are told: nothing of an answer is a page, unless it says so itself. */
final class SecurityHeaders {
  private static final String ALLOWED_HEADERS =
      "authorization, content-type, x-api-key, x-request-id, last-event-id, idempotency-key,"
          + " inference-header-content-length";

  private final boolean tls;
  private final List<String> corsOrigins;

  SecurityHeaders(boolean tls, List<String> corsOrigins) {
    this.tls = tls;
    this.corsOrigins = corsOrigins;
  }

  void add(Request request, Response response) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    if (tls) {
      headers.put(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if (isListed(request)) {
      headers.put("Access-Control-Allow-Origin", request.getHeaders().get(HttpHeader.ORIGIN));
      headers.put(HttpHeader.VARY, "Origin");
      headers.put(
          "Access-Control-Expose-Headers",
          RequestIds.HEADER + ", Retry-After, Inference-Header-Content-Length");
    }
  }

  private boolean isListed(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    return origin != null && corsOrigins.contains(origin);
  }

  /** What a browser asks before it sends a request of another origin. */
  boolean isPreflight(Request request) {
    return HttpMethod.OPTIONS.is(request.getMethod()) && isListed(request);
  }

  static void preflight(HttpFields.Mutable headers) {
    headers.put("Access-Control-Allow-Methods", "GET, POST, DELETE");
    headers.put("Access-Control-Allow-Headers", ALLOWED_HEADERS);
    headers.put("Access-Control-Max-Age", "600");
  }
}
