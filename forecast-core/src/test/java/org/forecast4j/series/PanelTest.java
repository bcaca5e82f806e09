package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {
  @TempDir Path folder;

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("panel.csv"), String.join("\n", lines) + "\n");
  }

  private Panel read(String... lines) throws IOException {
    return Panel.read(file(lines), SeriesColumns.DEFAULT);
  }

  @Test
  void rows_in_any_order_become_series_with_gaps_where_a_step_has_no_row() throws IOException {
    Panel panel = read("id,time,value", "b,2001,7", "a,1990,1", "a,1996,4", "a,1992,2", "b,2000,6");
    assertThat(panel.series()).extracting(TimeSeries::id).containsExactly("b", "a");
    assertThat(panel.series("a").values()).containsExactly(1, 2, Double.NaN, 4);
    assertThat(panel.series("a").timeline()).isEqualTo(Timeline.counting(1990, 2));
    assertThat(panel.series("b").values()).containsExactly(6, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "1990,1991,1992",
    "1996-11,1996-12,1997-01",
    "1996-01-31,1996-02-29,1996-03-31",
    "1996-11-15,1997-02-15,1997-05-15",
    "1996-02-28,1996-02-29,1996-03-01",
    "2024-03-30T23:00,2024-03-31T00:00,2024-03-31T01:00",
    "2024-03-31T00:00Z,2024-03-31T00:15Z,2024-03-31T00:30Z",
    "2024-03-31T01:30+01:00[Europe/Berlin],2024-03-31T03:30+02:00[Europe/Berlin],"
        + "2024-03-31T04:30+02:00[Europe/Berlin]"
  })
  void times_go_on_as_they_began(String first, String second, String third) throws IOException {
    TimeSeries series =
        read("id,time,value", "a," + first + ",1", "a," + second + ",2").series("a");
    assertThat(series.timeline().text(0)).isEqualTo(first);
    assertThat(series.timeline().text(1)).isEqualTo(second);
    assertThat(series.timeline().text(2)).isEqualTo(third);
  }

  @Test
  void days_keep_their_hour_over_a_change_of_the_clock() throws IOException {
    Path file = file("id,time,value", "a,2024-03-30T12:00,1", "a,2024-03-31T12:00,2");
    Timeline timeline = Panel.read(file, berlin()).series("a").timeline();
    assertThat(timeline.text(2)).isEqualTo("2024-04-01T12:00");
    assertThat(ChronoUnit.HOURS.between(timeline.at(0), timeline.at(1))).isEqualTo(23);
  }

  private static SeriesColumns berlin() {
    return new SeriesColumns(
        "id", "time", "value", List.of(), Optional.of(ZoneId.of("Europe/Berlin")));
  }

  @Test
  void offsets_are_seen_in_the_zone_that_is_given() throws IOException {
    Path file =
        file(
            "id,time,value",
            "a,2024-10-26T22:00Z,1",
            "a,2024-10-27T01:00+02:00,2",
            "a,2024-10-27T01:00+01:00[Africa/Algiers],3",
            "a,2024-10-26T21:00-04:00,4");
    TimeSeries series = Panel.read(file, berlin()).series("a");
    assertThat(series.values()).containsExactly(1, 2, 3, 4);
    assertThat(series.timeline().at(0).getHour()).isZero();
    assertThat(series.timeline().text(2)).isEqualTo("2024-10-27T02:00+02:00[Europe/Berlin]");
    assertThat(series.timeline().text(4)).isEqualTo("2024-10-27T03:00+01:00[Europe/Berlin]");
    SeriesColumns utc =
        new SeriesColumns("id", "time", "value", List.of(), Optional.of(ZoneId.of("UTC")));
    assertThat(Panel.read(file, utc).series("a").timeline().text(1)).isEqualTo("2024-10-26T23:00Z");
  }

  @Test
  void offsets_that_differ_are_refused_where_no_zone_is_given() throws IOException {
    String zone = ", or a zone to see all times in (--zone; in Java, that of SeriesColumns)";
    assertWrong(
        "line 3, column time: '2024-03-31T03:00+02:00'; expected +01:00 as in line 2" + zone,
        "a,2024-03-31T01:00+01:00,1",
        "a,2024-03-31T03:00+02:00,2");
    assertWrong(
        "line 3, column time: '2024-07-01T00:00Z'; expected +01:00 as in line 2" + zone,
        "a,2024-01-01T00:00+01:00,1",
        "b,2024-07-01T00:00Z,2");
    assertWrong(
        "line 4, column time: '2024-01-01T02:00+01:00[Europe/Rome]'; expected Europe/Berlin as in"
            + " line 2"
            + zone,
        "a,2024-01-01T00:00+01:00[Europe/Berlin],1",
        "b,2024-01-01T00:00+01:00[Europe/Rome],1",
        "a,2024-01-01T02:00+01:00[Europe/Rome],2");
    assertWrong(
        "line 3, column time: '2024-01-01T01:00Z'; expected a time like 1996-03-01T10:00, as in the"
            + " first row of this series"
            + zone,
        "a,2024-01-01T00:00,1",
        "a,2024-01-01T01:00Z,2");
    assertThat(
            read("id,time,value", "a,2024-01-01T00:00Z,1", "a,2024-01-01T01:00+00:00,2")
                .series("a")
                .length())
        .isEqualTo(2);
  }

  @Test
  void an_hour_that_comes_twice_is_written_with_its_offset_and_read_again() throws IOException {
    Path file = file("id,time,value", "a,2024-10-27T00:00,1", "a,2024-10-27T01:00,2");
    Timeline timeline = Panel.read(file, berlin()).series("a").timeline();
    TimeSeries longer = TimeSeries.of("a", timeline, 1, 2, 3, 4, 5);
    assertThat(timeline.text(2)).isEqualTo("2024-10-27T02:00+02:00");
    assertThat(timeline.text(3)).isEqualTo("2024-10-27T02:00+01:00");
    assertThat(timeline.text(4)).isEqualTo("2024-10-27T03:00");
    Path written = folder.resolve("written.csv");
    for (TimeSeries each :
        List.of(
            longer,
            TimeSeries.of("a", timeline.from(2), 3, 4, 5),
            TimeSeries.of("a", timeline.from(3), 4, 5))) {
      Panel.of(List.of(each)).write(written, berlin());
      TimeSeries again = Panel.read(written, berlin()).series("a");
      assertThat(again.values()).isEqualTo(each.values());
      for (int place = 0; place < 6; place++) {
        assertThat(again.timeline().text(place)).isEqualTo(each.timeline().text(place));
      }
    }
  }

  @Test
  void moments_without_a_common_step_stay_as_they_are() throws IOException {
    TimeSeries series =
        read(
                "id,time,value",
                "a,2024-01-01T00:00:00,1",
                "a,2024-01-01T00:00:07,2",
                "a,2024-01-03T11:00:00,3",
                "a,2024-01-09T10:00:02,4")
            .series("a");
    assertThat(series.values()).containsExactly(1, 2, 3, 4);
    assertThat(series.timeline().text(2)).isEqualTo("2024-01-03T11:00");
    assertThat(series.timeline().text(4)).isEqualTo("2024-01-15T09:00:04");
  }

  @Test
  void what_is_written_is_read_back_with_covariates_of_times_to_come() throws IOException {
    TimeSeries daily =
        TimeSeries.of(
                "x, y",
                Timeline.every(
                    ZonedDateTime.parse("2024-03-30T06:00+01:00[Europe/Berlin]"),
                    1,
                    ChronoUnit.DAYS),
                1.5,
                Double.NaN,
                -3e-7)
            .withCovariate("holiday", 0, 1, 0, 1, Double.NaN);
    TimeSeries counted = TimeSeries.of("7", 1, 2, 3, 4).withCovariate("holiday", 0, 0, 0, 0);
    SeriesColumns columns =
        new SeriesColumns("meter", "when", "kwh", List.of("holiday"), Optional.empty());
    for (String name : List.of("out.csv", "out.csv.gz")) {
      Path file = folder.resolve(name);
      Panel.of(List.of(daily, counted)).write(file, columns);
      Panel panel = Panel.read(file, columns);
      assertThat(panel.series("7")).isEqualTo(counted);
      TimeSeries again = panel.series("x, y");
      assertThat(again.values()).isEqualTo(daily.values());
      assertThat(again.covariate("holiday", 3)).isEqualTo(1);
      assertThat(again.covariate("holiday", 9)).isNaN();
      assertThat(again.timeline().text(2)).isEqualTo("2024-04-01T06:00+02:00[Europe/Berlin]");
      Panel.of(List.of(counted)).write(file, columns);
      assertThat(Panel.read(file, columns).size()).isEqualTo(1);
    }
  }

  @Test
  void a_step_told_by_a_row_without_a_value_is_written_too() throws IOException {
    for (String[] rows :
        new String[][] {
          {"a,1,2", "a,9,"},
          {"a,2024-01,2", "a,2024-04,"},
          {"a,2024-01-01T00:00Z,2", "a,2024-01-01T00:00:01Z,3", "a,2025-01-01T00:00Z,"}
        }) {
      Panel panel = read("id,time,value\n" + String.join("\n", rows));
      Path again = folder.resolve("again-" + rows[0].length() + ".csv");
      panel.write(again, SeriesColumns.DEFAULT);
      assertThat(Panel.read(again, SeriesColumns.DEFAULT)).isEqualTo(panel);
    }
  }

  @Test
  void a_series_of_empty_cells_is_one_of_gaps() throws IOException {
    Panel panel = read("id,time,value", "a,1,", "a,2,NA", "b,1,4", "b,2,");
    assertThat(panel.series("a").values()).containsExactly(Double.NaN, Double.NaN);
    assertThat(panel.series("b").values()).containsExactly(4);
  }

  @Test
  void another_file_is_not_overwritten() throws IOException {
    Path notes = file("my notes");
    assertThatThrownBy(
            () -> Panel.of(List.of(TimeSeries.of("a", 1))).write(notes, SeriesColumns.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists and is no panel");
  }

  @Test
  void an_hour_that_the_clock_skips_is_blamed_not_the_one_after_it(@TempDir Path own)
      throws IOException {
    Path spring = own.resolve("spring.csv");
    for (String rows :
        List.of(
            "a,2024-03-31T02:00,2\na,2024-03-31T03:00,3",
            "a,2024-03-31 02:30,2\na,2024-03-31 03:30,3")) {
      Files.writeString(spring, "id,time,value\na,2024-03-31T01:00,1\n" + rows + "\n");
      assertThatThrownBy(() -> Panel.read(spring, berlin()))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith(
              "line 3, column time: the clock of Europe/Berlin skips this time;"
                  + " expected one that it shows");
    }
    Path autumn = own.resolve("autumn.csv");
    Files.writeString(autumn, "id,time,value\na,2024-10-27T02:00,1\na,2024-10-27T02:00,2\n");
    assertThatThrownBy(() -> Panel.read(autumn, berlin()))
        .hasMessageEndingWith(
            "line 3, column time: series 'a' has this time twice, first in line 2");
  }

  @Test
  void what_is_wrong_in_a_file_is_told_with_its_line_and_column() throws IOException {
    assertWrong("line 3, column value: 'x'; expected a number", "a,1,2", "a,2,x");
    assertWrong("line 2, column value: '1e31'; expected a number", "a,1,1e31");
    assertWrong("line 2, column time: 'soon'; expected a whole number, or a time", "a,soon,1");
    assertWrong(
        "line 3, column time: '2020-01'; expected a date like", "a,2020-01-01,1", "a,2020-01,2");
    assertWrong("line 3, column time: 'x'; expected a whole number, as in", "a,1,1", "a,x,2");
    assertWrong(
        "line 4, column time: series 'a' has this time twice, first in line 2",
        "a,1,1",
        "a,2,1",
        "a,1,5");
    assertWrong("series 'a': 3 rows at 1000000000 steps", "a,1,1", "a,2,1", "a,1000000000,1");
    assertWrong("line 2, column id: ''; expected text", ",1,1");
    assertWrong("no row; expected at least 1");
    Path file = file("id,when,value", "a,1,2");
    assertThatThrownBy(() -> Panel.read(file, SeriesColumns.DEFAULT))
        .hasMessageContaining("there is no column time");
  }

  private void assertWrong(String message, String... rows) throws IOException {
    Path file = file("id,time,value\n" + String.join("\n", rows));
    assertThatThrownBy(() -> Panel.read(file, SeriesColumns.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(file.toString());
  }

  @Test
  void a_panel_has_series_with_ids_of_their_own() {
    TimeSeries series = TimeSeries.of("a", 1, 2);
    assertThatThrownBy(() -> Panel.of(List.of(series, series)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are two series called a; expected different ids");
    assertThatThrownBy(() -> Panel.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number of series is 0; expected at least 1");
    assertThatThrownBy(() -> Panel.of(List.of(series)).series("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'b'");
  }
}
