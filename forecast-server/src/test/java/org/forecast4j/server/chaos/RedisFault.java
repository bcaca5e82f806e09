package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forecast4j.server.Http;
import org.forecast4j.server.RedisProcess;
import org.forecast4j.server.ServerProcess;
import org.forecast4j.server.SlowProxy;
import redis.clients.jedis.Jedis;

/**
 * Two replicas whose Redis is not well for a while: no call fails, and once it is well again both
 * have learned every outcome once, in the same order, and so has a third that starts then.
 */
final class RedisFault implements ChaosScenario {
  private static final int WRITERS = 4;
  private static final int ROUNDS = 3;
  private static final int QUICKLY = 1;
  private static final int LASTING_MILLIS = 5_000;
  private static final int LASTING_QUICKLY = 1_000;

  /** Outcomes of one round are not to take minutes to check. */
  private static final int PAUSE_MILLIS = 20;

  private static final int SLOW_MILLIS = 300;

  private final String name;
  private final List<Fault> faults;

  /** Something done to a Redis or to the way to it. */
  @FunctionalInterface
  private interface Step {
    void take(RedisProcess redis, SlowProxy way) throws Exception;
  }

  /**
   * A fault.
   *
   * @param injected in words
   * @param isTold whether {@code /health} says that something is wrong
   */
  private record Fault(String injected, boolean isTold, Step inject, Step heal) {}

  private RedisFault(String name, List<Fault> faults) {
    this.name = name;
    this.faults = faults;
  }

  private RedisFault(String name, String injected, boolean isTold, Step inject, Step heal) {
    this(name, List.of(new Fault(injected, isTold, inject, heal)));
  }

  /** All of them, with the same two replicas: most of the time goes into starting those. */
  static ChaosScenario oneAfterTheOther() {
    return new RedisFault(
        "redis-faults",
        Stream.of(wrongType(), killed(), hung(), full(), slow(), cut(), evicting(), flushed())
            .flatMap(one -> one.faults.stream())
            .toList());
  }

  /** Killed, and started again with nothing. */
  static RedisFault killed() {
    return new RedisFault(
        "redis-killed",
        "Redis killed",
        true,
        (redis, way) -> redis.kill(),
        (redis, way) -> redis.restart());
  }

  /** Stopped within whatever it did. */
  static RedisFault hung() {
    return new RedisFault(
        "redis-hung",
        "Redis hung",
        true,
        (redis, way) -> redis.hang(),
        (redis, way) -> redis.goOn());
  }

  /** Takes nothing any more. */
  static RedisFault full() {
    return new RedisFault(
        "redis-full",
        "Redis full, noeviction",
        true,
        (redis, way) -> limit(redis, "noeviction", 1),
        (redis, way) -> limit(redis, "noeviction", 0));
  }

  /** Drops whatever was not used for longest. */
  static RedisFault evicting() {
    return new RedisFault(
        "redis-evicting",
        "Redis evicting, allkeys-lru",
        false,
        (redis, way) -> limit(redis, "allkeys-lru", used(redis)),
        (redis, way) -> limit(redis, "allkeys-lru", 0));
  }

  /** Loses all of its keys. */
  static RedisFault flushed() {
    return new RedisFault(
        "redis-flushed",
        "Redis flushed",
        false,
        (redis, way) -> flush(redis),
        (redis, way) -> flush(redis));
  }

  /** Answers later than a request waits. */
  static RedisFault slow() {
    return new RedisFault(
        "redis-slow",
        "Redis " + SLOW_MILLIS + " ms slow",
        true,
        (redis, way) -> way.delay(SLOW_MILLIS),
        (redis, way) -> way.delay(0));
  }

  /** The connection ends within an answer. */
  static RedisFault cut() {
    return new RedisFault(
        "redis-cut",
        "Redis cut off within its answers",
        true,
        (redis, way) -> way.cut(true),
        (redis, way) -> way.cut(false));
  }

  /** Keys hold what no replica writes. */
  static RedisFault wrongType() {
    return new RedisFault(
        "redis-wrong-type",
        "keys of Redis of the wrong type",
        true,
        (redis, way) -> spoil(redis),
        (redis, way) -> flush(redis));
  }

  private static void limit(RedisProcess redis, String policy, long bytes) {
    try (Jedis client = redis.client()) {
      client.configSet("maxmemory-policy", policy);
      client.configSet("maxmemory", String.valueOf(bytes));
    }
  }

  private static long used(RedisProcess redis) {
    try (Jedis client = redis.client()) {
      return client
          .info("memory")
          .lines()
          .filter(line -> line.startsWith("used_memory:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flush(RedisProcess redis) {
    try (Jedis client = redis.client()) {
      client.flushAll();
    }
  }

  private static void spoil(RedisProcess redis) {
    try (Jedis client = redis.client()) {
      for (String key : client.keys("*")) {
        client.del(key);
        client.rpush(key, "nonsense");
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Result run(boolean quick) throws Exception {
    Tally tally = new Tally();
    Starter starter = Starter.of(quick);
    int rounds = quick ? QUICKLY : ROUNDS;
    long longest;
    try (Scratch scratch = new Scratch();
        RedisProcess redis = RedisProcess.start();
        SlowProxy way = new SlowProxy(redis.port());
        ServerProcess one = begin(starter, way, scratch.resolve("one"));
        ServerProcess other = begin(starter, way, scratch.resolve("other"))) {
      one.awaitServing();
      other.awaitServing();
      List<Http> replicas = List.of(one.http(), other.http());
      Outcomes outcomes =
          new Outcomes(tally, caller -> replicas.get(caller % replicas.size()), Set.of(), false);
      try (Callers writers = new Callers(WRITERS, PAUSE_MILLIS, outcomes::tell)) {
        for (Fault fault : faults) {
          for (int i = 0; i < rounds; i++) {
            int before = outcomes.acknowledged();
            await("traffic", () -> outcomes.acknowledged() > before + WRITERS);
            fault.inject().take(redis, way);
            try {
              int millis = quick ? LASTING_QUICKLY : LASTING_MILLIS;
              sit(replicas, outcomes, millis, fault.isTold());
            } finally {
              fault.heal().take(redis, way);
            }
            long healed = System.nanoTime();
            await("both are well", () -> replicas.stream().allMatch(RedisFault::isWell));
            tally.recovered(Duration.ofNanos(System.nanoTime() - healed));
          }
        }
        writers.stop();
      }
      longest = outcomes.longestMillis();
      awaitAgreement(replicas, outcomes.told());
      outcomes.verify(replicas.get(0));
      outcomes.requireKnown(replicas.get(1));
      try (ServerProcess late = begin(starter, way, scratch.resolve("late"))) {
        late.awaitServing();
        awaitAgreement(List.of(replicas.get(0), late.http()), outcomes.told());
      }
    }
    return tally.result(
        faults.stream().map(Fault::injected).collect(Collectors.joining("; "))
            + " × "
            + rounds
            + " under 4 writers and 2 replicas; longest call "
            + longest
            + " ms");
  }

  private static ServerProcess begin(Starter starter, SlowProxy way, Path state)
      throws IOException {
    return starter.begin(
        0, "--redis", "redis://127.0.0.1:" + way.port(), "--state", state.toString());
  }

  /** Lets traffic go on for a while, and until it is told if it must be. */
  private static void sit(List<Http> replicas, Outcomes outcomes, int millis, boolean isTold)
      throws Exception {
    int before = outcomes.acknowledged();
    long start = System.nanoTime();
    await(
        "traffic goes on",
        () ->
            outcomes.acknowledged() > before + 5 * WRITERS
                && System.nanoTime() - start > Duration.ofMillis(millis).toNanos());
    if (isTold) {
      await("it is told", () -> replicas.stream().noneMatch(RedisFault::isWell));
    }
  }

  private static boolean isWell(Http http) {
    return http.get("/health").json().get("status").textValue().equals("healthy");
  }

  private static void awaitAgreement(List<Http> replicas, int outcomes) throws Exception {
    await(
        outcomes + " outcomes in one order",
        () -> {
          List<JsonNode> states =
              replicas.stream().map(http -> http.get("/calibration").json()).distinct().toList();
          return states.size() == 1 && states.get(0).get("state_version").intValue() >= outcomes;
        });
  }
}
