package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.server.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.server.config.RedisAddress;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.learning.OutcomeRecord;
import org.forecast4j.server.redis.RedisLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.RestoreParams;

/** Replicas that share a real Redis, which is gone, hangs or is full at times. */
class RedisIT {
  private static final String BODY = "{\"pattern\":" + Http.PATTERN + "}";

  @TempDir Path folder;
  private final List<ForecastServer> servers = new ArrayList<>();
  private RedisProcess redis;

  @BeforeEach
  void startRedis() throws Exception {
    redis = RedisProcess.start();
  }

  @AfterEach
  void stop() {
    redis.close();
    servers.forEach(ForecastServer::close);
  }

  private ServerOptions.Builder options() {
    return ServerOptions.builder(Http.BUNDLE).redis(redis.address());
  }

  /** For what depends on an answer of Redis, which a busy machine may give late. */
  private ServerOptions.Builder patient() {
    return options().redisTimeout(Await.PATIENCE);
  }

  private Http serve(ServerOptions.Builder options) throws IOException {
    ForecastServer server = ForecastServer.start(options.build());
    servers.add(server);
    return new Http(server.port());
  }

  private static String outcome(String id, int last) {
    return "{\"id\":\""
        + id
        + "\",\"pattern\":"
        + Http.PATTERN
        + ",\"actual\":[10,11,12,13,14,"
        + last
        + "]}";
  }

  private static JsonNode calibration(Http http) {
    return http.get("/calibration").json();
  }

  private static String identity(Http http) {
    return calibration(http).get("state_identity").textValue();
  }

  private static long version(Http http) {
    return calibration(http).get("state_version").longValue();
  }

  private static String health(Http http) {
    return http.get("/health").json().get("status").textValue();
  }

  /** Why it is degraded; empty if it is not. */
  private static String reason(Http http) {
    return http.get("/health").json().path("reason").asText();
  }

  /** Waits until the servers have learned a number of outcomes and are the same to the bit. */
  private static void awaitAgreement(long outcomes, Http one, Http other) throws Exception {
    await(
        outcomes + " outcomes in the same order",
        () ->
            version(one) == outcomes
                && version(other) == outcomes
                && identity(one).equals(identity(other)));
    assertThat(calibration(one)).isEqualTo(calibration(other));
    for (String alpha : List.of("0.5", "0.2", "0.1", "0.05")) {
      String body = BODY.replace("}", ",\"alpha\":" + alpha + "}");
      assertThat(forecast(one, body)).isEqualTo(forecast(other, body));
    }
  }

  /** The bytes of an answer but for the id, which each server makes itself. */
  private static String forecast(Http http, String body) {
    return withoutId(http.post("/predict", body));
  }

  private static String withoutId(Http.Answer answer) {
    return answer.text().replaceFirst("\"request_id\":\"[^\"]*\"", "");
  }

  @Test
  void outcomes_sent_to_both_replicas_at_once_count_once_and_in_one_order() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String body = outcome("o" + i % 50, i % 50 * 3 % 40);
        Http http = i % 3 == 0 ? one : other;
        calls.add(callers.submit(() -> http.post("/observations", body).status()));
      }
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isEqualTo(200);
      }
    } finally {
      callers.shutdownNow();
    }
    awaitAgreement(50, one, other);
    // The length of the log may be that of an answer that was overtaken, until the next is there.
    await("the whole log known", () -> shared(one, "log") == 50);
    assertThat(shared(one, "lag")).isZero();
    assertThat(shared(one, "pending")).isZero();
    assertThat(metric(one, "forecast_redis_up")).isEqualTo(1);
  }

  @Test
  void replicas_learn_what_a_server_alone_learns() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    Http alone = serve(ServerOptions.builder(Http.BUNDLE));
    for (int i = 0; i < 20; i++) {
      String body = outcome("o" + i, i * 7 % 40);
      (i % 2 == 0 ? one : other).post("/observations", body);
      alone.post("/observations", body);
      long expected = i + 1L;
      await("learned by both", () -> version(one) == expected && version(other) == expected);
    }
    // Each forecast the pattern with what it knew, which was the same.
    awaitAgreement(20, one, other);
    awaitAgreement(20, one, alone);
  }

  @Test
  void a_replica_that_starts_later_has_learned_everything_once_it_is_ready() throws Exception {
    Http one = serve(options());
    for (int i = 0; i < 30; i++) {
      one.post("/observations", outcome("o" + i, i));
    }
    await("in the shared log", () -> shared(one, "pending") == 0);
    Http late = serve(options());
    awaitAgreement(30, one, late);
  }

  private static double shared(Http http, String part) {
    return metric(http, "forecast_shared_outcomes{model=\"nba-halftime\",part=\"" + part + "\"}");
  }

  private static double metric(Http http, String name) {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void another_replica_answers_duplicate_and_conflict() throws Exception {
    Http one = serve(patient());
    Http other = serve(patient());
    one.post("/observations", outcome("a", 20));
    awaitAgreement(1, one, other);
    JsonNode again = other.post("/observations", outcome("a", 20)).json();
    assertThat(again.get("status").textValue()).isEqualTo("duplicate");
    assertThat(other.post("/observations", outcome("a", 21)).status()).isEqualTo(409);
    assertThat(version(other)).isEqualTo(1);
  }

  private static Http.Answer retract(Http http, String id) {
    return http.send(http.request("/observations/" + id).DELETE());
  }

  @Test
  void what_one_replica_retracts_all_forget() throws Exception {
    Http one = serve(patient().frozen(true).state(folder.resolve("one")));
    Http other = serve(patient().frozen(true));
    for (int i = 0; i < 12; i++) {
      one.post("/observations", outcome("o" + i, i));
    }
    awaitAgreement(12, one, other);
    assertThat(retract(other, "o3").json().get("status").textValue()).isEqualTo("retracted");
    assertThat(version(other)).isEqualTo(11);
    awaitAgreement(11, one, other);
    assertThat(retract(one, "o3").json().get("status").textValue()).isEqualTo("duplicate");
    assertThat(retract(one, "never").status()).isEqualTo(404);
    // The right value under the same id, then that is wrong, too.
    assertThat(one.post("/observations", outcome("o3", 30)).status()).isEqualTo(200);
    awaitAgreement(12, one, other);
    assertThat(other.post("/observations", outcome("o3", 3)).status()).isEqualTo(409);
    retract(one, "o3");
    retract(one, "o7");
    awaitAgreement(10, one, other);

    Http late = serve(patient().frozen(true));
    awaitAgreement(10, one, late);
    // Frozen, so that what was said of a pattern does not depend on what was retracted since.
    Http alone = serve(ServerOptions.builder(Http.BUNDLE).frozen(true));
    for (int i = 0; i < 12; i++) {
      if (i != 3 && i != 7) {
        alone.post("/observations", outcome("o" + i, i));
      }
    }
    assertThat(forecast(alone, BODY)).isEqualTo(forecast(late, BODY));
  }

  @Test
  void a_replica_that_was_away_forgets_what_was_retracted_meanwhile() throws Exception {
    ServerOptions.Builder kept = patient().state(folder.resolve("kept"));
    try (ForecastServer away = ForecastServer.start(kept.build())) {
      Http http = new Http(away.port());
      http.post("/observations", outcome("a", 10));
      http.post("/observations", outcome("b", 50));
      await("in the shared log", () -> shared(http, "pending") == 0);
    }
    Http other = serve(patient());
    retract(other, "b");
    Http back = serve(kept);
    awaitAgreement(1, other, back);
    servers.get(servers.size() - 1).close();
    Http again = serve(kept);
    awaitAgreement(1, other, again);
  }

  @Test
  void nothing_is_retracted_while_the_replicas_cannot_agree() throws Exception {
    Http one = serve(options());
    one.post("/observations", outcome("a", 10));
    await("in the shared log", () -> shared(one, "pending") == 0);
    redis.kill();
    Http.Answer answer = retract(one, "a");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(version(one)).isEqualTo(1);
  }

  @Test
  void an_id_of_the_caller_names_one_forecast_on_all_replicas() throws Exception {
    Http one = serve(patient());
    Http other = serve(patient());
    String asked = BODY.replace("}", ",\"request_id\":\"mine\"}");
    JsonNode answer = one.post("/predict", asked).json();
    assertThat(other.post("/predict", asked).json()).isEqualTo(answer);
    assertThat(other.post("/predict", asked.replace("11]", "12]")).status()).isEqualTo(409);
  }

  @Test
  void a_forecast_that_a_replica_has_just_made_is_worth_asking_for_again() throws Exception {
    Http one = serve(patient());
    String made = serve(patient()).post("/predict", BODY).json().get("request_id").textValue();
    try (Jedis client = redis.client()) {
      await("it is shared", () -> client.del("forecast4j:1:issued:" + made) == 1);
    }
    String body = "{\"request_id\":\"" + made + "\",\"actual\":[10,11,12,13,14,15]}";
    Http.Answer answer = one.post("/observations", body);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    // Made in 2020: not on its way any more.
    String old = body.replace(made, "016f5e66-e800-7000-8000-000000000000");
    assertThat(one.post("/observations", old).status()).isEqualTo(404);
  }

  @Test
  void an_outcome_finds_the_forecast_of_another_replica() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    one.post("/predict", BODY.replace("}", ",\"request_id\":\"f1\"}"));
    String body = "{\"request_id\":\"f1\",\"actual\":[10,11,12,13,14,15]}";
    await("it is found", () -> other.post("/observations", body).status() == 200);
    awaitAgreement(1, one, other);
    // Nobody made this one.
    String unknown = body.replace("f1", "f2");
    await("Redis says so", () -> other.post("/observations", unknown).status() == 404);
  }

  @Test
  void forecasts_behind_a_slow_way_to_redis_are_known_to_others_long_before_one_by_one()
      throws Exception {
    try (SlowProxy way = new SlowProxy(redis.port());
        Jedis client = redis.client()) {
      way.delay(50);
      Http one = serve(patient().redis(RedisAddress.parse("redis://127.0.0.1:" + way.port())));
      String batch = "{\"requests\":[" + String.join(",", Collections.nCopies(1_000, BODY)) + "]}";
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Http.Answer answer = one.post("/predict/batch", batch);
        assertThat(answer.status()).isEqualTo(200);
        answer.json().get("results").findValues("request_id").forEach(id -> ids.add(id.asText()));
      }
      assertThat(ids).hasSize(2_000).doesNotHaveDuplicates();
      String[] keys =
          ids.stream().map(id -> RedisLink.KEYS + "issued:" + id).toArray(String[]::new);
      await("all are there", () -> client.exists(keys) == 2_000);
      // One by one, each would have been held up.
      assertThat(way.heldUp()).isLessThan(500);
      assertThat(client.ttl(keys[0])).isPositive();
      assertThat(metric(one, "forecast_redis_dropped_total")).isZero();
      Http other = serve(patient());
      for (String id : List.of(ids.get(0), ids.get(1_999))) {
        String body = "{\"request_id\":\"" + id + "\",\"actual\":[10,11,12,13,14,15]}";
        assertThat(other.post("/observations", body).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void a_forecast_that_redis_holds_damaged_is_as_unknown_as_any_other() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    one.post("/predict", BODY.replace("}", ",\"request_id\":\"f1\"}"));
    String body = "{\"request_id\":\"f1\",\"actual\":[10,11,12,13,14,15]}";
    String damaged = "forecast_redis_damaged_total";
    try (Jedis client = redis.client()) {
      byte[] key = (RedisLink.KEYS + "issued:f1").getBytes(StandardCharsets.UTF_8);
      await("it is there", () -> client.exists(key));
      byte[] whole = client.get(key);
      byte[] altered = whole.clone();
      altered[whole.length / 2] ^= 1;
      byte[] torn = Arrays.copyOf(whole, whole.length - 1);
      for (byte[] bytes : List.of(new byte[0], torn, altered, withAnotherShape(whole))) {
        client.set(key, bytes);
        double before = metric(other, damaged);
        await(
            "it is looked for",
            () -> {
              Http.Answer answer = other.post("/observations", body);
              // A busy Redis may not say in time whether another replica made it.
              assertThat(answer.status()).as(answer.text()).isIn(404, 503);
              return answer.status() == 404;
            });
        assertThat(metric(other, damaged)).isGreaterThan(before);
      }
    }
    String beside = body.replace("}", ",\"pattern\":" + Http.PATTERN + "}");
    assertThat(other.post("/observations", beside).status()).isEqualTo(200);
  }

  /** The same model's forecast of three steps after a pattern of four values. */
  private static byte[] withAnotherShape(byte[] issued) {
    BinaryReader in = new BinaryReader("issued-by-name", 1, issued);
    BinaryWriter out = new BinaryWriter("issued", 1);
    out.putString(in.getString()).putString(in.getString());
    List<Interval> ends = Collections.nCopies(3, new Interval(-1, 1));
    OutcomeRecord.put(
        out, new IntervalForecast(Pattern.of(1, 2, 3, 4), Forecast.of(0, 0, 0), 0.9, ends, ends));
    return out.toBytes();
  }

  @Test
  void a_killed_redis_fails_no_request_and_all_converge_when_it_is_back() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    Traffic traffic = new Traffic(one, other);
    try {
      await("some traffic", () -> traffic.sent.get() > 50);
      redis.kill();
      await("both are degraded", () -> isDegraded(one) && isDegraded(other));
      assertThat(reason(one))
          .contains("Redis does not answer")
          .doesNotContain("127.0.0.1", String.valueOf(redis.port()));
      assertThat(one.get("/readyz").status()).isEqualTo(200);
      assertThat(metric(one, "forecast_redis_up")).isZero();
      assertThat(metric(one, "forecast_redis_errors_total")).isPositive();
      long before = traffic.sent.get();
      await("traffic goes on", () -> traffic.sent.get() > before + 50);
      redis.restart();
      await(
          "both are well", () -> health(one).equals("healthy") && health(other).equals("healthy"));
    } finally {
      traffic.stop();
    }
    assertThat(traffic.failed).isEmpty();
    awaitAgreement(traffic.outcomes.get(), one, other);
  }

  private static boolean isDegraded(Http http) {
    return health(http).equals("degraded");
  }

  @Test
  void a_hung_redis_fails_and_holds_up_no_request() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    Traffic traffic = new Traffic(one, other);
    try {
      await("some traffic", () -> traffic.sent.get() > 50);
      redis.hang();
      await("both are degraded", () -> isDegraded(one) && isDegraded(other));
      assertThat(other.get("/readyz").status()).isEqualTo(200);
      long before = traffic.sent.get();
      await("traffic goes on", () -> traffic.sent.get() > before + 50);
      redis.goOn();
      await(
          "both are well", () -> health(one).equals("healthy") && health(other).equals("healthy"));
    } finally {
      redis.goOn();
      traffic.stop();
    }
    assertThat(traffic.failed).isEmpty();
    awaitAgreement(traffic.outcomes.get(), one, other);
  }

  @Test
  void a_full_redis_fails_no_request_and_takes_what_it_missed_when_there_is_room()
      throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    try (Jedis client = redis.client()) {
      client.configSet("maxmemory-policy", "noeviction");
      client.configSet("maxmemory", "1");
      for (int i = 0; i < 10; i++) {
        Http http = i % 2 == 0 ? one : other;
        assertThat(http.post("/observations", outcome("o" + i, i)).status()).isEqualTo(200);
        assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
      }
      await("both say why", () -> reason(one).contains("OOM") && reason(other).contains("OOM"));
      assertThat(one.get("/readyz").status()).isEqualTo(200);
      assertThat(version(one)).isEqualTo(5);
      assertThat(shared(one, "pending")).isEqualTo(5);
      client.configSet("maxmemory", "0");
    }
    awaitAgreement(10, one, other);
    await("both are well", () -> health(one).equals("healthy") && health(other).equals("healthy"));
  }

  @Test
  void of_two_contradictory_outcomes_the_first_in_the_log_wins_everywhere() throws Exception {
    Http one = serve(options().state(folder.resolve("one")));
    Http other = serve(options().state(folder.resolve("other")));
    redis.kill();
    assertThat(one.post("/observations", outcome("a", 20)).status()).isEqualTo(200);
    assertThat(other.post("/observations", outcome("a", 30)).status()).isEqualTo(200);
    one.post("/observations", outcome("b", 5));
    other.post("/observations", outcome("c", 6));
    redis.restart();
    awaitAgreement(3, one, other);
    List<Integer> statuses =
        List.of(
            one.post("/observations", outcome("a", 20)).status(),
            one.post("/observations", outcome("a", 30)).status());
    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    // Also for who has to rely on its journal.
    String agreed = identity(one);
    servers.forEach(ForecastServer::close);
    Http again = serve(options().state(folder.resolve("other")));
    assertThat(identity(again)).isEqualTo(agreed);
    assertThat(again.post("/observations", outcome("a", 20)).status()).isEqualTo(statuses.get(0));
  }

  @Test
  void a_redis_that_lost_everything_is_told_again() throws Exception {
    Http one = serve(options());
    Http other = serve(options().state(folder));
    for (int i = 0; i < 20; i++) {
      (i % 2 == 0 ? one : other).post("/observations", outcome("o" + i, i));
    }
    awaitAgreement(20, one, other);
    try (Jedis client = redis.client()) {
      client.flushAll();
    }
    one.post("/observations", outcome("new", 7));
    awaitAgreement(21, one, other);
    await("it is all there", () -> shared(one, "pending") == 0 && shared(other, "pending") == 0);
    Http late = serve(options());
    awaitAgreement(21, one, late);
  }

  @Test
  void a_redis_that_fell_back_to_an_older_state_is_told_the_rest() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    for (int i = 0; i < 5; i++) {
      one.post("/observations", outcome("o" + i, i));
    }
    awaitAgreement(5, one, other);
    await("it is all there", () -> shared(one, "pending") == 0);
    try (Jedis client = redis.client()) {
      String key = client.keys("*:log:*").iterator().next();
      byte[] backup = client.dump(key);
      for (int i = 5; i < 10; i++) {
        one.post("/observations", outcome("o" + i, i));
      }
      awaitAgreement(10, one, other);
      client.restore(key, 0, backup, RestoreParams.restoreParams().replace());
      // As many as before, but others.
      for (int i = 10; i < 15; i++) {
        other.post("/observations", outcome("o" + i, i));
      }
    }
    awaitAgreement(15, one, other);
    Http late = serve(options());
    awaitAgreement(15, one, late);
  }

  @Test
  void a_damaged_shared_log_is_reported_and_learning_goes_on_alone() throws Exception {
    Http one = serve(options());
    one.post("/observations", outcome("a", 1));
    await("in the shared log", () -> shared(one, "pending") == 0);
    try (Jedis client = redis.client()) {
      String key = client.keys("*:log:*").iterator().next();
      client.hset(key, "outcome:1", "nonsense");
      Http late = serve(options());
      await("it says why", () -> reason(late).contains("outcome 1"));
      assertThat(late.post("/observations", outcome("b", 2)).status()).isEqualTo(200);
      assertThat(version(late)).isEqualTo(1);
      client.del(key);
      awaitAgreement(2, one, late);
      await("it is well", () -> health(late).equals("healthy"));
    }
  }

  @Test
  void a_server_starts_without_redis_with_what_its_journal_holds_and_joins_later()
      throws Exception {
    Http one = serve(options().state(folder));
    one.post("/observations", outcome("a", 1));
    one.post("/observations", outcome("b", 2));
    String known = identity(one);
    servers.remove(0).close();
    redis.kill();
    Http again = serve(options().state(folder));
    assertThat(identity(again)).isEqualTo(known);
    await("it is degraded", () -> isDegraded(again));
    // Whether another replica made it is not known.
    Http.Answer unknown =
        again.post("/observations", "{\"request_id\":\"x\",\"actual\":[1,2,3,4,5,6]}");
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.header("Retry-After")).isNotEmpty();
    redis.restart();
    Http other = serve(options());
    awaitAgreement(2, again, other);
    assertThat(identity(other)).isEqualTo(known);
  }

  @Test
  void many_outcomes_of_an_outage_are_shared_in_parts() throws Exception {
    Http one = serve(options());
    Http other = serve(options());
    redis.kill();
    await("both are degraded", () -> isDegraded(one) && isDegraded(other));
    for (int i = 0; i < 250; i++) {
      one.post("/observations", outcome("one-" + i, i % 40));
      other.post("/observations", outcome("other-" + i, i % 30));
    }
    redis.restart();
    awaitAgreement(500, one, other);
    Http late = serve(options());
    awaitAgreement(500, one, late);
  }

  @Test
  void an_answer_is_kept_until_an_outcome_changes_it() throws Exception {
    Http http =
        serve(
            ServerOptions.builder(Http.BUNDLE)
                .cache(new ServerOptions.Cache(Duration.ofHours(1), 100)));
    String first = forecast(http, BODY);
    Http.Answer second = http.post("/predict", BODY);
    String id = second.json().get("request_id").textValue();
    assertThat(withoutId(second)).isEqualTo(first);
    assertThat(metric(http, "forecast_cache_total{result=\"hit\"}")).isEqualTo(1);
    // What is asked for otherwise is another answer.
    for (String other :
        List.of(
            BODY.replace("}", ",\"alpha\":0.1}"),
            BODY.replace("}", ",\"return_explanation\":false}"),
            BODY.replace("}", ",\"similar_games\":3}"),
            BODY.replace("}", ",\"covariates\":{\"rating_difference\":1}}"),
            BODY.replace("[0,2", "[0,1"))) {
      assertThat(forecast(http, other)).isNotEqualTo(first);
    }
    String outcome = "{\"request_id\":\"" + id + "\",\"actual\":[10,11,12,13,14,50]}";
    assertThat(http.post("/observations", outcome).status()).isEqualTo(200);
    JsonNode after = http.post("/predict", BODY).json();
    assertThat(first).doesNotContain("\"interval_upper\":" + after.get("interval_upper"));
    assertThat(metric(http, "forecast_cache_total{result=\"hit\"}")).isEqualTo(1);
  }

  @Test
  void a_password_is_needed_and_never_told() throws Exception {
    try (RedisProcess locked = RedisProcess.start("--requirepass", "opensesame")) {
      try (ServerProcess server = ServerProcess.serve("--redis", url(locked, "opensesame"))) {
        Http http = server.http();
        http.post("/observations", outcome("a", 1));
        await("it is shared", () -> shared(http, "pending") == 0 && health(http).equals("healthy"));
        server.terminate();
        assertThat(server.exitCode()).isZero();
        assertThat(server.said()).doesNotContain("opensesame");
      }
      try (ServerProcess server = ServerProcess.serve("--redis", url(locked, "openrice"))) {
        Http http = server.http();
        for (int i = 0; i < 20; i++) {
          assertThat(http.post("/observations", outcome("o" + i, i)).status()).isEqualTo(200);
        }
        await("it says why", () -> reason(http).contains("WRONGPASS"));
        assertThat(http.get("/health").text()).doesNotContain("openrice");
        server.terminate();
        assertThat(server.exitCode()).isZero();
        assertThat(server.said()).containsOnlyOnce("WRONGPASS").doesNotContain("openrice");
      }
    }
  }

  private static String url(RedisProcess redis, String password) {
    return "redis://:" + password + "@127.0.0.1:" + redis.port();
  }

  @Test
  void a_malformed_url_is_named_without_its_password_and_exits_with_2() throws Exception {
    try (ServerProcess usage =
        ServerProcess.run(
            "--bundle", Http.BUNDLE.toString(), "--redis", "redis://:opensesame@cache:port")) {
      assertThat(usage.exitCode()).isEqualTo(2);
      assertThat(usage.said())
          .contains("'redis://***@cache:port'", "expected redis://")
          .doesNotContain("opensesame");
    }
  }

  @Test
  void rediss_speaks_tls_with_whom_it_trusts() throws Exception {
    SelfSigned signed = SelfSigned.in(folder);
    int port = RedisProcess.freePort();
    RedisAddress address = RedisAddress.parse("rediss://127.0.0.1:" + port);
    try (RedisProcess secure =
        RedisProcess.start(
            "--tls-port",
            String.valueOf(port),
            "--tls-cert-file",
            signed.certificate().toString(),
            "--tls-key-file",
            signed.key().toString(),
            "--tls-auth-clients",
            "no")) {
      try (ServerProcess stranger = ServerProcess.serve("--redis", "rediss://127.0.0.1:" + port)) {
        await("it is not trusted", () -> isDegraded(stranger.http()));
        stranger.terminate();
        assertThat(stranger.exitCode()).isZero();
        assertThat(stranger.said()).contains("certification path");
      }
      System.setProperty("javax.net.ssl.trustStore", signed.store().toString());
      System.setProperty("javax.net.ssl.trustStorePassword", SelfSigned.PASSWORD);
      try {
        Http http = serve(ServerOptions.builder(Http.BUNDLE).redis(address));
        http.post("/observations", outcome("a", 1));
        await("it is shared", () -> shared(http, "pending") == 0 && health(http).equals("healthy"));
        try (Jedis client = secure.client()) {
          assertThat(client.keys("*:log:*")).hasSize(1);
        }
      } finally {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
      }
    }
  }

  /** Forecasts and outcomes, half to each of two servers. */
  private static final class Traffic {
    final AtomicLong sent = new AtomicLong();
    final AtomicInteger outcomes = new AtomicInteger();
    final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Future<?>> callers = new ArrayList<>();

    Traffic(Http one, Http other) {
      for (int i = 0; i < 4; i++) {
        Http http = i % 2 == 0 ? one : other;
        callers.add(threads.submit(() -> send(http)));
      }
    }

    private void send(Http http) {
      while (!ended.get()) {
        post(http, "/predict", BODY);
        int number = outcomes.incrementAndGet();
        post(http, "/observations", outcome("t" + number, number % 40));
      }
    }

    private void post(Http http, String path, String body) {
      Http.Answer answer = http.post(path, body);
      if (answer.status() != 200) {
        failed.add(answer.status() + " " + answer.text());
      }
      sent.incrementAndGet();
    }

    void stop() throws Exception {
      ended.set(true);
      for (Future<?> caller : callers) {
        caller.get();
      }
      threads.shutdownNow();
    }
  }
}
