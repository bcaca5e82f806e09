package org.forecast4j.server.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A subscriber by Server-Sent Events. */
final class EventStream extends Subscriber implements WriteListener {
  /** How long a browser waits before it comes again. */
  private static final byte[] RETRY = "retry: 1000\n\n".getBytes(UTF_8);

  private final ServletOutputStream out;
  private final EndPoint connection;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** What is on its way, guarded by this; to begin with, the permission to write at all. */
  private @Nullable Callback sending = Callback.from(this::begin);

  private final Queue<byte[]> unwritten = new ArrayDeque<>();

  /** Whether something was written that waits for more to go out with it. */
  private boolean unflushed;

  /** Whether what is on its way ends when nothing is unflushed. */
  private boolean flushing;

  EventStream(
      Subscribers hub,
      Set<String> games,
      Optional<String> lastEventId,
      ServletOutputStream out,
      EndPoint connection) {
    super(hub, games, lastEventId);
    this.out = out;
    this.connection = connection;
  }

  /** Completes when nothing more comes. */
  CompletableFuture<Void> over() {
    return over;
  }

  private void begin() {
    write(Callback.from(this::open), RETRY);
  }

  @Override
  void send(LiveMessage message, Callback sent) {
    write(sent, message.frame());
  }

  @Override
  boolean takesMany() {
    return true;
  }

  @Override
  void sendEnd(Ending why, Callback sent) {
    if (why.isDrop()) {
      Map<String, Object> facts = Map.of("reason", why.reason());
      send(LiveMessage.of("dropped", OptionalLong.empty(), facts), sent);
    } else {
      sent.succeeded();
    }
  }

  @Override
  boolean flush(Callback flushed) {
    synchronized (this) {
      if (!unflushed) {
        return false;
      }
      flushing = true;
    }
    write(flushed);
    return true;
  }

  private void write(Callback sent, byte[]... parts) {
    try {
      synchronized (this) {
        sending = sent;
        unwritten.addAll(List.of(parts));
      }
      onWritePossible();
    } catch (IOException e) {
      onError(e);
    }
  }

  /** Goes on with what is on its way; the container calls it when it could not at once. */
  @Override
  public void onWritePossible() throws IOException {
    Callback done = null;
    synchronized (this) {
      while (done == null && sending != null && out.isReady()) {
        byte[] part = unwritten.poll();
        if (part != null) {
          out.write(part);
          unflushed = true;
        } else if (flushing) {
          flushing = false;
          unflushed = false;
          out.flush();
        } else {
          done = sending;
          sending = null;
        }
      }
    }
    if (done != null) {
      done.succeeded();
    }
  }

  @Override
  public void onError(Throwable cause) {
    Callback failed;
    synchronized (this) {
      failed = sending;
      sending = null;
      unwritten.clear();
    }
    if (failed != null) {
      failed.failed(cause);
    }
    abort(cause);
  }

  @Override
  void cut() {
    connection.close();
    abort(new IOException("cut off"));
  }

  @Override
  void release() {
    over.complete(null);
  }
}
