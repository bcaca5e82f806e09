package org.forecast4j.internal;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file with a header, row by row, from a plain or gzipped file. Fields may be quoted; a
 * field does not span lines. Memory is bounded by the longest line allowed, whatever the file says
 * of itself. What is wrong is an {@link IOException} that names the file, the line and the column.
 */
public final class CsvReader implements Closeable {
  private static final int LONGEST_LINE = 1 << 16;
  private static final int LONGEST_EXCERPT = 100;

  /** The place of a column whose name stands more than once in the header. */
  private static final int AMBIGUOUS = -1;

  private static final int MOST_LINES = 5_000_000;

  private final Path path;
  private final BufferedReader in;
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<String> names;
  private List<String> row = List.of();
  private int line;

  private CsvReader(Path path, BufferedReader in) throws IOException {
    this.path = path;
    this.in = in;
    String header = readLine();
    if (header == null) {
      throw new IOException(path + ": empty; expected a header line");
    }
    names = split(header.startsWith("\uFEFF") ? header.substring(1) : header);
    for (int i = 0; i < names.size(); i++) {
      columns.merge(normalized(names.get(i)), i, (first, second) -> AMBIGUOUS);
    }
  }

  /** Opens a file, gzipped if its name ends in {@code .gz}, and reads its header. */
  public static CsvReader open(Path path) throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      InputStream bytes =
          path.toString().endsWith(".gz") ? new GZIPInputStream(file, 1 << 16) : file;
      return new CsvReader(
          path, new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      file.close();
      throw e.getMessage() != null && e.getMessage().startsWith(path.toString())
          ? e
          : new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether there is a column of this name; case and underscores do not matter. Columns that nobody
   * asks for may have any name, even the same.
   */
  public boolean has(String column) {
    return columns.containsKey(normalized(column));
  }

  /** Refuses a file that lacks a column or has it twice. */
  public void require(String... required) throws IOException {
    for (String column : required) {
      Integer place = columns.get(normalized(column));
      if (place == null) {
        throw new IOException(
            path + ": there is no column " + column + "; the header is '" + header() + "'");
      }
      if (place == AMBIGUOUS) {
        throw new IOException(path + ": column " + column + " stands twice in the header");
      }
    }
  }

  private String header() {
    String header = String.join(",", names);
    return header.length() <= LONGEST_EXCERPT ? header : header.substring(0, LONGEST_EXCERPT) + "…";
  }

  private static String normalized(String column) {
    return column.strip().replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Goes to the next row that is not blank; false at the end. */
  public boolean next() throws IOException {
    String text;
    do {
      text = readLine();
      if (text == null) {
        return false;
      }
    } while (text.isBlank());
    row = split(text);
    if (row.size() != names.size()) {
      throw new IOException(
          at() + ": " + row.size() + " cells; expected " + names.size() + " as in the header");
    }
    return true;
  }

  /** The cell of a column, without surrounding blanks. */
  public String get(String column) {
    Integer index = columns.get(normalized(column));
    if (index == null) {
      throw new IllegalArgumentException("there is no column " + column);
    }
    return row.get(index);
  }

  /** The cell of a column, which may not be empty. */
  public String getText(String column) throws IOException {
    String cell = get(column);
    if (cell.isEmpty()) {
      throw wrong(column, "text");
    }
    return cell;
  }

  /** The whole number in a column. */
  public int getInt(String column, int least, int most) throws IOException {
    try {
      int value = Integer.parseInt(get(column));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(column, "a whole number from " + least + " to " + most);
    }
    throw wrong(column, "a whole number from " + least + " to " + most);
  }

  /** The date in a column. */
  public LocalDate getDate(String column) throws IOException {
    try {
      return LocalDate.parse(get(column));
    } catch (DateTimeParseException e) {
      throw wrong(column, "a date like 2019-04-10");
    }
  }

  /** The error for a cell that is not what it should be. */
  public IOException wrong(String column, String expected) {
    return new IOException(
        at() + ", column " + column + ": '" + get(column) + "'; expected " + expected);
  }

  /** The error for a row whose cells contradict one another. */
  public IOException wrongRow(String problem) {
    return new IOException(at() + ": " + problem);
  }

  private String at() {
    return path + ", line " + line;
  }

  private @Nullable String readLine() throws IOException {
    line++;
    if (line > MOST_LINES) {
      throw new IOException(path + ": more than " + MOST_LINES + " lines");
    }
    StringBuilder text = new StringBuilder();
    while (true) {
      int next = read();
      if (next == -1) {
        return text.isEmpty() ? null : text.toString();
      }
      if (next == '\n') {
        return text.toString();
      }
      if (next != '\r') {
        text.append((char) next);
      }
      if (text.length() > LONGEST_LINE) {
        throw new IOException(at() + ": longer than " + LONGEST_LINE + " characters");
      }
    }
  }

  private int read() throws IOException {
    try {
      return in.read();
    } catch (IOException e) {
      throw new IOException(at() + ": " + e.getMessage(), e);
    }
  }

  private List<String> split(String text) throws IOException {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      throw new IOException(at() + ": a quote is not closed");
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
