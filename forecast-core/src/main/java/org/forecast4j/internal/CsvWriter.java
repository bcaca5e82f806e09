package org.forecast4j.internal;

import java.util.List;

/**
 * Writes CSV that {@link CsvReader} reads back as it was: lines end in {@code \n}, and a cell is
 * quoted where it would otherwise be read as something else.
 */
public final class CsvWriter {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final StringBuilder out;

  /** Appends to a text. */
  public CsvWriter(StringBuilder out) {
    this.out = out;
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
