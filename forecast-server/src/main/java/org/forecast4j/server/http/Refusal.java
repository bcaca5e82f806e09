package org.forecast4j.server.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An error before the routes, with its reason. */
final class Refusal {
  private static final String DETAIL = Refusal.class.getName();

  private Refusal() {}

  static void write(
      Request request, Response response, Callback callback, int status, String detail) {
    request.setAttribute(DETAIL, detail);
    Response.writeError(request, response, callback, status);
  }

  /** The reason, if one was given. */
  static Optional<String> detail(Request request) {
    return Optional.ofNullable((String) request.getAttribute(DETAIL));
  }
}
