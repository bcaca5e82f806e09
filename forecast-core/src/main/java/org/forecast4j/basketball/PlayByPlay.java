package org.forecast4j.basketball;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.forecast4j.internal.CsvReader;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * Games imported from play-by-play files, and the files that were refused.
 *
 * <p>A file is the CSV of one game, named after it, in one of two layouts. The first has the
 * columns {@code PERIOD}, {@code PCTIMESTRING} (what the clock shows, {@code 11:46}), {@code SCORE}
 * ({@code visitor - home}) and optionally {@code SCOREMARGIN} (home minus visitor; {@code TIE} or 0
 * where they are level). The second has {@code period}, {@code clock} ({@code PT06M23.00S}), {@code
 * scoreHome} and {@code scoreAway}. A score is empty or {@code NA} where nothing was scored, whole
 * numbers may be written like {@code 2.0}, and clocks in every way of {@link GameClock#parse}. Case
 * and underscores do not matter, nor do further columns. A CSV without a column of the clock is no
 * play-by-play and may lie beside them.
 *
 * @param games the good games, in the order of their dates
 * @param refused why a game was refused, by game id or, if no game of the index, by file name
 */
public record PlayByPlay(List<GameMargins> games, SortedMap<String, String> refused) {
  /** What the index of a folder is called in it. */
  public static final String INDEX_FILE = "index.csv";

  /** What the clock shows, in either layout. */
  private static final String CLOCK = "PCTIMESTRING";

  private static final String LIVE_CLOCK = "clock";

  /** Optional, but not to stand twice. */
  private static final String MARGIN = "SCOREMARGIN";

  /** What R writes where there is nothing. */
  private static final String NOT_AVAILABLE = "NA";

  private static final int MAX_POINTS_AT_ONCE = 3;
  private static final int MAX_POINTS = 500;
  private static final Pattern SCORE = Pattern.compile("(\\d{1,3}) *- *(\\d{1,3})");

  /** Copies both. */
  public PlayByPlay {
    games = List.copyOf(games);
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
  }

  /** What the index says of a game. */
  private record Entry(
      String gameId,
      LocalDate date,
      String season,
      String home,
      String away,
      String type,
      int finalHome,
      int finalAway) {}

  /**
   * Imports every game of an index. A game is refused, not the import, if its file is missing or
   * unreadable, its score ever changes by anything but one to three points for one side once sorted
   * by the clock, a given margin disagrees, a period is missing, an overtime follows anything but a
   * tie, or the final score is not that of the index.
   *
   * @param folder holds a file {@code <game id>.csv} for each game
   * @param index CSV with the columns {@code game_id, date, season, home, away, type, final_home,
   *     final_away}
   * @return the games and the refusals
   * @throws IOException if the index cannot be read or is not as it should be, naming the line and
   *     column
   */
  public static PlayByPlay read(Path folder, Path index) throws IOException {
    List<GameMargins> games = new ArrayList<>();
    SortedMap<String, String> refused = new TreeMap<>();
    Set<String> listed = new HashSet<>();
    for (Entry entry : readIndex(index)) {
      String name = entry.gameId() + ".csv";
      listed.add(name);
      Path file = folder.resolve(name);
      try {
        if (!Files.isRegularFile(file)) {
          throw new IOException("there is no file " + Text.printable(file.toString()));
        }
        games.add(game(entry, file));
      } catch (IOException | IllegalArgumentException e) {
        refused.put(entry.gameId(), String.valueOf(e.getMessage()));
      }
    }
    listed.add(INDEX_FILE);
    Path given = index.toAbsolutePath().normalize();
    try (Stream<Path> files = Files.list(folder.toAbsolutePath().normalize())) {
      files
          .filter(file -> !file.equals(given))
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".csv") && !listed.contains(name))
          .filter(name -> mayBeGame(folder.resolve(name)))
          .forEach(name -> refused.put(name, "the index does not list it"));
    }
    games.sort(Comparator.comparing(GameMargins::date));
    return new PlayByPlay(games, refused);
  }

  /** Whether a file is a play-by-play or cannot be told from one; others may lie beside them. */
  private static boolean mayBeGame(Path file) {
    try (CsvReader csv = CsvReader.open(file)) {
      return csv.has(CLOCK) || csv.has(LIVE_CLOCK);
    } catch (IOException e) {
      return true;
    }
  }

  private static List<Entry> readIndex(Path index) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    try (CsvReader csv = CsvReader.open(index)) {
      csv.require("game_id", "date", "season", "home", "away", "type", "final_home", "final_away");
      while (csv.next()) {
        if (!csv.get("game_id").matches("\\w+") || !ids.add(csv.get("game_id"))) {
          throw csv.wrong("game_id", "letters and digits that are not there yet");
        }
        entries.add(
            new Entry(
                csv.getText("game_id"),
                csv.getDate("date"),
                csv.getText("season"),
                csv.getText("home"),
                csv.getText("away"),
                csv.getText("type"),
                csv.getInt("final_home", 0, MAX_POINTS),
                csv.getInt("final_away", 0, MAX_POINTS)));
      }
    }
    return entries;
  }

  /**
   * The scores of a play-by-play file, as they stand in it: one update for each row that gives the
   * score.
   *
   * @param file the CSV of one game, in either layout
   * @return the updates, in the order of the rows
   * @throws IOException if it cannot be read or is not as it should be, naming the line and column
   */
  public static List<ScoreUpdate> readUpdates(Path file) throws IOException {
    List<ScoreUpdate> updates = new ArrayList<>();
    for (Event event : readEvents(file)) {
      if (event.isScored()) {
        updates.add(new ScoreUpdate(event.clock(), event.home(), event.away()));
      }
    }
    return updates;
  }

  /** A row; scores of −1 mean that it gives none. */
  private record Event(GameClock clock, int home, int away) {
    boolean isScored() {
      return home >= 0;
    }
  }

  private static List<Event> readEvents(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    try (CsvReader csv = CsvReader.open(file)) {
      boolean live = csv.has(LIVE_CLOCK);
      csv.require(
          live
              ? new String[] {"period", LIVE_CLOCK, "scoreHome", "scoreAway"}
              : new String[] {"PERIOD", CLOCK, "SCORE"});
      if (csv.has(MARGIN)) {
        csv.require(MARGIN);
      }
      while (csv.next()) {
        GameClock clock = clock(csv, live ? LIVE_CLOCK : CLOCK);
        events.add(live ? liveEvent(csv, clock) : event(csv, clock));
      }
    }
    return events;
  }

  private static GameClock clock(CsvReader csv, String column) throws IOException {
    try {
      return GameClock.parse(csv.getInt("period", 1, Integer.MAX_VALUE), csv.get(column));
    } catch (IllegalArgumentException e) {
      throw csv.wrongRow(String.valueOf(e.getMessage()));
    }
  }

  private static Event liveEvent(CsvReader csv, GameClock clock) throws IOException {
    return isMissing(csv.get("scoreHome")) && isMissing(csv.get("scoreAway"))
        ? new Event(clock, -1, -1)
        : new Event(
            clock, csv.getInt("scoreHome", 0, MAX_POINTS), csv.getInt("scoreAway", 0, MAX_POINTS));
  }

  private static Event event(CsvReader csv, GameClock clock) throws IOException {
    String score = csv.get("SCORE");
    if (isMissing(score)) {
      return new Event(clock, -1, -1);
    }
    Matcher matcher = SCORE.matcher(score);
    if (!matcher.matches()) {
      throw csv.wrong("SCORE", "a score like 21 - 24");
    }
    int away = Integer.parseInt(matcher.group(1));
    int home = Integer.parseInt(matcher.group(2));
    if (csv.has(MARGIN) && !isMissing(csv.get(MARGIN)) && !hasMargin(csv, home - away)) {
      String expected = home == away ? "TIE" : String.valueOf(home - away);
      throw csv.wrong(MARGIN, expected + " for " + score);
    }
    return new Event(clock, home, away);
  }

  private static boolean isMissing(String cell) {
    return cell.isBlank() || cell.equals(NOT_AVAILABLE);
  }

  private static boolean hasMargin(CsvReader csv, int margin) throws IOException {
    return csv.get(MARGIN).equals("TIE")
        ? margin == 0
        : csv.getInt(MARGIN, -MAX_POINTS, MAX_POINTS) == margin;
  }

  private static GameMargins game(Entry entry, Path file) throws IOException {
    List<Event> events = new ArrayList<>(readEvents(file));
    events.sort(Comparator.comparing(Event::clock));
    Map<Integer, Event> ends = endsOfPeriods(events);
    requirePeriods(ends);
    Event last = ends.get(ends.size());
    if (last == null || last.home() != entry.finalHome() || last.away() != entry.finalAway()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it ends %s; expected %d-%d as in the index",
              score(last),
              entry.finalHome(),
              entry.finalAway()));
    }
    return margins(entry, events, ends);
  }

  /** The score at the end of each period, after checking every change of it. */
  private static Map<Integer, Event> endsOfPeriods(List<Event> sorted) {
    Map<Integer, Event> ends = new HashMap<>();
    Event previous = new Event(new GameClock(1, 0), 0, 0);
    for (Event event : sorted) {
      Event now = event;
      if (event.isScored()) {
        requireChange(previous, event);
      } else {
        now = new Event(event.clock(), previous.home(), previous.away());
      }
      ends.put(event.clock().period(), now);
      previous = now;
    }
    return ends;
  }

  private static void requireChange(Event before, Event after) {
    int home = after.home() - before.home();
    int away = after.away() - before.away();
    boolean plausible =
        (home == 0 && away >= 0 && away <= MAX_POINTS_AT_ONCE)
            || (away == 0 && home >= 0 && home <= MAX_POINTS_AT_ONCE);
    if (!plausible) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the score goes from %s to %s at %s; expected 1 to 3 points more for one side",
              score(before),
              score(after),
              after.clock()));
    }
  }

  private static String score(@Nullable Event event) {
    return event == null ? "nowhere" : event.home() + "-" + event.away();
  }

  private static void requirePeriods(Map<Integer, Event> ends) {
    int last =
        Math.max(
            GameClock.REGULATION_PERIODS, ends.keySet().stream().mapToInt(p -> p).max().orElse(0));
    for (int period = 1; period <= last; period++) {
      Event end = ends.get(period);
      if (end == null) {
        throw new IllegalArgumentException("period " + period + " is missing of " + last);
      }
      boolean tie = end.home() == end.away();
      if (period >= GameClock.REGULATION_PERIODS && tie != (period < last)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "period %d ends %s and %s; expected an overtime after a tie alone",
                period,
                score(end),
                period < last ? "another follows" : "none follows"));
      }
    }
  }

  private static GameMargins margins(Entry entry, List<Event> sorted, Map<Integer, Event> ends) {
    int[] margins = new int[GameMargins.MINUTES];
    int next = 0;
    int margin = 0;
    for (int minute = 1; minute <= margins.length; minute++) {
      GameClock end = GameClock.endOfMinute(minute);
      while (next < sorted.size() && sorted.get(next).clock().compareTo(end) <= 0) {
        Event event = sorted.get(next++);
        margin = event.isScored() ? event.home() - event.away() : margin;
      }
      margins[minute - 1] = margin;
    }
    Event half = Objects.requireNonNull(ends.get(2));
    Event regulation = Objects.requireNonNull(ends.get(GameClock.REGULATION_PERIODS));
    return new GameMargins(
        entry.gameId(),
        entry.date(),
        entry.season(),
        entry.home(),
        entry.away(),
        entry.type(),
        margins,
        half.home(),
        half.away(),
        regulation.home(),
        regulation.away(),
        ends.size() - GameClock.REGULATION_PERIODS);
  }
}
