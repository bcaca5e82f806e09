package org.forecast4j.server.http;

import io.javalin.http.Context;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** What is known of a request, for its log lines and limits. Whoever works on it fills it in. */
final class RequestFacts {
  /** The route of an answer that no route gave. */
  static final String REFUSED = "(refused)";

  /** The route of an answer to a path that there is not. */
  static final String NONE = "(none)";

  private static final String ATTRIBUTE = RequestFacts.class.getName();

  private static final byte[] NO_BODY = {};

  private final String id;
  private volatile String route = REFUSED;
  private volatile Optional<Keys.Holder> holder = Optional.empty();
  private volatile boolean isChange;
  private volatile byte[] body = NO_BODY;

  private RequestFacts(String id) {
    this.id = id;
  }

  static RequestFacts of(Request request) {
    RequestFacts facts = (RequestFacts) request.getAttribute(ATTRIBUTE);
    if (facts == null) {
      facts = new RequestFacts(RequestIds.choose(request.getHeaders().get(RequestIds.HEADER)));
      request.setAttribute(ATTRIBUTE, facts);
    }
    return facts;
  }

  static RequestFacts of(Context ctx) {
    return of(request(ctx));
  }

  /** The request below the servlet's. */
  static Request request(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req());
  }

  String id() {
    return id;
  }

  /** The template of the path, so that paths make no new values. */
  String route() {
    return route;
  }

  void route(String template) {
    route = template;
  }

  /** Whose key it came with. */
  Optional<Keys.Holder> holder() {
    return holder;
  }

  void holder(Optional<Keys.Holder> value) {
    holder = value;
  }

  /** Whether it changes what the server knows. */
  boolean isChange() {
    return isChange;
  }

  void isChange(boolean value) {
    isChange = value;
  }

  /** The whole body, unpacked; empty if there is none. */
  byte[] body() {
    return body;
  }

  void body(byte[] bytes) {
    body = bytes;
  }
}
