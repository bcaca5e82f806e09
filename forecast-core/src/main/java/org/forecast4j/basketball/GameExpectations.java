package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.jspecify.annotations.Nullable;

/**
 * What to expect of a game before it begins: the margin at the end of regulation, home minus away,
 * and the points of both teams together. Both are learned game by game from results.
 *
 * <ul>
 *   <li>The expected margin is the rating of the home team minus that of the visitors, plus the
 *       home advantage, less 1.1 points if the home team played the day before and plus 1.4 if the
 *       visitors did.
 *   <li>A result d counts as 20 · tanh(d / 20), so that a rout teaches little more than a clear
 *       win. Of the difference to the expected margin a team's rating follows 0.02 + 0.08 · exp(−k
 *       / 10), where k counts its games of the season before that day, and the home advantage
 *       0.001. The home advantage starts at 2.8.
 *   <li>The expected total is a level, at first 190 points, plus what each team's games have above
 *       it; of each difference a team follows 0.04 and the level 0.003.
 *   <li>A team without games for more than 60 days begins a season: its rating keeps 0.7 of its
 *       size, its share of the total 0.6, and k is 0 again.
 * </ul>
 *
 * <p>All games of a day are expected before any of them is learned, and what is asked for on a day
 * rests on earlier days alone. The outcome of the same two teams on the same day counts once. What
 * is expected follows from the results that are known, not from the order in which they came: the
 * same results give the same bits. A team that moved or was renamed goes on, as {@link Franchises}
 * say.
 *
 * <p>A question takes O(log days). Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1111/1467-9876.00159">Glickman 1999, Parameter Estimation in
 *     Large Dynamic Paired Comparison Experiments</a>
 */
public final class GameExpectations implements GameRatings {
  static final String KIND = "game-expectations";

  private final ExpectationRules rules;
  private final Franchises franchises;
  private final Map<String, ByDay<ExpectationRules.Form>> teams;
  private final @Nullable ByDay<Day> newest;

  private GameExpectations(
      ExpectationRules rules,
      Franchises franchises,
      Map<String, ByDay<ExpectationRules.Form>> teams,
      @Nullable ByDay<Day> newest) {
    this.rules = rules;
    this.franchises = franchises;
    this.teams = teams;
    this.newest = newest;
  }

  /** What holds for all teams after the games of a day. */
  private record Day(List<PlayedGame> games, double homeAdvantage, double level) {}

  /**
   * Learns from results of the {@link Franchises#NBA}.
   *
   * @param results the results, in any order; of two of the same teams on the same day the later in
   *     the collection counts. O(n log n)
   * @return what to expect on every day
   * @throws IllegalArgumentException if two teams are one franchise, or a day too far away
   */
  public static GameExpectations of(Collection<GameResult> results) {
    return of(results, Franchises.NBA);
  }

  /**
   * Learns from results.
   *
   * @param results the results, in any order; of two of the same teams on the same day the later in
   *     the collection counts. O(n log n)
   * @param franchises which codes are one team
   * @return what to expect on every day
   * @throws IllegalArgumentException if two teams are one franchise, or a day too far away
   */
  public static GameExpectations of(Collection<GameResult> results, Franchises franchises) {
    return new GameExpectations(ExpectationRules.DEFAULT, franchises, Map.of(), null).with(results);
  }

  /**
   * Learns one more result, or another one of a game that was learned already.
   *
   * @param result the result, of any day; O(teams + games of that day and of those after it)
   * @return the next expectations; these are unchanged
   * @throws IllegalArgumentException if the teams are one franchise, or the day too far away
   */
  public GameExpectations with(GameResult result) {
    return with(List.of(result));
  }

  /**
   * Learns more results.
   *
   * @param results the results, of any days in any order; O(teams + games from the first of these
   *     days on)
   * @return the next expectations; these are unchanged
   * @throws IllegalArgumentException if two teams are one franchise, or a day too far away
   */
  public GameExpectations with(Collection<GameResult> results) {
    if (results.isEmpty()) {
      return this;
    }
    List<PlayedGame> played = results.stream().map(this::played).toList();
    int first = played.stream().mapToInt(PlayedGame::day).min().orElseThrow();
    SortedSet<PlayedGame> games = gamesFrom(first);
    played.forEach(game -> put(games, game));
    return relearned(first, games);
  }

  /**
   * Forgets a result.
   *
   * @param date the day of the game
   * @param home code of the home team
   * @param away code of the visitors
   * @return expectations as if that game had never been learned; these, if it was not
   */
  public GameExpectations without(LocalDate date, String home, String away) {
    int day = PlayedGame.dayOf(date);
    SortedSet<PlayedGame> games = gamesFrom(day);
    String homeTeam = franchises.last(home);
    String awayTeam = franchises.last(away);
    return games.remove(new PlayedGame(day, homeTeam, awayTeam, 0, PlayedGame.UNKNOWN))
        ? relearned(day, games)
        : this;
  }

  private PlayedGame played(GameResult result) {
    franchises.requireTwo("the game of " + result.date(), result.home(), result.away());
    return new PlayedGame(
        PlayedGame.dayOf(result.date()),
        franchises.last(result.home()),
        franchises.last(result.away()),
        result.margin(),
        result.total().orElse(PlayedGame.UNKNOWN));
  }

  /** Adds a game in place of an earlier result of it. */
  private static void put(SortedSet<PlayedGame> games, PlayedGame game) {
    games.remove(game);
    games.add(game);
  }

  /** What was played on a day and after it, to be changed. */
  private SortedSet<PlayedGame> gamesFrom(int first) {
    SortedSet<PlayedGame> games = new TreeSet<>(PlayedGame.ORDER);
    ByDay<Day> day = newest;
    for (; day != null && day.day() >= first; day = day.earlier()) {
      games.addAll(day.value().games);
    }
    return games;
  }

  /** Learns a day and all after it again. */
  private GameExpectations relearned(int first, SortedSet<PlayedGame> games) {
    Map<String, ByDay<ExpectationRules.Form>> after = rewound(first);
    ByDay<Day> last = ByDay.before(newest, first);
    List<PlayedGame> sameDay = new ArrayList<>();
    for (PlayedGame game : games) {
      if (!sameDay.isEmpty() && sameDay.get(0).day() < game.day()) {
        last = learned(after, last, List.copyOf(sameDay));
        sameDay.clear();
      }
      sameDay.add(game);
    }
    return new GameExpectations(
        rules,
        franchises,
        after,
        sameDay.isEmpty() ? last : learned(after, last, List.copyOf(sameDay)));
  }

  /** The teams before the games of a day, in a map of its own. */
  private Map<String, ByDay<ExpectationRules.Form>> rewound(int day) {
    Map<String, ByDay<ExpectationRules.Form>> earlier = new HashMap<>();
    teams.forEach(
        (name, team) -> {
          ByDay<ExpectationRules.Form> before = ByDay.before(team, day);
          if (before != null) {
            earlier.put(name, before);
          }
        });
    return earlier;
  }

  /** Learns the games of one day, which is after all that the map knows. */
  private ByDay<Day> learned(
      Map<String, ByDay<ExpectationRules.Form>> after,
      @Nullable ByDay<Day> before,
      List<PlayedGame> games) {
    int day = games.get(0).day();
    Day entering = valueOf(before);
    double marginErrors = 0;
    double totalErrors = 0;
    Map<String, ExpectationRules.Form> forms = new HashMap<>();
    for (PlayedGame game : games) {
      Entry home = entry(after.get(game.home()), day);
      Entry away = entry(after.get(game.away()), day);
      double marginError =
          rules.counted(game.margin()) - margin(home, away, entering.homeAdvantage);
      double totalError =
          game.total() == PlayedGame.UNKNOWN ? 0 : game.total() - total(home, away, entering.level);
      forms.merge(
          game.home(),
          rules.after(home.form, home.form, marginError, totalError),
          (form, same) -> rules.after(form, home.form, marginError, totalError));
      forms.merge(
          game.away(),
          rules.after(away.form, away.form, -marginError, totalError),
          (form, same) -> rules.after(form, away.form, -marginError, totalError));
      marginErrors += marginError;
      totalErrors += totalError;
    }
    forms.forEach((name, form) -> after.put(name, ByDay.add(after.get(name), day, form)));
    Day learned =
        new Day(
            games,
            rules.homeAdvantageAfter(entering.homeAdvantage, marginErrors),
            rules.levelAfter(entering.level, totalErrors));
    return ByDay.add(before, day, learned);
  }

  private Day valueOf(@Nullable ByDay<Day> day) {
    return day == null ? new Day(List.of(), rules.homeAdvantage(), rules.level()) : day.value();
  }

  /** A team as it enters a day. */
  private record Entry(ExpectationRules.Form form, boolean playedYesterday) {}

  private Entry entry(@Nullable ByDay<ExpectationRules.Form> newest, int day) {
    ByDay<ExpectationRules.Form> team = ByDay.before(newest, day);
    return team == null
        ? new Entry(ExpectationRules.Form.NEW, false)
        : new Entry(rules.rested(team.value(), day - team.day()), day - team.day() == 1);
  }

  private double margin(Entry home, Entry away, double homeAdvantage) {
    return home.form.rating()
        - away.form.rating()
        + homeAdvantage
        + rules.rest(home.playedYesterday, away.playedYesterday);
  }

  private static double total(Entry home, Entry away, double level) {
    return level + home.form.scoring() + away.form.scoring();
  }

  /**
   * The margin to expect at the end of regulation.
   *
   * @param home code of the home team
   * @param away code of the visitors
   * @param date the day of the game; only results of earlier days count
   * @return home minus away, in points; a team without an earlier game is rated 0
   * @throws IllegalArgumentException if a team has no game at all, both are one, or the day is too
   *     far away
   */
  public double margin(String home, String away, LocalDate date) {
    requireGame(home, away, date);
    int day = PlayedGame.dayOf(date);
    return margin(known(home, day), known(away, day), entering(day).homeAdvantage);
  }

  /**
   * The points of both teams to expect in regulation.
   *
   * @param home code of the home team
   * @param away code of the visitors
   * @param date the day of the game; only results of earlier days count
   * @return the total, at least 1
   * @throws IllegalArgumentException if a team has no game at all, both are one, or the day is too
   *     far away
   */
  public double total(String home, String away, LocalDate date) {
    requireGame(home, away, date);
    int day = PlayedGame.dayOf(date);
    return Math.max(1, total(known(home, day), known(away, day), entering(day).level));
  }

  /**
   * By how much the home team is expected to be better than on a neutral court.
   *
   * @param date the day; only results of earlier days count
   * @return points
   * @throws IllegalArgumentException if the day is too far away
   */
  public double homeAdvantage(LocalDate date) {
    return entering(PlayedGame.dayOf(date)).homeAdvantage;
  }

  /** Adds {@link Halftime#EXPECTED_MARGIN} and {@link Halftime#EXPECTED_TOTAL}. */
  @Override
  public Pattern addTo(Pattern pattern, String home, String away, LocalDate date) {
    return pattern
        .with(Halftime.EXPECTED_MARGIN, margin(home, away, date))
        .with(Halftime.EXPECTED_TOTAL, total(home, away, date));
  }

  /**
   * Adds {@link Halftime#EXPECTED_MARGIN} where {@link Halftime#RATING_DIFFERENCE} is known alone:
   * their difference is the newest home advantage.
   */
  @Override
  public Pattern complete(Pattern pattern) {
    Double difference = pattern.covariates().get(Halftime.RATING_DIFFERENCE);
    return difference == null || pattern.covariates().containsKey(Halftime.EXPECTED_MARGIN)
        ? pattern
        : pattern.with(Halftime.EXPECTED_MARGIN, difference + valueOf(newest).homeAdvantage);
  }

  @Override
  public String requireTeam(String team) {
    return franchises.known(team, teams.keySet());
  }

  @Override
  public Optional<LocalDate> lastDay() {
    return dateOf(newest);
  }

  private static Optional<LocalDate> dateOf(@Nullable ByDay<Day> day) {
    return day == null ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(day.day()));
  }

  @Override
  public Optional<LocalDate> lastDayBefore(LocalDate date) {
    return dateOf(ByDay.before(newest, PlayedGame.dayOf(date)));
  }

  private Day entering(int day) {
    return valueOf(ByDay.before(newest, day));
  }

  private Entry known(String team, int day) {
    return entry(teams.get(requireTeam(team)), day);
  }

  /**
   * Its portable form, for a bundle: the constants and the results it was learned from.
   *
   * @return bytes for {@link #fromBytes}
   */
  @Override
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    rules.write(out);
    franchises.write(out);
    GameColumns.MARGINS_AND_TOTALS.write(out, List.copyOf(gamesFrom(Integer.MIN_VALUE)));
    return out.toBytes();
  }

  /**
   * Learns the same again.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the expectations, to the bit
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static GameExpectations fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    ExpectationRules rules = ExpectationRules.read(in);
    Franchises franchises = Franchises.read(in);
    SortedSet<PlayedGame> games = new TreeSet<>(PlayedGame.ORDER);
    GameColumns.MARGINS_AND_TOTALS.read(in, bytes.length).forEach(game -> put(games, game));
    in.end();
    return new GameExpectations(rules, franchises, Map.of(), null)
        .relearned(Integer.MIN_VALUE, games);
  }
}
