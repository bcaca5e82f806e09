package org.forecast4j.server.live;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.Games;

/**
 * An event as it is sent: encoded once, however many read it.
 *
 * @param id its number, or that of the last event before it
 * @param type its type
 * @param gameId the game it happened to
 * @param json the whole event in UTF-8; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares messages, and copies are what costs.
record LiveMessage(OptionalLong id, String type, Optional<String> gameId, byte[] json) {
  static LiveMessage of(GameEvent event) {
    return new LiveMessage(event.id(), event.type(), event.gameId(), GameEvent.CODEC.write(event));
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
