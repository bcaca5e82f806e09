package org.forecast4j.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import org.forecast4j.wire.GameEvent;
import org.jspecify.annotations.Nullable;

/** One subscriber's way through the events, over as many connections as it takes. */
final class GameSubscription implements Flow.Subscription, Runnable {
  private static final Set<String> OURS = Set.of("ping", "pong", "dropped");
  private static final String INITIAL_STATE = "initial_state";
  private static final String RESET = "reset";

  private final Transport transport;
  private final StreamCalls calls;
  private final Flow.Subscriber<? super GameEvent> subscriber;
  private final Consumer<GameSubscription> whenOver;

  /** Completes when nothing more is to be told. */
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Guarded by this. */
  private long demand;

  private volatile boolean cancelled;
  private volatile @Nullable RuntimeException violation;
  private volatile @Nullable Call current;

  /** The rest is the reading thread's. */
  private OptionalLong last;

  private boolean everConnected;
  private boolean subscriberFailed;
  private int failures;
  private Optional<Duration> retry = Optional.empty();

  GameSubscription(
      Transport transport,
      Set<String> gameIds,
      OptionalLong after,
      Flow.Subscriber<? super GameEvent> subscriber,
      Consumer<GameSubscription> whenOver) {
    this.transport = transport;
    this.calls = new StreamCalls(transport, gameIds);
    this.last = after;
    this.subscriber = subscriber;
    this.whenOver = whenOver;
  }

  /** Signals come from the thread that this starts, but for the first. */
  void start() {
    subscriber.onSubscribe(this);
    Thread reader = new Thread(this, "forecast-stream");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public synchronized void request(long count) {
    if (count <= 0) {
      violation =
          new IllegalArgumentException("requested " + count + " events; expected at least 1");
      end();
      return;
    }
    demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
    notifyAll();
  }

  @Override
  public void cancel() {
    cancelled = true;
    end();
  }

  /** Lets the reading thread end. */
  void end() {
    ended.complete(null);
    synchronized (this) {
      notifyAll();
    }
    Call call = current;
    if (call != null) {
      call.cancel();
    }
  }

  @Override
  public void run() {
    Optional<RuntimeException> failure = Optional.empty();
    try {
      while (!isOver()) {
        connect();
      }
    } catch (RuntimeException e) {
      if (subscriberFailed) {
        throw e;
      }
      failure = Optional.of(e);
    } finally {
      whenOver.accept(this);
    }
    RuntimeException broken = violation;
    if (broken != null) {
      subscriber.onError(broken);
    } else if (!cancelled && isOver()) {
      subscriber.onComplete();
    } else if (!cancelled) {
      subscriber.onError(failure.orElseThrow());
    }
  }

  /** A subscriber that interrupts the thread that calls it wants no more either. */
  private boolean isOver() {
    return ended.isDone() || transport.isClosed() || Thread.currentThread().isInterrupted();
  }

  /** Reads one connection to its end and pauses. What cannot be mended is thrown. */
  private void connect() {
    Call call = calls.open(last);
    current = call;
    if (isOver()) {
      return;
    }
    Duration pause;
    try (Response response = InterruptibleCall.execute(call)) {
      pause = read(response);
    } catch (IOException e) {
      if (calls.hadDied(call, e)) {
        return;
      }
      pause = calls.pauseAfter(e, call, everConnected, ++failures, retry);
    }
    if (!isOver()) {
      CompletableFuture<Object> unused =
          CompletableFuture.anyOf(ended, transport.settings().timing.after(pause));
      unused.join();
    }
  }

  private Duration read(Response response) throws IOException {
    Optional<Duration> refused = calls.pauseAfter(response, everConnected, failures + 1, retry);
    if (refused.isPresent()) {
      failures++;
      return refused.get();
    }
    everConnected = true;
    ServerEvents events =
        new ServerEvents(response.body().source(), transport.settings().responseBytes);
    try {
      Optional<ServerEvents.Event> event = events.next();
      while (event.isPresent() && !isOver()) {
        failures = 0;
        take(calls.decode(event.get()));
        event = events.next();
      }
    } catch (ServerEvents.TooLong e) {
      throw transport.failures().tooLong(StreamCalls.TITLE, response.code());
    } catch (IOException e) {
      // Read to a breaking point: what is missing is asked for again.
      calls.broken(e);
    }
    retry = events.retry().or(() -> retry);
    return calls.pause(++failures, retry);
  }

  private void take(Optional<GameEvent> decoded) {
    if (decoded.isEmpty()) {
      return;
    }
    GameEvent event = decoded.get();
    String type = event.type().toLowerCase(Locale.ROOT);
    boolean isKnown =
        event.id().isPresent()
            && last.isPresent()
            && event.id().getAsLong() <= last.getAsLong()
            && !type.equals(INITIAL_STATE);
    if (type.equals(RESET)) {
      last = OptionalLong.empty();
    }
    if (!isKnown && !OURS.contains(type)) {
      tell(event);
    }
    if (!isKnown && !isOver() && event.id().isPresent()) {
      last = event.id();
    }
  }

  /** Waits until the subscriber wants it. */
  private void tell(GameEvent event) {
    synchronized (this) {
      while (demand == 0 && !isOver()) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          end();
        }
      }
      if (isOver()) {
        return;
      }
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
    }
    try {
      subscriber.onNext(event);
    } catch (RuntimeException e) {
      // Its own fault, which it must not be told of: for the thread's handler.
      subscriberFailed = true;
      cancel();
      throw e;
    }
  }
}
