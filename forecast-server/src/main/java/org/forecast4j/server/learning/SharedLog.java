package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.forecast4j.server.redis.RedisLink;
import redis.clients.jedis.RedisClient;

/**
 * The outcomes of a model that all replicas have agreed on, in a Redis: one hash with every outcome
 * by its position, the identity of the log up to there, and who brought each id. It is one key, so
 * that it is there wholly or not at all, and one script, so that a step is atomic.
 */
public final class SharedLog {
  /** How many outcomes are offered at once. */
  static final int MOST_OFFERED = 100;

  private static final int MOST_IN_PAGE = 500;

  /**
   * Appends the outcomes whose ids are new, then answers what follows the caller's position; from
   * the beginning if the log up to there is not the one that the caller knows. Its first write is
   * the first thing that can fail, so a full Redis keeps all or nothing.
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
          for i = 6, #ARGV, 2 do
            if redis.call('HSETNX', log, 'id:' .. ARGV[i], owner) == 1 then
              n = n + 1
              last = redis.sha1hex(last .. ARGV[i + 1])
              redis.call('HSET', log, 'n', n, 'identity:' .. n, last, 'outcome:' .. n, ARGV[i + 1])
            end
          end
          if from > n or identity(from) ~= known then
            from = 0
          end
          local to = math.min(n, from + most)
          local first = ARGV[6] and redis.call('HGET', log, 'id:' .. ARGV[6]) or ''
          local page = {from, n, identity(to), first}
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
   * @param from how many outcomes come before it
   * @param length how many the whole log holds
   * @param identity the identity of the log up to its end
   * @param mine whether the first outcome that was offered stands in the log because of this
   *     replica
   * @param outcomes the outcomes
   */
  record Page(
      long from, long length, String identity, boolean mine, List<OutcomeRecord> outcomes) {}

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

  /** Offers an outcome on behalf of a request; answers what follows a state of the log. */
  Page offer(Learning.State known, OutcomeRecord outcome)
      throws RedisLink.Unreachable, IOException {
    List<byte[]> arguments = arguments(known, List.of(outcome));
    return page(link.request(redis -> run(redis, arguments)));
  }

  /** Offers outcomes in the background; answers what follows a state of the log. */
  Page exchange(Learning.State known, List<OutcomeRecord> offered)
      throws RedisLink.Unreachable, IOException {
    List<byte[]> arguments = arguments(known, offered);
    return page(link.ask(redis -> run(redis, arguments)));
  }

  private List<byte[]> arguments(Learning.State known, List<OutcomeRecord> offered) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(String.valueOf(known.version())));
    arguments.add(bytes(known.identity()));
    arguments.add(bytes(origin));
    arguments.add(bytes(String.valueOf(MOST_IN_PAGE)));
    arguments.add(owner);
    for (OutcomeRecord outcome : offered) {
      arguments.add(bytes(outcome.id()));
      arguments.add(outcome.toBytes());
    }
    return arguments;
  }

  private List<?> run(RedisClient redis, List<byte[]> arguments) {
    return (List<?>) redis.eval(SCRIPT, List.of(key), arguments);
  }

  private Page page(List<?> answer) throws IOException {
    long from = (Long) answer.get(0);
    List<OutcomeRecord> outcomes = new ArrayList<>();
    for (Object one : answer.subList(4, answer.size())) {
      long number = from + outcomes.size() + 1;
      if (!(one instanceof byte[] record)) {
        throw damaged(number, "it is missing");
      }
      try {
        outcomes.add(OutcomeRecord.fromBytes(record));
      } catch (IllegalArgumentException e) {
        throw damaged(number, String.valueOf(e.getMessage()));
      }
    }
    return new Page(
        from,
        (Long) answer.get(1),
        answer.get(2) instanceof byte[] identity ? text(identity) : "",
        answer.get(3) instanceof byte[] first && text(first).equals(text(owner)),
        outcomes);
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

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
