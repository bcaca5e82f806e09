package org.forecast4j.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.forecast4j.wire.GameEvent;

/** The calls of one subscription, and how to judge their ends. */
final class StreamCalls {
  static final String TITLE = "GET /games/stream";

  private static final String MEDIA_TYPE = "text/event-stream";

  private final Transport transport;
  private final OkHttpClient http;
  private final HttpUrl url;
  private final KeptConnections kept = new KeptConnections();

  private int tries;
  private long start;
  private CallLog.Try current;

  StreamCalls(Transport transport, Set<String> gameIds) {
    this.transport = transport;
    http = transport.http().newBuilder().readTimeout(transport.settings().streamTimeout).build();
    HttpUrl.Builder address =
        transport.settings().baseUrl.newBuilder().addPathSegment("games").addPathSegment("stream");
    gameIds.stream().sorted().forEach(id -> address.addQueryParameter("game_id", id));
    url = address.build();
    current =
        new CallLog.Try(TITLE, new Request.Builder().url(url).build(), null, Optional.empty(), 0);
  }

  /** Asks for what follows an event. */
  Call open(OptionalLong last) {
    Request.Builder request =
        transport
            .request(url, UUID.randomUUID().toString(), RequestOptions.DEFAULT)
            .header("Accept", MEDIA_TYPE)
            // Compressed, events would wait for one another.
            .header("Accept-Encoding", "identity")
            .header("Cache-Control", "no-store");
    if (last.isPresent()) {
      request.header("Last-Event-ID", String.valueOf(last.getAsLong()));
    }
    Optional<String> key = transport.settings().apiKey.get();
    key.ifPresent(value -> Transport.authorize(request, value));
    Request built = request.build();
    tries++;
    start = transport.settings().timing.nanoTime();
    current = new CallLog.Try(TITLE, built, null, key, tries);
    Call call = http.newCall(built);
    kept.watch(call);
    return call;
  }

  /**
   * How long to wait before another try; empty if the answer is a stream.
   *
   * @throws ForecastException if another try would not help, or there were enough
   */
  Optional<Duration> pauseAfter(
      Response response, boolean everConnected, int failures, Optional<Duration> retry)
      throws IOException {
    if (response.isSuccessful()
        && String.valueOf(response.header("Content-Type")).startsWith(MEDIA_TYPE)) {
      transport.log().answered(current, Responses.headersOf(response), took());
      return Optional.empty();
    }
    RawResponse answer = Responses.read(response, TITLE, transport);
    transport.log().answered(current, answer, took());
    if (response.isSuccessful()) {
      throw transport
          .failures()
          .notUnderstood(
              TITLE, answer, current.key(), new IllegalArgumentException("it is no " + MEDIA_TYPE));
    }
    Optional<Duration> retryAfter = transport.retryPolicy().retryAfter(answer);
    boolean again =
        RetryPolicy.isWorthwhile(answer.status())
            && (everConnected || failures <= transport.settings().retries);
    if (!again) {
      String id = String.valueOf(current.request().header(Operation.REQUEST_ID));
      throw transport
          .failures()
          .refused(TITLE, Failures.redacted(answer, current.key()), retryAfter, id, tries);
    }
    return Optional.of(pause(failures, retryAfter.or(() -> retry)));
  }

  /**
   * How long to wait before another try.
   *
   * @throws ForecastException if another try would not help, or there were enough
   */
  Duration pauseAfter(
      IOException failure,
      Call call,
      boolean everConnected,
      int failures,
      Optional<Duration> retry) {
    broken(failure);
    boolean again =
        RetryPolicy.isWorthwhile(failure)
            && (everConnected || failures <= transport.settings().retries);
    if (!again) {
      throw transport.failures().failed(TITLE, failure, call.isCanceled(), tries);
    }
    return pause(failures, retry);
  }

  /** Whether the connection had died before it was used, so that another is to be made at once. */
  boolean hadDied(Call call, IOException failure) {
    return kept.hadDied(call, failure);
  }

  void broken(IOException failure) {
    transport.log().failed(current, failure, took());
  }

  /** As after a call that failed, but not before the time that the server named. */
  Duration pause(int failures, Optional<Duration> asked) {
    RetryPolicy policy = transport.retryPolicy();
    return policy.pause(failures, asked.filter(time -> !policy.isTooLong(time)));
  }

  /** Empty if it only moves the place on. */
  Optional<GameEvent> decode(ServerEvents.Event event) {
    if (event.data().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(GameEvent.CODEC.read(event.data().getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      throw transport.failures().notUnderstood(TITLE, event.data(), current.key(), e);
    }
  }

  private Duration took() {
    return Duration.ofNanos(transport.settings().timing.nanoTime() - start);
  }
}
