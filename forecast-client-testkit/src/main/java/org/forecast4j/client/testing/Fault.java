package org.forecast4j.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.ByteString;
import okio.GzipSink;
import org.forecast4j.wire.Problem;

/** Something that goes wrong with an answer. */
public final class Fault {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int PERMANENT_REDIRECT = 308;
  private static final int OK = 200;

  private final UnaryOperator<MockResponse> change;

  private Fault(UnaryOperator<MockResponse> change) {
    this.change = change;
  }

  MockResponse on(MockResponse good) {
    return change.apply(good);
  }

  /**
   * Whatever you make of the good answer.
   *
   * @param change makes another answer of it
   * @return the fault
   */
  public static Fault of(UnaryOperator<MockResponse> change) {
    return new Fault(change);
  }

  private static Fault answer(int status, String body) {
    return of(good -> json(status).body(body).build());
  }

  private static MockResponse.Builder json(int status) {
    return new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json");
  }

  /**
   * An error as the server tells it.
   *
   * @param status the HTTP status
   * @param detail what the answer says is wrong
   * @return the fault
   */
  public static Fault problem(int status, String detail) {
    return of(good -> problemAnswer(status, detail, Map.of()).build());
  }

  static MockResponse.Builder problemAnswer(int status, String detail, Map<String, Object> facts) {
    Problem problem =
        new Problem("about:blank", "Fault", status, detail, Optional.of("fault-1"), facts);
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", Problem.MEDIA_TYPE)
        .body(Problem.CODEC.writeString(problem));
  }

  /**
   * 429, asking to wait some seconds.
   *
   * @param wait whole seconds
   * @return the fault
   */
  public static Fault rateLimited(Duration wait) {
    return limited(String.valueOf(wait.toSeconds()));
  }

  /**
   * 429, asking to wait until a time.
   *
   * @param until the time, to the second
   * @return the fault
   */
  public static Fault rateLimited(Instant until) {
    return limited(DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atOffset(ZoneOffset.UTC)));
  }

  private static Fault limited(String retryAfter) {
    return of(
        good ->
            problemAnswer(TOO_MANY_REQUESTS, "too many requests", Map.of())
                .setHeader("Retry-After", retryAfter)
                .build());
  }

  /**
   * 308 to another place.
   *
   * @param url where to
   * @return the fault
   */
  public static Fault redirect(String url) {
    return of(
        good ->
            new MockResponse.Builder().code(PERMANENT_REDIRECT).setHeader("Location", url).build());
  }

  /**
   * The good answer, late.
   *
   * @param delay how long nothing comes at all
   * @return the fault
   */
  public static Fault slowHeaders(Duration delay) {
    return of(
        good -> good.newBuilder().headersDelay(delay.toMillis(), TimeUnit.MILLISECONDS).build());
  }

  /**
   * The good answer, its body late.
   *
   * @param delay how long the body does not come
   * @return the fault
   */
  public static Fault slowBody(Duration delay) {
    return of(good -> good.newBuilder().bodyDelay(delay.toMillis(), TimeUnit.MILLISECONDS).build());
  }

  /**
   * The connection is closed before anything is answered.
   *
   * @return the fault
   */
  public static Fault noAnswer() {
    return of(good -> good.newBuilder().onResponseStart(new SocketEffect.CloseSocket()).build());
  }

  /**
   * The connection is closed in the middle of the body.
   *
   * @return the fault
   */
  public static Fault resetMidBody() {
    return of(good -> good.newBuilder().onResponseBody(new SocketEffect.CloseSocket()).build());
  }

  /**
   * Half of the good answer, as if it were all.
   *
   * @return the fault
   */
  public static Fault truncatedJson() {
    return of(
        good -> {
          String body = text(good);
          return good.newBuilder().body(body.substring(0, body.length() / 2)).build();
        });
  }

  /**
   * 200 with a page instead of JSON, as from a portal in between.
   *
   * @return the fault
   */
  public static Fault page() {
    return of(
        good ->
            new MockResponse.Builder()
                .setHeader("Content-Type", "text/html")
                .body("<!doctype html><title>Please log in</title>")
                .build());
  }

  /**
   * 200 with another JSON object.
   *
   * @param json the object
   * @return the fault
   */
  public static Fault json(String json) {
    return answer(OK, json);
  }

  /**
   * A small answer that is large when it is decompressed.
   *
   * @param bytes how large
   * @return the fault
   */
  public static Fault gzipBomb(long bytes) {
    return of(
        good -> {
          Buffer zipped = new Buffer();
          try (GzipSink gzip = new GzipSink(zipped)) {
            ByteString blanks = ByteString.of(" ".repeat(8_192).getBytes(StandardCharsets.UTF_8));
            for (long left = bytes; left > 0; left -= blanks.size()) {
              gzip.write(new Buffer().write(blanks), Math.min(left, blanks.size()));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return json(OK).setHeader("Content-Encoding", "gzip").body(zipped).build();
        });
  }

  private static String text(MockResponse answer) {
    MockResponseBody body = answer.getBody();
    Buffer buffer = new Buffer();
    try {
      if (body != null) {
        body.writeTo(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.readUtf8();
  }
}
