package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastException;
import org.forecast4j.client.GameStream;
import org.forecast4j.server.EventReader;
import org.forecast4j.server.Http;
import org.forecast4j.server.RedisProcess;
import org.forecast4j.server.SampleGame;
import org.forecast4j.server.ServerProcess;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.ScoresRequest;
import org.opentest4j.TestAbortedException;

/**
 * Three servers behind nginx that share a Redis. Callers use the Java client as it comes, with its
 * retries; no call of theirs may fail.
 */
final class FleetTorment implements ChaosScenario {
  private static final int SERVERS = 3;
  private static final int CALLERS = 3;
  private static final int GAMES = 6;
  private static final int ROUNDS = 5;
  private static final int PAUSE_MILLIS = 30;

  /** What calls take of the machine, servers that start lack. */
  private static final int QUICK_PAUSE_MILLIS = 250;

  private static final PredictRequest SOME =
      PredictRequest.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);

  private final String name;
  private final String injected;
  private final Optional<Path> from;
  private final Torment torment;

  /** What is done to a fleet. */
  @FunctionalInterface
  private interface Torment {
    void on(Fleet fleet, int rounds) throws Exception;
  }

  private FleetTorment(String name, String injected, Optional<Path> from, Torment torment) {
    this.name = name;
    this.injected = injected;
    this.from = from;
    this.torment = torment;
  }

  /** Nothing is done to it. */
  static ChaosScenario agreeing() {
    return new FleetTorment(
        "fleet-agrees", "nothing", Optional.empty(), (fleet, rounds) -> fleet.sit(20 * rounds));
  }

  /** The servers of live games are killed in turn. */
  static ChaosScenario ownersKilled() {
    return new FleetTorment(
        "fleet-owners-killed",
        "kill -9 of one server after the other, each down for 10 calls and started again",
        Optional.empty(),
        (fleet, rounds) -> {
          for (int i = 0; i < rounds; i++) {
            fleet.sit(10);
            fleet.kill(i % SERVERS);
            fleet.sit(10);
            fleet.start(i % SERVERS);
          }
        });
  }

  /** Each is told to end, and started again. */
  static ChaosScenario restarted() {
    return new FleetTorment(
        "fleet-restarted",
        "one server after the other ended by SIGTERM and started again",
        Optional.empty(),
        (fleet, rounds) -> {
          for (int i = 0; i < rounds; i++) {
            fleet.terminate(i % SERVERS);
            fleet.start(i % SERVERS);
            fleet.sit(10);
          }
        });
  }

  /** A server is killed while Redis is down, and both come back. */
  static ChaosScenario killedWithoutRedis() {
    return new FleetTorment(
        "fleet-killed-without-redis",
        "Redis killed, then kill -9 of a server; both started again, Redis empty",
        Optional.empty(),
        (fleet, rounds) -> {
          for (int i = 0; i < (rounds + 1) / 2; i++) {
            fleet.sit(10);
            fleet.forgetFollowers();
            fleet.redis.kill();
            fleet.sit(10);
            fleet.kill(i % SERVERS);
            fleet.sit(5);
            fleet.redis.restart();
            fleet.start(i % SERVERS);
            fleet.sit(10);
          }
        });
  }

  /** Each of these once, with the same three servers: most of the time goes into starting them. */
  static ChaosScenario inShort() {
    return new FleetTorment(
        "fleet",
        "kill -9 of one server, another ended by SIGTERM, then Redis killed and kill -9 of the"
            + " third; each started again, Redis empty",
        Optional.empty(),
        (fleet, rounds) -> {
          fleet.sit(5);
          fleet.kill(0);
          fleet.sit(5);
          fleet.start(0);
          fleet.sit(5);
          fleet.terminate(1);
          fleet.start(1);
          fleet.sit(5);
          fleet.requireFollowed();
          fleet.forgetFollowers();
          fleet.redis.kill();
          fleet.sit(5);
          fleet.kill(2);
          fleet.sit(5);
          fleet.redis.restart();
          fleet.start(2);
          fleet.sit(5);
        });
  }

  /**
   * From servers of an earlier version to this one.
   *
   * @param from its jar
   */
  static ChaosScenario rolling(Optional<Path> from) {
    return new FleetTorment(
        "fleet-rolling",
        "rolling update from the jar of an earlier version, both versions serving",
        from,
        (fleet, rounds) -> {
          for (int i = 0; i < SERVERS; i++) {
            fleet.sit(5 * rounds);
            fleet.terminate(i);
            fleet.start(i);
          }
          fleet.sit(5 * rounds);
        });
  }

  @Override
  public String name() {
    return name;
  }

  /** Several servers start one after the other, each a JVM. */
  @Override
  public Duration limit(boolean quick) {
    return Duration.ofMinutes(quick ? 15 : 60);
  }

  @Override
  public Result run(boolean quick) throws Exception {
    boolean isRolling = name.equals("fleet-rolling");
    if (isRolling && from.isEmpty()) {
      throw new TestAbortedException("no jar of an earlier version is given with --from");
    }
    int rounds = quick ? 1 : ROUNDS;
    Tally tally = new Tally();
    try (Scratch scratch = new Scratch();
        RedisProcess redis = RedisProcess.start();
        Fleet fleet = new Fleet(Starter.of(quick), scratch, redis, tally, from)) {
      // Servers that share no games neither take one over nor know the events of others.
      fleet.begin(!isRolling, quick ? QUICK_PAUSE_MILLIS : PAUSE_MILLIS);
      torment.on(fleet, rounds);
      fleet.finish();
      return tally.result(
          injected
              + "; "
              + (isRolling ? "" : GAMES + " live games, 2 followers, ")
              + CALLERS
              + " callers with outcomes, longest call "
              + fleet.longestMillis()
              + " ms");
    }
  }

  /** The servers, and who uses them. */
  private static final class Fleet implements AutoCloseable {
    private final Starter starter;
    private final Scratch scratch;
    private final RedisProcess redis;
    private final Tally tally;
    private final AtomicReferenceArray<ServerProcess> servers = new AtomicReferenceArray<>(SERVERS);
    private final List<Integer> ports = new ArrayList<>();
    private final NginxProcess nginx;
    private final ForecastClient client;
    private final AtomicInteger told = new AtomicInteger();
    private final Set<Integer> acknowledged = Collections.synchronizedSet(new TreeSet<>());
    private final AtomicIntegerArray ticks = new AtomicIntegerArray(GAMES);
    private final List<GameStream> streams = new ArrayList<>();
    private final Queue<GameEvent> followed = new ConcurrentLinkedQueue<>();
    private final Queue<GameEvent> followedOne = new ConcurrentLinkedQueue<>();
    private final AtomicInteger longest = new AtomicInteger();
    private final SampleGame game = SampleGame.of(1);
    private volatile boolean hasGames;
    private volatile boolean isFollowed;
    private final List<Callers> senders = new ArrayList<>();

    Fleet(Starter starter, Scratch scratch, RedisProcess redis, Tally tally, Optional<Path> from)
        throws Exception {
      this.starter = starter;
      this.scratch = scratch;
      this.redis = redis;
      this.tally = tally;
      for (int i = 0; i < SERVERS; i++) {
        ports.add(RedisProcess.freePort());
      }
      nginx = NginxProcess.start(scratch.resolve("nginx"), ports);
      client = ForecastClient.builder().baseUrl("http://127.0.0.1:" + nginx.port()).build();
      startAll(from);
    }

    private void startAll(Optional<Path> jar) throws Exception {
      for (int i = 0; i < SERVERS; i++) {
        begin(i, jar);
      }
      for (int i = 0; i < SERVERS; i++) {
        servers.get(i).awaitServing();
      }
    }

    void start(int i) throws Exception {
      long begun = System.nanoTime();
      begin(i, Optional.empty());
      servers.get(i).awaitServing();
      tally.recovered(Duration.ofNanos(System.nanoTime() - begun));
    }

    private void begin(int i, Optional<Path> jar) throws IOException {
      String[] options = {
        "--redis",
        "redis://127.0.0.1:" + redis.port(),
        "--redis-timeout",
        "1",
        "--state",
        scratch.resolve("state-" + i).toString(),
        "--warm-up",
        "0"
      };
      servers.set(
          i,
          jar.isPresent()
              ? ServerProcess.beginJarAt(jar.get(), ports.get(i), options)
              : starter.begin(ports.get(i), options));
    }

    void kill(int i) throws InterruptedException {
      servers.get(i).kill();
    }

    void terminate(int i) throws InterruptedException {
      servers.get(i).terminate();
      tally.brokenUnless(servers.get(i).exitCode() == 0, "a server did not end well");
    }

    void begin(boolean withGames, int pauseMillis) {
      hasGames = withGames;
      isFollowed = withGames;
      if (withGames) {
        GameStream all = client.gameStream();
        GameStream one = client.gameStream(Set.of("game-1"), OptionalLong.empty());
        streams.addAll(List.of(all, one));
        CompletableFuture<Void> unused = all.forEach(followed::add);
        CompletableFuture<Void> unusedToo = one.forEach(followedOne::add);
        senders.add(new Callers(GAMES, pauseMillis, this::tick));
      }
      senders.add(new Callers(CALLERS, pauseMillis, this::outcome));
    }

    /** Each game has a thread of its own, which sends a score after the other, over and over. */
    private void tick(int number) {
      int next = ticks.getAndIncrement(number) % game.ticks().size();
      byte[] body = game.ticks().get(next).getBytes(StandardCharsets.UTF_8);
      call(() -> client.pushScores("game-" + number, ScoresRequest.CODEC.read(body)));
    }

    private void outcome(int caller) {
      int number = told.getAndIncrement();
      call(() -> client.predict(SOME));
      double[] actual = {10, 11, 12, 13, 14, number % 40};
      if (call(() -> client.observe(Observation.of("o" + number, SOME, actual)))) {
        acknowledged.add(number);
      }
    }

    private boolean call(Runnable call) {
      tally.called();
      long begun = System.nanoTime();
      try {
        call.run();
        return true;
      } catch (ForecastException e) {
        tally.error().broken("a call failed: " + e.getMessage());
        return false;
      } finally {
        longest.accumulateAndGet((int) ((System.nanoTime() - begun) / 1_000_000), Math::max);
      }
    }

    int longestMillis() {
      return longest.get();
    }

    /** Lets traffic go on. */
    void sit(int outcomes) throws Exception {
      int before = acknowledged.size();
      int ticksBefore = sent();
      await(
          "traffic goes on",
          () ->
              acknowledged.size() >= before + outcomes
                  && (!hasGames || sent() >= ticksBefore + outcomes));
    }

    /** How many scores of each game were sent, at least. */
    private int sent() {
      return IntStream.range(0, GAMES).map(ticks::get).min().orElseThrow();
    }

    /** What they are told from now on may begin anew. */
    void forgetFollowers() {
      isFollowed = false;
    }

    private Http http(int i) {
      return servers.get(i).http();
    }

    void finish() throws Exception {
      boolean follow = isFollowed;
      for (Callers sender : senders) {
        sender.stop();
      }
      await("all servers are well", () -> all().stream().allMatch(Fleet::isWell));
      int all = told.get();
      await(
          all + " outcomes in one order",
          () ->
              all().stream().map(http -> http.get("/calibration").json()).distinct().count() == 1
                  && Outcomes.learned(http(0)) >= acknowledged.size());
      requireOutcomes(all);
      for (String alpha : List.of("0.5", "0.2", "0.1", "0.05")) {
        String body = "{\"pattern\":" + Http.PATTERN + ",\"alpha\":" + alpha + "}";
        List<String> answers =
            all().stream()
                .map(http -> http.post("/predict", body).text())
                .map(text -> text.replaceFirst("\"request_id\":\"[^\"]*\"", ""))
                .distinct()
                .toList();
        tally.brokenUnless(answers.size() == 1, "the servers answer " + answers);
      }
      if (hasGames) {
        requireGames();
      }
      if (follow) {
        requireFollowed();
      }
    }

    /** Up to now. */
    void requireFollowed() throws Exception {
      requireEvents(followed, "");
      requireEvents(followedOne, "?game_id=game-1");
    }

    private List<Http> all() {
      return List.of(http(0), http(1), http(2));
    }

    private static boolean isWell(Http http) {
      return http.get("/health").json().get("status").textValue().equals("healthy");
    }

    /** Beside those of the games, whose ids are others. */
    private void requireOutcomes(int all) {
      long learned = Outcomes.learned(http(0));
      long ofGames = hasGames ? GAMES : 0;
      tally.doubled(Math.max(0, learned - all - ofGames));
      for (int number : acknowledged) {
        Http.Answer answer = http(number % SERVERS).post("/observations", Outcomes.outcome(number));
        boolean known =
            answer.status() == 200 && answer.json().get("status").textValue().equals("duplicate");
        tally.acknowledged(1).lost(known ? 0 : 1);
      }
    }

    /** Each game is the same everywhere, and has every minute of what was sent. */
    private void requireGames() throws Exception {
      int minutes = Math.min(24, Math.max(0, (sent() - 1) / 6));
      for (int i = 0; i < GAMES; i++) {
        String path = "/games/game-" + i;
        await(
            "game " + i + " is the same everywhere",
            () -> all().stream().map(http -> http.get(path).text()).distinct().count() == 1);
        GameState state =
            GameState.CODEC.read(http(0).get(path).text().getBytes(StandardCharsets.UTF_8));
        tally.brokenUnless(
            state.completeMinutes() >= minutes - 1,
            path + " has " + state.completeMinutes() + " minutes of " + minutes);
        for (int minute = 0; minute < state.completeMinutes() - 1; minute++) {
          tally.brokenUnless(
              state.margins()[minute] == game.margins()[minute],
              path + " has another margin after minute " + (minute + 1));
        }
      }
    }

    /** A follower got what the servers say that happened, each event once, in order. */
    private void requireEvents(Queue<GameEvent> got, String query) throws Exception {
      List<Long> ids =
          got.stream()
              .filter(event -> event.game().isPresent())
              .map(event -> event.id().getAsLong())
              .toList();
      tally.brokenUnless(
          got.stream().noneMatch(event -> event.type().equals("reset")), "a follower was reset");
      if (ids.isEmpty()) {
        tally.broken("a follower got nothing");
        return;
      }
      long first = ids.get(0);
      long last = ids.get(ids.size() - 1);
      for (int i = 0; i < SERVERS; i++) {
        List<Long> expected = new ArrayList<>();
        String[] after = {"Last-Event-ID", String.valueOf(first)};
        try (EventReader events = new EventReader(ports.get(i), query, after)) {
          expected.add(first);
          while (expected.get(expected.size() - 1) < last) {
            expected.add(Long.parseLong(events.next().id()));
          }
        }
        tally.brokenUnless(
            expected.equals(ids), "a follower got " + ids.size() + " events of " + expected.size());
      }
    }

    @Override
    public void close() {
      streams.forEach(GameStream::close);
      senders.forEach(Callers::close);
      client.close();
      nginx.close();
      for (int i = 0; i < SERVERS; i++) {
        ServerProcess server = servers.get(i);
        if (server != null) {
          server.close();
        }
      }
    }
  }
}
