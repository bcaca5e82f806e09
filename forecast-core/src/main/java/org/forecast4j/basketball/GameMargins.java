package org.forecast4j.basketball;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.CsvReader;
import org.forecast4j.internal.CsvWriter;
import org.forecast4j.internal.OutputFile;
import org.forecast4j.internal.Text;

/**
 * A game minute by minute, the row of a margins file.
 *
 * @param gameId the league's number of the game, with leading zeros
 * @param date the day it began
 * @param season such as {@code 2018-19}
 * @param home code of the home team, such as {@code BOS}
 * @param away code of the visitors
 * @param type such as {@code regular}
 * @param margins home minus away at the end of minutes 1 to 48
 * @param homeHalf points of the home team at half-time
 * @param awayHalf points of the visitors at half-time
 * @param homeEnd points of the home team at the end of regulation
 * @param awayEnd points of the visitors at the end of regulation
 * @param overtimes number of overtimes, 0 unless regulation ended in a tie
 */
public record GameMargins(
    String gameId,
    LocalDate date,
    String season,
    String home,
    String away,
    String type,
    int[] margins,
    int homeHalf,
    int awayHalf,
    int homeEnd,
    int awayEnd,
    int overtimes) {
  /** Minutes of regulation. */
  public static final int MINUTES = 48;

  static final int HALF = 24;
  private static final int MAX_POINTS = 500;
  private static final int MAX_OVERTIMES = 20;

  /**
   * Copies the margins and checks that the columns agree.
   *
   * @throws IllegalArgumentException if a team plays itself, there are not 48 margins, those at
   *     half-time and at the end are not the differences of the scores, or there is an overtime
   *     without a tie or a tie without an overtime
   */
  public GameMargins {
    if (home.equals(away)) {
      throw new IllegalArgumentException(
          "game "
              + Text.excerpt(gameId)
              + " is of "
              + Text.excerpt(home)
              + " against itself; expected two teams");
    }
    Checks.length(MINUTES, margins.length, "margins");
    margins = margins.clone();
    requireMargin(gameId, margins, HALF, homeHalf, awayHalf);
    requireMargin(gameId, margins, MINUTES, homeEnd, awayEnd);
    if ((homeEnd == awayEnd) != (overtimes > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "game %s ends regulation %d-%d with %d overtimes; expected overtimes after a tie"
                  + " alone",
              Text.excerpt(gameId),
              homeEnd,
              awayEnd,
              overtimes));
    }
  }

  private static void requireMargin(
      String gameId, int[] margins, int minute, int homeScore, int awayScore) {
    if (margins[minute - 1] != homeScore - awayScore) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "game %s has margin %d at the end of minute %d; expected %d for %d-%d",
              Text.excerpt(gameId),
              margins[minute - 1],
              minute,
              homeScore - awayScore,
              homeScore,
              awayScore));
    }
  }

  /**
   * The margin at the end of a minute.
   *
   * @param minute from 1 to 48
   * @return home minus away
   * @throws IndexOutOfBoundsException if there is no such minute
   */
  public int margin(int minute) {
    return margins[minute - 1];
  }

  /**
   * The margins at the end of minutes 1 to 48.
   *
   * @return a copy
   */
  @Override
  public int[] margins() {
    return margins.clone();
  }

  /**
   * This game as an example: the first minutes are the pattern, the next the outcome.
   *
   * @param shape how many minutes of either; together at most 48
   * @return the example, with the labels {@code home}, {@code away} and {@code season}
   * @throws IllegalArgumentException if the minutes are more than 48
   */
  public LabeledPattern example(Shape shape) {
    int end = shape.inputLength() + shape.horizon();
    if (end > MINUTES) {
      throw new IllegalArgumentException(
          "shape is " + shape + "; expected at most " + MINUTES + " minutes together");
    }
    double[] values = Arrays.stream(margins).asDoubleStream().toArray();
    return new LabeledPattern(
        gameId,
        date,
        Map.of("home", home, "away", away, "season", season),
        Pattern.of(Arrays.copyOf(values, shape.inputLength())),
        Arrays.copyOfRange(values, shape.inputLength(), end));
  }

  /**
   * Reads a margins file. Any order of columns and further columns are fine.
   *
   * @param file CSV with the columns {@code game_id, date, season, home, away, type, m1…m48, h24,
   *     a24, h48, a48, ot}, gzipped if its name ends in {@code .gz}, in any case
   * @return the games in the order of their dates, those of a day as in the file
   * @throws IOException if it cannot be read, a column is missing, or a row is not as it should be;
   *     naming the file, line and column
   */
  public static List<GameMargins> read(Path file) throws IOException {
    try (CsvReader csv = CsvReader.open(file)) {
      return read(csv);
    }
  }

  static List<GameMargins> read(CsvReader csv) throws IOException {
    List<GameMargins> games = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    csv.require(columns().toArray(new String[0]));
    while (csv.next()) {
      games.add(row(csv));
      if (!ids.add(csv.get("game_id"))) {
        throw csv.wrong("game_id", "a game that is not there yet");
      }
    }
    games.sort(Comparator.comparing(GameMargins::date));
    return List.copyOf(games);
  }

  private static GameMargins row(CsvReader csv) throws IOException {
    int[] margins = new int[MINUTES];
    for (int minute = 1; minute <= MINUTES; minute++) {
      margins[minute - 1] = csv.getInt("m" + minute, -MAX_POINTS, MAX_POINTS);
    }
    try {
      return new GameMargins(
          csv.getText("game_id"),
          csv.getDate("date"),
          csv.getText("season"),
          csv.getText("home"),
          csv.getText("away"),
          csv.getText("type"),
          margins,
          csv.getInt("h24", 0, MAX_POINTS),
          csv.getInt("a24", 0, MAX_POINTS),
          csv.getInt("h48", 0, MAX_POINTS),
          csv.getInt("a48", 0, MAX_POINTS),
          csv.getInt("ot", 0, MAX_OVERTIMES));
    } catch (IllegalArgumentException e) {
      throw csv.wrongRow(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> columns() {
    List<String> columns =
        new ArrayList<>(List.of("game_id", "date", "season", "home", "away", "type"));
    for (int minute = 1; minute <= MINUTES; minute++) {
      columns.add("m" + minute);
    }
    columns.addAll(List.of("h24", "a24", "h48", "a48", "ot"));
    return columns;
  }

  /**
   * Writes a margins file, whole or not at all. Links are followed, and what is no plain file, such
   * as a pipe, is written through. No more than a game of them need be in memory.
   *
   * @param games the games, in the order to write them
   * @param file where to; gzipped if its name ends in {@code .gz}, in any case; an earlier margins
   *     file keeps its mode
   * @throws IOException if it cannot be written, is a file of another kind, or text cannot be UTF-8
   */
  public static void write(Iterable<GameMargins> games, Path file) throws IOException {
    output(file).write(out -> CsvWriter.write(() -> lines(games).iterator(), file, out));
  }

  private static Stream<String> lines(Iterable<GameMargins> games) {
    return Stream.concat(
        Stream.of(toCsv(List.of())),
        StreamSupport.stream(games.spliterator(), false).map(GameMargins::line));
  }

  /**
   * Refuses a file that {@link #write} would refuse.
   *
   * @param file where games are to be written
   * @throws IOException if it cannot be written, or is a file of another kind
   */
  public static void requireWritable(Path file) throws IOException {
    output(file).requireWritable();
  }

  private static OutputFile output(Path file) {
    return new OutputFile(file, "margins file", earlier -> CsvReader.isTableOf(earlier, columns()));
  }

  /**
   * The text of a margins file.
   *
   * @param games the games, in the order to write them
   * @return a header and a line a game
   */
  public static String toCsv(List<GameMargins> games) {
    StringBuilder text = new StringBuilder();
    new CsvWriter(text).row(columns());
    games.forEach(game -> text.append(game.line()));
    return text.toString();
  }

  private String line() {
    List<String> row = new ArrayList<>(List.of(gameId, date.toString(), season, home, away, type));
    for (int margin : margins) {
      row.add(Integer.toString(margin));
    }
    for (int last : new int[] {homeHalf, awayHalf, homeEnd, awayEnd, overtimes}) {
      row.add(Integer.toString(last));
    }
    StringBuilder text = new StringBuilder();
    new CsvWriter(text).row(row);
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GameMargins that && line().equals(that.line());
  }

  @Override
  public int hashCode() {
    return 31 * gameId.hashCode() + Arrays.hashCode(margins);
  }

  @Override
  public String toString() {
    return gameId + " " + date + " " + away + " at " + home + " " + Arrays.toString(margins);
  }
}
