package org.forecast4j.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;

/**
 * Shows on a terminal how far long work has come; says nothing where the output is a file. Safe for
 * concurrent use.
 */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean visible;
  private int shown;

  Progress(PrintWriter out, boolean visible) {
    this.out = out;
    this.visible = visible;
  }

  /** On the standard error stream, if that is a terminal. */
  static Progress on(PrintWriter err) {
    return new Progress(err, CommandLine.Help.Ansi.AUTO.enabled());
  }

  /** Shows which work goes on, of unknown length. */
  void show(String what) {
    write(what + " …");
  }

  /** Shows a share of some work as done, from 0 to 1. */
  void show(String what, double share) {
    int done = (int) Math.round(share * WIDTH);
    write(
        String.format(
            Locale.ROOT,
            "%-28s [%s%s] %3.0f %%",
            what,
            "#".repeat(done),
            " ".repeat(WIDTH - done),
            100 * share));
  }

  private synchronized void write(String line) {
    if (visible) {
      out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      out.flush();
      shown = line.length();
    }
  }

  /** Wipes the line: something else is printed now. */
  synchronized void clear() {
    if (visible && shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
