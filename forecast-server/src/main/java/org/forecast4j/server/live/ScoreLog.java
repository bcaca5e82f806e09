package org.forecast4j.server.live;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.forecast4j.server.storage.RecordFile;
import org.forecast4j.server.storage.SharedWrites;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scores of the games that are followed, in a file of the state folder: each request as it was
 * taken, on the disk before it is acknowledged. Those who keep scores at the same time share the
 * price of one write. Games that have left are dropped from the file from time to time. It also
 * keeps which ids events may have had, so that they grow over a restart whatever the clock does.
 */
final class ScoreLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoreLog.class);
  private static final String FILE = "live-scores.records";
  private static final String KIND = "scores";

  private static final int IDS = 1;
  private static final int SCORES = 2;
  private static final int FORECAST = 3;
  private static final int END = 4;

  /** A record has at most 1 MiB, a score in it about 80 bytes. */
  private static final int MAX_SCORES_OF_RECORD = 5_000;

  /** How many records that nobody needs any more are left in the file. */
  private static final int MAX_GARBAGE = 100_000;

  private final RecordFile file;
  private final Map<String, Kept> kept = new TreeMap<>();
  private long records;
  private long ids;

  /** Games whose records are kept may go on while others are written. */
  private final SharedWrites<List<byte[]>> writes;

  /**
   * A game of an id, which others of the same id may follow.
   *
   * @param begun tells it from those
   * @param day the day of its first score
   */
  record Game(String id, long begun, LocalDate day) {}

  /**
   * What is kept of a game.
   *
   * @param last when its last request was taken
   * @param forecast as it was told, if it was
   */
  record Kept(
      Game game, Instant last, List<ScoresRequest> requests, Optional<PredictResponse> forecast) {}

  private ScoreLog(RecordFile file) {
    this.file = file;
    writes = new SharedWrites<>(this::write);
  }

  /**
   * Opens the file of a state folder, or makes it, and reads what it holds.
   *
   * @param failed is told of each write that fails
   * @throws IOException if it is in use or damaged, saying where
   */
  static ScoreLog open(Path folder, Runnable failed) throws IOException {
    Files.createDirectories(folder);
    Path path = folder.resolve(FILE);
    RecordFile file = RecordFile.open(path, KIND, failed);
    try {
      ScoreLog log = new ScoreLog(file);
      file.read((sequence, bytes) -> log.take(path, sequence, bytes));
      return log;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void take(Path path, long sequence, byte[] bytes) throws IOException {
    try {
      take(bytes);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw RecordFile.unreadable(path, sequence, e);
    }
  }

  private void take(byte[] bytes) throws IOException {
    records++;
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int type = in.readUnsignedByte();
    if (type == IDS) {
      ids = in.readLong();
      return;
    }
    String id = in.readUTF();
    Game game = new Game(id, in.readLong(), LocalDate.ofEpochDay(in.readLong()));
    Optional<Kept> before =
        Optional.ofNullable(kept.get(id)).filter(one -> one.game().equals(game));
    switch (type) {
      case SCORES -> {
        Instant taken = Instant.ofEpochMilli(in.readLong());
        List<ScoresRequest> requests = before.map(Kept::requests).orElseGet(ArrayList::new);
        requests.add(ScoresRequest.CODEC.read(in.readAllBytes()));
        kept.put(id, new Kept(game, taken, requests, before.flatMap(Kept::forecast)));
      }
      case FORECAST -> {
        PredictResponse told = PredictResponse.CODEC.read(in.readAllBytes());
        before.ifPresent(
            one -> kept.put(id, new Kept(game, one.last(), one.requests(), Optional.of(told))));
      }
      case END -> before.ifPresent(one -> kept.remove(id));
      default -> throw new IOException("a record is of type " + type + "; expected 1 to 4");
    }
  }

  /** The games that had not left, by id; asked for once. */
  List<Kept> games() {
    List<Kept> games = List.copyOf(kept.values());
    kept.clear();
    return games;
  }

  /** An id above all that events may have had before. */
  long ids() {
    return ids;
  }

  /** Keeps that events may have ids up to one. */
  void keepIds(long upTo) throws IOException {
    append(List.of(record(IDS, out -> out.writeLong(upTo))));
    ids = upTo;
  }

  /** Keeps a request; when it returns, it is kept for good. */
  void keep(Game game, Instant now, ScoresRequest request) throws IOException {
    List<byte[]> parts = new ArrayList<>();
    List<ScoreTick> scores = request.scores();
    for (int from = 0; from < scores.size(); from += MAX_SCORES_OF_RECORD) {
      int to = Math.min(scores.size(), from + MAX_SCORES_OF_RECORD);
      byte[] json =
          ScoresRequest.CODEC.write(
              new ScoresRequest(
                  request.home(),
                  request.away(),
                  request.date(),
                  scores.subList(from, to),
                  Map.of()));
      parts.add(
          record(
              SCORES,
              game,
              out -> {
                out.writeLong(now.toEpochMilli());
                out.write(json);
              }));
    }
    append(parts);
  }

  /** Keeps the forecast of a game as it was told. */
  void keepForecast(Game game, PredictResponse response) throws IOException {
    byte[] json = PredictResponse.CODEC.write(response);
    append(List.of(record(FORECAST, game, out -> out.write(json))));
  }

  /** Games have left. */
  void end(List<Game> games) throws IOException {
    List<byte[]> ends = new ArrayList<>();
    for (Game game : games) {
      ends.add(record(END, game, out -> {}));
    }
    append(ends);
  }

  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] record(int type, Game game, Content content) throws IOException {
    return record(
        type,
        out -> {
          out.writeUTF(game.id());
          out.writeLong(game.begun());
          out.writeLong(game.day().toEpochDay());
          content.write(out);
        });
  }

  private static byte[] record(int type, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(type);
    content.write(out);
    return bytes.toByteArray();
  }

  private void append(List<byte[]> added) throws IOException {
    if (!added.isEmpty()) {
      writes.write(added);
    }
  }

  private synchronized void write(List<List<byte[]>> together) throws IOException {
    List<byte[]> all = together.stream().flatMap(List::stream).toList();
    file.append(all);
    records += all.size();
  }

  /** Drops the games that have left from the file, if they are much of it. */
  synchronized void tidy() {
    if (records <= MAX_GARBAGE) {
      return;
    }
    try {
      Map<Game, List<byte[]>> games = new LinkedHashMap<>();
      file.read((sequence, bytes) -> sort(bytes, games));
      long needed = games.values().stream().mapToLong(List::size).sum() + 1;
      if (records - needed > MAX_GARBAGE / 2) {
        byte[] first = record(IDS, out -> out.writeLong(ids));
        file.replace(
            Stream.concat(Stream.of(first), games.values().stream().flatMap(List::stream))
                .iterator());
        records = needed;
      }
    } catch (IOException e) {
      LOG.warn("the scores of games that have left stay on the disk: {}", e.getMessage());
    }
  }

  private static void sort(byte[] bytes, Map<Game, List<byte[]>> games) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int type = in.readUnsignedByte();
    if (type == IDS) {
      return;
    }
    Game game = new Game(in.readUTF(), in.readLong(), LocalDate.ofEpochDay(in.readLong()));
    if (type == END) {
      games.remove(game);
    } else {
      games.computeIfAbsent(game, one -> new ArrayList<>()).add(bytes);
    }
  }

  /** Why scores cannot be kept, as far as is known. */
  Optional<String> degraded() {
    return file.degraded();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
