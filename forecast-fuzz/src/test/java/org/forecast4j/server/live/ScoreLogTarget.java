package org.forecast4j.server.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Scratch;
import org.forecast4j.server.storage.RecordFile;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoresRequest;

/**
 * The scores of live games, in a whole file of records. The input is the records, each behind its
 * length in two bytes. What was read must be the same when it is kept in another folder and read
 * again.
 */
public final class ScoreLogTarget {
  private static final int BYTES_PER_BYTE = 4_000;
  private static final String FILE = "live-scores.records";
  private static final String KIND = "scores";

  private ScoreLogTarget() {}

  /** Reads a file of such records. */
  public static void read(byte[] input) throws IOException {
    Path folder = Scratch.emptyFolder("scores");
    try (RecordFile file = RecordFile.open(folder.resolve(FILE), KIND, () -> {})) {
      file.read((sequence, bytes) -> {});
      file.append(split(input));
    }
    Optional<Found> found =
        Contract.of(input, BYTES_PER_BYTE).read(() -> readAll(folder), Set.of(IOException.class));
    if (found.isPresent()) {
      Found expected = found.get();
      Found again = readAll(keep(expected, Scratch.emptyFolder("kept")));
      if (!again.equals(expected)) {
        throw new AssertionError(again + " was read again; expected " + expected);
      }
    }
  }

  private record Found(long ids, List<ScoreLog.Kept> games) {}

  private static Found readAll(Path folder) throws IOException {
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      return new Found(
          log.ids(), log.games().stream().map(ScoreLogTarget::withoutUnknownFields).toList());
    }
  }

  /** Fields that the server does not know are not kept, nor are requests without a score. */
  private static ScoreLog.Kept withoutUnknownFields(ScoreLog.Kept kept) {
    List<ScoresRequest> requests =
        kept.requests().stream()
            .filter(one -> !one.scores().isEmpty())
            .map(
                one ->
                    new ScoresRequest(one.home(), one.away(), one.date(), one.scores(), Map.of()))
            .toList();
    return new ScoreLog.Kept(kept.game(), kept.last(), requests, kept.forecast());
  }

  private static Path keep(Found found, Path folder) throws IOException {
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      log.keepIds(found.ids());
      for (ScoreLog.Kept game : found.games()) {
        for (ScoresRequest request : game.requests()) {
          log.keep(game.game(), game.last(), request);
        }
        if (game.forecast().isPresent()) {
          log.keepForecast(game.game(), game.forecast().get());
        }
      }
    }
    return folder;
  }

  /** A length that does not fit ends where the input does. */
  private static List<byte[]> split(byte[] input) {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(input);
    while (rest.remaining() > Short.BYTES) {
      int length = Math.max(1, Short.toUnsignedInt(rest.getShort()));
      byte[] record = new byte[Math.min(length, rest.remaining())];
      rest.get(record);
      records.add(record);
    }
    return records;
  }

  private static byte[] joined(List<byte[]> records) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (byte[] record : records) {
      input.writeBytes(
          ByteBuffer.allocate(Short.BYTES + record.length)
              .putShort((short) record.length)
              .put(record)
              .array());
    }
    return input.toByteArray();
  }

  /** Files as the server writes them: of a game with its forecast, and of games that left. */
  public static List<byte[]> seeds() throws IOException {
    ScoreLog.Game first = new ScoreLog.Game("a", 1, LocalDate.of(2026, 11, 28));
    ScoreLog.Game second = new ScoreLog.Game("b", 2, LocalDate.of(2026, 11, 29));
    ScoresRequest scores =
        ScoresRequest.CODEC.read(
            utf8(
                """
                {"home":"AAA","away":"BBB","date":"2026-11-28","scores":[
                {"period":1,"clock":"11:00","home_score":2,"away_score":0},
                {"period":1,"clock":"PT10M30S","home_score":2,"away_score":3}]}
                """));
    PredictResponse forecast =
        PredictResponse.CODEC.read(
            utf8(
                """
                {"point_forecast":1.5,"interval_lower":-2,"interval_upper":5,
                "coverage_probability":0.95}
                """));
    Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
    Path folder = Scratch.emptyFolder("seeds");
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      log.keepIds(10_000);
      log.keep(first, now, scores);
      log.keepForecast(first, forecast);
      log.keep(second, now, scores);
    }
    byte[] going = joined(records(folder));
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      log.end(List.of(first, second));
    }
    return List.of(going, joined(records(folder)));
  }

  private static List<byte[]> records(Path folder) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (RecordFile file = RecordFile.open(folder.resolve(FILE), KIND, () -> {})) {
      file.read((sequence, bytes) -> records.add(bytes));
    }
    return records;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
