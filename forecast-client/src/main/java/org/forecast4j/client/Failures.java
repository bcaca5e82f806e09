package org.forecast4j.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.forecast4j.wire.Problem;

/** What went wrong, in words that say what to do. */
final class Failures {
  private static final int MAX_SHOWN = 200;
  private static final int OK = 200;

  private final Settings settings;

  Failures(Settings settings) {
    this.settings = settings;
  }

  /** The server refused or failed. */
  ForecastServiceException refused(
      String title, RawResponse answer, Optional<Duration> retryAfter, String sentId, int tries) {
    Optional<Problem> problem = problem(answer);
    Optional<String> requestId =
        problem.flatMap(Problem::requestId).or(() -> answer.header(Operation.REQUEST_ID));
    String message =
        title
            + " was answered with "
            + answer.status()
            + ": "
            + problem.map(Failures::said).orElseGet(() -> shown(answer))
            + hint(answer, problem, retryAfter)
            + " (request id "
            + requestId.orElse(sentId)
            + tries(tries)
            + ")";
    return ForecastServiceException.of(
        message,
        new ForecastServiceException.Details(answer.status(), problem, requestId, retryAfter));
  }

  /** One of a batch was refused. */
  static ForecastServiceException refused(String title, Problem problem) {
    return ForecastServiceException.of(
        title + " was answered with " + problem.status() + ": " + said(problem),
        new ForecastServiceException.Details(
            problem.status(), Optional.of(problem), problem.requestId(), Optional.empty()));
  }

  private static Optional<Problem> problem(RawResponse answer) {
    try {
      Problem problem = Problem.CODEC.read(answer.body());
      return problem.detail().isEmpty() && problem.title().isEmpty()
          ? Optional.empty()
          : Optional.of(problem);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String said(Problem problem) {
    return problem.detail().isEmpty() ? problem.title() : problem.detail();
  }

  private static String shown(RawResponse answer) {
    String text = answer.text();
    return text.isBlank()
        ? "no reason given"
        : "the answer is no problem+json; it begins with '"
            + Redaction.beginning(text, MAX_SHOWN)
            + "'";
  }

  private String hint(
      RawResponse answer, Optional<Problem> problem, Optional<Duration> retryAfter) {
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 ->
          "; redirects are not followed, so that the key stays with this server: set the base URL"
              + " to where it is, "
              + answer.header("Location").orElse("which was not said");
      case 401 -> "; set a valid key with apiKey(…) or " + ForecastClient.API_KEY_VARIABLE;
      case 403 -> "; use a key that may do this";
      case 404 -> problem.isPresent() ? "" : "; check the base URL " + settings.baseUrl;
      case 413 -> "; send less at once";
      case 429, 503 ->
          "; ask again " + retryAfter.map(time -> "in " + seconds(time)).orElse("later");
      case 500, 502, 504 -> "; ask again later, or look for the request id in the server's log";
      default -> "";
    };
  }

  /** The answer cannot be understood. */
  ForecastProtocolException notUnderstood(
      String title, RawResponse answer, Optional<String> key, IllegalArgumentException cause) {
    return notUnderstood(
        "the answer to " + title + " (" + answer.status() + ")",
        answer.text(),
        answer.status(),
        key,
        cause);
  }

  /** An event of a stream cannot be understood. */
  ForecastProtocolException notUnderstood(
      String title, String data, Optional<String> key, IllegalArgumentException cause) {
    return notUnderstood("an event of " + title, data, OK, key, cause);
  }

  private ForecastProtocolException notUnderstood(
      String what, String text, int status, Optional<String> key, IllegalArgumentException cause) {
    String said = String.valueOf(cause.getMessage());
    String reason = Redaction.text(said, key);
    return new ForecastProtocolException(
        what
            + " is not what it should be: "
            + reason
            + "; it begins with '"
            + Redaction.beginning(Redaction.text(text, key), MAX_SHOWN)
            + "'. Check that the base URL "
            + settings.baseUrl
            + " is a forecast server, of a version this client knows",
        status,
        // A cause that repeats the key would be printed with the stack.
        reason.equals(said) ? cause : null);
  }

  ForecastProtocolException tooLong(String title, int status) {
    return new ForecastProtocolException(
        "the answer to "
            + title
            + " ("
            + status
            + ") is longer than "
            + settings.responseBytes
            + " bytes; ask for less at once, or raise maxResponseBytes",
        status,
        null);
  }

  /** No answer came. */
  ForecastException failed(String title, IOException cause, boolean cancelled, int tries) {
    String start = title + " at " + settings.baseUrl + " failed";
    String end = ": " + cause.getMessage() + tries(tries);
    if (cause instanceof SocketTimeoutException) {
      return new ForecastIoException.Timeout(
          start
              + end
              + "; it may take "
              + seconds(settings.connectTimeout)
              + " to connect and "
              + seconds(settings.readTimeout)
              + " between two bytes: raise connectTimeout or readTimeout if the server needs"
              + " longer",
          cause);
    }
    if (Thread.currentThread().isInterrupted()) {
      return interrupted(title, cause);
    }
    if (cancelled) {
      return new ForecastIoException(start + ": it was cancelled", cause);
    }
    if (cause instanceof SSLException) {
      return new ForecastIoException.Connection(start + end + tlsAdvice(cause), cause);
    }
    if (cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException) {
      return new ForecastIoException.Connection(
          start + end + "; check that the server runs and that the base URL is its address", cause);
    }
    if (cause instanceof ProtocolException) {
      return new ForecastProtocolException(
          start + end + "; check that the base URL is a forecast server", 0, cause);
    }
    return new ForecastIoException(start + end, cause);
  }

  private static String tlsAdvice(IOException cause) {
    if (cause instanceof SSLHandshakeException) {
      return "; give tls(…) the authority that signed the server's certificate, and a certificate"
          + " of the client's own if the server asks for one";
    }
    if (cause instanceof SSLPeerUnverifiedException) {
      return "; set the base URL to a name that is in the server's certificate";
    }
    return "; check that the server speaks TLS, as the https:// of the base URL says";
  }

  static ForecastIoException interrupted(String title, IOException cause) {
    return new ForecastIoException(title + " was interrupted", cause);
  }

  ForecastIoException.Timeout outOfTime(String title, Duration callTimeout, IOException cause) {
    return new ForecastIoException.Timeout(
        title
            + " at "
            + settings.baseUrl
            + " took longer than "
            + seconds(callTimeout)
            + " in all; raise callTimeout if the server needs longer",
        cause);
  }

  private static String tries(int tries) {
    return tries > 1 ? ", " + tries + " tries" : "";
  }

  private static String seconds(Duration time) {
    return time.toMillis() / 1000.0 + " s";
  }

  static RawResponse redacted(RawResponse answer, Optional<String> key) {
    return new RawResponse(
        answer.status(),
        answer.headers(),
        Redaction.text(answer.text(), key).getBytes(StandardCharsets.UTF_8));
  }
}
