package org.forecast4j.server.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Cuts a body that takes too long, however steadily it comes: it would keep a place from others.
 */
final class BodyTimeHandler extends Handler.Wrapper {
  private final long nanos;

  BodyTimeHandler(Duration longest) {
    nanos = longest.toNanos();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return super.handle(new TimedRequest(request, nanos), response, callback);
  }

  private static final class TimedRequest extends Request.Wrapper {
    private final long start = System.nanoTime();
    private final long nanos;

    TimedRequest(Request request, long nanos) {
      super(request);
      this.nanos = nanos;
    }

    @Override
    public Content.Chunk read() {
      if (System.nanoTime() - start > nanos) {
        return Content.Chunk.from(
            new HttpException.RuntimeException(HttpStatus.REQUEST_TIMEOUT_408, "the body is late"));
      }
      return super.read();
    }
  }
}
