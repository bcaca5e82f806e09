package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.forecast4j.server.Await;
import org.forecast4j.server.RedisProcess;
import org.forecast4j.server.SampleGame;
import org.forecast4j.server.ShippedModel;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelGauges;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.server.model.ResponseCache;
import org.forecast4j.server.redis.RedisLink;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Games that replicas share through a real Redis. */
class FleetIT {
  private static final int REPLAY = 200;
  private static final Duration GAME_TIME = Duration.ofMinutes(10);

  private static Model model;

  private final List<String> observed = Collections.synchronizedList(new ArrayList<>());
  private final List<Replica> replicas = new ArrayList<>();
  private final SampleGame game = SampleGame.of(1);
  private RedisProcess redis;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    model = ShippedModel.load(new Metrics());
  }

  @BeforeEach
  void startRedis() throws Exception {
    redis = RedisProcess.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Replica replica : replicas) {
      replica.close();
    }
    redis.close();
  }

  /** The games of a server, without its routes. */
  private final class Replica {
    private final Metrics metrics = new Metrics();
    private final ModelRegistry models = new ModelRegistry(new ModelGauges(metrics)::show);
    private final EventLog log;
    private final RedisLink link;
    private final SharedGames shared;
    private final Fleet fleet;
    private final LiveGames games;
    private final Optional<ScoreLog> kept;
    private long passed;

    Replica(Duration timeout, Optional<Path> state) throws IOException {
      log = new EventLog(REPLAY, 1 << 20, 7, () -> {});
      link = new RedisLink(redis.address(), timeout, metrics);
      shared = new SharedGames(link, GAME_TIME, REPLAY, 1 << 20);
      fleet = new Fleet(shared, log, Clock.systemUTC(), this::nanos);
      kept =
          state.isPresent() ? Optional.of(ScoreLog.open(state.get(), () -> {})) : Optional.empty();
      models.replace(List.of(model));
      games =
          new LiveGames(
              models,
              new LiveGames.Context(
                  new Predictor(models, new ResponseCache(ServerOptions.Cache.OFF, metrics)),
                  (issued, id, actual) -> observed.add(id + " " + actual.length),
                  score -> {},
                  log,
                  new LiveLimits(20, 500, GAME_TIME, 1, REPLAY, Duration.ofSeconds(1)),
                  Clock.systemUTC(),
                  this::nanos,
                  kept,
                  Optional.of(fleet)));
      games.restore();
      link.start(() -> {});
      replicas.add(this);
    }

    private long nanos() {
      return System.nanoTime() + passed;
    }

    GameState post(String id, String body) {
      return games.post(id, ScoresRequest.CODEC.read(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The events that it knows, each with its id. */
    List<String> events() {
      fleet.follow();
      return LongStream.rangeClosed(log.last() - REPLAY, log.last())
          .mapToObj(log::find)
          .flatMap(Optional::stream)
          .map(LiveMessage::json)
          .toList();
    }

    List<String> types(String id) {
      return events().stream()
          .filter(event -> event.contains("\"game_id\":\"" + id + "\""))
          .map(event -> event.replaceFirst(".*?\"type\":\"([a-z_]+)\".*", "$1"))
          .toList();
    }

    void close() throws IOException {
      fleet.close();
      link.close();
      if (kept.isPresent()) {
        kept.get().close();
      }
      metrics.close();
    }
  }

  private Replica replica() throws IOException {
    return new Replica(Await.PATIENCE, Optional.empty());
  }

  /** What one server alone makes of all scores. */
  private GameState alone(String id, String... bodies) throws Exception {
    try (RedisProcess other = RedisProcess.start()) {
      RedisProcess before = redis;
      redis = other;
      Replica replica = replica();
      redis = before;
      for (String body : bodies) {
        replica.post(id, body);
      }
      observed.clear();
      replicas.remove(replica);
      replica.close();
      return replica.log.state(id).orElseThrow();
    }
  }

  @Test
  void a_game_is_taken_over_by_whichever_replica_gets_its_next_score() throws Exception {
    GameState expected = alone("a", game.until(10), game.between(10, 19), game.between(19, 24));
    Replica one = replica();
    Replica other = replica();
    one.post("a", game.until(10));
    assertThat(other.post("a", game.between(10, 19)).status()).isEqualTo("forecast");
    GameState end = one.post("a", game.between(19, 24));
    assertThat(end.margins()).containsExactly(expected.margins());
    assertThat(end.outcome()).isEqualTo(expected.outcome());
    assertThat(end.last()).isEqualTo(expected.last());
    assertThat(end.forecast().orElseThrow().path())
        .isEqualTo(expected.forecast().orElseThrow().path());
    assertThat(other.events()).isEqualTo(one.events());
    assertThat(one.types("a"))
        .containsExactly(
            "score_update",
            "pattern_progress",
            "score_update",
            "pattern_progress",
            "ml_prediction",
            "score_update",
            "pattern_progress",
            "outcome");
    assertThat(observed).hasSize(1);
    assertThat(other.log.state("a")).hasValue(end);
    assertThat(one.log.snapshot())
        .usingRecursiveComparison()
        .ignoringFields("begun")
        .isEqualTo(other.log.snapshot());
  }

  @Test
  void a_replica_that_starts_later_knows_all_events_with_their_ids() throws Exception {
    Replica one = replica();
    one.post("a", game.until(19));
    one.post("b", SampleGame.of(2).until(3));
    Replica late = replica();
    assertThat(late.events()).isEqualTo(one.events());
    assertThat(late.log.reaches(one.log.last() - 5)).isTrue();
    assertThat(late.log.snapshot().games()).isEqualTo(one.log.snapshot().games());
  }

  @Test
  void one_that_was_away_cannot_write_before_it_has_read_what_it_missed() throws Exception {
    Replica one = replica();
    one.post("a", game.until(5));
    SharedGames.Game before = one.shared.read("a").orElseThrow();
    Replica other = replica();
    other.post("a", game.between(5, 12));
    SharedGames.Game after = one.shared.read("a").orElseThrow();
    News late = News.of("score_update", one.log.state("a").orElseThrow(), Optional.empty());
    SharedGames.Page refused =
        one.shared.commit(
            new SharedGames.Write("a", before.token(), false, List.of(late)),
            one.shared.newToken(),
            Optional.of(before.scores().get(0)),
            one.log.last());
    assertThat(refused.fate()).isEqualTo(SharedGames.Fate.STALE);
    assertThat(one.shared.read("a").orElseThrow().token()).isEqualTo(after.token());
    assertThat(one.shared.read("a").orElseThrow().scores()).hasSameSizeAs(after.scores());
    int events = other.events().size();
    assertThat(one.post("a", SampleGame.tick(1, "0:00", 90, 20)).completeMinutes()).isEqualTo(12);
    assertThat(other.events().size() - events).isBetween(1, 2);
    assertThat(other.events()).isEqualTo(one.events());
  }

  @Test
  void replicas_that_take_turns_at_random_lose_no_score_and_double_no_event() throws Exception {
    Random random = new Random(5);
    List<String> ticks = game.ticks();
    GameState expected = alone("a", ticks.toArray(String[]::new));
    List<Replica> all = List.of(replica(), replica(), replica());
    for (int i = 0; i < ticks.size(); i++) {
      String body = ticks.get(i);
      all.get(random.nextInt(all.size())).post("a", body);
      if (random.nextInt(10) == 0) {
        all.get(random.nextInt(all.size())).post("a", ticks.get(random.nextInt(i + 1)));
      }
    }
    for (Replica replica : all) {
      replica.fleet.follow();
      assertThat(replica.log.state("a").orElseThrow().margins())
          .containsExactly(expected.margins());
      assertThat(replica.log.state("a").orElseThrow().outcome()).isEqualTo(expected.outcome());
      assertThat(replica.types("a"))
          .containsOnlyOnce("ml_prediction", "outcome")
          .filteredOn("pattern_progress"::equals)
          .hasSize(24);
    }
    assertThat(all.get(0).events()).isEqualTo(all.get(1).events()).isEqualTo(all.get(2).events());
    assertThat(observed.stream().distinct()).hasSize(1);
  }

  @Test
  void a_game_leaves_once_whoever_had_it() throws Exception {
    Replica one = replica();
    Replica other = replica();
    one.post("a", game.until(5));
    other.fleet.follow();
    try (Jedis client = redis.client()) {
      client.hset(RedisLink.KEYS + "game:a", "last", "1000");
    }
    other.passed = GAME_TIME.toNanos();
    other.games.expire();
    other.games.expire();
    assertThat(other.types("a")).endsWith("expired").containsOnlyOnce("expired");
    one.passed = GAME_TIME.toNanos();
    one.games.expire();
    one.fleet.follow();
    assertThat(one.events()).isEqualTo(other.events());
    assertThat(one.games.size()).isZero();
    assertThat(one.log.games()).isZero();
    try (Jedis client = redis.client()) {
      assertThat(client.exists(RedisLink.KEYS + "game:a")).isFalse();
    }
  }

  @Test
  void one_whose_game_goes_on_elsewhere_leaves_its_place() throws Exception {
    Replica one = replica();
    Replica other = replica();
    one.post("a", game.until(5));
    other.post("a", game.between(5, 6));
    one.fleet.follow();
    one.games.expire();
    assertThat(one.games.size()).isZero();
    assertThat(one.log.state("a")).isPresent();
    assertThat(other.games.size()).isEqualTo(1);
  }

  @Test
  void while_redis_is_gone_games_go_on_and_afterwards_all_know_everything() throws Exception {
    Replica one = new Replica(Duration.ofSeconds(2), Optional.empty());
    Replica other = new Replica(Duration.ofSeconds(2), Optional.empty());
    one.post("a", game.until(10));
    other.post("b", SampleGame.of(2).until(10));
    long last = one.log.last();
    redis.kill();
    assertThat(one.post("a", game.between(10, 19)).status()).isEqualTo("forecast");
    assertThat(one.fleet.degraded()).isPresent();
    assertThat(one.log.reaches(last)).as("another log").isFalse();
    assertThat(other.post("b", SampleGame.of(2).between(10, 17)).completeMinutes()).isEqualTo(16);
    GameState told = one.log.state("a").orElseThrow();
    redis.restart();
    await("both have joined", () -> one.fleet.isJoined() && other.fleet.isJoined());
    await("all is known", () -> one.log.games() == 2 && other.log.games() == 2);
    await(
        "the same events",
        () -> one.log.last() == other.log.last() && one.events().equals(other.events()));
    assertThat(other.log.state("a")).hasValue(told);
    assertThat(one.log.state("b").orElseThrow().completeMinutes()).isEqualTo(16);
    assertThat(other.post("a", game.between(19, 24)).status()).isEqualTo("observed");
    assertThat(observed.stream().distinct()).hasSize(1);
  }

  @Test
  void a_redis_that_lost_everything_is_filled_again() throws Exception {
    Replica one = replica();
    Replica other = replica();
    one.post("a", game.until(19));
    GameState before = one.log.state("a").orElseThrow();
    try (Jedis client = redis.client()) {
      client.flushAll();
    }
    assertThat(one.post("b", game.until(2)).completeMinutes()).isEqualTo(1);
    await(
        "both know both games",
        () ->
            one.fleet.isJoined()
                && other.fleet.isJoined()
                && one.log.games() == 2
                && other.log.games() == 2
                && one.events().equals(other.events()));
    assertThat(other.log.state("a")).hasValue(before);
    try (Jedis client = redis.client()) {
      client.del(RedisLink.KEYS + "game:a");
    }
    assertThat(one.post("a", game.between(19, 24)).status()).isEqualTo("observed");
    assertThat(one.shared.read("a").orElseThrow().scores()).hasSize(1);
    Replica late = replica();
    assertThat(late.post("a", game.ticks().get(0)).status()).isEqualTo("observed");
  }

  @Test
  void what_was_taken_while_redis_was_gone_outlives_the_server() throws Exception {
    Replica one = new Replica(Duration.ofSeconds(2), Optional.of(folder));
    one.post("a", game.until(10));
    redis.kill();
    one.post("a", game.between(10, 19));
    GameState before = one.log.state("a").orElseThrow();
    replicas.remove(one);
    one.close();
    redis.restart();
    Replica other = replica();
    other.post("a", game.between(5, 6));
    Replica again = new Replica(Await.PATIENCE, Optional.of(folder));
    await("it is known", () -> again.log.state("a").orElseThrow().forecast().isPresent());
    other.fleet.follow();
    assertThat(other.log.state("a")).hasValue(before);
    assertThat(other.types("a")).containsOnlyOnce("ml_prediction");
  }

  @Test
  void what_cannot_be_read_is_not_shared_and_nothing_hangs() throws Exception {
    Replica one = replica();
    one.post("a", game.until(5));
    try (Jedis client = redis.client()) {
      client.hset(RedisLink.KEYS + "game:a", "scores:1", "nonsense");
    }
    Replica other = replica();
    assertThat(other.post("a", game.until(6)).completeMinutes()).isEqualTo(5);
    assertThat(other.log.state("a")).isPresent();
    try (Jedis client = redis.client()) {
      client.del(RedisLink.KEYS + "live");
      client.rpush(RedisLink.KEYS + "live", "nonsense");
    }
    assertThat(one.post("a", game.between(5, 7)).completeMinutes()).isEqualTo(6);
    assertThat(one.fleet.degraded()).isPresent();
    try (Jedis client = redis.client()) {
      client.flushAll();
    }
    await("all is well again", () -> one.fleet.isJoined() && one.log.state("a").isPresent());
  }

  @Test
  void what_is_shared_is_bounded_and_does_not_stay() throws Exception {
    Replica one = replica();
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 10; j++) {
        one.post("game-" + j, SampleGame.tick(1, "10:" + (10 + i), 100 - i, 20));
      }
    }
    ScoresRequest scores = ScoresRequest.CODEC.read(game.until(1).getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 600; i++) {
      one.games.post(
          "teams",
          new ScoresRequest(
              Optional.of(i % 2 == 0 ? "BOS" : "LAL"),
              Optional.empty(),
              Optional.empty(),
              scores.scores(),
              Map.of()));
    }
    assertThat(one.shared.read("teams").orElseThrow().scores()).hasSizeLessThanOrEqualTo(500);
    try (Jedis client = redis.client()) {
      String live = RedisLink.KEYS + "live";
      assertThat(client.hlen(live)).isBetween((long) REPLAY, REPLAY + 11L + 5);
      assertThat(client.pttl(live)).isPositive();
      assertThat(client.pttl(RedisLink.KEYS + "game:teams")).isPositive();
    }
    assertThat(one.events()).hasSize(REPLAY);
  }

  @Test
  void many_scores_of_many_games_at_once_through_two_replicas_are_all_there() throws Exception {
    Replica one = replica();
    Replica other = replica();
    List<String> ids = IntStream.range(0, 8).mapToObj(i -> "g" + i).toList();
    ids.parallelStream()
        .forEach(
            id -> {
              for (int minute = 0; minute < 20; minute++) {
                String body = minute == 0 ? game.until(1) : game.between(minute, minute + 1);
                (minute % 3 == 0 ? one : other).post(id, body);
              }
            });
    await("the same", () -> one.events().equals(other.events()));
    for (String id : ids) {
      assertThat(one.log.state(id).orElseThrow().completeMinutes()).isGreaterThanOrEqualTo(19);
      assertThat(one.types(id)).doesNotContain("reset");
    }
    assertThat(one.log.find(one.log.last())).isPresent();
  }

  @Test
  void a_score_keeps_its_clock_as_it_was_sent() throws Exception {
    Replica one = replica();
    one.games.post("a", ScoresRequest.of(new ScoreTick(1, "PT9M58S", 4, 3)));
    Replica other = replica();
    GameState state = other.games.post("a", ScoresRequest.of(new ScoreTick(1, "10:00", 2, 3)));
    assertThat(state.last().orElseThrow().clock()).isEqualTo("PT9M58S");
  }
}
