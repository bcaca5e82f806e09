package org.forecast4j.server.live;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who follows the games. It reads the shared log from a place of its own, so that all it
 * costs to wait for a slow reader is that place. One message is on its way at a time; while it is,
 * nobody waits for it. {@link #iterate} says that there may be something new. What is asked for is
 * sent by the hub: who asks may read connections, for which others wait.
 */
abstract class Subscriber extends IteratingCallback {
  private static final int MAX_REPLIES = 100;

  private final Subscribers hub;
  private final Queue<LiveMessage> replies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingReplies = new AtomicInteger();
  private final AtomicReference<@Nullable Set<String>> wanted = new AtomicReference<>();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile boolean open;
  private volatile boolean pingDue;
  private volatile long sendingSince;
  private volatile boolean sending;

  /** The state of the games that is on its way. */
  private final AtomicReference<Snapshots.@Nullable Lease> reading = new AtomicReference<>();

  /** Only used while iterating, as all below. */
  private Set<String> games;

  private long read;

  /** Which log that is an id of. */
  private int begun;

  private boolean ended;

  /** The event of the state that is on its way. */
  private volatile long lastRead;

  /**
   * Why it ends.
   *
   * @param code the status of a closing WebSocket
   * @param kind for the metrics
   * @param reason for the reader
   */
  record Ending(int code, String kind, String reason) {
    /** The server ends: come again. */
    static final Ending SHUTDOWN = new Ending(1001, "shutdown", "the server is shutting down");

    static final Ending LEFT = new Ending(1000, "left", "it left");

    /** Whether it would have stayed. */
    boolean isDrop() {
      return !equals(SHUTDOWN) && !equals(LEFT);
    }

    static Ending tryAgain(String kind, String reason) {
      return new Ending(1013, kind, reason);
    }
  }

  /**
   * Begins with the games as they are, or goes on after an event.
   *
   * @param games the ids of the games to follow; all if empty
   * @param lastEventId the id of the last event that was read, if it was here before
   */
  Subscriber(Subscribers hub, Set<String> games, Optional<String> lastEventId) {
    this.hub = hub;
    this.games = games;
    begun = hub.log().begun();
    OptionalLong from = lastEventId.map(hub::resume).orElse(OptionalLong.empty());
    if (from.isPresent()) {
      read = from.getAsLong();
      return;
    }
    lastEventId.ifPresent(
        id ->
            reset(
                "the event after '"
                    + Text.excerpt(id)
                    + "' is not kept: it is too long ago, or of an earlier life of the server"));
    wanted.set(games);
  }

  private void reset(String reason) {
    waitingReplies.incrementAndGet();
    replies.add(LiveMessage.of("reset", OptionalLong.empty(), Map.of("reason", reason)));
  }

  /** Sends one message; {@code sent} completes on any thread. */
  abstract void send(LiveMessage message, Callback sent);

  /** Whether several events can be sent as one message. */
  boolean takesMany() {
    return false;
  }

  /**
   * Lets go what was sent but waits for more to go out with it, after all that is due was sent.
   *
   * @param flushed completes on any thread
   * @return false if nothing waits, and {@code flushed} does not complete
   */
  boolean flush(Callback flushed) {
    return false;
  }

  /** Tells the reader that nothing more comes, and why; {@code sent} completes on any thread. */
  abstract void sendEnd(Ending why, Callback sent);

  /** Breaks the connection, whatever is on its way. */
  abstract void cut();

  /** The connection is of no use any more, or was told the end. */
  abstract void release();

  /** Whether the reader shows no sign of life, although it should have. */
  boolean isSilent(long nanos) {
    return false;
  }

  /** Begins to send. */
  final void open() {
    open = true;
    hub.wake();
  }

  /** Follows these games from now on, all if there are none, beginning with how they are. */
  final void follow(Set<String> ids) {
    wanted.set(ids);
    hub.wake();
  }

  /** Sends a message that is for this reader alone, before any event. */
  final void reply(LiveMessage message) {
    if (waitingReplies.incrementAndGet() > MAX_REPLIES) {
      end(new Ending(1008, "flood", "more than " + MAX_REPLIES + " answers wait to be read"));
    } else {
      replies.add(message);
    }
    hub.wake();
  }

  final void end(Ending why) {
    if (ending.compareAndSet(null, why)) {
      iterate();
    }
  }

  /** Sees after it: a reader that lives is pinged, one that does not is cut off. */
  void ping() {
    long patience = 3 * hub.pingNanos();
    if (sending && isLeftBehind()) {
      ending.compareAndSet(
          null, Ending.tryAgain("slow", "it reads too slowly: what comes next is not kept"));
      cut();
    } else if (sending && System.nanoTime() - sendingSince > patience) {
      ending.compareAndSet(null, Ending.tryAgain("stalled", "it took nothing for too long"));
      cut();
    } else if (isSilent(patience)) {
      ending.compareAndSet(null, Ending.tryAgain("silent", "it answered no ping"));
      cut();
    } else {
      pingDue = true;
      iterate();
    }
  }

  /** Whether it would be dropped after what is on its way, which it keeps in memory till then. */
  private boolean isLeftBehind() {
    Snapshots.Lease state = reading.get();
    return state != null && state.begun() == hub.log().begun() && !hub.log().reaches(lastRead);
  }

  private void release(Snapshots.@Nullable Lease lease) {
    if (lease != null) {
      lease.release();
    }
  }

  @Override
  protected final Action process() {
    sending = false;
    release(reading.getAndSet(null));
    if (!open) {
      return Action.IDLE;
    }
    if (ended) {
      return Action.SUCCEEDED;
    }
    Optional<LiveMessage> next = ending.get() == null ? next() : Optional.empty();
    Ending why = ending.get();
    sendingSince = System.nanoTime();
    sending = true;
    if (next.isEmpty() && why == null) {
      sending = flush(this);
      return sending ? Action.SCHEDULED : Action.IDLE;
    }
    if (why == null) {
      send(next.get(), this);
    } else {
      ended = true;
      sendEnd(why, this);
    }
    return Action.SCHEDULED;
  }

  private Optional<LiveMessage> next() {
    if (begun != hub.log().begun()) {
      begun = hub.log().begun();
      read = 0;
      reset("the events of the servers are counted anew");
      wanted.compareAndSet(null, games);
    }
    LiveMessage reply = replies.poll();
    if (reply != null) {
      waitingReplies.decrementAndGet();
      return Optional.of(reply);
    }
    Set<String> asked = wanted.getAndSet(null);
    if (asked != null) {
      games = asked;
      Optional<Snapshots.Lease> state = hub.snapshots().take(asked, read);
      if (state.isEmpty()) {
        end(Ending.tryAgain("full", "too many begin to follow and do not read; try again"));
        return Optional.empty();
      }
      reading.set(state.get());
      begun = state.get().begun();
      read = state.get().message().id().getAsLong();
      lastRead = read;
      return state.map(Snapshots.Lease::message);
    }
    if (pingDue) {
      pingDue = false;
      return Optional.of(LiveMessage.of("ping", OptionalLong.of(read), Map.of()));
    }
    return nextEvent();
  }

  private Optional<LiveMessage> nextEvent() {
    long last = hub.log().last();
    if (games.isEmpty() && takesMany()) {
      Optional<LiveMessage> events = hub.log().after(read);
      if (events.isPresent()) {
        read = events.get().id().getAsLong();
        return events;
      }
    }
    while (read < last) {
      Optional<LiveMessage> event = hub.log().find(read + 1);
      if (event.isEmpty() && begun != hub.log().begun()) {
        return next();
      }
      if (event.isEmpty()) {
        end(
            Ending.tryAgain(
                "slow", "it reads too slowly: it is " + (last - read) + " events behind"));
        return Optional.empty();
      }
      read++;
      if (games.isEmpty() || games.contains(event.get().gameId().orElse(""))) {
        return event;
      }
    }
    return Optional.empty();
  }

  @Override
  protected final void onCompleted(@Nullable Throwable causeOrNull) {
    ending.compareAndSet(null, Ending.LEFT);
    hub.gone(this, Objects.requireNonNull(ending.get()));
    release(reading.getAndSet(null));
    release();
  }
}
