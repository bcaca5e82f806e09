package org.forecast4j.server.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Sha256;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.learning.LearnedState;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import redis.clients.jedis.params.SetParams;

/**
 * Answers to forecasts that were asked for before: a few in memory and, if wanted, more in Redis.
 * The key holds the identity of the calibration state, so no answer is ever stale; their time only
 * bounds the memory.
 */
public final class ResponseCache {
  private static final String KIND = "answer";

  /** Of what an answer says: one with fewer fields, of an older server, is not given again. */
  private static final int VERSION = 2;

  private static final String LOCAL = "local";
  private static final String REDIS = "redis";

  private final ServerOptions.Cache options;
  private final boolean isFrozen;
  private final Cache<String, Answer> local;
  private final Optional<RedisLink> redis;
  private final Metrics metrics;

  /** A forecast and how it is told. */
  record Answer(IntervalForecast forecast, PredictResponse response) {}

  /**
   * Begins without an answer.
   *
   * @param isFrozen whether models stay as they were trained, which the identity of a state does
   *     not tell
   */
  public ResponseCache(
      ServerOptions.Cache options, boolean isFrozen, Optional<RedisLink> redis, Metrics metrics) {
    this.options = options;
    this.isFrozen = isFrozen;
    this.metrics = metrics;
    this.redis = options.redis() ? redis : Optional.empty();
    local =
        Caffeine.newBuilder()
            .maximumSize(options.entries())
            .expireAfterWrite(options.time())
            .executor(Runnable::run)
            .build();
  }

  /**
   * The answer that is kept, or the one that is made now.
   *
   * @param askRedis whether to ask Redis, too
   */
  Answer get(
      LearnedState state,
      Pattern pattern,
      PredictRequest request,
      boolean askRedis,
      Supplier<Answer> made) {
    if (options.time().isZero()) {
      return made.get();
    }
    String key = key(state, pattern, request);
    Answer here = local.getIfPresent(key);
    metrics.cache(LOCAL, here != null);
    if (here != null) {
      return here;
    }
    Optional<Answer> there = askRedis ? find(key, pattern) : Optional.empty();
    Answer answer = there.orElseGet(made);
    local.put(key, answer);
    if (there.isEmpty()) {
      keep(key, answer);
    }
    return answer;
  }

  private String key(LearnedState state, Pattern pattern, PredictRequest request) {
    BinaryWriter out = new BinaryWriter(KIND, VERSION).putString(state.identity());
    out.putInt(isFrozen ? 1 : 0);
    OutcomeRecord.put(out, pattern);
    out.putDouble(request.alpha());
    out.putDouble(request.above());
    out.putInt(request.returnExplanation() ? request.similarGames() : -1);
    return Sha256.of(out.toBytes());
  }

  private static byte[] redisKey(String key) {
    return (RedisLink.KEYS + "answer:" + key).getBytes(StandardCharsets.US_ASCII);
  }

  private Optional<Answer> find(String key, Pattern pattern) {
    if (redis.isEmpty()) {
      return Optional.empty();
    }
    RedisLink link = redis.get();
    Optional<Answer> found = Optional.empty();
    try {
      found =
          link.request(client -> Optional.ofNullable(client.get(redisKey(key))))
              .map(PredictResponse.CODEC::read)
              .map(response -> new Answer(response.toIntervalForecast(pattern), response));
    } catch (RedisLink.Unreachable e) {
      // As good as not there.
    } catch (IllegalArgumentException e) {
      link.damaged("an answer", e);
    }
    metrics.cache(REDIS, found.isPresent());
    return found;
  }

  private void keep(String key, Answer answer) {
    redis.ifPresent(
        link ->
            link.write(
                client ->
                    client.set(
                        redisKey(key),
                        PredictResponse.CODEC.write(answer.response()),
                        SetParams.setParams().px(options.time().toMillis()))));
  }
}
