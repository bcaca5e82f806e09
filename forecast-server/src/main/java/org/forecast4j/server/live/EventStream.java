package org.forecast4j.server.live;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A subscriber by Server-Sent Events. */
final class EventStream extends Subscriber implements WriteListener {
  /** How long a browser waits before it comes again. */
  private static final String RETRY = "retry: 1000\n\n";

  private final ServletOutputStream out;
  private final EndPoint connection;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** What is on its way, guarded by this; to begin with, the permission to write at all. */
  private @Nullable Callback sending = Callback.from(this::begin);

  private boolean unflushed;

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
    write(RETRY, Callback.from(this::open));
  }

  @Override
  void send(LiveMessage message, Callback sent) {
    StringBuilder event = new StringBuilder(message.json().length() + 80);
    if (message.id().isPresent()) {
      event.append("id: ").append(message.id().getAsLong()).append('\n');
    }
    event.append("event: ").append(message.type()).append('\n');
    event.append("data: ").append(message.json()).append("\n\n");
    write(event.toString(), sent);
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

  private void write(String text, Callback sent) {
    try {
      synchronized (this) {
        sending = sent;
        unflushed = true;
        out.write(text.getBytes(StandardCharsets.UTF_8));
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
        if (unflushed) {
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
