package org.forecast4j.wire;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that happened to the games that are followed: a Server-Sent Event of {@code GET
 * /games/stream} and a message of {@code WS /ws/live}.
 *
 * @param id its number, growing; in {@code initial_state} and {@code ping} that of the last event
 *     before it; empty where it cannot be asked for again
 * @param type {@code initial_state} (all games), {@code score_update}, {@code pattern_progress}
 *     (further minutes are complete), {@code ml_prediction} (the forecast is made), {@code outcome}
 *     (half-time was reached), {@code expired} (the game is no longer followed), {@code reset}
 *     (events were missed that cannot be replayed), {@code forecast_withheld} (the game is not
 *     forecast, and why), {@code dropped} (nothing more comes, and why), {@code ping}, {@code pong}
 *     or {@code error}; others may come
 * @param gameId the game it happened to
 * @param game the game after it
 * @param games all games, in {@code initial_state}
 * @param reason why, where the type asks for it; of {@code forecast_withheld} such as {@code
 *     history_incomplete}; others may come
 * @param extra fields this version does not know
 */
public record GameEvent(
    OptionalLong id,
    String type,
    Optional<String> gameId,
    Optional<GameState> game,
    Optional<Games> games,
    Optional<String> reason,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<GameEvent> CODEC = WireCodec.of(GameEvent::read, GameEvent::write);

  /** Copies its arguments. */
  public GameEvent {
    extra = JsonFields.copy(extra);
  }

  private static GameEvent read(JsonFields fields) {
    return new GameEvent(
        fields.optionalInteger("id"),
        fields.text("type"),
        fields.optionalText("game_id"),
        fields.optionalObject("game", GameState.CODEC::read),
        fields.optionalObject("games", Games.CODEC::read),
        fields.optionalText("reason"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    if (id.isPresent()) {
      out.field("id", id.getAsLong());
    }
    out.field("type", type);
    out.field("game_id", gameId);
    out.field("game", game, GameState.CODEC);
    out.field("games", games, Games.CODEC);
    out.field("reason", reason);
    out.extra(extra);
  }
}
