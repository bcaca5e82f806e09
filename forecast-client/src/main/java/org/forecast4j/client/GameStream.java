package org.forecast4j.client;

import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.forecast4j.wire.GameEvent;

/**
 * What happens to live games, as it happens. Every subscriber has a connection and a daemon thread
 * of its own, which calls it.
 *
 * <p>It begins with {@code initial_state}, all games; what happens then follows, each event once.
 * When the connection breaks, the server ends or nothing comes for {@link
 * ForecastClient.Builder#streamTimeout}, it connects anew and goes on after the last event, for as
 * long as it takes. Where that event can no longer be replayed, as after a restart of the server,
 * {@code reset} comes and then {@code initial_state}. A first connection has the tries of any other
 * call.
 *
 * <p>A subscriber gets no more than it asks for, and no more is read: the server waits, and if it
 * will not wait any longer it ends the connection, after which it goes on as above.
 *
 * <p>It ends with an error if the server refuses, as for want of a key, or says what is no event;
 * and without one once it, or its client, is closed.
 *
 * <pre>{@code
 * try (GameStream games = client.gameStream()) {
 *   games.forEach(event -> System.out.println(event.type())).get(1, TimeUnit.HOURS);
 * }
 * }</pre>
 */
public final class GameStream implements Flow.Publisher<GameEvent>, AutoCloseable {
  private final Transport transport;
  private final Set<String> gameIds;
  private final OptionalLong after;
  private final Set<GameSubscription> subscriptions = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  GameStream(Transport transport, Set<String> gameIds, OptionalLong after) {
    this.transport = transport;
    this.gameIds = Set.copyOf(new TreeSet<>(gameIds));
    this.after = after;
    transport.requireOpen();
    transport.connections().streams().add(this);
  }

  boolean isOf(Transport other) {
    return transport == other;
  }

  /**
   * Connects and tells the subscriber what happens, as often as it asks for.
   *
   * @param subscriber is called by one thread, one signal after another
   */
  @Override
  public void subscribe(Flow.Subscriber<? super GameEvent> subscriber) {
    GameSubscription subscription =
        new GameSubscription(transport, gameIds, after, subscriber, subscriptions::remove);
    subscriptions.add(subscription);
    if (closed) {
      subscription.end();
    }
    subscription.start();
  }

  /**
   * Connects and does something with every event.
   *
   * @param action is called by one thread; the next event waits for it. What it throws ends the
   *     subscription
   * @return completes when the stream is closed, fails when it ends with an error; cancelling it
   *     ends the subscription
   */
  public CompletableFuture<Void> forEach(Consumer<? super GameEvent> action) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            CompletableFuture<Void> unused =
                end.whenComplete((nothing, failure) -> subscription.cancel());
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(GameEvent event) {
            try {
              action.accept(event);
            } catch (Throwable e) {
              end.completeExceptionally(e);
            }
          }

          @Override
          public void onError(Throwable failure) {
            end.completeExceptionally(failure);
          }

          @Override
          public void onComplete() {
            end.complete(null);
          }
        });
    return end;
  }

  /** Ends all subscriptions, which complete. */
  @Override
  public void close() {
    closed = true;
    transport.connections().streams().remove(this);
    subscriptions.forEach(GameSubscription::end);
  }
}
