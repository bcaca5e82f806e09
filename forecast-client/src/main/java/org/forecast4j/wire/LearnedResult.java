package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code POST /results} and {@code DELETE /results/{id}} answer.
 *
 * @param gameId what the game is known by
 * @param status {@code learned} or {@code retracted}, {@code duplicate} if that was known already
 *     and changed nothing, or {@code kept} where learning is switched off; others may come
 * @param results how many results the model has learned since it was trained
 * @param ratingsOf the newest day whose results the ratings know
 * @param extra fields this version does not know
 */
public record LearnedResult(
    String gameId,
    String status,
    long results,
    Optional<LocalDate> ratingsOf,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<LearnedResult> CODEC =
      WireCodec.of(LearnedResult::read, LearnedResult::write);

  /** Copies its arguments. */
  public LearnedResult {
    extra = JsonFields.copy(extra);
  }

  private static LearnedResult read(JsonFields fields) {
    return new LearnedResult(
        fields.text("game_id"),
        fields.text("status"),
        fields.integer("results"),
        fields.optionalDate("ratings_of"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("game_id", gameId);
    out.field("status", status);
    out.field("results", results);
    out.field("ratings_of", ratingsOf);
    out.extra(extra);
  }
}
