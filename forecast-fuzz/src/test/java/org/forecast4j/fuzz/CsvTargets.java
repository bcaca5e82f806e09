package org.forecast4j.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.PlayByPlay;

/** The files of games: margins, an index of games, one game's play-by-play. */
final class CsvTargets {
  private static final int BYTES_PER_BYTE = 1_000;

  /** A gzipped byte can stand for a thousand. */
  private static final int BYTES_PER_PACKED_BYTE = 300_000;

  private static final String INDEX = "game_id,date,season,home,away,type,final_home,final_away\n";
  private static final String INDEX_ROW = "g1,2001-02-03,2000-01,AAA,BBB,regular,8,3\n";

  private CsvTargets() {}

  /** The first byte says whether the file is gzipped. */
  static void readMargins(byte[] input) throws IOException {
    boolean packed = Sealed.choice(input, 2) == 1;
    Path file = Scratch.path(packed ? "margins.csv.gz" : "margins.csv");
    Files.write(file, Sealed.rest(input));
    Optional<List<GameMargins>> games =
        Contract.of(input, packed ? BYTES_PER_PACKED_BYTE : BYTES_PER_BYTE)
            .read(() -> GameMargins.read(file), Set.of(IOException.class));
    if (games.isPresent()) {
      Path again = Scratch.path("again.csv");
      GameMargins.write(games.get(), again);
      if (!GameMargins.read(again).equals(games.get())) {
        throw new AssertionError("the games are not the same when written and read again");
      }
    }
  }

  static List<byte[]> marginSeeds() throws IOException {
    StringBuilder text = new StringBuilder("game_id,date,season,home,away,type");
    for (int minute = 1; minute <= GameMargins.MINUTES; minute++) {
      text.append(",m").append(minute);
    }
    text.append(",h24,a24,h48,a48,ot\n");
    text.append("g1,2001-02-03,2000-01,AAA,BBB,regular").append(",3".repeat(48));
    text.append(",50,47,100,97,0\n");
    text.append("\"g,2\",2001-02-01,2000-01,AAA,\"B\"\"B\",regular").append(",0".repeat(48));
    text.append(",50,50,100,100,1\n");
    byte[] plain = utf8(text.toString());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return List.of(Sealed.chosen(0, plain), Sealed.chosen(1, packed.toByteArray()));
  }

  static void readIndex(byte[] input) throws IOException {
    Path index = Scratch.path("games.csv");
    Files.write(index, input);
    Path folder = Scratch.path("no-games");
    Files.createDirectories(folder);
    Contract.of(input, BYTES_PER_BYTE)
        .read(() -> PlayByPlay.read(folder, index), Set.of(IOException.class));
  }

  static List<byte[]> indexSeeds() {
    return List.of(utf8(INDEX + INDEX_ROW), utf8("\uFEFF" + INDEX.replace("_", "") + "\r\n"));
  }

  /** Read as a game of an index, and as updates. */
  static void readGame(byte[] input) throws IOException {
    Path folder = Scratch.path("games");
    Files.createDirectories(folder);
    Path index = folder.resolve("index.csv");
    Files.writeString(index, INDEX + INDEX_ROW);
    Path game = folder.resolve("g1.csv");
    Files.write(game, input);
    Contract.of(input, BYTES_PER_BYTE)
        .read(() -> PlayByPlay.readUpdates(game), Set.of(IOException.class));
    PlayByPlay games =
        Contract.of(input, BYTES_PER_BYTE)
            .read(() -> PlayByPlay.read(folder, index), Set.of(IOException.class))
            .orElseThrow(() -> new AssertionError("a bad game must not refuse the import"));
    if (games.games().size() + games.refused().size() != 1) {
      throw new AssertionError("one game must be imported or refused: " + games);
    }
  }

  static List<byte[]> gameSeeds() {
    return List.of(
        utf8(
            """
            PERIOD,PCTIMESTRING,SCORE,SCOREMARGIN
            1,11:46,0 - 3,3
            1,0:00,,
            2,6:30,2 - 3,1
            2,0:00,2 - 3,1
            3,1:00,2 - 5,3
            3,0:00,,
            4,2:00,3 - 5,2
            4,0:01,3 - 8,5
            4,0:00,,
            """),
        utf8(
            """
            period,clock,scoreHome,scoreAway,description
            1,PT11M46.00S,3,0,"a, b"
            1,PT00M00.00S,,,
            2,PT06M30.5S,3,2,
            3,PT01M00.00S,5,2,
            4,PT02M00.00S,5,3,
            4,PT00M01.00S,8,3,
            """),
        utf8(
            """
            PERIOD,PCTIMESTRING,SCORE
            1,5:00,0 - 2
            2,5:00,2 - 2
            3,5:00,2 - 5
            4,5:00,3 - 5
            4,4:00,5 - 5
            5,1:00,5 - 8
            """));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
