package org.forecast4j.server.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.forecast4j.IntervalForecast;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.redis.RedisLink;
import redis.clients.jedis.params.SetParams;

/**
 * Forecasts by their request ids, until their outcomes come: the latest ones of this server, and in
 * Redis those of every replica.
 */
public final class IssuedForecasts {
  /** How long Redis knows a forecast. */
  static final Duration SHARED_TIME = Duration.ofHours(6);

  private static final String KIND = "issued";
  private static final SetParams KNOWN = SetParams.setParams().ex(SHARED_TIME.toSeconds());

  private final ModelRegistry models;
  private final int most;
  private final Cache<String, Issued> local;
  private final Optional<RedisLink> redis;

  /** A forecast and the model that made it. */
  public record Issued(Model model, IntervalForecast forecast) {}

  /**
   * Begins with no forecast.
   *
   * @param most how many are known without Redis, the latest
   */
  public IssuedForecasts(ModelRegistry models, int most, Optional<RedisLink> redis) {
    this.models = models;
    this.most = most;
    this.redis = redis;
    local = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
  }

  /** How many are known without Redis. */
  int most() {
    return most;
  }

  void put(String requestId, Issued issued) {
    Issued bare = new Issued(issued.model(), OutcomeRecord.bare(issued.forecast()));
    local.put(requestId, bare);
    redis.ifPresent(link -> link.write(client -> client.set(key(requestId), bytes(bare), KNOWN)));
  }

  /**
   * Finds a forecast.
   *
   * @throws RedisLink.Unreachable if it is not among the latest ones of this server, and Redis does
   *     not say whether another one made it
   */
  Optional<Issued> find(String requestId) throws RedisLink.Unreachable {
    Issued here = local.getIfPresent(requestId);
    if (here != null || redis.isEmpty()) {
      return Optional.ofNullable(here);
    }
    RedisLink link = redis.get();
    Optional<byte[]> there =
        link.request(client -> Optional.ofNullable(client.get(key(requestId))));
    try {
      return there.map(this::read);
    } catch (IllegalArgumentException e) {
      link.damaged("an issued forecast", e);
      return Optional.empty();
    }
  }

  private static byte[] key(String requestId) {
    return (RedisLink.KEYS + "issued:" + requestId).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Issued issued) {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    out.putString(issued.model().name()).putString(issued.model().origin());
    OutcomeRecord.put(out, issued.forecast());
    return out.toBytes();
  }

  /** A model learns from errors of its own: where another one forecast, it forecasts anew. */
  private Issued read(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    Model model = models.find(in.getString());
    boolean own = in.getString().equals(model.origin());
    IntervalForecast forecast = OutcomeRecord.getForecast(in);
    in.end();
    return new Issued(model, own ? forecast : model.forecastAnew(forecast));
  }
}
