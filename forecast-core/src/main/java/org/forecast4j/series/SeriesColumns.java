package org.forecast4j.series;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which columns of a CSV file hold what.
 *
 * @param id the column of the series' names
 * @param time the column of times: whole numbers, or ISO 8601
 * @param value the column of values; an empty cell, NA or NaN is a gap
 * @param covariates columns of numbers known beside the values
 * @param zone the zone of times that say none
 */
public record SeriesColumns(
    String id, String time, String value, List<String> covariates, ZoneId zone) {
  /** Columns {@code id}, {@code time} and {@code value}, no covariates, UTC. */
  public static final SeriesColumns DEFAULT =
      new SeriesColumns("id", "time", "value", List.of(), ZoneOffset.UTC);

  /**
   * Copies the covariates.
   *
   * @throws IllegalArgumentException if a column is named twice: values known of times to come
   *     would be those that are to be forecast
   */
  public SeriesColumns {
    covariates = List.copyOf(covariates);
    Set<String> named = new HashSet<>();
    for (String column : Stream.concat(Stream.of(id, time, value), covariates.stream()).toList()) {
      if (!named.add(column)) {
        throw new IllegalArgumentException(
            "column '"
                + column
                + "' is named twice among those of ids, times, values and covariates; expected each"
                + " once");
      }
    }
  }
}
