package org.forecast4j.server.learning;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.FinalScore;

/**
 * How a game ended.
 *
 * @param score the final score and nothing else, its teams under the last codes of their franchises
 */
public record ResultRecord(FinalScore score) implements Fact {
  static final String KIND = "result";
  private static final int VERSION = 1;
  private static final int UNKNOWN = -1;

  /** No id of an outcome has such a beginning, so that games and outcomes may have the same ids. */
  private static final String PREFIX = "result/";

  /** What the result of a game is known by in a log. */
  static String id(String gameId) {
    return PREFIX + gameId;
  }

  /** The field and the value that a caller knows an id of a log by. */
  static String told(String id) {
    return id.startsWith(PREFIX)
        ? "game_id is '" + id.substring(PREFIX.length()) + "'"
        : "id is '" + id + "'";
  }

  /** What ids stand for, for people. */
  static String kind(String id) {
    return id.startsWith(PREFIX) ? "result" : "outcome";
  }

  @Override
  public String id() {
    return id(score.gameId());
  }

  GameResult result() {
    return score.toGameResult();
  }

  @Override
  public Object values() {
    return score;
  }

  @Override
  public String contradiction(Object known) {
    return told(id())
        + " with "
        + text(score)
        + ", and it is known with "
        + (known instanceof FinalScore before ? text(before) : known)
        + "; expected the same result, or that the known one is retracted first";
  }

  private static String text(FinalScore score) {
    String overtimes = score.overtimes() == 0 ? "" : ", overtimes " + score.overtimes();
    String regulation =
        score.regulationPoints().isPresent()
            ? " after " + score.regulationPoints().getAsInt() + " each"
            : "";
    return score.date()
        + " "
        + score.home()
        + " "
        + score.homeScore()
        + ", "
        + score.away()
        + " "
        + score.awayScore()
        + overtimes
        + regulation;
  }

  @Override
  public byte[] toBytes() {
    return new BinaryWriter(KIND, VERSION)
        .putString(score.gameId())
        .putLong(score.date().toEpochDay())
        .putString(score.home())
        .putString(score.away())
        .putInt(score.homeScore())
        .putInt(score.awayScore())
        .putInt(score.overtimes())
        .putInt(score.regulationPoints().orElse(UNKNOWN))
        .toBytes();
  }

  static ResultRecord fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, VERSION, bytes);
    try {
      String gameId = in.getString();
      LocalDate date = LocalDate.ofEpochDay(in.getLong());
      String home = in.getString();
      String away = in.getString();
      int homeScore = in.getInt();
      int awayScore = in.getInt();
      int overtimes = in.getInt();
      int regulation = in.getInt();
      in.end();
      return new ResultRecord(
          new FinalScore(
              gameId,
              date,
              home,
              away,
              homeScore,
              awayScore,
              overtimes,
              regulation == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(regulation),
              Optional.empty(),
              Map.of()));
    } catch (DateTimeException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }
}
