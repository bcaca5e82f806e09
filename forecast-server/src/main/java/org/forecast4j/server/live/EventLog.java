package org.forecast4j.server.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the games, the newest of it kept to be read again, and the state it led to.
 *
 * <p>Ids grow by one from a start that is the time in microseconds. Those of an earlier life of the
 * server are thus lower, unless it had more than a million events a second, and are told apart from
 * its own; they stay exact in JavaScript for two centuries. One writer at a time; readers never
 * wait.
 */
final class EventLog {
  private static final int MICROS = 1_000;

  private final AtomicReferenceArray<@Nullable LiveMessage> ring;
  private final Runnable appended;
  private final long start;

  /** Guarded by this. */
  private final TreeMap<String, GameState> states = new TreeMap<>();

  private volatile long last;

  /**
   * An empty log.
   *
   * @param capacity how many events are kept
   * @param startMillis when this life of the server began
   * @param appended is told of every event, on the thread it happened on
   */
  EventLog(int capacity, long startMillis, Runnable appended) {
    ring = new AtomicReferenceArray<>(capacity);
    this.appended = appended;
    start = startMillis * MICROS;
    last = start;
  }

  /** The games after the event of the id. */
  record Snapshot(long id, List<GameState> games) {}

  void append(String type, GameState game) {
    append(type, game.gameId(), Optional.of(game));
  }

  /** The end of a game. */
  void remove(String type, String gameId) {
    append(type, gameId, Optional.empty());
  }

  private void append(String type, String gameId, Optional<GameState> game) {
    synchronized (this) {
      long id = last + 1;
      GameEvent event =
          new GameEvent(
              OptionalLong.of(id),
              type,
              Optional.of(gameId),
              game,
              Optional.empty(),
              Optional.empty(),
              Map.of());
      if (game.isPresent()) {
        states.put(gameId, game.get());
      } else {
        states.remove(gameId);
      }
      ring.set(slot(id), LiveMessage.of(event));
      last = id;
    }
    appended.run();
  }

  long last() {
    return last;
  }

  /** Whether a reader that has read up to an id of this life can go on from there. */
  boolean reaches(long id) {
    return id >= start && (id == last || (id < last && find(id + 1).isPresent()));
  }

  /** The event of an id up to the last; empty if newer ones took its place. */
  Optional<LiveMessage> find(long id) {
    LiveMessage message = ring.get(slot(id));
    return message != null && message.id().getAsLong() == id
        ? Optional.of(message)
        : Optional.empty();
  }

  private int slot(long id) {
    return (int) (id % ring.length());
  }

  synchronized Optional<GameState> state(String gameId) {
    return Optional.ofNullable(states.get(gameId));
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(last, List.copyOf(states.values()));
  }
}
