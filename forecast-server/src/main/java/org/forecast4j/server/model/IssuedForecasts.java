package org.forecast4j.server.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import redis.clients.jedis.params.SetParams;

/**
 * Forecasts by their request ids, until their outcomes come: the latest ones of this server, and in
 * Redis those of every replica.
 */
public final class IssuedForecasts {
  /** How long Redis knows a forecast. */
  static final Duration SHARED_TIME = Duration.ofHours(6);

  private static final String KIND = "issued";
  private static final String NAMED_KIND = "issued-by-name";

  /** What a forecast may have to count as one; a longer one counts as several. */
  private static final int BYTES_OF_ONE = 1_024;

  private static final SetParams KNOWN = SetParams.setParams().ex(SHARED_TIME.toSeconds());
  private static final SetParams FIRST = SetParams.setParams().ex(SHARED_TIME.toSeconds()).nx();

  private final ModelRegistry models;
  private final int most;
  private final Cache<String, Kept> local;
  private final Optional<RedisLink> redis;

  /**
   * A forecast and which model made it; not that model itself, which would stay in memory after it
   * was replaced.
   *
   * @param model its name
   * @param origin what tells it from every other
   * @param named the question and the answer, if it was the caller who gave the id
   */
  public record Issued(
      String model, String origin, IntervalForecast forecast, Optional<Named> named) {
    public Issued {
      forecast = OutcomeRecord.bare(forecast);
    }

    /** As small as it can be kept: of {@code --remember} many, most are never asked for. */
    private Kept packed() {
      BinaryWriter out = new BinaryWriter(KIND, 1);
      OutcomeRecord.put(out, forecast);
      return new Kept(model, origin, out.toBytes(), named);
    }

    static Issued of(Model model, IntervalForecast forecast, Optional<Named> named) {
      return new Issued(model.name(), model.origin(), forecast, named);
    }

    /** As replicas share it. */
    byte[] toBytes() {
      BinaryWriter out = new BinaryWriter(named.isPresent() ? NAMED_KIND : KIND, 1);
      out.putString(model).putString(origin);
      OutcomeRecord.put(out, forecast);
      named.ifPresent(
          one -> out.putBytes(one.question()).putBytes(PredictResponse.CODEC.write(one.answer())));
      return out.toBytes();
    }

    /**
     * Restores it.
     *
     * @throws IllegalArgumentException if the bytes are damaged, or of a version that is not known
     */
    static Issued fromBytes(byte[] bytes) {
      boolean isNamed = BinaryReader.isOf(NAMED_KIND, bytes);
      BinaryReader in = new BinaryReader(isNamed ? NAMED_KIND : KIND, 1, bytes);
      String model = in.getString();
      String origin = in.getString();
      IntervalForecast forecast = OutcomeRecord.getForecast(in);
      Optional<Named> named =
          isNamed
              ? Optional.of(new Named(in.getBytes(), PredictResponse.CODEC.read(in.getBytes())))
              : Optional.empty();
      in.end();
      return new Issued(model, origin, forecast, named);
    }
  }

  /** An issued forecast, its numbers packed. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
  private record Kept(String model, String origin, byte[] forecast, Optional<Named> named) {
    /** As how many it counts of those that are remembered. */
    int weight() {
      int question = named.map(one -> one.question().length).orElse(0);
      return 1 + (forecast.length + question) / BYTES_OF_ONE;
    }

    Issued unpacked() {
      BinaryReader in = new BinaryReader(KIND, 1, forecast);
      return new Issued(model, origin, OutcomeRecord.getForecast(in), named);
    }
  }

  /**
   * What an id of the caller's stands for.
   *
   * @param question all that decides the forecast
   * @param answer what was answered, without the explanation
   */
  public record Named(byte[] question, PredictResponse answer) {
    boolean answers(byte[] other) {
      return Arrays.equals(question, other);
    }
  }

  /**
   * Begins with no forecast.
   *
   * @param most how many are known without Redis, the latest; long ones count as several
   */
  public IssuedForecasts(ModelRegistry models, int most, Optional<RedisLink> redis) {
    this.models = models;
    this.most = most;
    this.redis = redis;
    local =
        Caffeine.newBuilder()
            .<String, Kept>weigher((id, kept) -> kept.weight())
            .maximumWeight(most)
            .executor(Runnable::run)
            .build();
  }

  /** How many are known without Redis. */
  int most() {
    return most;
  }

  /** Whether replicas know what each other issued. */
  boolean areShared() {
    return redis.isPresent();
  }

  /** What tells a question from every other: pattern, covariates or teams, model, alpha, above. */
  static byte[] question(Model model, PredictRequest request) {
    BinaryWriter out = new BinaryWriter(KIND, 1).putString(model.name());
    OutcomeRecord.put(out, withoutNegativeZeros(request.pattern()));
    out.putDouble(request.alpha()).putDouble(request.above() + 0.0);
    out.putString(request.home().orElse("")).putString(request.away().orElse(""));
    return out.putString(request.date().map(Object::toString).orElse("")).toBytes();
  }

  /** Numbers are compared by their bits, of which −0 has others than 0; a sum of both is 0. */
  private static Pattern withoutNegativeZeros(Pattern pattern) {
    Map<String, Double> covariates = new TreeMap<>(pattern.covariates());
    covariates.replaceAll((name, value) -> value + 0.0);
    return new Pattern(
        Arrays.stream(pattern.values()).map(value -> value + 0.0).toArray(), covariates);
  }

  /** Remembers a forecast under an id that this server made. */
  void put(String requestId, Model model, IntervalForecast forecast) {
    Issued issued = Issued.of(model, forecast, Optional.empty());
    local.put(requestId, issued.packed());
    redis.ifPresent(link -> link.write(key(requestId), issued.toBytes(), KNOWN));
  }

  /** A forecast of this server by its id. */
  Optional<Issued> here(String requestId) {
    return Optional.ofNullable(local.getIfPresent(requestId)).map(Kept::unpacked);
  }

  /**
   * Remembers a forecast under an id of the caller's; which of two with the same id was first is
   * decided for all replicas while Redis answers, else for this server alone.
   *
   * @return the forecast that the id stands for already; empty if it is this one from now on
   */
  Optional<Issued> claim(String requestId, Issued mine) {
    Optional<Issued> before =
        Optional.ofNullable(local.asMap().putIfAbsent(requestId, mine.packed()))
            .map(Kept::unpacked);
    if (before.isPresent() || redis.isEmpty()) {
      return before;
    }
    Optional<Issued> there = first(redis.get(), requestId, mine);
    there.ifPresent(first -> local.put(requestId, first.packed()));
    return there;
  }

  /** What another replica issued under an id before this one did. */
  private Optional<Issued> first(RedisLink link, String id, Issued mine) {
    byte[] key = key(id);
    byte[] bytes = mine.toBytes();
    try {
      Optional<byte[]> there =
          link.request(
              client ->
                  client.set(key, bytes, FIRST) == null
                      ? Optional.ofNullable(client.get(key))
                      : Optional.empty());
      return there.map(this::read);
    } catch (RedisLink.Unreachable e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      link.damaged("an issued forecast", e);
      return Optional.empty();
    }
  }

  /**
   * Finds a forecast.
   *
   * @throws RedisLink.Unreachable if it is not among the latest ones of this server, and Redis does
   *     not say whether another one made it
   */
  Optional<Issued> find(String requestId) throws RedisLink.Unreachable {
    Optional<Issued> here = here(requestId);
    if (here.isPresent() || redis.isEmpty()) {
      return here;
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

  /**
   * What Redis has. A model learns from errors of its own: where another one forecast, it forecasts
   * anew.
   */
  private Issued read(byte[] bytes) {
    Issued there = Issued.fromBytes(bytes);
    Model model = models.successor(there.model());
    boolean own = there.origin().equals(model.origin());
    IntervalForecast forecast = own ? there.forecast() : model.forecastAnew(there.forecast());
    Shape shape = new Shape(forecast.pattern().length(), forecast.forecast().horizon());
    if (!shape.equals(model.shape())) {
      throw new IllegalArgumentException(
          "shape of the forecast is " + shape + "; expected " + model.shape());
    }
    return Issued.of(model, forecast, there.named());
  }
}
