package org.forecast4j.server.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.forecast4j.server.SampleGame;
import org.forecast4j.server.ServerProcess;

/**
 * Thousands of games at once, whose scores come shuffled, doubled and contradicted. Each ends like
 * the one whose scores came in order, is learned once, and is there again after a {@code kill -9}.
 */
final class LiveGamesAtOnce implements ChaosScenario {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int GAMES = 10_000;
  private static final int QUICKLY = 100;
  private static final int KINDS = 50;
  private static final int ORDERS = 20;
  private static final int CALLERS = 8;
  private static final String HEAP = "-Xmx512m";

  /** So that the games show in the heap, and not what is kept for their readers. */
  private static final String EVENTS = "500";

  /** What a server may need for each game that is followed, beside what it needs for any. */
  private static final double MOST_KIB_A_GAME = 40;

  private static final double MOST_KIB = 8_192;

  /** Those of 15 minutes, before any forecast. */
  private static final int ALONE = 90;

  private static final double KIB_PER_MIB = 1024;

  private final List<ShuffledGames> kinds =
      IntStream.range(0, KINDS).mapToObj(ShuffledGames::of).toList();

  @Override
  public String name() {
    return "live-games";
  }

  @Override
  public Result run(boolean quick) throws Exception {
    if (!Vitals.areKnown()) {
      return Tally.notRun("live games at once", "this machine has no /proc");
    }
    try (Scratch scratch = new Scratch()) {
      return run(Starter.of(quick), quick ? QUICKLY : GAMES, scratch.folder());
    }
  }

  private Result run(Starter plain, int games, Path folder) throws Exception {
    Path collections = folder.resolve("collections");
    Path state = folder.resolve("state");
    Starter starter = plain.with(HEAP, Vitals.logCollections(collections));
    String[] options = {
      "--state",
      state.toString(),
      "--max-games",
      String.valueOf(games + KINDS + 1),
      "--replay",
      EVENTS,
      // So that a game's forecast doesn't depend on which other games were learned before it.
      "--frozen"
    };
    Tally tally = new Tally();
    List<JsonNode> expected;
    String injected;
    try (ServerProcess server = starter.serve(options)) {
      expected = playInOrder(server.port(), tally);
      double heap = Vitals.afterCollection(server.pid(), collections).heap();
      long journal = scores(state);
      double perSecond = playShuffled(server.port(), games, tally);
      double more = Vitals.afterCollection(server.pid(), collections).heap() - heap;
      tally.brokenUnless(
          more * KIB_PER_MIB <= MOST_KIB + games * MOST_KIB_A_GAME,
          games + " games take " + more + " MiB of the heap");
      injected =
          String.format(
              Locale.ROOT,
              "%,d live games at once with `%s`, %d scores each, shuffled, a third of them twice,"
                  + " an eighth contradicted: %,.0f requests a second, ten a game; a game takes"
                  + " %.1f KiB of heap and %,d bytes of journal; %s; then `kill -9`",
              games,
              HEAP,
              kinds.get(0).size(),
              perSecond,
              more * KIB_PER_MIB / games,
              (scores(state) - journal) / games,
              sizes(server.port(), state));
      compare(server.port(), games, expected, tally);
      server.kill();
    }
    long start = System.nanoTime();
    try (ServerProcess server = starter.serve(options)) {
      tally.acknowledged(games + KINDS).recovered(Duration.ofNanos(System.nanoTime() - start));
      compare(server.port(), games, expected, tally);
      count(server.port(), games + KINDS, tally);
    }
    return tally.result(injected);
  }

  private List<JsonNode> playInOrder(int port, Tally tally) throws IOException {
    List<JsonNode> ends = new ArrayList<>();
    try (Caller caller = new Caller(port)) {
      for (int kind = 0; kind < KINDS; kind++) {
        String body = SampleGame.body(kinds.get(kind).inOrder());
        String path = "/games/ordered-" + kind;
        tally.called();
        int status = caller.call(Caller.post(path + "/scores", body)).status();
        JsonNode end = end(caller, path);
        ends.add(end);
        tally.brokenUnless(
            status == 200 && end.path("status").asText().equals("observed"),
            path + " is answered " + status + " and ends as " + end);
      }
    }
    return ends;
  }

  /**
   * All games go on together, a request of each at a time.
   *
   * @return requests a second
   */
  private double playShuffled(int port, int games, Tally tally) {
    List<List<String>> told = new ArrayList<>();
    for (int variant = 0; variant < KINDS * ORDERS; variant++) {
      List<String> bodies = kinds.get(variant % KINDS).shuffled(variant);
      told.add(bodies);
    }
    double seconds = 0;
    for (int part = 0; part < ShuffledGames.REQUESTS; part++) {
      int now = part;
      Load.Window window =
          Load.all(
              port,
              game ->
                  Caller.post(
                      "/games/" + name(game) + "/scores",
                      told.get((int) game % told.size()).get(now)),
              CALLERS,
              games);
      seconds += window.seconds();
      tally
          .called(window.calls())
          .errors(window.errors())
          .brokenUnless(
              window.statuses().keySet().equals(Set.of(200)), "answered " + window.statuses());
    }
    return (double) games * ShuffledGames.REQUESTS / seconds;
  }

  private static String name(long game) {
    return "game-" + game;
  }

  private static void compare(int port, int games, List<JsonNode> expected, Tally tally)
      throws IOException {
    try (Caller caller = new Caller(port)) {
      for (int game = 0; game < games; game++) {
        JsonNode end = end(caller, "/games/" + name(game));
        JsonNode ordered = expected.get(game % KINDS);
        tally
            .called()
            .brokenUnless(
                end.equals(ordered), name(game) + " ends as " + end + "; expected " + ordered);
      }
    }
  }

  /** How a game stands, but for its name and for the interval, which learns from game to game. */
  private static JsonNode end(Caller caller, String path) throws IOException {
    JsonNode game = MAPPER.readTree(caller.call(Caller.get(path)).body());
    return MAPPER
        .createObjectNode()
        .put("status", game.path("status").asText())
        .put("point", game.path("forecast").path("point_forecast").asDouble())
        .<ObjectNode>set("margins", game.path("margins"))
        .<ObjectNode>set("last", game.path("last"))
        .set("outcome", game.path("outcome"));
  }

  private static void count(int port, int acknowledged, Tally tally) throws IOException {
    try (Caller caller = new Caller(port)) {
      int learned =
          MAPPER
              .readTree(caller.call(Caller.get("/calibration")).body())
              .path("observations")
              .asInt();
      tally.lost(Math.max(0, acknowledged - learned)).doubled(Math.max(0, learned - acknowledged));
    }
  }

  /** What one score takes that is sent alone. */
  private String sizes(int port, Path state) throws IOException {
    List<String> ticks = SampleGame.of(0).ticks().subList(0, ALONE);
    long before = scores(state);
    long events = 0;
    try (Caller caller = new Caller(port);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(Caller.get("/games/stream?game_id=alone"));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      await(reader, "event: initial_state");
      for (String tick : ticks) {
        caller.call(Caller.post("/games/alone/scores", tick));
        await(reader, "event: score_update");
        events += reader.readLine().length();
      }
    }
    return String.format(
        Locale.ROOT,
        "one score sent alone takes %d bytes of journal, its event %d bytes",
        (scores(state) - before) / ALONE,
        events / ALONE);
  }

  private static void await(BufferedReader reader, String expected) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.equals(expected)) {
      line = reader.readLine();
    }
    if (line == null) {
      throw new EOFException("the events ended before '" + expected + "'");
    }
  }

  private static long scores(Path state) throws IOException {
    return Files.size(state.resolve("live-scores.records"));
  }
}
