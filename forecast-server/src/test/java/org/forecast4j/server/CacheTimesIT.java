package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.forecast4j.Pattern;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.server.model.ResponseCache;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import redis.clients.jedis.Jedis;

/**
 * Measures what {@code docs/redis.md} says of the cache, with {@code -Dmeasure=cache}. The ways are
 * taken in turn, so that whatever else runs slows all of them.
 */
@EnabledIfSystemProperty(named = "measure", matches = "cache")
class CacheTimesIT {
  private static final int WARM_UP = 5_000;
  private static final int SAMPLES = 10_000;
  private static final ServerOptions.Cache LOCAL =
      new ServerOptions.Cache(Duration.ofMinutes(10), 100, false);
  private static final ServerOptions.Cache REDIS =
      new ServerOptions.Cache(Duration.ofMinutes(10), 0, true);

  private static PredictRequest request(boolean explained) {
    return PredictRequest.builder(
            Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11))
        .returnExplanation(explained)
        .requestId("measured")
        .build();
  }

  private static Predictor predictor(ServerOptions.Cache cache, Optional<RedisLink> redis)
      throws IOException {
    Metrics metrics = new Metrics();
    ModelRegistry models = new ModelRegistry(all -> {});
    models.replace(List.of(ShippedModel.load(metrics)));
    return new Predictor(models, new ResponseCache(cache, false, redis, metrics));
  }

  @Test
  void in_the_process() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        Metrics metrics = new Metrics();
        RedisLink link = new RedisLink(redis.address(), ServerOptions.REDIS_TIMEOUT, metrics)) {
      Predictor computing = predictor(ServerOptions.Cache.OFF, Optional.empty());
      Predictor local = predictor(LOCAL, Optional.empty());
      Predictor far = predictor(REDIS, Optional.of(link));
      for (boolean explained : new boolean[] {false, true}) {
        PredictRequest request = request(explained);
        Map<String, Supplier<String>> ways = new LinkedHashMap<>();
        ways.put("computed", () -> text(computing, request));
        ways.put("local hit", () -> text(local, request));
        ways.put("redis hit", () -> text(far, request));
        ways.values().forEach(way -> assertThat(way.get()).contains("point_forecast"));
        awaitAnswers(redis, explained ? 2 : 1);
        measure("in the process, " + (explained ? "explained" : "bare"), ways);
      }
    }
  }

  @Test
  void over_http() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        ForecastServer computing = ForecastServer.start(options().build());
        ForecastServer local = ForecastServer.start(options().cache(LOCAL).build());
        ForecastServer far =
            ForecastServer.start(options().redis(redis.address()).cache(REDIS).build())) {
      for (boolean explained : new boolean[] {false, true}) {
        String body =
            new String(PredictRequest.CODEC.write(request(explained)), StandardCharsets.UTF_8);
        Map<String, Supplier<String>> ways = new LinkedHashMap<>();
        ways.put("computed", () -> new Http(computing.port()).post("/predict", body).text());
        ways.put("local hit", () -> new Http(local.port()).post("/predict", body).text());
        ways.put("redis hit", () -> new Http(far.port()).post("/predict", body).text());
        ways.values().forEach(way -> assertThat(way.get()).contains("point_forecast"));
        awaitAnswers(redis, explained ? 2 : 1);
        measure("over HTTP, " + (explained ? "explained" : "bare"), ways);
      }
    }
  }

  private static ServerOptions.Builder options() {
    return ServerOptions.builder(Http.BUNDLE);
  }

  private static void awaitAnswers(RedisProcess redis, int count) throws InterruptedException {
    try (Jedis client = redis.client()) {
      while (client.keys("*:answer:*").size() < count) {
        Thread.sleep(10);
      }
    }
  }

  private static String text(Predictor predictor, PredictRequest request) {
    byte[] json =
        PredictResponse.CODEC.write(predictor.predict(request, "measured", true).response());
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void measure(String where, Map<String, Supplier<String>> ways) {
    long[][] times = new long[ways.size()][SAMPLES];
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      Set<String> answers = new HashSet<>();
      int way = 0;
      for (Supplier<String> one : ways.values()) {
        long start = System.nanoTime();
        answers.add(one.get());
        times[way++][Math.max(i, 0)] = System.nanoTime() - start;
      }
      assertThat(answers.size()).isEqualTo(1);
    }
    int way = 0;
    for (String name : ways.keySet()) {
      long[] sorted = times[way++];
      Arrays.sort(sorted);
      System.out.printf(
          Locale.ROOT,
          "%s: %s p50 %.1f µs, p99 %.1f µs%n",
          where,
          name,
          sorted[SAMPLES / 2] / 1e3,
          sorted[SAMPLES * 99 / 100] / 1e3);
    }
  }
}
