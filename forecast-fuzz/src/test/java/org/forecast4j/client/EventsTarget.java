package org.forecast4j.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okio.Buffer;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.WireException;

/** Server-sent events, and the game events in them. */
public final class EventsTarget {
  private static final int BYTES_PER_BYTE = 2_000;
  private static final long MAX_EVENT = 1_024;

  private EventsTarget() {}

  /** Reads them to their end. */
  public static void read(byte[] input) {
    Contract.of(input, BYTES_PER_BYTE)
        .read(() -> readAll(input), Set.of(ServerEvents.TooLong.class, WireException.class));
  }

  private static int readAll(byte[] input) throws IOException {
    ServerEvents events = new ServerEvents(new Buffer().write(input), MAX_EVENT);
    int count = 0;
    Optional<ServerEvents.Event> event = events.next();
    while (event.isPresent()) {
      String data = event.get().data();
      if (data.length() > MAX_EVENT) {
        throw new AssertionError("an event of " + data.length() + " characters");
      }
      if (!data.isEmpty()) {
        GameEvent.CODEC.read(data.getBytes(StandardCharsets.UTF_8));
      }
      count++;
      event = events.next();
    }
    return count;
  }

  /** Streams as the server sends them. */
  public static List<byte[]> seeds() {
    return List.of(
        utf8(
            """
            retry: 1000

            id: 1
            event: score_update
            data: {"id":1,"type":"score_update","game_id":"g"}

            : awake

            id: 2

            """),
        utf8(
            String.join(
                "\r\n",
                "event: initial_state",
                "data: {\"type\":\"initial_state\",",
                "data: \"games\":{\"games\":[]}}",
                "",
                "")));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
