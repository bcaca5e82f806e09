package org.forecast4j.server.live;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.forecast4j.server.redis.RedisLink;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * The games of all replicas, in a Redis: of each game a hash with the scores that were taken, and
 * one hash with the latest events of all games and the state of each. Both are written in one step
 * with what a replica takes, by a script that refuses a replica that does not know the game as it
 * is there: each write leaves a token behind, and the next one must name it. So a game belongs to
 * one replica at a time, the one that wrote last; one that was away, for however long, cannot write
 * before it has read what it missed.
 */
final class SharedGames {
  private static final int SHARED = 0;
  private static final int STALE = 1;
  private static final int HEAD = 3;
  private static final int PAGE = 200;
  private static final int STATES = 200;
  private static final String STATE = "state:";
  private static final String RECORD = "scores:";

  /** Games outlive the time after which they leave, so that a replica tells that they do. */
  private static final int KEPT_TIMES = 2;

  /** What the scripts share; a number that a script puts into a text needs all of its digits. */
  private static final String COMMON =
      """
      local live = KEYS[1]
      local function number(field)
        return tonumber(redis.call('HGET', live, field) or nil)
      end
      local function at(id)
        return 'event:' .. string.format('%.0f', id)
      end
      local function page(status, after, most)
        local first, last = number('first'), number('last')
        local answer = {status, first or -1, last or -1}
        if last and after >= first - 1 then
          for id = after + 1, math.min(last, after + most) do
            answer[#answer + 1] = redis.call('HGET', live, at(id))
          end
        end
        return answer
      end
      local function begin()
        if not number('last') then
          local now = redis.call('TIME')
          local last = now[1] * 1000000 + now[2]
          redis.call('HSET', live, 'last', string.format('%.0f', last),
            'first', string.format('%.0f', last + 1), 'bytes', 0)
        end
      end
      local function append(game, events, from, gone, mostEvents, mostBytes, time)
        begin()
        local first, last, bytes = number('first'), number('last'), number('bytes')
        for i = from, #events do
          last = last + 1
          redis.call('HSET', live, at(last), events[i])
          bytes = bytes + #events[i]
        end
        if gone then
          redis.call('HDEL', live, 'state:' .. game)
        elseif #events >= from then
          redis.call('HSET', live, 'state:' .. game, events[#events])
        end
        while first < last and (last - first + 1 > mostEvents or bytes > mostBytes) do
          bytes = bytes - redis.call('HSTRLEN', live, at(first))
          redis.call('HDEL', live, at(first))
          first = first + 1
        end
        redis.call('HSET', live, 'last', string.format('%.0f', last),
          'first', string.format('%.0f', first), 'bytes', string.format('%.0f', bytes))
        redis.call('PEXPIRE', live, time)
      end
      """;

  /** Joins: says where the events begin and end, and that something can be written. */
  private static final byte[] JOIN =
      bytes(
          COMMON
              + """
              begin()
              redis.call('HSET', live, 'joined', ARGV[1])
              redis.call('PEXPIRE', live, ARGV[2])
              return page(0, 0, 0)
              """);

  private static final byte[] FOLLOW =
      bytes(COMMON + "return page(0, tonumber(ARGV[1]), tonumber(ARGV[2]))");

  /** Keeps what a replica has taken, if it knows the game as it is here. */
  private static final byte[] COMMIT =
      bytes(
          COMMON
              + """
              local game, id, known, token, record = KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
              local after, most, how, time = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7], ARGV[8]
              local there = redis.call('HGET', game, 'token') or ''
              if there ~= known then
                return page(there == '' and 2 or 1, after, most)
              end
              if how ~= '' then
                redis.call('DEL', game)
              end
              if how ~= 'gone' then
                local now = redis.call('TIME')
                redis.call('HSET', game, 'token', token, 'last', now[1])
                if #record > 0 then
                  redis.call('HSET', game, 'scores:' .. redis.call('HINCRBY', game, 'n', 1), record)
                end
                redis.call('PEXPIRE', game, time)
              end
              append(id, ARGV, 11, how == 'gone', tonumber(ARGV[9]), tonumber(ARGV[10]), time)
              return page(0, after, most)
              """);

  /** Tells that a game has left that nobody has sent a score of for so long. */
  private static final byte[] END =
      bytes(
          COMMON
              + """
              local game, id, silence = KEYS[2], ARGV[1], tonumber(ARGV[2])
              local last = tonumber(redis.call('HGET', game, 'last') or nil)
              local now = redis.call('TIME')
              if (not last or now[1] - last >= silence)
                  and redis.call('HEXISTS', live, 'state:' .. id) == 1 then
                redis.call('DEL', game)
                append(id, ARGV, 6, true, tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5])
              end
              return page(0, 0, 0)
              """);

  private final RedisLink link;
  private final Duration gameTime;
  private final int mostEvents;
  private final long mostBytes;
  private final String owner = UUID.randomUUID().toString();
  private final AtomicLong writes = new AtomicLong();
  private final byte[] live = bytes(RedisLink.KEYS + "live");

  /** What became of a write. */
  enum Fate {
    /** It is there. */
    SHARED,

    /** It is not: another replica has written since. */
    STALE,

    /** It is not, and nothing of the game is. */
    MISSING
  }

  /**
   * An answer with the events after the one that the caller knew.
   *
   * @param first the id of the oldest event that is kept, or of the next if none is; −1 if there is
   *     nothing
   * @param last the id of the newest event
   */
  record Page(Fate fate, long first, long last, List<SharedEvent> events) {}

  /**
   * What is written of a game.
   *
   * @param known the token of the last write that the replica knows of; empty if it knows of none
   * @param anew whether what is there of the game is dropped before
   * @param news what the scores led to
   */
  record Write(String id, String known, boolean anew, List<News> news) {}

  /**
   * A game.
   *
   * @param token what the next write must name
   */
  record Game(String token, List<SharedScores> scores) {}

  /**
   * Prepares; nothing is asked yet.
   *
   * @param gameTime after how long without a score a game leaves
   * @param mostEvents how many events are kept
   * @param mostBytes how many bytes they may take
   */
  SharedGames(RedisLink link, Duration gameTime, int mostEvents, long mostBytes) {
    this.link = link;
    this.gameTime = gameTime;
    this.mostEvents = mostEvents;
    this.mostBytes = mostBytes;
  }

  /** Who this replica is. */
  String owner() {
    return owner;
  }

  /** A token that no other write has. */
  String newToken() {
    return owner + ":" + writes.incrementAndGet();
  }

  /** Where the events are; those of before, too, are read with {@link #follow}. */
  Page join() throws RedisLink.Unreachable {
    return page(
        link.ask(redis -> run(redis, JOIN, List.of(live), List.of(bytes(owner), keptMillis()))));
  }

  /** The events after one, in the background. */
  Page follow(long after) throws RedisLink.Unreachable {
    return page(link.ask(redis -> run(redis, FOLLOW, List.of(live), following(after))));
  }

  /** The events after one, on behalf of a request. */
  Page followNow(long after) throws RedisLink.Unreachable {
    return page(link.request(redis -> run(redis, FOLLOW, List.of(live), following(after))));
  }

  private static List<byte[]> following(long after) {
    return List.of(number(after), number(PAGE));
  }

  /** The newest event of each game that is followed. */
  List<SharedEvent> states() throws RedisLink.Unreachable {
    Map<String, SharedEvent> states = new HashMap<>();
    ScanParams some = new ScanParams().match(STATE + "*").count(STATES);
    byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
    do {
      byte[] from = cursor;
      ScanResult<Map.Entry<byte[], byte[]>> found =
          link.ask(redis -> redis.hscan(live, from, some));
      found
          .getResult()
          .forEach(
              entry -> states.put(text(entry.getKey()), SharedEvent.fromBytes(entry.getValue())));
      cursor = found.getCursorAsBytes();
    } while (!text(cursor).equals(ScanParams.SCAN_POINTER_START));
    return List.copyOf(states.values());
  }

  /** A game as it was taken by all replicas; empty if none has. */
  Optional<Game> read(String id) throws RedisLink.Unreachable {
    Map<byte[], byte[]> hash = link.request(redis -> redis.hgetAll(key(id)));
    Map<String, byte[]> fields = new HashMap<>();
    hash.forEach((name, value) -> fields.put(text(name), value));
    byte[] token = fields.get("token");
    if (token == null) {
      return Optional.empty();
    }
    List<SharedScores> scores = new ArrayList<>();
    byte[] next = fields.get(RECORD + 1);
    while (next != null) {
      scores.add(SharedScores.fromBytes(next));
      next = fields.get(RECORD + (scores.size() + 1));
    }
    if (scores.isEmpty() || !String.valueOf(scores.size()).equals(text(fields.get("n")))) {
      throw new IllegalArgumentException(
          "game '" + id + "' has " + scores.size() + " of its records; expected all of them");
    }
    return Optional.of(new Game(text(token), scores));
  }

  /**
   * Keeps what this replica has taken of a game and what it led to, or nothing of it.
   *
   * @param token that of this write
   * @param scores what it has taken; empty if it is only said that the game goes on or has left
   * @param after the id of the last event that it knows
   */
  Page commit(Write write, String token, Optional<SharedScores> scores, long after)
      throws RedisLink.Unreachable {
    boolean gone = write.news().stream().anyMatch(one -> one.game().isEmpty());
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(write.id()));
    arguments.add(bytes(write.known()));
    arguments.add(bytes(token));
    arguments.add(scores.map(SharedScores::toBytes).orElse(new byte[0]));
    arguments.addAll(following(after));
    arguments.add(bytes(gone ? "gone" : write.anew() ? "anew" : ""));
    arguments.add(keptMillis());
    arguments.add(number(mostEvents));
    arguments.add(number(mostBytes));
    write.news().forEach(one -> arguments.add(new SharedEvent(owner, one).toBytes()));
    List<byte[]> keys = List.of(live, key(write.id()));
    return page(link.request(redis -> run(redis, COMMIT, keys, arguments)));
  }

  /** Tells that a game has left, unless a replica has taken a score of it lately. */
  void end(String id) throws RedisLink.Unreachable {
    List<byte[]> arguments =
        List.of(
            bytes(id),
            number(gameTime.toSeconds()),
            number(mostEvents),
            number(mostBytes),
            keptMillis(),
            new SharedEvent(owner, News.expired(id)).toBytes());
    List<?> unused = link.ask(redis -> run(redis, END, List.of(live, key(id)), arguments));
  }

  private byte[] keptMillis() {
    return number(gameTime.multipliedBy(KEPT_TIMES).toMillis());
  }

  private static byte[] key(String id) {
    return bytes(RedisLink.KEYS + "game:" + id);
  }

  private static List<?> run(
      RedisClient redis, byte[] script, List<byte[]> keys, List<byte[]> arguments) {
    return (List<?>) redis.eval(script, keys, arguments);
  }

  private static Page page(List<?> answer) {
    List<SharedEvent> events = new ArrayList<>();
    for (Object one : answer.subList(HEAD, answer.size())) {
      if (!(one instanceof byte[] event)) {
        throw new IllegalArgumentException("an event is missing");
      }
      events.add(SharedEvent.fromBytes(event));
    }
    int fate = ((Long) answer.get(0)).intValue();
    return new Page(
        fate == SHARED ? Fate.SHARED : fate == STALE ? Fate.STALE : Fate.MISSING,
        (Long) answer.get(1),
        (Long) answer.get(2),
        events);
  }

  private static byte[] number(long value) {
    return bytes(String.valueOf(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
