package org.forecast4j.server.metrics;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * Lines of the log on their way out. Whoever logs never waits: where nobody takes the lines away,
 * they are dropped and counted. The logging configuration names it.
 */
public final class LogQueue extends AsyncAppender {
  private static final int LINES = 8_192;
  private static final AtomicLong DROPPED = new AtomicLong();

  public LogQueue() {
    setQueueSize(LINES);
    setDiscardingThreshold(0);
    setNeverBlock(true);
  }

  /** One at a time, so that none is dropped without being counted. */
  @Override
  protected synchronized void append(ILoggingEvent event) {
    if (isStarted() && getRemainingCapacity() == 0) {
      DROPPED.incrementAndGet();
    } else {
      super.append(event);
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
