package org.forecast4j.server.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.Games;

/**
 * An event as it is sent: encoded and framed once, however many read it.
 *
 * @param id its number, or that of the last event before it
 * @param type its type
 * @param gameId the game it happened to
 * @param frame the whole event in UTF-8, as a stream of Server-Sent Events has it; not to be
 *     changed
 * @param begin where in the frame its JSON begins
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares messages, and copies are what costs.
record LiveMessage(OptionalLong id, String type, Optional<String> gameId, byte[] frame, int begin) {
  private static final byte[] END = "\n\n".getBytes(UTF_8);

  static LiveMessage of(GameEvent event) {
    String number = event.id().isPresent() ? "id: " + event.id().getAsLong() + "\n" : "";
    byte[] head = (number + "event: " + event.type() + "\ndata: ").getBytes(UTF_8);
    byte[] json = GameEvent.CODEC.write(event);
    byte[] frame =
        ByteBuffer.allocate(head.length + json.length + END.length)
            .put(head)
            .put(json)
            .put(END)
            .array();
    return new LiveMessage(event.id(), event.type(), event.gameId(), frame, head.length);
  }

  /** Some events one after the other, for a stream alone; of the last one's id. */
  static LiveMessage all(List<LiveMessage> events) {
    if (events.size() == 1) {
      return events.get(0);
    }
    ByteBuffer frames = ByteBuffer.allocate(events.stream().mapToInt(LiveMessage::size).sum());
    events.forEach(event -> frames.put(event.frame()));
    LiveMessage last = events.get(events.size() - 1);
    return new LiveMessage(last.id(), last.type(), Optional.empty(), frames.array(), 0);
  }

  /** How many bytes it takes. */
  int size() {
    return frame.length;
  }

  /** Where in the frame its JSON ends. */
  int end() {
    return frame.length - END.length;
  }

  String json() {
    return new String(frame, begin, end() - begin, UTF_8);
  }

  /** One that happened to no game. */
  static LiveMessage of(String type, OptionalLong id, Map<String, Object> facts) {
    return of(
        new GameEvent(
            id,
            type,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            facts));
  }

  /** The games after the event of this id. */
  static LiveMessage initialState(long id, Games games) {
    return of(
        new GameEvent(
            OptionalLong.of(id),
            "initial_state",
            Optional.empty(),
            Optional.empty(),
            Optional.of(games),
            Optional.empty(),
            Map.of()));
  }
}
