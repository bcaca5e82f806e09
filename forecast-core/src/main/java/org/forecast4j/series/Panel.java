package org.forecast4j.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.internal.Checks;

/**
 * Series of one kind, of any lengths: those of a competition, the meters of a utility. Immutable
 * and safe for concurrent use.
 */
public final class Panel {
  private final Map<String, TimeSeries> byId;
  private final List<TimeSeries> series;

  private Panel(List<TimeSeries> series) {
    this.series = List.copyOf(series);
    Checks.atLeast(1, series.size(), "number of series");
    byId = new LinkedHashMap<>();
    for (TimeSeries each : series) {
      if (byId.put(each.id(), each) != null) {
        throw new IllegalArgumentException(
            "there are two series called " + each.id() + "; expected different ids");
      }
    }
  }

  /**
   * A panel.
   *
   * @param series at least one, each with an id of its own
   * @return the panel
   * @throws IllegalArgumentException if there is none or two have one id
   */
  public static Panel of(List<TimeSeries> series) {
    return new Panel(series);
  }

  /**
   * Reads a long CSV file in UTF-8, gzipped if its name ends in {@code .gz}: a row for each value,
   * in any order. The times of a series are all whole numbers or all moments of one form; what
   * divides all differences is its step, and a step without a row is a gap. Where most steps would
   * be gaps, the moments stay as they are. Rows after the last value are covariates of times to
   * come.
   *
   * @param file the file
   * @param columns which columns hold what
   * @return the panel, in the order in which the series begin in the file
   * @throws IOException if the file cannot be read or is not as described, naming line and column
   */
  public static Panel read(Path file, SeriesColumns columns) throws IOException {
    return PanelFile.read(file, columns, false);
  }

  /**
   * Reads as {@link #read} does a file that has no further columns, so that no misspelt covariate
   * goes unnoticed.
   *
   * @param file the file
   * @param columns all that there are
   * @return the panel
   * @throws IOException as {@link #read} throws it, or if there is another column, naming it
   */
  public static Panel readStrict(Path file, SeriesColumns columns) throws IOException {
    return PanelFile.read(file, columns, true);
  }

  /**
   * Writes what {@link #read} reads back, gaps as empty cells; times that have a zone are written
   * with it.
   *
   * @param file where to, gzipped if its name ends in {@code .gz}; an earlier file is replaced if
   *     it is such a file
   * @param columns the names of the columns
   * @throws IOException if it cannot be written
   */
  public void write(Path file, SeriesColumns columns) throws IOException {
    PanelFile.write(this, file, columns);
  }

  /** The same series, each from its {@linkplain TimeSeries#begun first value} on. */
  Panel begun() {
    return new Panel(series.stream().map(TimeSeries::begun).toList());
  }

  /**
   * All series.
   *
   * @return at least one, in their order
   */
  public List<TimeSeries> series() {
    return series;
  }

  /**
   * One series.
   *
   * @param id its id
   * @return the series
   * @throws IllegalArgumentException if there is none, naming the id
   */
  public TimeSeries series(String id) {
    TimeSeries found = byId.get(id);
    if (found == null) {
      throw new IllegalArgumentException(
          "series is '" + id + "'; expected one of the panel's " + series.size());
    }
    return found;
  }

  /**
   * How many series there are.
   *
   * @return at least 1
   */
  public int size() {
    return series.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Panel that && series.equals(that.series);
  }

  @Override
  public int hashCode() {
    return series.hashCode();
  }

  @Override
  public String toString() {
    return "panel of " + series.size() + " series";
  }
}
