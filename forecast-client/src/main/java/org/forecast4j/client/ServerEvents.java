package org.forecast4j.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import okio.BufferedSource;

/**
 * Reads Server-Sent Events. Lines end with LF or CRLF.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, Server-sent
 *     events</a>
 */
final class ServerEvents {
  private static final int MAX_RETRY_DIGITS = 6;

  private final BufferedSource source;
  private final long mostBytes;

  private Optional<Duration> retry = Optional.empty();

  /**
   * Begins to read.
   *
   * @param mostBytes how long one event may be
   */
  ServerEvents(BufferedSource source, long mostBytes) {
    this.source = source;
    this.mostBytes = mostBytes;
  }

  /**
   * One event.
   *
   * @param id its id, if it has one
   * @param data its data, the lines joined
   */
  record Event(Optional<String> id, String data) {}

  /** How long the server asked to wait before coming back. */
  Optional<Duration> retry() {
    return retry;
  }

  /**
   * The next event; empty at the end, where one that is not complete is dropped.
   *
   * @throws TooLong if it is longer than it may be
   */
  Optional<Event> next() throws IOException {
    Optional<String> id = Optional.empty();
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    long left = mostBytes;
    while (true) {
      long end = source.indexOf((byte) '\n', 0, left);
      if (end < 0) {
        if (source.request(left)) {
          throw new TooLong();
        }
        return Optional.empty();
      }
      left -= end;
      String line = source.readString(end + 1, StandardCharsets.UTF_8).stripTrailing();
      if (line.isEmpty()) {
        if (hasData || id.isPresent()) {
          return Optional.of(new Event(id, data.toString()));
        }
        left = mostBytes;
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).stripLeading();
      switch (name) {
        case "id" -> id = Optional.of(value);
        case "data" -> {
          data.append(hasData ? "\n" : "").append(value);
          hasData = true;
        }
        case "retry" -> {
          if (value.matches("\\d{1," + MAX_RETRY_DIGITS + "}")) {
            retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
          }
        }
        default -> {
          // The type stands in the data, comments keep the connection awake, others are to come.
        }
      }
    }
  }

  /** An event without an end. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("an event is too long");
    }
  }
}
