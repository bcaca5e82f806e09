package org.forecast4j.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.forecast4j.server.config.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Takes in whole bodies, so that whoever comes after it never waits for one. All bodies share a
 * budget of bytes. What is slow, silent, too large or too much is refused; what is left of it is
 * read and forgotten first, since a client that is still sending would lose the answer with the
 * connection.
 */
final class BodyHandler extends LaterHandler {
  /** How long a body may come as slowly as it likes. */
  static final long FREE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long FORGOTTEN_BYTES = 64 << 20;
  private static final int FIRST_BYTES = 1_024;
  private static final int BUDGET_SHARE = 8;

  private final Limits limits;
  private final Access access;
  private final MemoryBudget budget;

  BodyHandler(Limits limits, Access access) {
    this.limits = limits;
    this.access = access;
    budget = MemoryBudget.ofHeap(BUDGET_SHARE, 2 * limits.bodyBytes());
  }

  /** How many bytes of bodies are held. */
  long held() {
    return budget.used();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpFields headers = request.getHeaders();
    boolean isThere =
        headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0
            || headers.contains(HttpHeader.TRANSFER_ENCODING);
    if (!isThere) {
      return super.handle(request, response, callback);
    }
    new Intake(request, response, callback).begin();
    return true;
  }

  /** One body on its way in. */
  private final class Intake implements Invocable.Task {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final long start = System.nanoTime();

    private byte[] bytes = new byte[0];
    private int length;
    private long received;

    /** The status to refuse with once the rest is forgotten; 0 for none. */
    private int refusal;

    private String reason = "";
    private boolean isOver;
    private Scheduler.@Nullable Task timer;

    Intake(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      Request.addCompletionListener(request, unused -> release());
    }

    void begin() {
      String encoding = encoding();
      if (access.mayNotSend(request)) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, Access.CHALLENGE);
        refuse(HttpStatus.UNAUTHORIZED_401, Access.EXPECTED_KEY);
      } else if (!encoding.isEmpty() && !encoding.equals("gzip")) {
        refuse(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
            "Content-Encoding is '" + encoding + "'; expected gzip, or a body that is not packed");
      } else if (request.getLength() > limits.bodyBytes()) {
        tooLarge();
      }
      if (refusal != 0 && request.getHeaders().contains(HttpHeader.EXPECT)) {
        // It waits to be asked for, which it is not.
        end();
        return;
      }
      run();
    }

    private String encoding() {
      String given = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
      String encoding = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
      return switch (encoding) {
        case "identity" -> "";
        case "x-gzip" -> "gzip";
        default -> encoding;
      };
    }

    private void tooLarge() {
      refuse(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "the body is too large; expected at most " + limits.bodyBytes() + " bytes");
    }

    private void refuse(int status, String why) {
      refusal = status;
      reason = why;
      release();
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    /** Takes what is there, and comes again when there is more. */
    @Override
    public void run() {
      boolean isWhole;
      synchronized (this) {
        isWhole = take();
        if (!isWhole && timer == null && !isOver) {
          watch();
        }
      }
      if (isWhole) {
        end();
      }
    }

    private boolean take() {
      while (!isOver) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
          broken(chunk.getFailure());
          return true;
        }
        add(chunk.getByteBuffer());
        boolean isLast = chunk.isLast();
        chunk.release();
        if (isLast || received > FORGOTTEN_BYTES) {
          return true;
        }
      }
      return false;
    }

    private void broken(Throwable why) {
      if (why instanceof TimeoutException) {
        refuse(HttpStatus.REQUEST_TIMEOUT_408, slow());
      } else {
        refuse(HttpStatus.BAD_REQUEST_400, "the body ended early, or is not what HTTP says");
      }
    }

    private void add(ByteBuffer content) {
      int count = content.remaining();
      received += count;
      if (refusal != 0 || count == 0) {
        return;
      }
      if (received > limits.bodyBytes()) {
        tooLarge();
      } else if (grow(length + count)) {
        content.get(bytes, length, count);
        length += count;
      }
    }

    private boolean grow(int needed) {
      if (needed <= bytes.length) {
        return true;
      }
      int size =
          needed == request.getLength()
              ? needed
              : (int) Math.min(limits.bodyBytes(), Math.max(FIRST_BYTES, 2L * needed));
      if (!budget.take(size - bytes.length)) {
        refuse(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "too many bytes of bodies are being received at once; try again");
        return false;
      }
      bytes = Arrays.copyOf(bytes, size);
      return true;
    }

    private synchronized void release() {
      budget.giveBack(bytes.length);
      bytes = new byte[0];
      length = 0;
    }

    private void watch() {
      long left = limits.bodyTime().toNanos() - (System.nanoTime() - start);
      timer =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  this::look, Math.max(1, Math.min(left, FREE_NANOS / 2)), TimeUnit.NANOSECONDS);
    }

    /** Cuts what is late or slow; silence is as slow as can be. */
    private void look() {
      synchronized (this) {
        if (isOver) {
          return;
        }
        long passed = System.nanoTime() - start;
        double expected = limits.bytesPerSecond() * (passed / 1e9);
        boolean isSlow = passed >= FREE_NANOS && received < expected;
        if (passed < limits.bodyTime().toNanos() && !isSlow) {
          watch();
          return;
        }
        if (refusal == 0) {
          refuse(HttpStatus.REQUEST_TIMEOUT_408, slow());
        }
      }
      end();
    }

    private String slow() {
      return "the body came too slowly; expected "
          + limits.bytesPerSecond()
          + " bytes/s and all of it within "
          + limits.bodyTime().toSeconds()
          + " s";
    }

    private void end() {
      synchronized (this) {
        if (isOver) {
          return;
        }
        isOver = true;
        if (timer != null) {
          timer.cancel();
        }
      }
      if (refusal != 0) {
        Refusal.write(request, response, callback, refusal, reason);
      } else if (encoding().isEmpty()) {
        handOn();
      } else {
        getServer().getThreadPool().execute(this::unpack);
      }
    }

    /** Unpacks within the limit of a body: no bomb gets further than that. */
    private void unpack() {
      byte[] packed = Arrays.copyOf(bytes, length);
      release();
      try (WholeGzip in = new WholeGzip(packed)) {
        synchronized (this) {
          unpack(in);
        }
        if (refusal == 0 && !in.isWhole()) {
          refuse(
              HttpStatus.BAD_REQUEST_400,
              "the body goes on after its gzip has ended; expected gzip alone");
        }
      } catch (IOException e) {
        refuse(HttpStatus.BAD_REQUEST_400, "the body is not gzip, as its Content-Encoding says");
      }
      if (refusal != 0) {
        Refusal.write(request, response, callback, refusal, reason);
      } else {
        handOn();
      }
    }

    private void handOn() {
      byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
      RequestFacts.of(request).body(body);
      BodyHandler.this.handOn(WithBody.of(request, body), response, callback);
    }

    private void unpack(InputStream in) throws IOException {
      byte[] buffer = new byte[8 << 10];
      received = 0;
      for (int n = in.read(buffer); n >= 0 && refusal == 0; n = in.read(buffer)) {
        add(ByteBuffer.wrap(buffer, 0, n));
      }
    }
  }

  /** Tells whether anything stands behind the last of its members, which the JDK skips. */
  private static final class WholeGzip extends GZIPInputStream {
    /** The check and the length that end a member. */
    private static final int TRAILER_BYTES = 8;

    /** All of it is given to the inflater at once, which then knows what is left. */
    WholeGzip(byte[] packed) throws IOException {
      super(new ByteArrayInputStream(packed), packed.length);
    }

    boolean isWhole() {
      return inf.getRemaining() == TRAILER_BYTES;
    }
  }

  /** A request whose body is there. */
  private static final class WithBody extends Request.Wrapper {
    private final ByteBufferContentSource content;
    private final int length;
    private final HttpFields headers;

    private WithBody(Request request, byte[] body, HttpFields headers) {
      super(request);
      content = new ByteBufferContentSource(ByteBuffer.wrap(body));
      length = body.length;
      this.headers = headers;
    }

    static WithBody of(Request request, byte[] body) {
      HttpFields sent = request.getHeaders();
      boolean isPlain =
          request.getLength() == body.length && !sent.contains(HttpHeader.CONTENT_ENCODING);
      return new WithBody(request, body, isPlain ? sent : plain(sent, body.length));
    }

    /** What the headers would be if the body had been sent as it is now. */
    private static HttpFields plain(HttpFields sent, int length) {
      return HttpFields.build(sent)
          .remove(HttpHeader.TRANSFER_ENCODING)
          .remove(HttpHeader.CONTENT_ENCODING)
          .put(new HttpField(HttpHeader.CONTENT_LENGTH, String.valueOf(length)))
          .asImmutable();
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public Content.Chunk read() {
      return content.read();
    }

    @Override
    public void demand(Runnable callback) {
      content.demand(callback);
    }

    @Override
    public void fail(Throwable why) {
      content.fail(why);
    }

    @Override
    public boolean consumeAvailable() {
      return true;
    }
  }
}
