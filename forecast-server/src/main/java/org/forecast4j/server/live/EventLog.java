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
 * <p>Ids grow by one from a start that is the time in microseconds, or what an earlier life of the
 * server had kept for its own ids if the clock is behind that. Those of earlier lives are thus
 * lower and told apart; they stay exact in JavaScript for two centuries. One writer at a time;
 * readers never wait.
 */
final class EventLog {
  private final AtomicReferenceArray<@Nullable LiveMessage> ring;
  private final Runnable appended;

  /** The newest events are kept, as many as fit into both limits. */
  private final long mostBytes;

  private final long start;

  /** Guarded by this. */
  private final TreeMap<String, GameState> states = new TreeMap<>();

  /** Guarded by this, as the next. */
  private long bytes;

  private long oldest;

  private volatile long last;

  /**
   * An empty log.
   *
   * @param capacity how many events are kept
   * @param mostBytes how many bytes they may take; the newest is kept in any case
   * @param start the id before the first; above those of earlier lives
   * @param appended is told of every event, on the thread it happened on
   */
  EventLog(int capacity, long mostBytes, long start, Runnable appended) {
    ring = new AtomicReferenceArray<>(capacity);
    this.mostBytes = mostBytes;
    this.appended = appended;
    this.start = start;
    oldest = start + 1;
    last = start;
  }

  /** The games after the event of the id. */
  record Snapshot(long id, List<GameState> games) {}

  void append(String type, GameState game, Optional<String> reason) {
    append(type, game.gameId(), Optional.of(game), reason);
  }

  /** A game of an earlier life, which is no event. */
  synchronized void restore(GameState game) {
    states.put(game.gameId(), game);
  }

  /** The end of a game. */
  void remove(String type, String gameId) {
    append(type, gameId, Optional.empty(), Optional.empty());
  }

  private void append(
      String type, String gameId, Optional<GameState> game, Optional<String> reason) {
    synchronized (this) {
      long id = last + 1;
      GameEvent event =
          new GameEvent(
              OptionalLong.of(id),
              type,
              Optional.of(gameId),
              game,
              Optional.empty(),
              reason,
              Map.of());
      if (game.isPresent()) {
        states.put(gameId, game.get());
      } else {
        states.remove(gameId);
      }
      keep(id, LiveMessage.of(event));
      last = id;
    }
    appended.run();
  }

  private void keep(long id, LiveMessage message) {
    bytes += message.json().length;
    while (oldest < id && (id - oldest == ring.length() || bytes > mostBytes)) {
      LiveMessage left = ring.getAndSet(slot(oldest++), null);
      bytes -= left == null ? 0 : left.json().length;
    }
    ring.set(slot(id), message);
  }

  /** How many bytes the events take that are kept. */
  synchronized long bytes() {
    return bytes;
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
