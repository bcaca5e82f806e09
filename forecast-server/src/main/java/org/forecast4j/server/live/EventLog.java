package org.forecast4j.server.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.forecast4j.wire.GameState;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the games, the newest of it kept to be read again, and the state it led to.
 *
 * <p>Ids grow by one from a start that is the time in microseconds, or what an earlier life of the
 * server had kept for its own ids if the clock is behind that. Those of earlier lives are thus
 * lower and told apart; they stay exact in JavaScript for two centuries. Where replicas share their
 * games, the log is a copy of theirs, with their ids; if it cannot be carried on, another is begun,
 * which readers are told of. One writer at a time; readers never wait.
 */
final class EventLog {
  private static final int BUNDLE_BYTES = 1 << 14;

  private final AtomicReferenceArray<@Nullable LiveMessage> ring;
  private final Runnable appended;

  /** The newest events are kept, as many as fit into both limits. */
  private final long mostBytes;

  private volatile long start;

  /** Guarded by this. */
  private final TreeMap<String, GameState> states = new TreeMap<>();

  /** Guarded by this, as the next. */
  private long bytes;

  private long oldest;

  private volatile long last;
  private volatile int begun;

  /** The last one that was made: a race makes several and keeps any. */
  private volatile @Nullable Bundle bundle;

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

  /** What followed an event of one of the logs that were begun. */
  private record Bundle(int begun, long after, LiveMessage events) {}

  /** The games after the event of the id. */
  record Snapshot(int begun, long id, List<GameState> games) {}

  /** Begins another log, after the event of an id, with the games as they are then. */
  void begin(long after, Collection<GameState> games) {
    synchronized (this) {
      states.clear();
      games.forEach(game -> states.put(game.gameId(), game));
      for (int i = 0; i < ring.length(); i++) {
        ring.set(i, null);
      }
      bytes = 0;
      start = after;
      oldest = after + 1;
      last = after;
      begun++;
    }
    appended.run();
  }

  /** How many times another log was begun. */
  int begun() {
    return begun;
  }

  /** A game of an earlier life, which is no event. */
  synchronized void restore(GameState game) {
    states.put(game.gameId(), game);
  }

  /** Adds events whose ids follow the last. */
  void appendAll(List<News> all) {
    synchronized (this) {
      all.forEach(news -> append(last + 1, news));
    }
    if (!all.isEmpty()) {
      appended.run();
    }
  }

  private void append(long id, News news) {
    if (news.game().isPresent()) {
      states.put(news.gameId(), news.game().get());
    } else {
      states.remove(news.gameId());
    }
    keep(id, LiveMessage.of(news.event(OptionalLong.of(id))));
    last = id;
  }

  private void keep(long id, LiveMessage message) {
    bytes += message.size();
    while (oldest < id && (id - oldest == ring.length() || bytes > mostBytes)) {
      LiveMessage left = ring.getAndSet(slot(oldest++), null);
      bytes -= left == null ? 0 : left.size();
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

  /**
   * The events after an id, as one message: as many as fit into {@value #BUNDLE_BYTES} bytes, at
   * least one. Those who read at the same pace share it.
   *
   * @return empty if there are none, or newer ones took the place of the next
   */
  Optional<LiveMessage> after(long id) {
    int now = begun;
    Bundle made = bundle;
    if (made != null && made.begun() == now && made.after() == id) {
      return Optional.of(made.events());
    }
    List<LiveMessage> events = new ArrayList<>();
    int size = 0;
    Optional<LiveMessage> next = id < last ? find(id + 1) : Optional.empty();
    while (next.isPresent() && (events.isEmpty() || size + next.get().size() <= BUNDLE_BYTES)) {
      events.add(next.get());
      size += next.get().size();
      long reached = id + events.size();
      next = reached < last ? find(reached + 1) : Optional.empty();
    }
    if (events.isEmpty()) {
      return Optional.empty();
    }
    LiveMessage all = LiveMessage.all(events);
    bundle = new Bundle(now, id, all);
    return Optional.of(all);
  }

  private int slot(long id) {
    return (int) (id % ring.length());
  }

  synchronized Optional<GameState> state(String gameId) {
    return Optional.ofNullable(states.get(gameId));
  }

  /** How many games there are. */
  synchronized int games() {
    return states.size();
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(begun, last, List.copyOf(states.values()));
  }
}
