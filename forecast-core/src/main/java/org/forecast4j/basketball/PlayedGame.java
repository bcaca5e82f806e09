package org.forecast4j.basketball;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * A result that was learned.
 *
 * @param day since 1970-01-01
 * @param home the home team, after its franchise
 * @param away the visitors, after theirs
 * @param margin home minus away at the end of regulation, 0 if overtime followed
 * @param total points of both teams in regulation, or {@link #UNKNOWN}
 */
record PlayedGame(int day, String home, String away, int margin, int total) {
  static final int UNKNOWN = -1;

  /** The order in which results are learned; it calls two results of one game equal. */
  static final Comparator<PlayedGame> ORDER =
      Comparator.comparingInt(PlayedGame::day)
          .thenComparing(PlayedGame::home)
          .thenComparing(PlayedGame::away);

  private static final int COLUMNS = 5;

  /** Appends games, which are in the order of their days. */
  static void write(BinaryWriter out, List<PlayedGame> games) {
    TreeSet<String> names = new TreeSet<>();
    games.forEach(game -> names.addAll(List.of(game.home, game.away)));
    List<String> teams = List.copyOf(names);
    double[][] columns = new double[COLUMNS][games.size()];
    int previousDay = 0;
    for (int i = 0; i < games.size(); i++) {
      PlayedGame game = games.get(i);
      columns[0][i] = game.day - previousDay;
      columns[1][i] = teams.indexOf(game.home);
      columns[2][i] = teams.indexOf(game.away);
      columns[3][i] = game.margin;
      columns[4][i] = game.total;
      previousDay = game.day;
    }
    out.putInt(teams.size());
    teams.forEach(out::putString);
    for (double[] column : columns) {
      out.putDoubles(column);
    }
  }

  /** Reads what was written. */
  static Collection<PlayedGame> read(BinaryReader in, int maxTeams) {
    String[] teams = new String[in.getInt(0, maxTeams, "number of teams")];
    for (int i = 0; i < teams.length; i++) {
      teams[i] = in.getString();
    }
    double[] days = in.getDoubles();
    double[] homes = in.getDoubles(days.length, "home teams");
    double[] aways = in.getDoubles(days.length, "away teams");
    double[] margins = in.getDoubles(days.length, "margins");
    double[] totals = in.getDoubles(days.length, "totals");
    List<PlayedGame> games = new ArrayList<>(days.length);
    int max = GameResult.MAX_POINTS;
    int day = 0;
    for (int i = 0; i < days.length; i++) {
      day += TeamRatings.daysBetween(in, days[i], i == 0, day);
      games.add(
          new PlayedGame(
              day,
              teams[TeamRatings.whole(in, homes[i], 0, teams.length - 1, "home team")],
              teams[TeamRatings.whole(in, aways[i], 0, teams.length - 1, "away team")],
              TeamRatings.whole(in, margins[i], -max, max, "margin"),
              TeamRatings.whole(in, totals[i], UNKNOWN, 2 * max, "total")));
    }
    return games;
  }
}
