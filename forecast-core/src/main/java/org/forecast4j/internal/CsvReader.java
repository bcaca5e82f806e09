package org.forecast4j.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file in UTF-8 with a header, row by row, from a plain or gzipped file. Lines end in
 * LF, CR or both. A cell may be quoted, and then hold commas, line ends and doubled quotes; one
 * that is not loses its surrounding blanks. Memory is bounded by the longest row allowed, whatever
 * the file says of itself. What is wrong is an {@link IOException} that names the file, the line
 * (that of the row's beginning) and the column, and shows nothing of the file that a terminal would
 * obey.
 */
public final class CsvReader implements Closeable {
  private static final int MAX_ROW_LENGTH = 1 << 16;
  private static final int MAX_LINES = 5_000_000;
  private static final int END = -1;
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** The place of a column whose name stands more than once in the header. */
  private static final int AMBIGUOUS = -1;

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  private final Map<String, Integer> columns = new HashMap<>();
  private List<String> names = List.of();
  private List<String> row = List.of();

  /** The line that the row begins on, and the one that is being read. */
  private int line;

  private int reading = 1;
  private int rowBytes;

  /** The cell that is being read. */
  private byte[] cell = new byte[64];

  private int cellBytes;
  private boolean quoted;

  private CsvReader(String name, InputStream in) throws IOException {
    this.name = Text.printable(name);
    this.in = in;
    skipMark();
    List<String> header = readRow();
    if (header == null) {
      throw new IOException(name + ": empty; expected a header line");
    }
    names = header;
    for (int i = 0; i < names.size(); i++) {
      columns.merge(normalized(names.get(i)), i, (first, second) -> AMBIGUOUS);
    }
  }

  /** Opens a file, gzipped if {@link #isGzipped} says so, and reads its header. */
  public static CsvReader open(Path path) throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      return new CsvReader(
          path.toString(), isGzipped(path) ? new GZIPInputStream(file, 1 << 16) : file);
    } catch (IOException e) {
      file.close();
      String name = Text.printable(path.toString());
      throw e.getMessage() != null && e.getMessage().startsWith(name)
          ? e
          : new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Reads the header of a file that is in memory, under the name that messages call it by. */
  public static CsvReader of(String name, byte[] bytes) throws IOException {
    return new CsvReader(name, new ByteArrayInputStream(bytes));
  }

  /** Whether a file can be read as one that has each of these columns once. */
  public static boolean isTableOf(Path path, List<String> columns) {
    try (CsvReader csv = open(path)) {
      csv.require(columns.toArray(new String[0]));
      return true;
    } catch (IOException anotherKind) {
      return false;
    }
  }

  /** Whether the name of a file ends in {@code .gz}, in any case. */
  public static boolean isGzipped(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
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
        throw new MissingColumnException(
            column,
            name
                + ": there is no column "
                + column
                + "; the header is '"
                + Text.excerpt(String.join(",", names))
                + "'");
      }
      if (place == AMBIGUOUS) {
        throw new IOException(name + ": column " + column + " stands twice in the header");
      }
    }
  }

  /** Refuses a file that has a column of another name. */
  public void requireNoOther(List<String> known) throws IOException {
    List<String> normalized = known.stream().map(CsvReader::normalized).toList();
    for (String column : names) {
      if (!normalized.contains(normalized(column))) {
        throw new IOException(
            name
                + ": column '"
                + Text.excerpt(column)
                + "' is not one that is read; expected only "
                + String.join(", ", known));
      }
    }
  }

  /** What names of one column have in common: case and underscores do not matter. */
  public static String normalized(String column) {
    return column.strip().replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Goes to the next row that is not blank; false at the end. */
  public boolean next() throws IOException {
    List<String> cells;
    do {
      cells = readRow();
      if (cells == null) {
        return false;
      }
    } while (cells.size() == 1 && cells.get(0).isEmpty() && !quoted);
    row = cells;
    if (row.size() != names.size()) {
      throw new IOException(
          at() + ": " + row.size() + " cells; expected " + names.size() + " as in the header");
    }
    return true;
  }

  /** The line on which the row begins, the header's being 1. */
  public int line() {
    return line;
  }

  /** The cell of a column. */
  public String get(String column) {
    Integer index = columns.get(normalized(column));
    if (index == null) {
      throw new IllegalArgumentException("there is no column " + column);
    }
    return row.get(index);
  }

  /** The cell of a column, which may not be empty. */
  public String getText(String column) throws IOException {
    String text = get(column);
    if (text.isBlank()) {
      throw wrong(column, "text");
    }
    return text;
  }

  /** The whole number in a column, which may be written like 2.0. */
  public int getInt(String column, int least, int most) throws IOException {
    OptionalLong value = Text.wholeNumber(withoutZeroFraction(get(column).strip()), least, most);
    if (value.isEmpty()) {
      throw wrong(column, "a whole number from " + least + " to " + most);
    }
    return (int) value.getAsLong();
  }

  private static String withoutZeroFraction(String number) {
    int end = number.length();
    while (end > 0 && number.charAt(end - 1) == '0') {
      end--;
    }
    return end > 1 && end < number.length() && number.charAt(end - 1) == '.'
        ? number.substring(0, end - 1)
        : number;
  }

  /** The date in a column. */
  public LocalDate getDate(String column) throws IOException {
    return Text.date(get(column).strip())
        .orElseThrow(() -> wrong(column, "a date like 2019-04-10"));
  }

  /** The error for a cell that is not what it should be. */
  public IOException wrong(String column, String expected) {
    return new IOException(
        at()
            + ", column "
            + column
            + ": '"
            + Text.excerpt(get(column))
            + "'; expected "
            + expected);
  }

  /** The error for a row whose cells contradict one another. */
  public IOException wrongRow(String problem) {
    return new IOException(at() + ": " + problem);
  }

  private String at() {
    return name + ", line " + line;
  }

  private @Nullable List<String> readRow() throws IOException {
    line = reading;
    rowBytes = 0;
    if (peek() == END) {
      return null;
    }
    List<String> cells = new ArrayList<>(names.size());
    while (true) {
      readCell();
      cells.add(decode(cells.size()));
      if (peek() != ',') {
        break;
      }
      take();
    }
    if (peek() != END) {
      endLine(take());
    }
    return cells;
  }

  /** Reads up to what ends a cell, which may be quoted. */
  private void readCell() throws IOException {
    cellBytes = 0;
    quoted = false;
    while (!isEndOfCell(peek())) {
      int next = take();
      if (next == '"' && isBlank()) {
        quoted = true;
        readQuoted();
        return;
      }
      append(next);
    }
  }

  private static boolean isEndOfCell(int next) {
    return next == ',' || next == '\n' || next == '\r' || next == END;
  }

  private void readQuoted() throws IOException {
    cellBytes = 0;
    while (true) {
      if (peek() == END) {
        throw new IOException(at() + ": a quote is not closed");
      }
      int next = take();
      if (next == '"') {
        if (peek() != '"') {
          break;
        }
        take();
      } else if (next == '\n' || (next == '\r' && peek() != '\n')) {
        countLine();
      }
      append(next);
    }
    while (peek() == ' ' || peek() == '\t') {
      take();
    }
    if (!isEndOfCell(peek())) {
      throw new IOException(at() + ": text after a closing quote; expected a comma");
    }
  }

  private void endLine(int end) throws IOException {
    if (end == '\r' && peek() == '\n') {
      take();
    }
    countLine();
  }

  private void countLine() throws IOException {
    if (++reading > MAX_LINES) {
      throw new IOException(name + ": more than " + MAX_LINES + " lines");
    }
  }

  private boolean isBlank() {
    for (int i = 0; i < cellBytes; i++) {
      if (cell[i] != ' ' && cell[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void append(int next) {
    if (cellBytes == cell.length) {
      cell = Arrays.copyOf(cell, 2 * cellBytes);
    }
    cell[cellBytes++] = (byte) next;
  }

  private String decode(int index) throws IOException {
    ByteBuffer utf8 = ByteBuffer.wrap(cell, 0, cellBytes);
    try {
      String text = UTF_8.newDecoder().decode(utf8).toString();
      return quoted ? text : text.strip();
    } catch (CharacterCodingException e) {
      String column = index < names.size() ? Text.excerpt(names.get(index)) : "" + (index + 1);
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, column %s: byte 0x%02x at its position %d is not UTF-8; expected a file in"
                  + " UTF-8",
              at(),
              column,
              cell[utf8.position()],
              utf8.position() + 1),
          e);
    }
  }

  /** A file may begin with the mark that says that it is UTF-8. */
  private void skipMark() throws IOException {
    limit = in.readNBytes(buffer, 0, MARK.length);
    if (limit == MARK.length && Arrays.equals(buffer, 0, limit, MARK, 0, limit)) {
      position = limit;
    }
  }

  /** The next byte, which stays. */
  private int peek() throws IOException {
    if (position == limit) {
      fill();
    }
    return position < limit ? buffer[position] & 0xff : END;
  }

  private int take() throws IOException {
    int next = peek();
    position++;
    if (++rowBytes > MAX_ROW_LENGTH) {
      throw new IOException(
          at()
              + ": longer than "
              + MAX_ROW_LENGTH
              + " bytes"
              + (quoted ? "; a quote may not be closed" : ""));
    }
    return next;
  }

  private void fill() throws IOException {
    try {
      position = 0;
      limit = Math.max(0, in.read(buffer));
    } catch (IOException e) {
      throw new IOException(at() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
