package org.forecast4j.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process says, taken as it comes: the process never waits to be read. */
final class ProcessOutput {
  /** Of one that says much, the latest is enough. */
  private static final int MOST_KEPT = 8 << 20;

  private final BufferedReader lines;
  private final Thread reader;

  /** Guarded by this. */
  private final StringBuilder said = new StringBuilder();

  private boolean ended;

  ProcessOutput(Process process) {
    lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    reader = new Thread(this::read, "process-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(its output cannot be read: " + e + ")");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    said.append(line).append('\n');
    if (said.length() > MOST_KEPT) {
      said.delete(0, MOST_KEPT / 2);
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until it has said what matches, or fails with what it said instead. */
  synchronized Matcher await(Pattern expected) throws InterruptedException {
    long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
    while (true) {
      Matcher matcher = expected.matcher(said);
      if (matcher.find()) {
        return matcher;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (ended || left <= 0) {
        throw new AssertionError(
            (ended ? "the process ended" : "the process goes on") + " without it: " + said);
      }
      wait(left);
    }
  }

  /** How often it has said what matches, up to now. */
  synchronized int count(Pattern what) {
    return (int) what.matcher(said).results().count();
  }

  /** All that it said, once it has ended. */
  String all() throws InterruptedException {
    reader.join(Await.PATIENCE.toMillis());
    synchronized (this) {
      if (!ended) {
        throw new AssertionError("the process goes on: " + said);
      }
      return said.toString();
    }
  }
}
