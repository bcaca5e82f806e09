package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What {@code GET /games} answers, and {@code initial_state} says to those who follow.
 *
 * @param games the games that are followed, by id
 * @param extra fields this version does not know
 */
public record Games(List<GameState> games, Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<Games> CODEC = WireCodec.of(Games::read, Games::write);

  /** Copies its arguments. */
  public Games {
    games = List.copyOf(games);
    extra = JsonFields.copy(extra);
  }

  private static Games read(JsonFields fields) {
    return new Games(fields.objects("games", GameState.CODEC::read), fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("games", games, GameState.CODEC);
    out.extra(extra);
  }
}
