package org.forecast4j.server.live;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.GameState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this server's {@link EventLog} a copy of the events that all replicas share, with their
 * ids. While the replicas cannot be asked, the server follows games alone, in a log of its own
 * whose ids are the time, far above those that replicas share: then, and when they can be asked
 * again, readers are told that the log is another one.
 */
final class Fleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** How often it is tried to join the others again. */
  private static final Duration JOIN_PAUSE = Duration.ofSeconds(1);

  /** A request asks so often before it goes on alone. */
  private static final int TRIES = 3;

  private static final int MICROS = 1_000;

  private final SharedGames shared;
  private final EventLog log;
  private final Clock clock;
  private final LongSupplier nanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "forecast-fleet");
            made.setDaemon(true);
            return made;
          });

  /** Guarded by this, as all below: what is known of the last event of each game. */
  private final Map<String, Seen> seen = new HashMap<>();

  private boolean joined;

  /** How often it has joined: an answer to a question of before is of another log. */
  private int joins;

  private volatile Optional<String> unreadable = Optional.empty();

  /** Whose the last event of a game was, and when that was heard of. */
  private record Seen(String owner, long nanos) {}

  /** What became of what a request had taken. */
  enum Fate {
    /** All replicas know of it, and those who follow the game are told. */
    SHARED,

    /** Another replica has taken more of the game, which is to be read first. */
    STALE,

    /** The replicas know nothing of the game, so that all of it is to be told. */
    MISSING,

    /** This server follows games alone for now. */
    ALONE
  }

  /**
   * Not joined yet.
   *
   * @param nanos says what time has passed, whatever is done to the clock
   */
  Fleet(SharedGames shared, EventLog log, Clock clock, LongSupplier nanos) {
    this.shared = shared;
    this.log = log;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** From now on follows what the others do; each time it has joined them does what is next. */
  void start(Runnable afterJoin) {
    tryToJoin(afterJoin);
    long[] tried = {nanos.getAsLong()};
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                if (isJoined()) {
                  follow();
                } else if (nanos.getAsLong() - tried[0] >= JOIN_PAUSE.toNanos()) {
                  tried[0] = nanos.getAsLong();
                  tryToJoin(afterJoin);
                }
              } catch (RuntimeException e) {
                LOG.error("the games of the other replicas are not followed now", e);
              }
            },
            PAUSE.toMillis(),
            PAUSE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void tryToJoin(Runnable afterJoin) {
    if (join()) {
      afterJoin.run();
    }
  }

  synchronized boolean isJoined() {
    return joined;
  }

  /** Why games are not shared now, as far as is known. */
  Optional<String> degraded() {
    return isJoined()
        ? Optional.empty()
        : unreadable.or(() -> Optional.of("they cannot be asked; the log says why"));
  }

  /** Makes the log a copy of the shared one, from its oldest event on. */
  boolean join() {
    try {
      SharedGames.Page at = shared.join();
      List<SharedEvent> states = shared.states();
      List<SharedEvent> events = new ArrayList<>();
      long known = at.first() - 1;
      while (known < at.last()) {
        SharedGames.Page page = shared.follow(known);
        if (page.events().isEmpty()) {
          return false; // It was overtaken by what is dropped meanwhile.
        }
        events.addAll(page.events());
        known += page.events().size();
      }
      become(at.first() - 1, states, events);
      unreadable = Optional.empty();
      LOG.info("live games are shared with the other replicas");
      return true;
    } catch (RedisLink.Unreachable e) {
      LOG.debug("live games are not shared yet: {}", e.getMessage());
    } catch (IllegalArgumentException e) {
      unreadable(e);
    }
    return false;
  }

  private synchronized void become(long after, List<SharedEvent> states, List<SharedEvent> events) {
    seen.clear();
    List<GameState> games = new ArrayList<>();
    for (SharedEvent state : states) {
      see(state);
      state.news().game().ifPresent(games::add);
    }
    log.begin(after, games);
    add(events);
    joined = true;
    joins++;
  }

  /** The games in the log are then those of the last event of each, whatever was told of before. */
  private void add(List<SharedEvent> events) {
    log.appendAll(events.stream().map(SharedEvent::news).toList());
    events.forEach(this::see);
  }

  private void see(SharedEvent event) {
    if (event.news().game().isPresent()) {
      seen.put(event.news().gameId(), new Seen(event.owner(), nanos.getAsLong()));
    } else {
      seen.remove(event.news().gameId());
    }
  }

  /** From now on this server follows games alone. */
  private synchronized void leave(String why) {
    if (joined) {
      joined = false;
      LOG.warn("live games are not shared with the other replicas now: {}", why);
      long now = clock.millis() * MICROS;
      log.begin(Math.max(now, log.last()), log.snapshot().games());
    }
  }

  private void unreadable(IllegalArgumentException e) {
    String why = "what they share cannot be read: " + e.getMessage();
    if (!unreadable.equals(Optional.of(why))) {
      LOG.error("live games: {}", why);
    }
    unreadable = Optional.of(why);
    leave(why);
  }

  /** Adds what the others told since then. */
  void follow() {
    follow(false);
  }

  /** As {@link #follow()}, on behalf of a request, which does not wait for long. */
  void followNow() {
    follow(true);
  }

  private void follow(boolean isRequest) {
    int asked;
    synchronized (this) {
      asked = joins;
      if (!joined) {
        return;
      }
    }
    try {
      boolean isMore;
      do {
        long known = log.last();
        SharedGames.Page page = isRequest ? shared.followNow(known) : shared.follow(known);
        isMore = take(page, known, asked) && log.last() > known && log.last() < page.last();
      } while (isMore);
    } catch (RedisLink.Unreachable e) {
      LOG.debug("live games are followed later: {}", e.getMessage());
    } catch (IllegalArgumentException e) {
      unreadable(e);
    }
  }

  /**
   * Adds a page of events.
   *
   * @return false if the log is not the one that the page was asked for any more
   */
  private synchronized boolean take(SharedGames.Page page, long known, int asked) {
    if (!joined || joins != asked) {
      return false;
    }
    if (known < page.first() - 1 || known > page.last()) {
      leave("they have another log, from " + page.first() + " to " + page.last());
      return false;
    }
    long added = log.last() - known;
    if (added < page.events().size()) {
      add(page.events().subList((int) added, page.events().size()));
    }
    return true;
  }

  /** A game as all replicas have taken it; empty if none has, or they cannot be asked. */
  Optional<SharedGames.Game> read(String id) {
    for (int i = 0; i < TRIES && isJoined(); i++) {
      try {
        return shared.read(id);
      } catch (RedisLink.Unreachable e) {
        giveUpAfter(i, e);
      } catch (IllegalArgumentException e) {
        unreadable(e);
      }
    }
    return Optional.empty();
  }

  private void giveUpAfter(int tries, RedisLink.Unreachable why) {
    if (tries >= TRIES - 1) {
      leave(String.valueOf(why.getMessage()));
    }
  }

  /**
   * Shares what was taken of a game, and tells those who follow it.
   *
   * @param token that of this write
   */
  Fate commit(SharedGames.Write write, String token, Optional<SharedScores> scores) {
    List<News> news = write.news();
    for (int tries = 0; ; tries++) {
      int asked;
      synchronized (this) {
        asked = joins;
        if (!joined) {
          log.appendAll(news);
          return Fate.ALONE;
        }
      }
      try {
        long after = log.last();
        SharedGames.Page page = shared.commit(write, token, scores, after);
        if (page.fate() != SharedGames.Fate.SHARED) {
          return page.fate() == SharedGames.Fate.STALE ? Fate.STALE : Fate.MISSING;
        }
        if (take(page, after, asked)) {
          followUpTo(page.last());
        } else {
          tellAlone(news);
        }
        return Fate.SHARED;
      } catch (RedisLink.Unreachable e) {
        giveUpAfter(tries, e);
      } catch (IllegalArgumentException e) {
        unreadable(e);
      }
    }
  }

  private void followUpTo(long last) {
    if (log.last() < last) {
      followNow();
    }
  }

  /** Readers of the server's own log are told now, and all of the shared one when it is joined. */
  private synchronized void tellAlone(List<News> news) {
    if (!joined) {
      log.appendAll(news);
    }
  }

  /** A token that no other write has. */
  String newToken() {
    return shared.newToken();
  }

  /** Whether the last that was heard of a game was another replica's. */
  synchronized boolean isElsewhere(String id) {
    Seen last = seen.get(id);
    return joined && last != null && !last.owner().equals(shared.owner());
  }

  /** Whether the replicas know of a game. */
  synchronized boolean isKnown(String id) {
    return seen.containsKey(id);
  }

  /** Has the games leave of which nothing was heard for so long, whoever had them. */
  void endSilent(Duration silence) {
    List<String> ids = new ArrayList<>();
    synchronized (this) {
      if (!joined) {
        return;
      }
      long now = nanos.getAsLong();
      seen.forEach(
          (id, last) -> {
            if (now - last.nanos() >= silence.toNanos()) {
              ids.add(id);
            }
          });
    }
    try {
      for (String id : ids) {
        shared.end(id);
      }
    } catch (RedisLink.Unreachable e) {
      LOG.debug("games leave later: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
