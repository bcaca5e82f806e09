package org.forecast4j.basketball;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.basketball.SimulatedGame.Fixture;
import org.forecast4j.internal.Checks;

/**
 * Makes up games that look like those of the NBA, for tests and loads of any size.
 *
 * <p>A game of a seed is the same on every platform and whichever games were made before, so that
 * several programs can each make a part. Every seed has a league of its own: 30 teams, which keep
 * their strength for a season, each of which plays on every second day, 15 games a day, 1,230 a
 * season.
 *
 * <p>Within a game, a play that scores follows the last after some seconds. Soon after, mostly the
 * other side scores, which had the ball; later both are equally likely. Who is stronger scores more
 * often, and so does who trails. The constants, each with where it comes from, were measured on
 * 27,164 games of 1996 to 2019 minute by minute and on 48 of them play by play. Simulated margins
 * spread as the real ones do: at minutes 6, 12, 18, 24, 36 and 48 the standard deviation is within
 * 2 % of theirs.
 *
 * <p>What it does not know: the last minute, in which real teams foul and play for the tie. So 3 %
 * of its games go into overtime, of real ones 6 %. Real games have become faster and their margins
 * wider over the years; these are as in the mean of all years.
 *
 * <p>Immutable and safe for concurrent use. A game takes some ten microseconds.
 */
public final class GameSimulator {
  /** How many games a seed has, of 813,009 seasons. Other seeds have others. */
  public static final int MAX_GAMES = 1_000_000_000;

  private static final int TEAMS = 30;
  private static final int GAMES_A_DAY = TEAMS / 2;
  private static final int DAYS_A_SEASON = 82;
  private static final int DAYS_BETWEEN = 2;
  private static final int FIRST_YEAR = 2000;

  /**
   * Seconds that at least lie between two plays of a period. Between real ones lie 12 s or less in
   * 10 % of cases, 17 in 25 %, 24 in 50 %, 37 in 75 %, 55 in 90 % and 103 in 99 %: a constant and
   * an exponential delay, but that 5 % come within 9 s.
   */
  private static final int LEAST_SECONDS = 11;

  /** Mean of the exponential delay; with it 196.6 points are scored in regulation, as is real. */
  private static final double MEAN_SECONDS = 19.2;

  /** The first play of a period comes 35.8 s after its begin, 6 s more than one after another. */
  private static final int FIRST_SECONDS = 6;

  /**
   * Standard deviation of the logarithm of a game's pace. With it the points of both sides spread
   * by 20.7 in regulation and by 12.6 in either half; the real ones by 20.8, 13.0 and 13.2.
   */
  private static final double PACE_DEVIATION = 0.12;

  /**
   * Of 4,505 plays 9.3 % gave 1 point, 74.7 % gave 2, two free throws with them, and 16.0 % gave 3.
   */
  private static final double ONE_POINT = 0.093;

  private static final double TWO_POINTS = 0.747;

  /**
   * Of 2,137 plays less than 24 s after the last of the period, 14.6 % were of the same side; of
   * 2,176 later ones 52.8 %. Of all 33.9 %.
   */
  private static final int SOON_SECONDS = 24;

  private static final double SAME_SOON = 0.146;
  private static final double SAME_LATER = 0.528;

  /** So much likelier the home side is to score next: it leads by 1.8 at half-time, 3.0 at last. */
  private static final double HOME_EDGE = 0.0165;

  /**
   * Standard deviation of a team's edge over a season, with which its mean margin of the season
   * deviates by 4.3 points, the luck of 82 games left out, as the real ones do.
   */
  private static final double TEAM_DEVIATION = 0.0233;

  /**
   * Standard deviation of what a single day adds to the edge. With the teams' it makes 0.046, which
   * with {@link #PULL} was chosen so that margins spread as the real ones do.
   */
  private static final double DAY_DEVIATION = 0.032;

  /** How much less likely a side is to score next for each point that it leads by. */
  private static final double PULL = 0.003;

  /**
   * The same in the fourth period and after. Real margins spread by 12.4 before it and by 13.0
   * after it.
   */
  private static final double LAST_PULL = 0.004;

  /** No side is ever sure to score next. */
  private static final double LEAST_PROBABILITY = 0.05;

  private static final long DAY = 1;
  private static final long STRENGTH = 2;
  private static final long GAME = 3;

  private final long seed;

  /**
   * A league.
   *
   * @param seed any number; the same gives the same games
   */
  public GameSimulator(long seed) {
    this.seed = seed;
  }

  /**
   * Some of the games, each made when it is asked for.
   *
   * @param first the first of them, from 0
   * @param count how many; with those before at most {@value #MAX_GAMES}
   * @return the games by date
   * @throws IllegalArgumentException if there are not as many
   */
  public Stream<SimulatedGame> games(int first, int count) {
    Checks.between(0, first, MAX_GAMES, "first game");
    Checks.between(0, count, MAX_GAMES - first, "number of games");
    return IntStream.range(first, first + count).mapToObj(this::game);
  }

  /**
   * A game.
   *
   * @param index which, from 0, less than {@value #MAX_GAMES}
   * @return the game, whose id has seed and index
   * @throws IllegalArgumentException if there is no such game
   */
  public SimulatedGame game(int index) {
    Checks.between(0, index, MAX_GAMES - 1, "game");
    int day = index / GAMES_A_DAY;
    int season = day / DAYS_A_SEASON;
    int pair = index % GAMES_A_DAY * 2;
    List<Integer> teams = new ArrayList<>(IntStream.range(0, TEAMS).boxed().toList());
    Collections.shuffle(teams, random(DAY, day));
    int home = teams.get(pair);
    int away = teams.get(pair + 1);
    int year = FIRST_YEAR + season;
    Fixture fixture =
        new Fixture(
            "sim-" + seed + "-" + index,
            LocalDate.of(year, 10, 20).plusDays((long) day % DAYS_A_SEASON * DAYS_BETWEEN),
            String.format(Locale.ROOT, "%d-%02d", year, (year + 1) % 100),
            name(home),
            name(away));
    Random random = random(GAME, index);
    double edge =
        HOME_EDGE
            + strength(season, home)
            - strength(season, away)
            + DAY_DEVIATION * random.nextGaussian();
    return new SimulatedGame(fixture, new Course(random, edge).play());
  }

  private static String name(int team) {
    return String.format(Locale.ROOT, "T%02d", team + 1);
  }

  private double strength(int season, int team) {
    return TEAM_DEVIATION * random(STRENGTH, (long) season * TEAMS + team).nextGaussian();
  }

  /** Numbers that have nothing to do with those of another seed, purpose or index. */
  private Random random(long purpose, long index) {
    return new Random(mixed(mixed(mixed(seed) + purpose) + index));
  }

  /** A step of SplitMix64: neighbours become far apart. */
  private static long mixed(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** A game that goes on. */
  private static final class Course {
    private static final int SECOND = GameClock.MINUTE / 60;

    private final Random random;
    private final double edge;
    private final double meanSeconds;
    private final List<ScoreUpdate> updates = new ArrayList<>();
    private int home;
    private int away;

    Course(Random random, double edge) {
      this.random = random;
      this.edge = edge;
      meanSeconds = MEAN_SECONDS * StrictMath.exp(PACE_DEVIATION * random.nextGaussian());
    }

    List<ScoreUpdate> play() {
      int period = 0;
      while (period < GameClock.REGULATION_PERIODS || home == away) {
        play(++period);
      }
      return updates;
    }

    private void play(int period) {
      int length = GameClock.length(period) / SECOND;
      add(period, length);
      // 1 for the home side, −1 for the visitors, 0 before a period's first play.
      int side = 0;
      int pause = pause();
      for (int second = FIRST_SECONDS + pause; second <= length; second += pause) {
        double same = (pause < SOON_SECONDS ? SAME_SOON : SAME_LATER) - 0.5;
        double pull = period < GameClock.REGULATION_PERIODS ? PULL : LAST_PULL;
        double probability = 0.5 + side * same + edge - pull * (home - away);
        side = random.nextDouble() < inside(probability) ? 1 : -1;
        int points = points();
        home += side > 0 ? points : 0;
        away += side > 0 ? 0 : points;
        add(period, length - second);
        pause = pause();
      }
      add(period, 0);
    }

    private int pause() {
      double delay = -meanSeconds * StrictMath.log(1 - random.nextDouble());
      return LEAST_SECONDS + (int) delay;
    }

    private static double inside(double probability) {
      return Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, probability));
    }

    private int points() {
      double drawn = random.nextDouble();
      return drawn < ONE_POINT ? 1 : drawn < ONE_POINT + TWO_POINTS ? 2 : 3;
    }

    /** The same score at the same moment is told once. */
    private void add(int period, int secondsLeft) {
      ScoreUpdate update = new ScoreUpdate(new GameClock(period, secondsLeft * SECOND), home, away);
      if (updates.isEmpty() || !updates.get(updates.size() - 1).equals(update)) {
        updates.add(update);
      }
    }
  }
}
