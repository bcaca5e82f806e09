package org.forecast4j.server.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Reads and forgets what is left of a body that is too large before it is refused. Otherwise the
 * connection is closed with bytes unread, which resets it, and a client that is still sending loses
 * the answer.
 */
final class UnreadBodyHandler extends Handler.Wrapper {
  private static final long MOST_BYTES = 64 << 20;

  private final Duration longest;

  UnreadBodyHandler(Duration longest) {
    this.longest = longest;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return comes(request.getHeaders())
        ? super.handle(new Unread(request), new Draining(request, response), callback)
        : super.handle(request, response, callback);
  }

  /** Whether there is a body, and it does not wait to be asked for. */
  private static boolean comes(HttpFields headers) {
    boolean isThere =
        headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0
            || headers.contains(HttpHeader.TRANSFER_ENCODING);
    return isThere && !headers.contains(HttpHeader.EXPECT);
  }

  /** Keeps from the request what would let nothing more be read of it. */
  private static final class Unread extends Request.Wrapper {
    private volatile @Nullable Throwable failure;

    Unread(Request request) {
      super(request);
    }

    @Override
    public Content.Chunk read() {
      Throwable why = failure;
      return why == null ? super.read() : Content.Chunk.from(why);
    }

    @Override
    public void fail(Throwable why) {
      failure = why;
    }

    @Override
    public boolean consumeAvailable() {
      return false;
    }
  }

  private final class Draining extends Response.Wrapper {
    private final long start = System.nanoTime();
    private long left = MOST_BYTES;
    private boolean hasBegun;

    Draining(Request request, Response response) {
      super(request, response);
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (hasBegun) {
        super.write(last, content, callback);
      } else if (getStatus() == HttpStatus.PAYLOAD_TOO_LARGE_413) {
        drain(() -> begin(last, content, callback));
      } else {
        begin(last, content, callback);
      }
    }

    private void drain(Runnable then) {
      while (left > 0 && System.nanoTime() - start < longest.toNanos()) {
        Content.Chunk chunk = getRequest().read();
        if (chunk == null) {
          getRequest().demand(() -> drain(then));
          return;
        }
        left -= chunk.remaining();
        chunk.release();
        if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
          break;
        }
      }
      then.run();
    }

    private void begin(boolean last, ByteBuffer content, Callback callback) {
      hasBegun = true;
      // Where bytes are left, this has the answer say that the connection will be closed.
      getRequest().consumeAvailable();
      super.write(last, content, callback);
    }
  }
}
