package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.PlayByPlay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The columns and example lines of the documentation, held against what reads the files. */
class FilesDocumentTest {
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");
  private static final Pattern RANGE = Pattern.compile("`m(\\d+)` to `m(\\d+)`");

  @TempDir Path folder;

  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws IOException;
  }

  /** One file of the documentation: its documented columns and its example. */
  private record Documented(List<String> columns, String example) {}

  private static List<Documented> documented(String section) throws IOException {
    String document = Files.readString(Path.of("..", "docs", "cli.md"));
    String text = document.split("\n### " + section + "\n", -1)[1].split("\n### ", -1)[0];
    List<Documented> files = new ArrayList<>();
    for (String part : text.split("\\| column \\|", -1)) {
      String[] table = part.split("```csv\n", -1);
      if (table.length == 2) {
        files.add(new Documented(columns(table[0]), table[1].split("```", -1)[0]));
      }
    }
    return files;
  }

  private static List<String> columns(String table) {
    List<String> columns = new ArrayList<>();
    for (String line : table.split("\n", -1)) {
      String first = line.startsWith("| `") ? line.split("\\|", -1)[1] : "";
      Matcher range = RANGE.matcher(first);
      if (range.find()) {
        int last = Integer.parseInt(range.group(2));
        for (int i = Integer.parseInt(range.group(1)); i <= last; i++) {
          columns.add("m" + i);
        }
        continue;
      }
      Matcher name = NAME.matcher(first);
      while (name.find()) {
        columns.add(name.group(1));
      }
    }
    return columns;
  }

  /** The example has each documented column; it is read, and is not without one of the required. */
  private void assertReads(Documented file, List<String> optional, Reader reader)
      throws IOException {
    List<String> header = List.of(file.example().lines().findFirst().orElseThrow().split(","));
    assertThat(file.columns()).containsExactlyElementsOf(header);
    Path example = Files.writeString(folder.resolve("example.csv"), file.example());
    reader.read(example);
    for (String column : header) {
      Files.writeString(example, file.example().replaceFirst("\\b" + column + "\\b", "other"));
      if (optional.contains(column)) {
        reader.read(example);
      } else {
        assertThatThrownBy(() -> reader.read(example))
            .hasMessageContaining("there is no column " + column);
      }
    }
  }

  @Test
  void the_columns_of_a_margins_file_are_those_that_are_read() throws IOException {
    Documented file = documented("Margins").get(0);
    assertThat(String.join(",", file.columns())).isEqualTo(GameMargins.toCsv(List.of()).strip());
    assertReads(file, List.of(), example -> assertThat(GameMargins.read(example)).hasSize(1));
  }

  @Test
  void the_columns_of_an_index_are_those_that_are_read() throws IOException {
    assertReads(
        documented("Index").get(0),
        List.of(),
        example ->
            assertThat(PlayByPlay.read(folder, example).refused()).containsOnlyKeys("0021801221"));
  }

  @Test
  void the_columns_of_play_by_play_files_are_those_that_are_read() throws IOException {
    List<Documented> layouts = documented("Play-by-play");
    assertThat(layouts).hasSize(2);
    for (Documented layout : layouts) {
      Reader reader = file -> assertThat(PlayByPlay.readUpdates(file)).hasSize(1);
      if (layout.columns().contains("clock")) {
        // Without a clock it is of the other layout.
        assertThat(layout.columns()).containsExactly("period", "clock", "scoreHome", "scoreAway");
        reader.read(Files.writeString(folder.resolve("live.csv"), layout.example()));
      } else {
        assertReads(layout, List.of("SCOREMARGIN"), reader);
      }
    }
  }
}
