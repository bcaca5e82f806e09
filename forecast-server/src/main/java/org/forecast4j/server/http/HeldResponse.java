package org.forecast4j.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * An answer that is held until it is whole, so that whoever makes it never waits for whoever reads
 * it. What can be held was budgeted before it was made.
 */
final class HeldResponse extends Response.Wrapper {
  private final Bytes held = new Bytes();
  private boolean hasBegun;
  private boolean isWhole;

  /** Lets what was held be sent without a copy of it. */
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(0);
    }

    /** What is written at once, as most answers are, is copied once. */
    void write(ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      if (count == 0) {
        buf = bytes;
        count = bytes.length;
      } else {
        write(bytes, 0, bytes.length);
      }
    }

    ByteBuffer asBuffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }

  HeldResponse(Request request, Response response) {
    super(request, response);
  }

  @Override
  public synchronized void write(boolean last, ByteBuffer content, Callback callback) {
    hasBegun = true;
    isWhole |= last;
    if (content != null && content.hasRemaining()) {
      held.write(content);
    }
    callback.succeeded();
  }

  @Override
  public synchronized boolean isCommitted() {
    return hasBegun || super.isCommitted();
  }

  @Override
  public synchronized boolean hasLastWrite() {
    return isWhole || super.hasLastWrite();
  }

  @Override
  public synchronized boolean isCompletedSuccessfully() {
    return isWhole || super.isCompletedSuccessfully();
  }

  /** Sends what was held; of an answer to HEAD, all but the content. */
  void send(Callback callback) {
    Response real = getWrapped();
    if (real.isCommitted()) {
      callback.succeeded();
      return;
    }
    ByteBuffer content = held.asBuffer();
    if (HttpMethod.HEAD.is(real.getRequest().getMethod())) {
      if (!getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
        getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
      }
      content = BufferUtil.EMPTY_BUFFER;
    }
    real.write(true, content, callback);
  }
}
