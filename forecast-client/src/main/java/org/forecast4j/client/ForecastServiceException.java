package org.forecast4j.client;

import java.time.Duration;
import java.util.Optional;
import org.forecast4j.wire.Problem;

/**
 * The server answered that it refused or failed. The statuses that programs tell apart have
 * subclasses.
 */
public sealed class ForecastServiceException extends ForecastException {
  private static final long serialVersionUID = 1L;

  private final transient Details details;

  /**
   * The answer of the server.
   *
   * @param status the HTTP status
   * @param problem the problem, if it was one
   * @param requestId the id in the server's log
   * @param retryAfter how long it asked to wait
   */
  record Details(
      int status,
      Optional<Problem> problem,
      Optional<String> requestId,
      Optional<Duration> retryAfter) {}

  private ForecastServiceException(String message, Details details) {
    super(message, null);
    this.details = details;
  }

  static ForecastServiceException of(String message, Details details) {
    return switch (details.status()) {
      case 400 -> new BadRequest(message, details);
      case 401, 403 -> new AccessDenied(message, details);
      case 404 -> new NotFound(message, details);
      case 409 -> new Conflict(message, details);
      case 413 -> new TooLarge(message, details);
      case 422 -> new Unprocessable(message, details);
      case 429 -> new RateLimited(message, details);
      default ->
          details.status() >= 500
              ? new ServerFailure(message, details)
              : new ForecastServiceException(message, details);
    };
  }

  /**
   * The status of the answer.
   *
   * @return the HTTP status
   */
  public int status() {
    return details.status();
  }

  /**
   * The problem that the server described, with facts for programs in {@link Problem#extra()}.
   *
   * @return the problem; empty if the answer was none, as from a proxy
   */
  public Optional<Problem> problem() {
    return details.problem();
  }

  /**
   * The id under which the server's log tells more.
   *
   * @return the id, if the server gave one
   */
  public Optional<String> requestId() {
    return details.requestId();
  }

  /**
   * How long the server asked to wait before the next try.
   *
   * @return the time, if the server gave one
   */
  public Optional<Duration> retryAfter() {
    return details.retryAfter();
  }

  /** 400: a value is wrong; the message names it. */
  public static final class BadRequest extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message, Details details) {
      super(message, details);
    }
  }

  /** 401 without a valid key, 403 with one that may not do this. */
  public static final class AccessDenied extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    AccessDenied(String message, Details details) {
      super(message, details);
    }
  }

  /** 404: no such model, game, forecast or path. */
  public static final class NotFound extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    NotFound(String message, Details details) {
      super(message, details);
    }
  }

  /**
   * 409: it contradicts what the server knows: an outcome with other values, or a request id with
   * another pattern, model or alpha.
   */
  public static final class Conflict extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    Conflict(String message, Details details) {
      super(message, details);
    }
  }

  /** 413: the request is too large. */
  public static final class TooLarge extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message, Details details) {
      super(message, details);
    }
  }

  /** 422: understood, but impossible, such as a confidence the calibration cannot support. */
  public static final class Unprocessable extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    Unprocessable(String message, Details details) {
      super(message, details);
    }
  }

  /** 429: too many requests. */
  public static final class RateLimited extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    RateLimited(String message, Details details) {
      super(message, details);
    }
  }

  /** 5xx: the server failed or is not ready. */
  public static final class ServerFailure extends ForecastServiceException {
    private static final long serialVersionUID = 1L;

    ServerFailure(String message, Details details) {
      super(message, details);
    }
  }
}
