package org.forecast4j.server.live;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;

/**
 * What happened to a game, before it has its number among all events.
 *
 * @param type its type
 * @param gameId the game it happened to
 * @param game the game after it; empty if the game is no longer followed
 * @param reason why, where the type asks for it
 */
record News(String type, String gameId, Optional<GameState> game, Optional<String> reason) {
  static News of(String type, GameState game, Optional<String> reason) {
    return new News(type, game.gameId(), Optional.of(game), reason);
  }

  /** A game is no longer followed. */
  static News expired(String gameId) {
    return new News("expired", gameId, Optional.empty(), Optional.empty());
  }

  static News of(GameEvent event) {
    return new News(event.type(), event.gameId().orElseThrow(), event.game(), event.reason());
  }

  GameEvent event(OptionalLong id) {
    return new GameEvent(id, type, Optional.of(gameId), game, Optional.empty(), reason, Map.of());
  }
}
