package org.forecast4j.server.metrics;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Lines of the log on their way to standard output. Whoever logs never waits: where nobody takes
 * the lines away, they are dropped and counted. A line is written at once, those that come while it
 * is being written, and shortly after it, together: each would wake a thread otherwise. The logging
 * configuration names it.
 */
public final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final int LINES = 8_192;
  private static final long PAUSE_MILLIS = 10;
  private static final long END_MILLIS = 1_000;
  private static final AtomicLong DROPPED = new AtomicLong();

  private final BlockingQueue<ILoggingEvent> lines = new ArrayBlockingQueue<>(LINES);
  private final Thread writer = new Thread(this::write, "log");
  private @Nullable Encoder<ILoggingEvent> encoder;

  /** Set by the logging configuration. */
  public void setEncoder(Encoder<ILoggingEvent> value) {
    encoder = value;
  }

  @Override
  public void start() {
    super.start();
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    if (!lines.offer(event)) {
      DROPPED.incrementAndGet();
    }
  }

  private void write() {
    try {
      while (isStarted()) {
        writeAll(lines.take());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // Told to end: what waits is still written.
    }
    ILoggingEvent next = lines.poll();
    if (next != null) {
      writeAll(next);
    }
  }

  private void writeAll(ILoggingEvent first) {
    Encoder<ILoggingEvent> format = encoder;
    if (format == null) {
      return;
    }
    List<ILoggingEvent> waiting = new ArrayList<>();
    waiting.add(first);
    lines.drainTo(waiting);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    waiting.forEach(line -> text.writeBytes(format.encode(line)));
    byte[] bytes = text.toByteArray();
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** Writes what waits, as far as it can be written within a second. */
  @Override
  public void stop() {
    super.stop();
    writer.interrupt();
    try {
      writer.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static long dropped() {
    return DROPPED.get();
  }

  /** Writes what waits, as far as it can be written within a second, and ends the log. */
  public static void end() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
