package org.forecast4j.server;

import org.forecast4j.server.config.RedisAddress;
import org.forecast4j.server.config.Seconds;
import org.forecast4j.server.config.ServerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Redis and the cache on the command line. */
final class RedisOptions {
  @Option(
      names = "--redis",
      paramLabel = "URL",
      defaultValue = "${env:FORECAST_REDIS_URL}",
      description =
          "Share outcomes with other replicas: redis[s]://[[user]:password@]host[:port][/database]"
              + " (FORECAST_REDIS_URL).")
  private @Nullable String url;

  @Option(
      names = "--redis-timeout",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_REDIS_TIMEOUT:-0.05}",
      description =
          "How long a request waits for Redis; give more than it takes to answer"
              + " (FORECAST_REDIS_TIMEOUT, ${DEFAULT-VALUE}).")
  private double timeout;

  @Option(
      names = "--cache-time",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_CACHE_TIME:-0}",
      description = "Keep answers for so long, 0 for not at all (FORECAST_CACHE_TIME).")
  private double cacheTime;

  @Option(
      names = "--cache-size",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_CACHE_SIZE:-1000}",
      description = "Answers kept in memory (FORECAST_CACHE_SIZE, ${DEFAULT-VALUE}).")
  private int cacheSize;

  @Option(
      names = "--cache-redis",
      defaultValue = "${env:FORECAST_CACHE_REDIS:-false}",
      description = "Keep answers in Redis, too (FORECAST_CACHE_REDIS).")
  private boolean cacheRedis;

  void apply(ServerOptions.Builder builder) {
    if (url != null) {
      builder.redis(RedisAddress.parse(url));
    }
    builder.redisTimeout(Seconds.of(timeout));
    builder.cache(new ServerOptions.Cache(Seconds.of(cacheTime), cacheSize, cacheRedis));
  }
}
