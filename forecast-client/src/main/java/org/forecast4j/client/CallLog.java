package org.forecast4j.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Logs tries, without secrets. */
final class CallLog {
  private static final Logger LOG = System.getLogger("org.forecast4j.client");
  private static final int MAX_BODY = 4_096;

  private final LogLevel level;

  CallLog(LogLevel level) {
    this.level = level;
  }

  /** What a try was about. */
  record Try(
      String title, Request request, byte @Nullable [] body, Optional<String> key, int number) {}

  void answered(Try what, RawResponse answer, Duration took) {
    if (isOff()) {
      return;
    }
    StringBuilder text =
        start(what)
            .append(answer.status())
            .append(" in ")
            .append(took.toMillis())
            .append(" ms, ")
            .append(answer.body().length)
            .append(" bytes");
    answer.header(Operation.REQUEST_ID).ifPresent(id -> text.append(", request id ").append(id));
    sent(what, text);
    if (level.compareTo(LogLevel.HEADERS) >= 0) {
      answer
          .headers()
          .forEach((name, values) -> values.forEach(v -> header("<", name, v, what, text)));
    }
    if (level == LogLevel.BODY) {
      body("<", answer.text(), what, text);
    }
    LOG.log(Logger.Level.INFO, Redaction.text(text.toString(), what.key()));
  }

  void failed(Try what, IOException failure, Duration took) {
    if (isOff()) {
      return;
    }
    StringBuilder text =
        start(what).append(failure).append(" after ").append(took.toMillis()).append(" ms");
    sent(what, text);
    LOG.log(Logger.Level.INFO, Redaction.text(text.toString(), what.key()));
  }

  private boolean isOff() {
    return level == LogLevel.NONE || !LOG.isLoggable(Logger.Level.INFO);
  }

  private static StringBuilder start(Try what) {
    StringBuilder text = new StringBuilder(what.title());
    if (what.number() > 1) {
      text.append(" (try ").append(what.number()).append(')');
    }
    return text.append(": ");
  }

  private void sent(Try what, StringBuilder text) {
    if (level.compareTo(LogLevel.HEADERS) >= 0) {
      text.append("\n> ").append(what.request().method()).append(' ').append(what.request().url());
      what.request().headers().forEach(h -> header(">", h.getFirst(), h.getSecond(), what, text));
    }
    byte[] body = what.body();
    if (level == LogLevel.BODY && body != null) {
      body(">", new String(body, StandardCharsets.UTF_8), what, text);
    }
  }

  private static void header(String side, String name, String value, Try what, StringBuilder text) {
    text.append('\n').append(side).append(' ').append(name).append(": ");
    text.append(Redaction.header(name, value, what.key()));
  }

  /** The key is replaced before a body is cut, so that no part of it is left. */
  private static void body(String side, String body, Try what, StringBuilder text) {
    text.append('\n').append(side).append(' ');
    text.append(Redaction.beginning(Redaction.text(body, what.key()), MAX_BODY));
  }
}
