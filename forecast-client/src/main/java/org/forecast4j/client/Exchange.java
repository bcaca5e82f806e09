package org.forecast4j.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * One call with all its tries. It makes each try and judges how it ended; how to wait is its
 * driver's business. Used by one thread at a time.
 */
final class Exchange<T> {
  /** What OkHttp says when a whole call, and not a read, takes too long. */
  private static final String CALL_TIMEOUT = "timeout";

  private static final MediaType JSON = MediaType.get("application/json");

  private final Transport transport;
  private final Settings settings;
  private final Operation<T> operation;
  private final RequestOptions options;
  private final Duration callTimeout;
  private final int retries;
  private final long start;
  private final Request template;
  private final String requestId;
  private final KeptConnections kept = new KeptConnections();

  private int tries;
  private long tryStart;
  private CallLog.Try current;

  /** How a try ended, unless with an exception. */
  sealed interface Step<T> {}

  /** With an answer. */
  record Done<T>(T value) implements Step<T> {}

  /** With nothing; there is to be another try after a pause, or at once if that is zero. */
  record Again<T>(Duration pause) implements Step<T> {}

  Exchange(Transport transport, Operation<T> operation, RequestOptions options) {
    this.transport = transport;
    this.settings = transport.settings();
    this.operation = operation;
    this.options = options;
    callTimeout = options.callTimeout().orElse(settings.callTimeout);
    retries = options.retries().orElse(settings.retries);
    start = settings.timing.nanoTime();
    requestId = options.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
    template = template();
    current = new CallLog.Try(operation.title(), template, operation.body(), Optional.empty(), 0);
  }

  private Request template() {
    byte[] body = operation.body();
    Request.Builder request =
        transport
            .request(operation.url(settings.baseUrl), requestId, options)
            .method(operation.method(), body == null ? null : RequestBody.create(body, JSON));
    if (!operation.method().equals("GET")) {
      request.header(Operation.IDEMPOTENCY_KEY, requestId);
    }
    return request.build();
  }

  /** How much time the call has left; not positive if none. */
  Duration left() {
    return callTimeout.minusNanos(settings.timing.nanoTime() - start);
  }

  /** The next try. */
  Call next() {
    transport.requireOpen();
    Duration left = left();
    if (left.isNegative() || left.isZero()) {
      throw outOfTime();
    }
    Optional<String> key = settings.apiKey.get();
    Request request = template;
    if (key.isPresent()) {
      request = Transport.authorize(template.newBuilder(), key.get()).build();
    }
    tries++;
    tryStart = settings.timing.nanoTime();
    current = new CallLog.Try(operation.title(), request, operation.body(), key, tries);
    Call call = transport.http().newCall(request);
    call.timeout().timeout(left.toNanos(), TimeUnit.NANOSECONDS);
    kept.watch(call);
    return call;
  }

  /** May be asked by any thread. */
  ForecastIoException.Timeout outOfTime() {
    return outOfTime(new InterruptedIOException(CALL_TIMEOUT));
  }

  private ForecastIoException.Timeout outOfTime(IOException cause) {
    return transport.failures().outOfTime(operation.title(), callTimeout, cause);
  }

  ForecastIoException interrupted() {
    return Failures.interrupted(operation.title(), new InterruptedIOException("interrupted"));
  }

  /** Something answered. */
  Step<T> received(Response response) throws IOException {
    RawResponse answer = Responses.read(response, operation.title(), transport);
    transport.log().answered(current, answer, took());
    if (operation.answers().test(answer)) {
      options.onResponse().ifPresent(consumer -> consumer.accept(answer));
      return new Done<>(decode(answer));
    }
    Optional<Duration> retryAfter = transport.retryPolicy().retryAfter(answer);
    if (RetryPolicy.isWorthwhile(answer.status())) {
      Optional<Duration> pause = transport.retryPolicy().pause(tries, retries, retryAfter, left());
      if (pause.isPresent()) {
        return new Again<>(pause.get());
      }
    }
    options.onResponse().ifPresent(consumer -> consumer.accept(answer));
    throw transport
        .failures()
        .refused(
            operation.title(),
            Failures.redacted(answer, current.key()),
            retryAfter,
            requestId,
            tries);
  }

  private T decode(RawResponse answer) {
    try {
      T value = operation.codec().read(answer.body());
      transport.retryPolicy().succeeded();
      return value;
    } catch (IllegalArgumentException e) {
      throw transport.failures().notUnderstood(operation.title(), answer, current.key(), e);
    }
  }

  /** Nothing answered, or not to the end. */
  Step<T> failed(Call call, IOException failure) {
    transport.log().failed(current, failure, took());
    transport.requireOpen();
    boolean interrupted = Thread.currentThread().isInterrupted();
    if (!interrupted
        && failure instanceof InterruptedIOException
        && !(failure instanceof SocketTimeoutException)
        && CALL_TIMEOUT.equals(failure.getMessage())) {
      throw outOfTime(failure);
    }
    boolean given = call.isCanceled() || interrupted;
    if (!given && kept.hadDied(call, failure)) {
      tries--;
      return new Again<>(Duration.ZERO);
    }
    if (!given && RetryPolicy.isWorthwhile(failure)) {
      Optional<Duration> pause =
          transport.retryPolicy().pause(tries, retries, Optional.empty(), left());
      if (pause.isPresent()) {
        return new Again<>(pause.get());
      }
    }
    throw transport.failures().failed(operation.title(), failure, call.isCanceled(), tries);
  }

  private Duration took() {
    return Duration.ofNanos(settings.timing.nanoTime() - tryStart);
  }
}
