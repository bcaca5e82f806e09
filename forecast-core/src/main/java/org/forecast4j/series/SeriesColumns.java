package org.forecast4j.series;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.forecast4j.internal.CsvReader;

/**
 * Which columns of a CSV file hold what.
 *
 * @param id the column of the series' names
 * @param time the column of times: whole numbers, or ISO 8601
 * @param value the column of values; an empty cell, NA or NaN is a gap
 * @param covariates columns of numbers known beside the values
 * @param zone the zone of times that say none, in which times with an offset are seen, too; if
 *     empty, those that say none are of UTC, and others keep their offset or zone
 */
public record SeriesColumns(
    String id, String time, String value, List<String> covariates, Optional<ZoneId> zone) {
  /** Columns {@code id}, {@code time} and {@code value}, no covariates, no zone. */
  public static final SeriesColumns DEFAULT =
      new SeriesColumns("id", "time", "value", List.of(), Optional.empty());

  /**
   * Copies the covariates.
   *
   * @throws IllegalArgumentException if a column is named twice, in whatever case: values known of
   *     times to come would be those that are to be forecast
   */
  public SeriesColumns {
    covariates = List.copyOf(covariates);
    Set<String> named = new HashSet<>();
    for (String column : names(id, time, value, covariates)) {
      if (!named.add(CsvReader.normalized(column))) {
        throw new IllegalArgumentException(
            "column '"
                + column
                + "' is named twice among those of ids, times, values and covariates; expected each"
                + " once");
      }
    }
  }

  private static List<String> names(String id, String time, String value, List<String> covariates) {
    return Stream.concat(Stream.of(id, time, value), covariates.stream()).toList();
  }

  /** All columns that are read. */
  List<String> names() {
    return names(id, time, value, covariates);
  }
}
