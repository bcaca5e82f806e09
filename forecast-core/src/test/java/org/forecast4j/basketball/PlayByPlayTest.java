package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlayByPlayTest {
  private static final String INDEX =
      """
      game_id,date,season,home,away,type,final_home,final_away
      0021800001,2018-10-16,2018-19,BOS,PHI,regular,7,6
      """;
  private static final String GAME =
      """
      PERIOD,PCTIMESTRING,SCORE,SCOREMARGIN
      1,12:00,,
      1,11:30,0 - 2,2
      1,0:00,3 - 2,-1
      2,6:00,3 - 4,1
      2,0:00,,
      3,1:00,6 - 4,-2
      4,0:30,6 - 7,1
      4,0:00,6 - 7,1
      """;

  @TempDir Path folder;

  private PlayByPlay read(String index, String game) throws IOException {
    Files.writeString(folder.resolve("index.csv"), index);
    Files.writeString(folder.resolve("0021800001.csv"), game);
    return PlayByPlay.read(folder, folder.resolve("index.csv"));
  }

  private String refusal(String game) throws IOException {
    PlayByPlay result = read(INDEX, game);
    assertThat(result.games()).isEmpty();
    return String.valueOf(result.refused().get("0021800001"));
  }

  @Test
  void all_raw_games_equal_their_rows_of_the_margins_file() throws IOException {
    Path raw = Shared.path("data/nba/play-by-play");
    Map<String, GameMargins> rows =
        GameMargins.read(Shared.path(Shared.MARGINS)).stream()
            .collect(Collectors.toMap(GameMargins::gameId, Function.identity()));
    PlayByPlay imported = PlayByPlay.read(raw, raw.resolve("index.csv"));
    assertThat(imported.refused()).isEmpty();
    assertThat(imported.games()).hasSize(48);
    for (GameMargins game : imported.games()) {
      assertThat(game).isEqualTo(rows.get(game.gameId()));
    }
    assertThat(imported.games().stream().filter(game -> game.overtimes() > 0)).hasSize(8);
  }

  @Test
  void the_raw_games_to_be_refused_are_refused_each_with_its_reason() throws IOException {
    Path raw = Shared.path("data/nba/play-by-play-rejected");
    PlayByPlay imported = PlayByPlay.read(raw, raw.resolve("index.csv"));
    assertThat(imported.games()).isEmpty();
    Map<String, String> reasons = new TreeMap<>(imported.refused());
    assertThat(reasons).hasSize(8);
    assertThat(reasons.remove("0020300778")).contains("it ends ").contains("expected 120-98");
    assertThat(reasons.values())
        .allSatisfy(reason -> assertThat(reason).contains("the score goes from"));
  }

  @Test
  void margins_are_those_at_or_before_the_end_of_each_minute() throws IOException {
    GameMargins game = read(INDEX, GAME).games().get(0);
    assertThat(game.margin(1)).isEqualTo(2);
    assertThat(game.margin(11)).isEqualTo(2);
    assertThat(game.margin(12)).isEqualTo(-1);
    assertThat(game.margin(17)).isEqualTo(-1);
    assertThat(game.margin(18)).isEqualTo(1);
    assertThat(game.margin(35)).isEqualTo(-2);
    assertThat(game.margin(47)).isEqualTo(-2);
    assertThat(game.margin(48)).isEqualTo(1);
    assertThat(game.homeHalf()).isEqualTo(4);
    assertThat(game.awayHalf()).isEqualTo(3);
    assertThat(game.overtimes()).isZero();
  }

  @Test
  void live_clocks_give_the_same_game() throws IOException {
    String live =
        """
        actionNumber,clock,period,scoreHome,scoreAway,description
        1,PT12M00.00S,1,0,0,"Jump ball, tip"
        2,PT11M30.00S,1,2,0,
        3,PT00M00.00S,1,2,3,"a "" quote"
        4,PT06M00.00S,2,4,3,
        5,PT00M00.00S,2,,,
        6,PT01M00.00S,3,4,6,
        7,PT00M30.00S,4,7,6,
        8,PT00M00.00S,4,7,6,
        """;
    assertThat(read(INDEX, live).games()).isEqualTo(read(INDEX, GAME).games());
  }

  @Test
  void formats_that_other_programs_write_give_the_same_game() throws IOException {
    String written =
        """
        "","PERIOD","PCTIMESTRING","NOTE","SCORE","SCOREMARGIN"
        "1",1.0,"PT12M","Jump ball,
        \"\"tip\"\"\",NA,NA
        "2",1.0,"11:30",NA,"0 - 2","2.0"
        "3",1,"0.0",NA,"3 - 2","-1"
        "4",2,"6:00",NA,"3 - 4",1
        "5",2,"PT0S",NA,NA,NA
        "6",3,"1:00",NA,"6 - 4",-2.0
        "7",4,"30.0",NA,"6 - 7",1
        "8",4,"0:00",NA,"6 - 7",1
        """;
    assertThat(read(INDEX, written).games()).isEqualTo(read(INDEX, GAME).games());
    assertThat(read(INDEX, written.replace("\n", "\r")).games())
        .isEqualTo(read(INDEX, GAME).games());
    String live =
        """
        clock,period,scoreHome,scoreAway
        PT12M,1,0.0,0.0
        PT11M30S,1,2.0,0.0
        PT0S,1.0,2,3
        PT06M00.00S,2,4,3
        PT00M00.00S,2,NA,NA
        PT01M00.00S,3,4,6
        PT30.0S,4,7,6
        PT00M00.00S,4,7,6
        """;
    assertThat(read(INDEX, live).games()).isEqualTo(read(INDEX, GAME).games());
    for (String tie : List.of("TIE", "0", "0.0", "NA", "")) {
      String tied = GAME.replace("1,0:00,3 - 2,-1", "1,5:00,2 - 2," + tie + "\n1,0:00,3 - 2,-1");
      assertThat(read(INDEX, tied).refused()).as(tie).isEmpty();
    }
    assertThat(refusal(GAME.replace("3 - 4,1", "3 - 4,TIE")))
        .contains("column SCOREMARGIN: 'TIE'; expected 1 for 3 - 4");
    assertThat(refusal(GAME.replace("3 - 4,1", "3 - 4,1.5"))).contains("column SCOREMARGIN: '1.5'");
  }

  @Test
  void teams_of_any_name_are_written_so_that_they_can_be_read() throws IOException {
    PlayByPlay imported =
        read(INDEX.replace("BOS", "\"Boston, MA\"").replace("PHI", "\"\"\"76\"\"\""), GAME);
    assertThat(imported.games().get(0).home()).isEqualTo("Boston, MA");
    assertThat(imported.games().get(0).away()).isEqualTo("\"76\"");
    Path out = folder.resolve("out.csv");
    GameMargins.write(imported.games(), out);
    assertThat(GameMargins.read(out)).isEqualTo(imported.games());
  }

  @Test
  void rows_in_any_order_of_their_clocks_give_the_same_game() throws IOException {
    String shuffled =
        """
        PERIOD,PCTIMESTRING,SCORE,SCOREMARGIN
        2,6:00,3 - 4,1
        2,0:00,,
        4,0:30,6 - 7,1
        4,0:00,6 - 7,1
        1,11:30,0 - 2,2
        1,0:00,3 - 2,-1
        3,1:00,6 - 4,-2
        """;
    assertThat(read(INDEX, shuffled).games()).isEqualTo(read(INDEX, GAME).games());
  }

  @Test
  void a_game_is_refused_with_its_reason() throws IOException {
    assertThat(refusal(GAME.replace("3 - 4,1", "3 - 1,-2")))
        .contains("the score goes from 2-3 to 1-3 at period 2, 6:00.00 left");
    assertThat(refusal(GAME.replace("1,11:30,0 - 2,2", "1,11:30,0 - 4,4")))
        .contains("the score goes from 0-0 to 4-0");
    assertThat(refusal(GAME.replace("1,11:30,0 - 2,2", "1,11:30,1 - 2,1")))
        .contains("the score goes from 0-0 to 2-1");
    assertThat(refusal(GAME.replace("3 - 4,1", "3 - 4,2")))
        .contains("line 5, column SCOREMARGIN: '2'; expected 1 for 3 - 4");
    assertThat(refusal(GAME.replace("3,1:00,6 - 4,-2", "4,1:00,6 - 4,-2")))
        .contains("period 3 is missing of 4");
    assertThat(refusal(GAME + "5,1:00,8 - 7,-1\n5,0:00,8 - 7,\n"))
        .contains("period 4 ends 7-6 and another follows");
    assertThat(refusal(GAME.replace("6 - 7,1", "6 - 6,TIE")))
        .contains("period 4 ends 6-6 and none follows; expected an overtime after a tie alone");
    assertThat(refusal(GAME.replace("4,0:30,6 - 7,1\n4,0:00,6 - 7,1", "4,0:00,6 - 5,-1")))
        .contains("it ends 5-6; expected 7-6 as in the index");
    assertThat(refusal(GAME.replace("2,6:00", "2,13:00")))
        .contains("line 5: clock of period 2 shows 780.0 s; expected 0 to 720");
    assertThat(refusal(GAME.replace("2,6:00", "two,6:00")))
        .contains("line 5, column period: 'two'; expected a whole number");
    assertThat(refusal(GAME.replace("3 - 4,1", "3 : 4,1")))
        .contains("column SCORE: '3 : 4'; expected a score like 21 - 24");
    assertThat(refusal(GAME.replace("PERIOD,", "SCOREMARGIN,")))
        .contains("there is no column PERIOD; the header is 'SCOREMARGIN,PCTIMESTRING,SCORE");
    assertThat(refusal(GAME.replace("SCOREMARGIN\n", "SCOREMARGIN,Score_Margin\n")))
        .contains("column SCOREMARGIN stands twice in the header");
    assertThat(refusal("PERIOD,SCORE\n")).contains("there is no column PCTIMESTRING");
    assertThat(refusal("")).contains("empty; expected a header line");
  }

  @Test
  void an_overtime_after_a_tie_is_part_of_the_game() throws IOException {
    String tied =
        GAME.replace("4,0:30,6 - 7,1\n4,0:00,6 - 7,1\n", "4,0:30,6 - 6,TIE\n4,0:00,6 - 6,TIE\n")
            + "5,1:00,6 - 7,1\n5,0:00,6 - 7,1\n";
    GameMargins game = read(INDEX, tied).games().get(0);
    assertThat(game.overtimes()).isEqualTo(1);
    assertThat(game.margin(48)).isZero();
  }

  @Test
  void missing_and_unlisted_files_are_refused_by_name() throws IOException {
    Files.writeString(folder.resolve("stray.csv"), GAME);
    PlayByPlay result =
        read(INDEX + "0021800002,2018-10-16,2018-19,GSW,OKC,regular,108,100\n", GAME);
    assertThat(result.games()).hasSize(1);
    assertThat(result.refused()).containsOnlyKeys("0021800002", "stray.csv");
    assertThat(result.refused().get("0021800002")).contains("there is no file");
    assertThat(result.refused().get("stray.csv")).isEqualTo("the index does not list it");
  }

  @Test
  void other_tables_may_lie_beside_the_games() throws IOException {
    GameMargins.write(read(INDEX, GAME).games(), folder.resolve("margins.csv"));
    Files.writeString(folder.resolve("teams.csv"), "team,city\nBOS,Boston\n");
    Files.writeString(folder.resolve("empty.csv"), "");
    Files.writeString(folder.resolve("live.csv"), "period,clock,scoreHome,scoreAway\n");
    assertThat(PlayByPlay.read(folder, folder.resolve("index.csv")).refused())
        .containsOnlyKeys("empty.csv", "live.csv");
  }

  @Test
  void no_index_is_taken_for_a_game() throws IOException {
    read(INDEX, GAME);
    for (Path other :
        List.of(folder.resolve("other.csv"), folder.resolve("..").resolve("0021800009.csv"))) {
      Files.writeString(other, INDEX);
      assertThat(PlayByPlay.read(folder, other).refused()).isEmpty();
      Files.delete(other);
    }
    Path elsewhere = Files.createDirectory(folder.resolve("a")).resolve("stray.csv");
    Files.writeString(elsewhere, INDEX);
    Files.writeString(folder.resolve("stray.csv"), GAME);
    assertThat(PlayByPlay.read(folder, elsewhere).refused()).containsOnlyKeys("stray.csv");
  }

  @Test
  void a_wrong_index_fails_the_import_naming_line_and_column() {
    assertThatThrownBy(() -> read(INDEX.replace("final_away", "away_final"), GAME))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no column final_away");
    assertThatThrownBy(() -> read(INDEX.replace("2018-10-16", "16.10.2018"), GAME))
        .hasMessageContaining("line 2, column date: '16.10.2018'; expected a date");
    assertThatThrownBy(() -> read(INDEX.replace("0021800001", "../secret"), GAME))
        .hasMessageContaining("line 2, column game_id: '../secret'");
    assertThatThrownBy(() -> read(INDEX + "1,2\n", GAME))
        .hasMessageContaining("line 3: 2 cells; expected 8");
    String arabic = INDEX.replaceFirst("\\d+\\n$", "\u0661\u0660\u0660\n");
    assertThat(arabic).isNotEqualTo(INDEX);
    assertThatThrownBy(() -> read(arabic, GAME))
        .hasMessageContaining("column final_away: '\u0661\u0660\u0660'; expected a whole number");
  }
}
