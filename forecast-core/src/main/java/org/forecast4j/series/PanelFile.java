package org.forecast4j.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.CsvReader;
import org.forecast4j.internal.CsvWriter;
import org.forecast4j.internal.OutputFile;
import org.forecast4j.internal.Text;

/** A panel as a long CSV file: a row for each value. */
final class PanelFile {
  private PanelFile() {}

  /** A row of one series. */
  private record Row(int line, TimeColumn.Time time, double value, double[] covariates) {}

  /** The rows of one series so far. */
  private record Rows(List<Row> rows, TimeColumn.Form form) {}

  static Panel read(Path file, SeriesColumns columns, boolean strict) throws IOException {
    Map<String, Rows> byId = new LinkedHashMap<>();
    try (CsvReader csv = CsvReader.open(file)) {
      csv.require(columns.id(), columns.time(), columns.value());
      csv.require(columns.covariates().toArray(String[]::new));
      if (strict) {
        csv.requireNoOther(columns.names());
      }
      TimeColumn times = new TimeColumn(csv, columns);
      while (csv.next()) {
        addRow(csv, times, columns, byId);
      }
    }
    if (byId.isEmpty()) {
      throw new IOException(file + ": no row; expected at least 1");
    }
    List<TimeSeries> series = new ArrayList<>(byId.size());
    for (Map.Entry<String, Rows> each : byId.entrySet()) {
      series.add(series(file, each.getKey(), each.getValue(), columns));
    }
    return Panel.of(series);
  }

  private static void addRow(
      CsvReader csv, TimeColumn times, SeriesColumns columns, Map<String, Rows> byId)
      throws IOException {
    String id = csv.getText(columns.id());
    Rows rows = byId.get(id);
    if (rows == null) {
      rows = new Rows(new ArrayList<>(), times.form());
      byId.put(id, rows);
    }
    TimeColumn.Time time = times.read(rows.form);
    double[] covariates = new double[columns.covariates().size()];
    for (int i = 0; i < covariates.length; i++) {
      covariates[i] = number(csv, columns.covariates().get(i));
    }
    rows.rows.add(new Row(csv.line(), time, number(csv, columns.value()), covariates));
  }

  /** NaN for an empty cell. */
  private static double number(CsvReader csv, String column) throws IOException {
    String cell = csv.get(column).strip();
    if (cell.isEmpty() || cell.equalsIgnoreCase("na") || cell.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    double value = Text.isDecimal(cell) ? Double.parseDouble(cell) : Double.POSITIVE_INFINITY;
    if (!(Math.abs(value) <= Checks.MAX_MAGNITUDE)) {
      throw csv.wrong(column, "a number from -1e30 to 1e30, or nothing");
    }
    return value;
  }

  private static TimeSeries series(Path file, String id, Rows rows, SeriesColumns columns)
      throws IOException {
    TimeFormat format = rows.form.format();
    boolean counts = format == TimeFormat.NUMBER;
    List<Row> sorted = new ArrayList<>(rows.rows);
    sorted.sort(
        counts
            ? Comparator.comparingLong(row -> row.time.number())
            : Comparator.comparing(row -> row.time.at()));
    for (int i = 1; i < sorted.size(); i++) {
      Row before = sorted.get(i - 1);
      Row row = sorted.get(i);
      if (counts
          ? before.time.number() == row.time.number()
          : before.time.at().isEqual(row.time.at())) {
        throw twice(file, id, before, row, columns);
      }
    }
    Timeline timeline =
        counts
            ? Timeline.ofNumbers(sorted.stream().mapToLong(row -> row.time.number()).toArray())
            : Timeline.inferred(sorted.stream().map(row -> row.time.at()).toList(), format);
    try {
      return placed(id, timeline, sorted, counts, columns.covariates());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + ": series '" + Text.excerpt(id) + "': " + e.getMessage(), e);
    }
  }

  private static IOException twice(
      Path file, String id, Row one, Row other, SeriesColumns columns) {
    if (one.time.isSkipped() != other.time.isSkipped()) {
      return new IOException(
          String.format(
              Locale.ROOT,
              "%s, line %d, column %s: the clock of %s skips this time; expected one that it shows",
              file,
              one.time.isSkipped() ? one.line : other.line,
              columns.time(),
              one.time.at().getZone()));
    }
    return new IOException(
        file
            + ", line "
            + Math.max(one.line, other.line)
            + ", column "
            + columns.time()
            + ": series '"
            + Text.excerpt(id)
            + "' has this time twice, first in line "
            + Math.min(one.line, other.line));
  }

  private static TimeSeries placed(
      String id, Timeline timeline, List<Row> rows, boolean counts, List<String> covariates) {
    int[] places =
        rows.stream()
            .mapToInt(
                row ->
                    counts ? timeline.placeOf(row.time.number()) : timeline.placeOf(row.time.at()))
            .toArray();
    int count = places[places.length - 1] + 1;
    if (count > Math.max(1000, 100 * rows.size())) {
      throw new IllegalArgumentException(
          rows.size() + " rows at " + count + " steps; expected at least one row in 100 steps");
    }
    double[] values = new double[count];
    double[][] known = new double[covariates.size()][count];
    Arrays.fill(values, Double.NaN);
    for (double[] column : known) {
      Arrays.fill(column, Double.NaN);
    }
    int length = 0;
    for (int i = 0; i < places.length; i++) {
      Row row = rows.get(i);
      values[places[i]] = row.value;
      length = Double.isNaN(row.value) ? length : places[i] + 1;
      for (int c = 0; c < known.length; c++) {
        known[c][places[i]] = row.covariates[c];
      }
    }
    // A series without a value is one of gaps: whoever reads on says what that means.
    TimeSeries series =
        TimeSeries.of(id, timeline, Arrays.copyOf(values, length == 0 ? count : length));
    for (int c = 0; c < known.length; c++) {
      series = series.withCovariate(covariates.get(c), known[c]);
    }
    return series;
  }

  static void write(Panel panel, Path file, SeriesColumns columns) throws IOException {
    StringBuilder text = new StringBuilder();
    CsvWriter csv = new CsvWriter(text);
    List<String> header = new ArrayList<>(List.of(columns.id(), columns.time(), columns.value()));
    header.addAll(columns.covariates());
    csv.row(header);
    for (TimeSeries series : panel.series()) {
      int rows = Math.max(series.places(), series.timeline().fewestRows());
      for (int i = 0; i < rows; i++) {
        List<String> cells = new ArrayList<>();
        cells.add(series.id());
        cells.add(series.timeline().text(i));
        cells.add(cell(i < series.length() ? series.value(i) : Double.NaN));
        for (String covariate : columns.covariates()) {
          cells.add(cell(series.covariate(covariate, i)));
        }
        csv.row(cells);
      }
    }
    new OutputFile(file, "panel", earlier -> CsvReader.isTableOf(earlier, header))
        .write(CsvWriter.bytes(text.toString(), file));
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
