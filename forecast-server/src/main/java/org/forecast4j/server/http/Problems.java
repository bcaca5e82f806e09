package org.forecast4j.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.forecast4j.internal.OutOfBounds;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.wire.Problem;
import org.forecast4j.wire.WireCodec;
import org.forecast4j.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into {@code application/problem+json}. */
public final class Problems {
  /** What the paths of the Open Inference Protocol begin with; its errors have their own shape. */
  public static final String INFERENCE = "/v2";

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private static final int MAX_RETRY_SECONDS = 3;
  private static final String FAILED = "the server failed; its log says why under this request_id";

  private Problems() {}

  public static void register(RoutesConfig routes) {
    routes.exception(Exception.class, (e, ctx) -> answer(ctx, of(e, RequestIds.of(ctx))));
    // Javalin answers its own exceptions in plain text unless they are mapped by their type.
    routes.exception(
        HttpResponseException.class,
        (e, ctx) -> {
          if (e instanceof MethodNotAllowedResponse) {
            ctx.header(Header.ALLOW, allowed(e));
          }
          answer(ctx, of(e, RequestIds.of(ctx)));
        });
  }

  /** Answers an error of the machine or of the program, which ends this request alone. */
  public static void answer(HttpServletResponse response, Error error, Metrics metrics) {
    LOG.error("a request failed", error);
    metrics.error(error);
    boolean isFull = error instanceof OutOfMemoryError;
    HttpStatus status = isFull ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.INTERNAL_SERVER_ERROR;
    String detail = isFull ? "the server's memory is full; try again" : FAILED;
    if (response.isCommitted()) {
      return;
    }
    response.setStatus(status.getCode());
    response.setContentType(Problem.MEDIA_TYPE);
    if (isFull) {
      response.setHeader(Header.RETRY_AFTER, String.valueOf(retryAfter()));
    }
    Optional<String> id = Optional.ofNullable(response.getHeader(RequestIds.HEADER));
    try {
      response
          .getOutputStream()
          .write(Problem.CODEC.write(of(status.getCode(), detail, Map.of(), id)));
    } catch (IOException e) {
      LOG.debug("an error is not told", e);
    }
  }

  /** The problem that an exception stands for. An unexpected one is logged, and not told. */
  public static Problem of(Throwable e, String requestId) {
    int status;
    String detail = String.valueOf(e.getMessage());
    Map<String, Object> facts = new HashMap<>();
    if (e instanceof ApiException api) {
      status = api.status();
      facts.putAll(api.facts());
    } else if (e instanceof RefusedException refused) {
      status = status(refused.reason()).getCode();
      facts.putAll(refused.facts());
    } else if (e instanceof WireException wire) {
      status = status(wire).getCode();
      if (!wire.pointer().isEmpty()) {
        facts.put("pointer", wire.pointer());
      }
    } else if (e instanceof HttpResponseException http) {
      status = http.getStatus();
      detail = detail(http);
    } else if (e instanceof HttpException jetty) {
      status = jetty.getCode();
      detail = String.valueOf(jetty.getReason());
    } else if (e instanceof IllegalArgumentException illegal) {
      status = status(illegal).getCode();
    } else if (e instanceof EofException) {
      status = HttpStatus.BAD_REQUEST.getCode();
      detail = "the body ended early";
    } else {
      LOG.error("request {} failed", requestId, e);
      status = HttpStatus.INTERNAL_SERVER_ERROR.getCode();
      detail = FAILED;
    }
    return of(status, detail, facts, Optional.of(requestId));
  }

  /** A number that is one, but not among the possible, is not the sender's misspelling. */
  private static HttpStatus status(IllegalArgumentException e) {
    return e instanceof OutOfBounds || e.getCause() instanceof OutOfBounds
        ? HttpStatus.UNPROCESSABLE_CONTENT
        : HttpStatus.BAD_REQUEST;
  }

  private static HttpStatus status(RefusedException.Reason reason) {
    return switch (reason) {
      case INVALID -> HttpStatus.BAD_REQUEST;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case CONFLICT -> HttpStatus.CONFLICT;
      case UNSUPPORTED -> HttpStatus.UNPROCESSABLE_CONTENT;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
    };
  }

  /** In how many seconds to try again, so that not all who were refused together come together. */
  static int retryAfter() {
    return ThreadLocalRandom.current().nextInt(1, MAX_RETRY_SECONDS + 1);
  }

  public static void answer(Context ctx, Problem problem) {
    if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE.getCode()) {
      ctx.header(Header.RETRY_AFTER, String.valueOf(retryAfter()));
    }
    ctx.status(problem.status())
        .contentType(mediaType(ctx.path()))
        .result(bytes(problem, ctx.path()));
  }

  /** The media type of the errors of a path. */
  static String mediaType(String path) {
    return isInference(path) ? ContentType.JSON : Problem.MEDIA_TYPE;
  }

  /** A problem in the shape of the errors of a path. */
  static byte[] bytes(Problem problem, String path) {
    return isInference(path)
        ? WireCodec.OBJECT.write(Map.of("error", problem.detail()))
        : Problem.CODEC.write(problem);
  }

  private static boolean isInference(String path) {
    return path.equals(INFERENCE) || path.startsWith(INFERENCE + "/");
  }

  private static String detail(HttpResponseException e) {
    if (e instanceof MethodNotAllowedResponse refused) {
      return "this method is not allowed here; expected "
          + String.join(" or ", refused.getDetails().values());
    }
    if (e instanceof NotFoundResponse) {
      return "there is nothing here; /openapi.json lists what there is";
    }
    return String.valueOf(e.getMessage());
  }

  static Problem of(
      int status, String detail, Map<String, Object> facts, Optional<String> requestId) {
    Map<String, Object> fit = new HashMap<>(facts);
    fit.replaceAll((name, fact) -> fact instanceof String text ? Quote.message(text) : fact);
    return new Problem(
        "about:blank",
        HttpStatus.forStatus(status).getMessage(),
        status,
        Quote.message(detail),
        requestId,
        fit);
  }

  private static String allowed(HttpResponseException e) {
    return String.join(", ", e.getDetails().values());
  }
}
