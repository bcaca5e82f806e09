package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Shows on a terminal how far long work has come; says nothing where the output is a file. Safe for
 * concurrent use.
 */
final class Progress implements AutoCloseable {
  /** What a line may have where a terminal is as narrow as is usual. */
  private static final int MOST = 79;

  private static final double SECOND = 1e9;

  /** Before that, neither rate nor time left say much. */
  private static final double SETTLED = 0.5 * SECOND;

  private static final double PAUSE = 0.1 * SECOND;

  private final PrintWriter out;
  private final boolean visible;
  private final LongSupplier nanos;
  private int shown;
  private String part = "";
  private long begun;
  private long written;

  Progress(PrintWriter out, boolean visible, LongSupplier nanos) {
    this.out = out;
    this.visible = visible;
    this.nanos = nanos;
  }

  /** On the standard error stream of a command, if that is a terminal. */
  static Progress on(CommandSpec command) {
    return new Progress(
        command.commandLine().getErr(),
        command.root().userObject() instanceof Main main && main.isOnTerminal(),
        System::nanoTime);
  }

  /**
   * Whether the standard error stream of this process is a terminal. A JVM knows that of the two
   * other streams alone, so the program that every Unix has for the question is asked; where there
   * is none, nothing is shown.
   */
  static boolean isOnTerminal() {
    try {
      return new ProcessBuilder("test", "-t", "2")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Shows which work goes on, of unknown length. */
  synchronized void show(String what) {
    begin(what);
    write(what + " …");
  }

  /**
   * Shows how much of some work is done, how fast it goes, and how long the rest takes at that
   * rate.
   *
   * @param what the work; another than before begins now
   * @param done how many of the things are done
   * @param count how many there are
   * @param things what they are called
   */
  synchronized void show(String what, long done, long count, String things) {
    boolean isNew = begin(what);
    long now = nanos.getAsLong();
    if (!isNew && done < count && now - written < PAUSE) {
      return;
    }
    String line =
        String.format(Locale.ROOT, "%s: %d %%", what, count == 0 ? 100 : 100 * done / count);
    long elapsed = now - begun;
    if (done > 0 && elapsed >= SETTLED) {
      line +=
          String.format(
              Locale.ROOT,
              ", %s %s/s, %s left",
              rate(done / (elapsed / SECOND)),
              things,
              time(Math.round(elapsed / SECOND * (count - done) / done)));
    }
    written = now;
    write(line);
  }

  private boolean begin(String what) {
    boolean isNew = !what.equals(part);
    if (isNew) {
      part = what;
      begun = nanos.getAsLong();
    }
    return isNew;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
  }

  private static String time(long seconds) {
    Duration left = Duration.ofSeconds(seconds);
    return seconds < TimeUnit.MINUTES.toSeconds(1)
        ? seconds + " s"
        : seconds < TimeUnit.HOURS.toSeconds(1)
            ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
            : left.toHours() + " h " + left.toMinutesPart() + " min";
  }

  private void write(String whole) {
    if (visible) {
      String line = whole.length() > MOST ? whole.substring(0, MOST) : whole;
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
