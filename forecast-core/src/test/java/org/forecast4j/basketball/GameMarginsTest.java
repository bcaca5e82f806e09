package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.CsvWriter;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GameMarginsTest {
  @TempDir Path folder;

  static GameMargins game(String id, LocalDate date, String home, String away, int finalMargin) {
    int[] margins = new int[48];
    Random random = new Random(id.hashCode());
    for (int i = 1; i < 47; i++) {
      margins[i] = margins[i - 1] + random.nextInt(-3, 4);
    }
    margins[47] = finalMargin;
    return new GameMargins(
        id,
        date,
        "2018-19",
        home,
        away,
        "regular",
        margins,
        150 + margins[23],
        150,
        200 + finalMargin,
        200,
        finalMargin == 0 ? 1 : 0);
  }

  private static final LocalDate DAY = LocalDate.of(2019, 1, 1);
  private static final List<GameMargins> GAMES =
      List.of(
          game("0021800002", DAY, "BOS", "NYK", 5),
          game("0021800001", DAY, "LAL", "GSW", 0),
          game("0021800003", DAY.plusDays(1), "MIA", "ORL", -12));

  @Test
  void games_that_are_made_while_they_are_written_appear_all_or_not_at_all() throws IOException {
    Path file = folder.resolve("made.csv.gz");
    GameSimulator simulator = new GameSimulator(1);
    int count = 3_000;
    GameMargins.write(() -> simulator.games(0, count).map(SimulatedGame::margins).iterator(), file);
    List<GameMargins> read = GameMargins.read(file);
    assertThat(read).isEqualTo(simulator.games(0, count).map(SimulatedGame::margins).toList());
    assertThat(file).hasBinaryContent(CsvWriter.bytes(GameMargins.toCsv(read), file));
    Iterable<GameMargins> failing =
        () ->
            IntStream.range(0, count)
                .mapToObj(
                    game -> {
                      if (game == count - 1) {
                        throw new IllegalStateException("no more games");
                      }
                      return simulator.game(game).margins();
                    })
                .iterator();
    for (String name : new String[] {"made.csv.gz", "other.csv"}) {
      assertThatThrownBy(() -> GameMargins.write(failing, folder.resolve(name)))
          .hasMessage("no more games");
    }
    assertThat(GameMargins.read(file)).isEqualTo(read);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("games.csv"), text);
  }

  @Test
  void games_written_are_read_again_plain_and_gzipped() throws IOException {
    for (String name : new String[] {"games.csv", "games.csv.gz"}) {
      Path file = folder.resolve(name);
      GameMargins.write(GAMES, file);
      assertThat(GameMargins.read(file)).isEqualTo(GAMES);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
    assertThatThrownBy(() -> GameMargins.write(GAMES, folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + ": a folder; expected the name of a file");
    assertThatThrownBy(() -> GameMargins.write(GAMES, folder.resolve("absent/games.csv")))
        .hasMessageContaining("its parent folder does not exist");
  }

  @Test
  void games_come_in_the_order_of_their_dates_whatever_the_order_of_rows_and_columns()
      throws IOException {
    List<String> lines = GameMargins.toCsv(GAMES).lines().toList();
    StringBuilder text = new StringBuilder();
    for (int line : new int[] {0, 3, 1, 2}) {
      List<String> cells = new ArrayList<>(List.of(lines.get(line).split(",", -1)));
      cells.add(0, cells.remove(cells.size() - 1));
      cells.add(3, line == 0 ? "arena" : "\"Garden, Boston\"");
      text.append(String.join(",", cells)).append("\r\n");
    }
    assertThat(GameMargins.read(file(text.toString()))).isEqualTo(GAMES);
  }

  @Test
  void columns_that_nobody_needs_may_share_a_name() throws IOException {
    List<String> lines = GameMargins.toCsv(GAMES).lines().toList();
    StringBuilder text = new StringBuilder(",note," + lines.get(0) + ",Note\n");
    lines.stream().skip(1).forEach(line -> text.append("7,a,").append(line).append(",b\n"));
    assertThat(GameMargins.read(file(text.toString()))).isEqualTo(GAMES);
  }

  @Test
  void an_example_has_the_first_minutes_as_pattern_and_the_next_as_outcome() {
    GameMargins game = GAMES.get(0);
    LabeledPattern example = game.example(new Shape(18, 6));
    for (int minute = 1; minute <= 18; minute++) {
      assertThat(example.pattern().value(minute - 1)).isEqualTo(game.margin(minute));
    }
    for (int minute = 19; minute <= 24; minute++) {
      assertThat(example.outcome(minute - 19)).isEqualTo(game.margin(minute));
    }
    assertThat(example.labels())
        .containsEntry("home", "BOS")
        .containsEntry("away", "NYK")
        .containsEntry("season", "2018-19");
    assertThatThrownBy(() -> game.example(new Shape(40, 9)))
        .hasMessageContaining("shape is 40→9; expected at most 48");
  }

  @Test
  void what_is_wrong_in_a_file_is_named_with_line_and_column() {
    String good = GameMargins.toCsv(GAMES);
    String[][] damages = {
      {",m7,", ",minute7,", "there is no column m7"},
      {"2019-01-02", "2019-13-02", "line 4, column date: '2019-13-02'; expected a date"},
      {",regular,0,", ",regular,zero,", "line 2, column m1: 'zero'; expected a whole number"},
      {",regular,0,", ",regular,,", "line 2, column m1: ''"},
      {",regular,0,", ",regular,1.5,", "line 2, column m1: '1.5'"},
      {",regular,0,", ",regular,9999,", "column m1: '9999'; expected a whole number from -500"},
      {",regular,0,", ",regular,0,0,", "line 2: 60 cells; expected 59"},
      {"0021800001", "0021800002", "line 3, column game_id: '0021800002'; expected a game that"},
      {",200,0\n", ",201,0\n", "line 2: game 0021800002 has margin 5 at the end of minute 48"},
      {",200,1\n", ",200,0\n", "line 3: game 0021800001 ends regulation 200-200 with 0 overtimes"},
      {"BOS", "", "line 2, column home: ''; expected text"},
      {"BOS", "\"BOS", "line 2: a quote is not closed"},
      {"m48,h24", "m47,h24", "column m47 stands twice"},
      {"NYK", "BOS", "line 2: game 0021800002 is of BOS against itself; expected two teams"},
    };
    for (String[] damage : damages) {
      String damaged = good.replaceFirst(java.util.regex.Pattern.quote(damage[0]), damage[1]);
      assertThat(damaged).isNotEqualTo(good);
      assertThatThrownBy(() -> GameMargins.read(file(damaged)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("games.csv")
          .hasMessageContaining(damage[2]);
    }
  }

  @Test
  void a_line_without_end_and_a_damaged_gzip_are_refused() throws IOException {
    Path bomb = folder.resolve("bomb.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      byte[] zeros = new byte[1 << 20];
      Arrays.fill(zeros, (byte) '0');
      for (int i = 0; i < 50; i++) {
        out.write(zeros);
      }
    }
    assertThatThrownBy(() -> GameMargins.read(bomb))
        .hasMessageContaining("line 1: longer than 65536 bytes");
    Path plain = folder.resolve("plain.csv.gz");
    Files.writeString(plain, GameMargins.toCsv(GAMES), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> GameMargins.read(plain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plain.csv.gz: Not in GZIP format");
    Path cut = folder.resolve("cut.csv.gz");
    GameMargins.write(GAMES, cut);
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 200));
    assertThatThrownBy(() -> GameMargins.read(cut)).hasMessageContaining("cut.csv.gz");
  }

  @Test
  void the_shared_file_is_read_whole() throws IOException {
    List<GameMargins> games = GameMargins.read(Shared.path(Shared.MARGINS));
    assertThat(games).hasSize(27_164);
    assertThat(games.get(0).gameId()).isEqualTo("0029600001");
    assertThat(games.get(0).margin(18)).isEqualTo(14);
    assertThat(games.get(games.size() - 1).date()).isEqualTo(LocalDate.of(2019, 4, 10));
  }
}
