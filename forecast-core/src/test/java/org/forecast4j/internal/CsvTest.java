package org.forecast4j.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  private static final String ALPHABET = "ab,,\"\"\n\r \t;'é€\uFEFF\u001b😀";

  @TempDir Path folder;

  private List<List<String>> read(byte[] bytes, String... columns) throws IOException {
    Path file = Files.write(folder.resolve("some.csv"), bytes);
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader csv = CsvReader.open(file)) {
      csv.require(columns);
      while (csv.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) {
          row.add(csv.get(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private List<List<String>> read(String text, String... columns) throws IOException {
    return read(text.getBytes(UTF_8), columns);
  }

  private static String randomCell(Random random) {
    StringBuilder cell = new StringBuilder();
    int[] points = ALPHABET.codePoints().toArray();
    for (int i = random.nextInt(6); i > 0; i--) {
      cell.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return cell.toString();
  }

  @Test
  void a_date_has_a_year_of_four_digits() throws IOException {
    for (String date : List.of("+999999999-12-31", "-0001-01-01", "0000-01-01", "2019-4-1")) {
      Path file = Files.writeString(folder.resolve("dates.csv"), "date\n" + date + "\n");
      try (CsvReader csv = CsvReader.open(file)) {
        csv.require("date");
        csv.next();
        assertThatThrownBy(() -> csv.getDate("date"))
            .isInstanceOf(IOException.class)
            .hasMessageContainingAll("line 2", "column date", date, "2019-04-10");
      }
    }
  }

  @Test
  void a_number_is_written_with_decimal_digits_alone() {
    assertThat(List.of("0.05", "-3", "+2.5e-3", ".5", "7.")).allMatch(Text::isDecimal);
    assertThat(List.of("0x1p-3", "0.1f", "1d", "NaN", "Infinity", "", ".", "٣", "1_0", " 1"))
        .noneMatch(Text::isDecimal);
  }

  @Test
  void whatever_is_written_is_read_as_it_was() throws IOException {
    Random random = new Random(9);
    for (int round = 0; round < 500; round++) {
      String[] columns = new String[1 + random.nextInt(4)];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = "column" + i;
      }
      List<List<String>> rows = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      CsvWriter writer = new CsvWriter(text);
      writer.row(List.of(columns));
      for (int i = random.nextInt(5); i >= 0; i--) {
        List<String> row = new ArrayList<>();
        for (String unused : columns) {
          row.add(randomCell(random));
        }
        rows.add(row);
        writer.row(row);
      }
      assertThat(read(text.toString(), columns)).as(text.toString()).isEqualTo(rows);
    }
  }

  @Test
  void a_cell_is_quoted_only_where_it_must_be() throws IOException {
    StringBuilder text = new StringBuilder();
    CsvWriter writer = new CsvWriter(text);
    writer.row(List.of("Boston, MA", "5' 11\"", "plain text", "", " padded", "two\nlines"));
    writer.row(List.of(""));
    assertThat(text.toString())
        .isEqualTo("\"Boston, MA\",\"5' 11\"\"\",plain text,,\" padded\",\"two\nlines\"\n\"\"\n");
  }

  @Test
  void lines_end_in_lf_cr_or_both_and_blank_ones_do_not_count() throws IOException {
    for (String end : List.of("\n", "\r", "\r\n")) {
      assertThat(read(String.join(end, "a,b", "", "1,2", "  ", "3,4"), "a", "b"))
          .containsExactly(List.of("1", "2"), List.of("3", "4"));
      assertThat(read(String.join(end, "a,b", "1,2", ""), "b")).containsExactly(List.of("2"));
    }
  }

  @Test
  void a_quoted_cell_may_span_lines_and_the_lines_after_it_keep_their_numbers() {
    for (String end : List.of("\n", "\r", "\r\n")) {
      String text = String.join(end, "note,a", "\"one", "two, \"\"three\"\"\",1", "x,2,3");
      assertThatThrownBy(() -> read(text, "a")).hasMessageContaining("line 4: 3 cells; expected 2");
    }
  }

  @Test
  void quotes_count_at_the_beginning_of_a_cell_alone() throws IOException {
    assertThat(read("a,b\n 5' 11\" guard , \"x,y\" \n", "a", "b"))
        .containsExactly(List.of("5' 11\" guard", "x,y"));
    assertThatThrownBy(() -> read("a,b\n\"x\"y,z\n", "a"))
        .hasMessageContaining("line 2: text after a closing quote; expected a comma");
    assertThatThrownBy(() -> read("a,b\nx,\"y\nz,1\n", "a"))
        .hasMessageContaining("line 2: a quote is not closed");
    assertThatThrownBy(() -> read("a,b\n\"" + "x\n".repeat(40_000), "a"))
        .hasMessageContaining("line 2: longer than 65536 bytes; a quote may not be closed");
  }

  @Test
  void the_mark_of_utf_8_is_no_part_of_the_first_name() throws IOException {
    assertThat(read("\uFEFFa,b\n1,2\n", "a")).containsExactly(List.of("1"));
    assertThat(read("\uFEFF\"a\",b\n1,2\n", "a")).containsExactly(List.of("1"));
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused_with_line_and_column() {
    assertThatThrownBy(() -> read("a,team\n1,BOS\n2,Montréal\n".getBytes(ISO_8859_1), "a"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "some.csv, line 3, column team: byte 0xe9 at its position 6 is not UTF-8;"
                + " expected a file in UTF-8");
    assertThatThrownBy(() -> read("a,é\n".getBytes(ISO_8859_1), "a"))
        .hasMessageContaining("line 1, column 2: byte 0xe9 at its position 1");
  }

  @Test
  void numbers_may_have_a_fraction_of_zero() throws IOException {
    Path file = Files.writeString(folder.resolve("n.csv"), "a\n2.0\n-13\n10\n \"7.00\"\n2.5\n.0\n");
    try (CsvReader csv = CsvReader.open(file)) {
      for (int expected : new int[] {2, -13, 10, 7}) {
        assertThat(csv.next()).isTrue();
        assertThat(csv.getInt("a", -100, 100)).isEqualTo(expected);
      }
      for (String wrong : List.of("2.5", ".0")) {
        assertThat(csv.next()).isTrue();
        assertThatThrownBy(() -> csv.getInt("a", -100, 100))
            .hasMessageContaining("column a: '" + wrong + "'; expected a whole number from -100");
      }
    }
  }

  @Test
  void a_gzipped_file_is_known_by_its_name_in_any_case() throws IOException {
    for (String name : List.of("some.csv.gz", "SOME.CSV.GZ", "some.Gz")) {
      Path file = folder.resolve(name);
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write("a\n1\n".getBytes(UTF_8));
      }
      try (CsvReader csv = CsvReader.open(file)) {
        assertThat(csv.next()).isTrue();
        assertThat(csv.get("a")).isEqualTo("1");
      }
    }
  }

  @Test
  void a_text_is_packed_if_the_name_of_its_file_says_so() throws IOException {
    for (String name : List.of("plain.csv", "packed.csv.GZ")) {
      Path file = folder.resolve(name);
      Files.write(file, CsvWriter.bytes("a\nö€😀\n", file));
      assertThat(CsvReader.isGzipped(file)).isEqualTo(name.equals("packed.csv.GZ"));
      try (CsvReader csv = CsvReader.open(file)) {
        assertThat(csv.next()).isTrue();
        assertThat(csv.get("a")).isEqualTo("ö€😀");
      }
    }
    assertThatThrownBy(() -> CsvWriter.bytes("a\n\ud800\n", folder.resolve("half.csv")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_file_is_a_table_of_columns_that_it_has_once_each() throws IOException {
    Path file = Files.writeString(folder.resolve("some.csv"), "a,b,b,c\n");
    assertThat(CsvReader.isTableOf(file, List.of("a", "c"))).isTrue();
    assertThat(CsvReader.isTableOf(file, List.of("a", "d"))).isFalse();
    assertThat(CsvReader.isTableOf(file, List.of("a", "b"))).isFalse();
    assertThat(CsvReader.isTableOf(folder.resolve("none.csv"), List.of("a"))).isFalse();
    assertThat(CsvReader.isTableOf(folder, List.of("a"))).isFalse();
  }

  @Test
  void messages_show_nothing_that_a_terminal_obeys() {
    String wild = "\u001b]0;title\u0007\u202e";
    assertThatThrownBy(
            () -> {
              Path file =
                  Files.writeString(folder.resolve("c\u001b.csv"), "a\n" + wild + "\n", UTF_8);
              try (CsvReader csv = CsvReader.open(file)) {
                csv.next();
                csv.getInt("a", 0, 1);
              }
            })
        .hasMessageEndingWith(
            "c\\u001b.csv, line 2, column a: '\\u001b]0;title\\u0007\\u202e'; expected a whole"
                + " number from 0 to 1");
    assertThatThrownBy(() -> read(wild + "\n", "b"))
        .hasMessageEndingWith(
            "there is no column b; the header is '\\u001b]0;title\\u0007\\u202e'");
    assertThat(Text.printable("ok €😀 \ud800\n")).isEqualTo("ok €😀 \\ud800\\u000a");
    assertThat(Text.excerpt("x".repeat(101))).isEqualTo("x".repeat(100) + "…");
  }
}
