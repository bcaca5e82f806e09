package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /games/{id}/scores}: one or many scores of a game, in any rhythm and order. On the
 * wire either {@code scores}, or the fields of a single one beside the others.
 *
 * @param home the home team; who plays is needed once, for the rating difference, and optional
 * @param away the visiting team
 * @param date the day of the game
 * @param scores the scores, at least one
 * @param extra fields this version does not know
 */
public record ScoresRequest(
    Optional<String> home,
    Optional<String> away,
    Optional<LocalDate> date,
    List<ScoreTick> scores,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<ScoresRequest> CODEC =
      WireCodec.of(ScoresRequest::read, ScoresRequest::write);

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if there is no score
   */
  public ScoresRequest {
    scores = List.copyOf(scores);
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("scores is empty; expected at least one score");
    }
    extra = JsonFields.copy(extra);
  }

  /**
   * Scores of a game whose teams are known already or don't matter.
   *
   * @param scores the scores, at least one
   * @return the request
   */
  public static ScoresRequest of(ScoreTick... scores) {
    return new ScoresRequest(
        Optional.empty(), Optional.empty(), Optional.empty(), List.of(scores), Map.of());
  }

  /**
   * The same scores with who plays.
   *
   * @param homeTeam the home team
   * @param awayTeam the visiting team
   * @param day the day of the game
   * @return a new request
   */
  public ScoresRequest teams(String homeTeam, String awayTeam, LocalDate day) {
    return new ScoresRequest(
        Optional.of(homeTeam), Optional.of(awayTeam), Optional.of(day), scores, extra);
  }

  private static ScoresRequest read(JsonFields fields) {
    List<ScoreTick> scores =
        fields.has("scores")
            ? fields.objects("scores", ScoreTick.CODEC::read)
            : List.of(ScoreTick.CODEC.read(fields));
    return new ScoresRequest(
        fields.optionalText("home"),
        fields.optionalText("away"),
        fields.optionalDate("date"),
        scores,
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("home", home);
    out.field("away", away);
    out.field("date", date);
    out.field("scores", scores, ScoreTick.CODEC);
    out.extra(extra);
  }
}
