package org.forecast4j.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request gets first: its id, the headers of its answer, and the name of its key. It
 * answers {@code /livez} itself, on the thread that reads the connection, which never has other
 * work.
 */
final class FrontHandler extends Handler.Wrapper {
  private static final String LIVE = "{\"status\":\"live\"}";

  private final SecurityHeaders headers;
  private final Access access;
  private final Connections connections;

  FrontHandler(SecurityHeaders headers, Access access, Connections connections, Handler next) {
    super(next);
    this.headers = headers;
    this.access = access;
    this.connections = connections;
  }

  /** Nothing waits before {@link PlaceHandler} has given the request a thread. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    RequestFacts facts = RequestFacts.of(request);
    response.getHeaders().put(RequestIds.HEADER, facts.id());
    headers.add(request, response);
    connections.begin(request);
    String path = Objects.requireNonNullElse(Request.getPathInContext(request), "");
    if (path.equals(Paths.LIVE) && isRead(request)) {
      facts.route(path);
      live(request, response, callback);
      return true;
    }
    Optional<String> wrong = Query.whatIsWrong(request.getHttpURI().getQuery());
    if (wrong.isPresent()) {
      Refusal.write(request, response, callback, HttpStatus.BAD_REQUEST_400, wrong.get());
      return true;
    }
    if (headers.isPreflight(request)) {
      SecurityHeaders.preflight(response.getHeaders());
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
      return true;
    }
    facts.holder(access.holder(request));
    if (Paths.isLongLived(path) && !openStream(request, facts)) {
      Refusal.write(
          request,
          response,
          callback,
          HttpStatus.TOO_MANY_REQUESTS_429,
          "this key has as many streams open as it may, " + access.streamsOfKey());
      return true;
    }
    return super.handle(request, response, callback);
  }

  private static boolean isRead(Request request) {
    return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
  }

  private static void live(Request request, Response response, Callback callback) {
    byte[] json = LIVE.getBytes(StandardCharsets.US_ASCII);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
    boolean isHead = HttpMethod.HEAD.is(request.getMethod());
    response.write(true, ByteBuffer.wrap(isHead ? new byte[0] : json), callback);
  }

  private boolean openStream(Request request, RequestFacts facts) {
    return facts.holder().isEmpty()
        || !HttpMethod.GET.is(request.getMethod())
        || connections.openStream(request, facts.holder().get().name(), access.streamsOfKey());
  }
}
