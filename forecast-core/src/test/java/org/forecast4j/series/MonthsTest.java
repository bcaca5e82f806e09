package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days of the month that are also the last of some months. */
class MonthsTest {
  @ParameterizedTest
  @CsvSource({
    "2023-02-28 2023-03-28 2023-05-28, 2023-06-28 2023-07-28",
    "2022-01-28 2022-02-28 2022-03-28, 2022-04-28 2022-05-28",
    "2023-04-30 2023-05-30 2023-06-30, 2023-07-30 2023-08-30",
    "2023-02-28 2023-03-30 2023-04-30, 2023-05-30 2023-06-30",
    "2023-01-30 2023-02-28 2023-03-30, 2023-04-30 2023-05-30",
    "2023-02-28 2023-03-31 2023-04-30, 2023-05-31 2023-06-30",
    "2022-02-28 2023-02-28 2024-02-28, 2025-02-28 2026-02-28",
    "2022-02-28 2023-02-28 2024-02-29, 2025-02-28 2026-02-28",
    "2023-06-30 2023-12-30 2024-06-30, 2024-12-30 2025-06-30",
    "2023-06-30 2023-09-30 2023-12-31, 2024-03-31 2024-06-30"
  })
  void stay_on_their_day_saved_or_not(String given, String following, @TempDir Path folder)
      throws IOException {
    StringBuilder csv = new StringBuilder("id,time,value\n");
    for (String day : given.split(" ", -1)) {
      csv.append("a,").append(day).append(",1\n");
    }
    Path file = Files.writeString(folder.resolve("months.csv"), csv);
    TimeSeries series = Panel.read(file, SeriesColumns.DEFAULT).series("a");
    BinaryWriter out = new BinaryWriter("times", 1);
    series.timeline().write(out);
    Timeline saved = Timeline.read(new BinaryReader("times", 1, out.toBytes()), 9);
    assertThat(saved).isEqualTo(series.timeline());
    for (Timeline timeline : List.of(series.timeline(), saved, saved.from(1).from(1))) {
      int next = series.length() - (timeline.text(0).equals(saved.text(0)) ? 0 : 2);
      for (String day : following.split(" ", -1)) {
        assertThat(timeline.text(next++)).isEqualTo(day);
      }
    }
  }
}
