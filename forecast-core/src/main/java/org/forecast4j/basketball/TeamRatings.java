package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Text;

/**
 * How strong each team was on any day: one number a team, in points, learned from final margins
 * game by game, as in an Elo rating. After a game the home team gains, and the visitors lose,
 * {@value #GAIN} of the difference between the margin and what the ratings and the home advantage
 * had led to expect. After more than {@value #SEASON_GAP} days without a game a new season begins:
 * ratings keep {@value #CARRY} of their size. The home advantage starts at {@value #HOME_ADVANTAGE}
 * points and follows {@value #HOME_GAIN} of each difference.
 *
 * <p>A team that moved or was renamed keeps its rating, as {@link Franchises} say.
 *
 * <p>A rating asked for on a day rests on games of earlier days alone. A query takes O(log games).
 * Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1111/1467-9876.00159">Glickman 1999, Parameter Estimation in
 *     Large Dynamic Paired Comparison Experiments</a>
 */
public final class TeamRatings implements GameRatings {
  private static final double GAIN = 0.05;
  private static final double CARRY = 0.8;
  private static final int SEASON_GAP = 60;
  private static final double HOME_ADVANTAGE = 2.8;
  private static final double HOME_GAIN = 0.002;
  private static final String KIND = "team-ratings";

  /** Since version 2 with franchises. */
  private static final int VERSION = 2;

  private final Franchises franchises;
  private final List<PlayedGame> results;
  private final Map<String, History> byTeam = new TreeMap<>();

  /** The days from which ratings count as carried into a new season, ascending. */
  private final int[] seasonStarts;

  private TeamRatings(Franchises franchises, List<PlayedGame> results) {
    this.franchises = franchises;
    this.results = results;
    this.seasonStarts = seasonStarts(results);
    replay();
  }

  /**
   * Learns ratings from games of the {@link Franchises#NBA}.
   *
   * @param games the games, in any order; the margin at the end of regulation counts. O(n log n)
   * @return the ratings on every day
   * @throws IllegalArgumentException if a game is of a team against itself, or its day too far away
   */
  public static TeamRatings of(List<GameMargins> games) {
    return of(games, Franchises.NBA);
  }

  /**
   * Learns ratings from games.
   *
   * @param games the games, in any order; the margin at the end of regulation counts. O(n log n)
   * @param franchises which codes are one team, which keeps its rating under a new code
   * @return the ratings on every day
   * @throws IllegalArgumentException if a game is of a team against itself, or its day too far away
   */
  public static TeamRatings of(List<GameMargins> games, Franchises franchises) {
    List<PlayedGame> results = new ArrayList<>();
    for (GameMargins game : games) {
      franchises.requireTwo("game " + Text.excerpt(game.gameId()), game.home(), game.away());
      results.add(
          new PlayedGame(
              PlayedGame.dayOf(game.date()),
              franchises.last(game.home()),
              franchises.last(game.away()),
              game.margin(GameMargins.MINUTES),
              PlayedGame.UNKNOWN));
    }
    results.sort(Comparator.comparingInt(PlayedGame::day));
    return new TeamRatings(franchises, List.copyOf(results));
  }

  /**
   * A pause is a new season as soon as it is long enough, whether or not the next game is known.
   */
  private static int[] seasonStarts(List<PlayedGame> results) {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      int pauseEnds = results.get(i).day() + SEASON_GAP + 1;
      if (i + 1 == results.size() || results.get(i + 1).day() >= pauseEnds) {
        starts.add(pauseEnds);
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Games of one day are all expected before any of them counts. */
  private void replay() {
    double homeAdvantage = HOME_ADVANTAGE;
    for (int from = 0; from < results.size(); ) {
      int day = results.get(from).day();
      Map<String, Double> changes = new HashMap<>();
      double surprise = 0;
      int to = from;
      while (to < results.size() && results.get(to).day() == day) {
        PlayedGame result = results.get(to++);
        double difference = rating(result.home(), day) - rating(result.away(), day);
        double error = result.margin() - (homeAdvantage + difference);
        surprise += error;
        changes.merge(result.home(), GAIN * error, Double::sum);
        changes.merge(result.away(), -GAIN * error, Double::sum);
      }
      changes.forEach(
          (team, change) ->
              byTeam
                  .computeIfAbsent(team, t -> new History())
                  .add(day, rating(team, day) + change));
      homeAdvantage += HOME_GAIN * surprise;
      from = to;
    }
  }

  private double rating(String team, int day) {
    History history = byTeam.get(team);
    int index = history == null ? -1 : history.lastBefore(day);
    if (history == null || index < 0) {
      return 0;
    }
    int seasons = seasonsBegunBy(day) - seasonsBegunBy(history.days[index]);
    return history.ratings[index] * StrictMath.pow(CARRY, seasons);
  }

  private int seasonsBegunBy(int day) {
    int position = Arrays.binarySearch(seasonStarts, day);
    return position >= 0 ? position + 1 : -position - 1;
  }

  /** A team's rating after each of its days. */
  private static final class History {
    private int[] days = new int[16];
    private double[] ratings = new double[16];
    private int size;

    void add(int day, double rating) {
      if (size == days.length) {
        days = Arrays.copyOf(days, 2 * size);
        ratings = Arrays.copyOf(ratings, 2 * size);
      }
      days[size] = day;
      ratings[size++] = rating;
    }

    /** The index of the last day before a day, −1 if there is none. */
    int lastBefore(int day) {
      int position = Arrays.binarySearch(days, 0, size, day);
      return (position >= 0 ? position : -position - 1) - 1;
    }
  }

  /**
   * How much stronger the home team was than the visitors before the games of a day. The home
   * advantage is not part of it.
   *
   * @param home code of the home team
   * @param away code of the visitors
   * @param date the day
   * @return rating of the home team minus that of the visitors, in points; a team without an
   *     earlier game is rated 0
   * @throws IllegalArgumentException if a team has no game at all, both are one team, or the day is
   *     too far away
   */
  public double ratingDifference(String home, String away, LocalDate date) {
    requireGame(home, away, date);
    int day = PlayedGame.dayOf(date);
    return rating(requireTeam(home), day) - rating(requireTeam(away), day);
  }

  @Override
  public String requireTeam(String team) {
    return franchises.known(team, byTeam.keySet());
  }

  /** Adds {@link Halftime#RATING_DIFFERENCE}. */
  @Override
  public Pattern addTo(Pattern pattern, String home, String away, LocalDate date) {
    return pattern.with(Halftime.RATING_DIFFERENCE, ratingDifference(home, away, date));
  }

  @Override
  public Optional<LocalDate> lastDayBefore(LocalDate date) {
    int day = PlayedGame.dayOf(date);
    int low = 0;
    int high = results.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (results.get(middle).day() < day) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return dayOf(low - 1);
  }

  @Override
  public Optional<LocalDate> lastDay() {
    return dayOf(results.size() - 1);
  }

  private Optional<LocalDate> dayOf(int index) {
    return index < 0
        ? Optional.empty()
        : Optional.of(LocalDate.ofEpochDay(results.get(index).day()));
  }

  /**
   * Its portable form, for a bundle: the games it was learned from.
   *
   * @return bytes for {@link #fromBytes}
   */
  @Override
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, VERSION);
    franchises.write(out);
    GameColumns.MARGINS.write(out, results);
    return out.toBytes();
  }

  /**
   * Learns the same ratings again.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the ratings, to the bit
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static TeamRatings fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, VERSION, bytes);
    Franchises franchises = in.version() == 1 ? Franchises.NONE : Franchises.read(in);
    List<PlayedGame> results = GameColumns.MARGINS.read(in, bytes.length);
    in.end();
    return new TeamRatings(franchises, List.copyOf(results));
  }
}
