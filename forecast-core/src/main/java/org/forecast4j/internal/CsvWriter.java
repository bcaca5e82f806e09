package org.forecast4j.internal;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes CSV that {@link CsvReader} reads back as it was: lines end in {@code \n}, and a cell is
 * quoted where it would otherwise be read as something else.
 */
public final class CsvWriter {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int BUFFER = 1 << 16;

  private final StringBuilder out;

  /** Appends to a text. */
  public CsvWriter(StringBuilder out) {
    this.out = out;
  }

  /**
   * A text as the bytes of a file: in UTF-8, packed if {@link CsvReader#isGzipped} says so.
   *
   * @throws IOException if the text has half of a character
   */
  public static byte[] bytes(String text, Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(List.of(text), file, bytes);
    return bytes.toByteArray();
  }

  /**
   * Writes what {@link #bytes} gives for a long text, of which no more than a part is in memory.
   *
   * @param parts the text, parted between characters
   * @param file where the bytes go, which says whether they are packed
   * @param out takes the bytes, and stays open
   * @throws IOException if they cannot be written, or the text has half of a character
   */
  public static void write(Iterable<String> parts, Path file, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    GZIPOutputStream packed = CsvReader.isGzipped(file) ? new GZIPOutputStream(buffered) : null;
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    for (String part : parts) {
      ByteBuffer encoded = encoder.encode(CharBuffer.wrap(part));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      (packed == null ? buffered : packed).write(bytes);
    }
    if (packed != null) {
      packed.finish();
    }
    buffered.flush();
  }

  /** Writes a row of at least one cell. */
  public void row(List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      cell(cells.get(i), cells.size() == 1);
    }
    out.append('\n');
  }

  private void cell(String cell, boolean alone) {
    if (isPlain(cell) && !(alone && cell.isEmpty())) {
      out.append(cell);
    } else {
      out.append('"').append(cell.replace("\"", "\"\"")).append('"');
    }
  }

  /** A row of one empty cell would be a blank line. */
  private static boolean isPlain(String cell) {
    return cell.equals(cell.strip())
        && cell.chars()
            .noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == BYTE_ORDER_MARK);
  }
}
