package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.forecast4j.basketball.GameResult;

/**
 * {@code POST /results}: how a game ended, from which a model learns what to expect of its teams.
 *
 * @param gameId what the game is known by: sent twice it counts once
 * @param date the day it began
 * @param home code of the home team, such as {@code BOS}
 * @param away code of the visitors
 * @param homeScore final points of the home team, 0 to 500
 * @param awayScore final points of the visitors, 0 to 500, other than those of the home team
 * @param overtimes number of overtimes, 0 to 26
 * @param regulationPoints points of each of the two teams at the end of regulation, which was a
 *     tie; only after overtime, and empty if they are not known
 * @param model the model's name; the server's default model if empty
 * @param extra fields this version does not know
 */
public record FinalScore(
    String gameId,
    LocalDate date,
    String home,
    String away,
    int homeScore,
    int awayScore,
    int overtimes,
    OptionalInt regulationPoints,
    Optional<String> model,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<FinalScore> CODEC =
      WireCodec.of(FinalScore::read, FinalScore::write);

  private static final int MAX_POINTS = 500;

  /** As many as there are periods after the fourth. */
  private static final int MAX_OVERTIMES = 26;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a team plays itself, the scores are equal or out of bounds,
   *     there are more overtimes, or points of regulation are given without an overtime or are more
   *     than a final score
   */
  public FinalScore {
    extra = JsonFields.copy(extra);
    if (overtimes > MAX_OVERTIMES) {
      throw new IllegalArgumentException(
          "overtimes is " + overtimes + "; expected 0 to " + MAX_OVERTIMES);
    }
    GameResult unused = GameResult.ofFinal(date, home, away, homeScore, awayScore, overtimes);
    if (regulationPoints.isPresent()) {
      int points = regulationPoints.getAsInt();
      int most = Math.min(homeScore, awayScore);
      if (overtimes == 0 || points < 0 || points > most) {
        throw new IllegalArgumentException(
            "regulation_points is "
                + points
                + " with overtimes "
                + overtimes
                + "; expected 0 to "
                + most
                + ", the lower final score, after overtime alone");
      }
    }
  }

  /**
   * A game without overtime, for the default model.
   *
   * @param gameId what the game is known by
   * @param date the day it began
   * @param home code of the home team
   * @param away code of the visitors
   * @param homeScore final points of the home team
   * @param awayScore final points of the visitors
   * @return the score
   */
  public static FinalScore of(
      String gameId, LocalDate date, String home, String away, int homeScore, int awayScore) {
    return new FinalScore(
        gameId,
        date,
        home,
        away,
        homeScore,
        awayScore,
        0,
        OptionalInt.empty(),
        Optional.empty(),
        Map.of());
  }

  /**
   * The same score after overtimes; the points at the end of regulation are not known.
   *
   * @param count number of overtimes
   * @return a new score
   */
  public FinalScore withOvertimes(int count) {
    return with(home, away, count, OptionalInt.empty(), model, extra);
  }

  /**
   * The same score after overtimes.
   *
   * @param count number of overtimes
   * @param points points of each of the two teams at the end of regulation
   * @return a new score
   */
  public FinalScore withOvertimes(int count, int points) {
    return with(home, away, count, OptionalInt.of(points), model, extra);
  }

  /**
   * The same score for a model.
   *
   * @param name its name
   * @return a new score
   */
  public FinalScore withModel(String name) {
    return with(home, away, overtimes, regulationPoints, Optional.of(name), extra);
  }

  /**
   * What the score says of the game and nothing else, under other codes of the same teams.
   *
   * @param homeTeam code of the home team
   * @param awayTeam code of the visitors
   * @return the score without a model and fields that are not known
   */
  public FinalScore bare(String homeTeam, String awayTeam) {
    return with(homeTeam, awayTeam, overtimes, regulationPoints, Optional.empty(), Map.of());
  }

  private FinalScore with(
      String homeTeam,
      String awayTeam,
      int count,
      OptionalInt points,
      Optional<String> named,
      Map<String, Object> more) {
    return new FinalScore(
        gameId, date, homeTeam, awayTeam, homeScore, awayScore, count, points, named, more);
  }

  /**
   * The score as a value of the core.
   *
   * @return its margin at the end of regulation, 0 after overtime, and the points of both teams in
   *     regulation where they are known
   */
  public GameResult toGameResult() {
    return regulationPoints.isPresent()
        ? new GameResult(date, home, away, 0, OptionalInt.of(2 * regulationPoints.getAsInt()))
        : GameResult.ofFinal(date, home, away, homeScore, awayScore, overtimes);
  }

  private static FinalScore read(JsonFields fields) {
    return new FinalScore(
        fields.text("game_id"),
        fields.date("date"),
        fields.text("home"),
        fields.text("away"),
        fields.required("home_score", 0, MAX_POINTS),
        fields.required("away_score", 0, MAX_POINTS),
        fields.required("overtimes", 0, MAX_OVERTIMES),
        fields.has("regulation_points")
            ? OptionalInt.of(fields.required("regulation_points", 0, MAX_POINTS))
            : OptionalInt.empty(),
        fields.optionalText("model"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("game_id", gameId);
    out.field("date", date);
    out.field("home", home);
    out.field("away", away);
    out.field("home_score", homeScore);
    out.field("away_score", awayScore);
    out.field("overtimes", overtimes);
    if (regulationPoints.isPresent()) {
      out.field("regulation_points", regulationPoints.getAsInt());
    }
    out.field("model", model);
    out.extra(extra);
  }
}
