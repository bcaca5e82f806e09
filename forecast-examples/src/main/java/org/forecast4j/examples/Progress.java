package org.forecast4j.examples;

import picocli.CommandLine;

/** Shows on a terminal how far long work has come; says nothing where the output is a file. */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;

  private final String what;
  private final boolean visible = CommandLine.Help.Ansi.AUTO.enabled();

  Progress(String what) {
    this.what = what;
    show(0);
  }

  /** Shows a share of the work as done. */
  void show(double share) {
    if (visible) {
      int done = (int) Math.round(share * WIDTH);
      System.err.printf(
          "\r%-28s [%s%s] %3.0f %%", what, "#".repeat(done), " ".repeat(WIDTH - done), 100 * share);
      System.err.flush();
    }
  }

  @Override
  public void close() {
    if (visible) {
      System.err.print("\r" + " ".repeat(28 + WIDTH + 10) + "\r");
      System.err.flush();
    }
  }
}
