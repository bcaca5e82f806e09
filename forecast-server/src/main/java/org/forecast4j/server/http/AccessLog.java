package org.forecast4j.server.http;

import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.forecast4j.server.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line and one measurement for every answer, whoever gave it: neither what was sent nor the key
 * it was sent with. What changes something has a second line, which says whose key it was.
 */
final class AccessLog implements RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger("access");
  private static final Logger AUDIT = LoggerFactory.getLogger("audit");

  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Metrics metrics;
  private final boolean isTold;

  /**
   * Measures into metrics.
   *
   * @param isTold whether there are lines, too
   */
  AccessLog(Metrics metrics, boolean isTold) {
    this.metrics = metrics;
    this.isTold = isTold;
  }

  @Override
  public void log(Request request, Response response) {
    RequestFacts facts = RequestFacts.of(request);
    String method = METHODS.contains(request.getMethod()) ? request.getMethod() : OTHER;
    long nanos = NanoTime.since(request.getBeginNanoTime());
    int status = response.getStatus();
    // How long a stream was open says nothing of how fast the server is.
    String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.startsWith(MediaTypes.EVENT_STREAM)) {
      metrics.answered(method, facts.route(), status, nanos);
    }
    if (!isTold) {
      return;
    }
    line(LOG, method, request, status, facts).addKeyValue("ms", nanos / 1e6).log("request");
    if (facts.isChange()) {
      String key = facts.holder().map(Keys.Holder::name).orElse("(none)");
      line(AUDIT, method, request, status, facts).addKeyValue("key", key).log("change");
    }
  }

  private static LoggingEventBuilder line(
      Logger log, String method, Request request, int status, RequestFacts facts) {
    return log.atInfo()
        .addKeyValue("method", method)
        .addKeyValue("route", facts.route())
        .addKeyValue("status", status)
        .addKeyValue("request_id", facts.id())
        .addKeyValue(
            "client", Objects.requireNonNullElse(Request.getRemoteAddr(request), "(unknown)"));
  }
}
