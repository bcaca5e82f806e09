package org.forecast4j.server.http;

import io.javalin.http.HttpStatus;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.forecast4j.server.config.Limits;
import org.forecast4j.wire.Problem;

/** Errors raised before or around the routes, in the shape that the routes' errors have. */
final class ProblemHandler extends ErrorHandler {
  private final Limits limits;
  private final SecurityHeaders headers;

  ProblemHandler(Limits limits, SecurityHeaders headers) {
    this.limits = limits;
    this.headers = headers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(RequestIds.HEADER, RequestFacts.of(request).id());
    headers.add(request, response);
    String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.mediaType(path));
    String detail = Refusal.detail(request).orElseGet(() -> detail(status));
    Optional<String> id = Optional.of(RequestFacts.of(request).id());
    Problem problem = Problems.of(status, detail, Map.of(), id);
    if (status == HttpStatus.BAD_REQUEST.getCode()) {
      // Of what is no HTTP, after which Jetty closes: without a word the next call would be lost.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (status == HttpStatus.TOO_MANY_REQUESTS.getCode()
        || status == HttpStatus.SERVICE_UNAVAILABLE.getCode()) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, Problems.retryAfter());
    }
    response.write(true, ByteBuffer.wrap(Problems.bytes(problem, path)), callback);
    return true;
  }

  /** Of the status alone: what a client sent is not repeated to it. */
  private String detail(int status) {
    return switch (status) {
      case 400 ->
          "the request is not what HTTP/1.1 asks for; expected one Host, a Content-Length that is"
              + " a number, and a path without control characters";
      case 404 -> "the path is not known; expected one that /openapi.json lists";
      case 414 ->
          "the path and query are too long; expected at most "
              + limits.headerBytes()
              + " bytes with the headers";
      case 417 -> "Expect asks for what is not known; expected 100-continue or none";
      case 426, 505 -> "the version of HTTP is not spoken here; expected HTTP/1.1";
      case 431 -> "the headers are too large; expected at most " + limits.headerBytes() + " bytes";
      case 503 ->
          "the server is full, with "
              + limits.concurrent()
              + " requests running and up to "
              + limits.queued()
              + " waiting, or it is shutting down; try again";
      default -> HttpStatus.forStatus(status).getMessage();
    };
  }
}
