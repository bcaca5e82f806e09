package org.forecast4j.client.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;

/** What happened to the games, as Server-Sent Events to any number of streams. */
final class EventFeed {
  /** How far ids of a server that was restarted lie above those of its earlier life. */
  private static final long LIFE = 1_000_000;

  private static final int LOOK_MILLIS = 1_000;

  private final Supplier<Games> games;

  /** Guarded by this, as all that follows. */
  private final List<GameEvent> events = new ArrayList<>();

  private long first = 1;
  private int cuts;
  private boolean closed;

  EventFeed(Supplier<Games> games) {
    this.games = games;
  }

  synchronized GameEvent publish(String type, GameState game) {
    GameEvent event =
        new GameEvent(
            OptionalLong.of(first + events.size()),
            type,
            Optional.of(game.gameId()),
            Optional.of(game),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    events.add(event);
    notifyAll();
    return event;
  }

  /** Ends the streams that are open. */
  synchronized void cut() {
    cuts++;
    notifyAll();
  }

  /** A new life: ids of the old one are not known. */
  synchronized void forget() {
    first += LIFE;
    events.clear();
    cut();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  MockResponse open(Optional<String> lastEventId) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "text/event-stream")
        .setHeader("Connection", "close")
        .body(new Body(lastEventId))
        .onResponseEnd(new SocketEffect.CloseSocket())
        .build();
  }

  /** The events from one on, for as long as somebody reads. */
  private final class Body implements MockResponseBody {
    private final Optional<String> lastEventId;

    Body(Optional<String> lastEventId) {
      this.lastEventId = lastEventId;
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      int before;
      long next;
      List<GameEvent> greeting = new ArrayList<>();
      synchronized (EventFeed.this) {
        before = cuts;
        next = begin(greeting);
      }
      for (GameEvent event : greeting) {
        write(event, sink);
      }
      for (Optional<GameEvent> event = await(next, before);
          event.isPresent();
          event = await(next, before)) {
        write(event.get(), sink);
        next++;
      }
    }

    /** The id of the first event to tell, after what has to be told before. */
    private long begin(List<GameEvent> greeting) {
      long end = first + events.size();
      if (lastEventId.isPresent()) {
        long last = Long.parseLong(lastEventId.get());
        if (last >= first - 1 && last < end) {
          return last + 1;
        }
        greeting.add(event("reset", OptionalLong.empty(), Optional.empty()));
      }
      greeting.add(event("initial_state", OptionalLong.of(end - 1), Optional.of(games.get())));
      return end;
    }
  }

  private static GameEvent event(String type, OptionalLong id, Optional<Games> all) {
    return new GameEvent(
        id, type, Optional.empty(), Optional.empty(), all, Optional.empty(), Map.of());
  }

  /** Waits for the event of an id; empty if the stream is to end. */
  private synchronized Optional<GameEvent> await(long id, int before) {
    while (!closed && cuts == before && id >= first + events.size()) {
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return closed || cuts != before
        ? Optional.empty()
        : Optional.of(events.get((int) (id - first)));
  }

  private static void write(GameEvent event, BufferedSink sink) throws IOException {
    if (event.id().isPresent()) {
      sink.writeUtf8("id: " + event.id().getAsLong() + "\n");
    }
    sink.writeUtf8("event: " + event.type() + "\n");
    sink.writeUtf8("data: " + GameEvent.CODEC.writeString(event) + "\n\n");
    sink.flush();
  }
}
