package org.forecast4j.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import okhttp3.Call;
import okhttp3.Response;

/**
 * Cancels a call as soon as the thread that waits for it is interrupted, which a socket's own read
 * does not notice.
 */
final class InterruptibleCall extends AbstractInterruptibleChannel {
  private final Call call;

  private InterruptibleCall(Call call) {
    this.call = call;
  }

  /**
   * Makes a call. OkHttp also waits on queues, whose {@link InterruptedException} Kotlin lets pass
   * undeclared.
   */
  static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** From now on an interrupt of this thread cancels the call. */
  static InterruptibleCall begin(Call call) {
    InterruptibleCall interruptible = new InterruptibleCall(call);
    interruptible.begin();
    return interruptible;
  }

  /** Interrupts are the caller's own again. The thread stays interrupted if it was. */
  void end() {
    try {
      end(true);
    } catch (AsynchronousCloseException e) {
      // What became of the call is told by the call.
    }
  }

  @Override
  protected void implCloseChannel() {
    call.cancel();
  }
}
