package org.forecast4j.cli;

import java.util.Locale;

/** A text that grows a line at a time. */
final class Lines {
  private final StringBuilder text = new StringBuilder();

  /** Adds a line as it is if there are no values to format it with. */
  void line(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
