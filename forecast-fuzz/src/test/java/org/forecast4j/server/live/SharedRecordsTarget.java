package org.forecast4j.server.live;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Sealed;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;

/**
 * What other replicas left in Redis of live games. The input's checksum is put right. What is read
 * is the same when it is written and read again.
 */
public final class SharedRecordsTarget {
  private static final int BYTES_PER_BYTE = 4_000;
  private static final Set<Class<? extends Exception>> REFUSED =
      Set.of(IllegalArgumentException.class);

  private SharedRecordsTarget() {}

  /** Reads the scores of a request. */
  public static void readScores(byte[] input) {
    byte[] bytes = Sealed.binary(input);
    Optional<SharedScores> read =
        Contract.of(bytes, BYTES_PER_BYTE).read(() -> SharedScores.fromBytes(bytes), REFUSED);
    if (read.isPresent()) {
      SharedScores again = SharedScores.fromBytes(read.get().toBytes());
      requireEqual(read.get(), again);
    }
  }

  /** Reads an event; a log that it is added to has the games of one that begins with it. */
  public static void readEvent(byte[] input) {
    byte[] bytes = Sealed.binary(input);
    Optional<SharedEvent> read =
        Contract.of(bytes, BYTES_PER_BYTE).read(() -> SharedEvent.fromBytes(bytes), REFUSED);
    if (read.isPresent()) {
      SharedEvent event = read.get();
      requireEqual(event, SharedEvent.fromBytes(event.toBytes()));
      EventLog added = log();
      added.appendAll(List.of(event.news()));
      EventLog begun = log();
      begun.begin(1, event.news().game().stream().toList());
      String game = event.news().gameId();
      requireEqual(begun.state(game), added.state(game));
    }
  }

  private static EventLog log() {
    return new EventLog(4, 1 << 20, 0, () -> {});
  }

  private static void requireEqual(Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(actual + " was read again; expected " + expected);
    }
  }

  /** As a replica writes them: with and without a forecast. */
  public static List<byte[]> scoresSeeds() {
    LocalDate day = LocalDate.of(2026, 11, 28);
    ScoresRequest request =
        ScoresRequest.of(new ScoreTick(1, "11:46", 2, 0), new ScoreTick(1, "PT10M30S", 2, 3))
            .teams("AAA", "BBB", day);
    PredictResponse forecast =
        PredictResponse.CODEC.read(
            utf8(
                """
                {"point_forecast":1.5,"interval_lower":-2,"interval_upper":5,
                "coverage_probability":0.95}
                """));
    return List.of(
        new SharedScores(1, day, request, Optional.empty()).toBytes(),
        new SharedScores(2, day, request, Optional.of(forecast)).toBytes());
  }

  /** Of a game that goes on, of one that is withheld, and of one that has left. */
  public static List<byte[]> eventSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String json :
        List.of(
            """
            {"type":"score_update","game_id":"g","game":{"game_id":"g","status":"live",
            "complete_minutes":2,"margins":[1,-2]}}
            """,
            """
            {"type":"forecast_withheld","game_id":"g","reason":"history_incomplete",
            "game":{"game_id":"g","status":"live","home":"AAA","away":"BBB","date":"2026-11-28",
            "complete_minutes":1,"margins":[0],"forecast_withheld":"history_incomplete"}}
            """,
            """
            {"type":"expired","game_id":"g"}
            """)) {
      seeds.add(new SharedEvent("replica", News.of(GameEvent.CODEC.read(utf8(json)))).toBytes());
    }
    return seeds;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
