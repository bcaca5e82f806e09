package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.forecast4j.server.redis.RedisLink;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * The log of a model that all replicas have agreed on, in a Redis: one hash with every entry by its
 * position, the identity of the log up to there, and who brought each id. It is one key, so that it
 * is there wholly or not at all, and one script, so that a step is atomic.
 */
public final class SharedLog {
  /** How many facts are offered at once. */
  static final int MAX_OFFERED = 100;

  private static final int MAX_IN_PAGE = 500;
  private static final byte[] FACT = bytes("outcome");
  private static final byte[] RETRACTION = bytes("retraction");

  /**
   * Appends the facts whose ids are new, or the retraction of one whose id is there; then answers
   * what follows the caller's position, from the beginning if the log up to there is not the one
   * that the caller knows. Its first write is the first thing that can fail, so a full Redis keeps
   * all or nothing.
   */
  private static final byte[] SCRIPT =
      bytes(
          """
          local log, from, known, origin, most, owner = KEYS[1], tonumber(ARGV[1]), ARGV[2], \
          ARGV[3], tonumber(ARGV[4]), ARGV[5]
          local n = tonumber(redis.call('HGET', log, 'n') or 0)
          local function identity(i)
            return i == 0 and origin or redis.call('HGET', log, 'identity:' .. i)
          end
          local last = identity(n)
          local first = ''
          for i = 6, #ARGV, 3 do
            local kind, id, entry = ARGV[i], 'id:' .. ARGV[i + 1], ARGV[i + 2]
            local new
            if kind == 'retraction' then
              new = redis.call('HEXISTS', log, id) == 1
              if new then
                local before = redis.call('HGET', log, 'retractions') or ''
                redis.call('HSET', log, 'retractions', before .. ARGV[i + 1] .. '\\n')
                redis.call('HDEL', log, id)
              end
            else
              new = redis.call('HSETNX', log, id, owner) == 1
            end
            if new then
              n = n + 1
              last = redis.sha1hex(last .. entry)
              redis.call('HSET', log, 'n', n, 'identity:' .. n, last, 'outcome:' .. n, entry)
            end
            if i == 6 then
              first = kind == 'retraction' and (new and owner or '') or redis.call('HGET', log, id)
            end
          end
          if from > n or identity(from) ~= known then
            from = 0
          end
          local to = math.min(n, from + most)
          local retractions = from == 0 and redis.call('HGET', log, 'retractions') or ''
          local page = {from, n, identity(to), first, retractions}
          for i = from + 1, to do
            page[#page + 1] = redis.call('HGET', log, 'outcome:' .. i)
          end
          return page
          """);

  private final RedisLink link;
  private final String origin;
  private final byte[] key;
  private final byte[] owner = bytes(UUID.randomUUID().toString());

  /**
   * A part of the log.
   *
   * @param from how many entries come before it
   * @param length how many the whole log holds
   * @param identity the identity of the log up to its end
   * @param mine whether what was first offered stands in the log because of this replica
   * @param retractions how many retractions of each id the whole log holds; told with its beginning
   * @param entries the entries
   */
  record Page(
      long from,
      long length,
      String identity,
      boolean mine,
      Map<String, Integer> retractions,
      List<LogEntry> entries) {}

  /**
   * The log of a model.
   *
   * @param model the model's name
   * @param origin the identity of the empty log
   */
  public SharedLog(RedisLink link, String model, String origin) {
    this.link = link;
    this.origin = origin;
    key = bytes(RedisLink.KEYS + "log:" + model + ":" + origin);
  }

  /** Offers a fact on behalf of a request; answers what follows a state of the log. */
  Page offer(LearnedState known, Fact fact) throws RedisLink.Unreachable, IOException {
    List<byte[]> arguments = arguments(known, List.of(fact));
    return page(link.request(redis -> run(redis, arguments)));
  }

  /** Retracts a fact on behalf of a request; answers what follows a state of the log. */
  Page retract(LearnedState known, String id) throws RedisLink.Unreachable, IOException {
    List<byte[]> arguments = arguments(known, List.of(new Retraction(id)));
    return page(link.request(redis -> run(redis, arguments)));
  }

  /** Offers facts in the background; answers what follows a state of the log. */
  Page exchange(LearnedState known, List<? extends Fact> offered)
      throws RedisLink.Unreachable, IOException {
    List<byte[]> arguments = arguments(known, offered);
    return page(link.ask(redis -> run(redis, arguments)));
  }

  private List<byte[]> arguments(LearnedState known, List<? extends LogEntry> offered) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(String.valueOf(known.length())));
    arguments.add(bytes(known.identity()));
    arguments.add(bytes(origin));
    arguments.add(bytes(String.valueOf(MAX_IN_PAGE)));
    arguments.add(owner);
    for (LogEntry entry : offered) {
      arguments.add(entry instanceof Retraction ? RETRACTION : FACT);
      arguments.add(bytes(entry.id()));
      arguments.add(entry.toBytes());
    }
    return arguments;
  }

  private List<?> run(RedisClient redis, List<byte[]> arguments) {
    return (List<?>) redis.eval(SCRIPT, List.of(key), arguments);
  }

  private Page page(List<?> answer) throws IOException {
    long from = (Long) answer.get(0);
    List<LogEntry> entries = new ArrayList<>();
    for (Object one : answer.subList(5, answer.size())) {
      long number = from + entries.size() + 1;
      if (!(one instanceof byte[] entry)) {
        throw damaged(number, "it is missing");
      }
      try {
        entries.add(LogEntry.fromBytes(entry));
      } catch (IllegalArgumentException e) {
        throw damaged(number, String.valueOf(e.getMessage()));
      }
    }
    return new Page(
        from,
        (Long) answer.get(1),
        text(answer.get(2)),
        text(answer.get(3)).equals(text(owner)),
        counts(text(answer.get(4))),
        entries);
  }

  private static Map<String, Integer> counts(String lines) {
    Map<String, Integer> counts = new HashMap<>();
    lines.lines().forEach(id -> counts.merge(id, 1, Integer::sum));
    return counts;
  }

  private IOException damaged(long number, String how) {
    return new IOException(
        "the shared log "
            + text(key)
            + " is damaged: outcome "
            + number
            + " cannot be learned: "
            + how
            + "; delete the key, and the replicas write it anew from what they know");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(@Nullable Object bytes) {
    return bytes instanceof byte[] given ? new String(given, StandardCharsets.UTF_8) : "";
  }
}
