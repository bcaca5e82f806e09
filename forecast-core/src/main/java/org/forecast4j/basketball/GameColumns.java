package org.forecast4j.basketball;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * How played games stand in a file: the names of the teams, then a column for each thing that is
 * known of a game.
 *
 * @param maxMargin the most points that a margin can be
 * @param hasTotals whether the points of both teams are kept
 */
record GameColumns(int maxMargin, boolean hasTotals) {
  /** Of {@link TeamRatings}. */
  static final GameColumns MARGINS = new GameColumns(10_000, false);

  /** Of {@link GameExpectations}. */
  static final GameColumns MARGINS_AND_TOTALS = new GameColumns(GameResult.MAX_POINTS, true);

  /** Appends games, which are in the order of their days. */
  void write(BinaryWriter out, List<PlayedGame> games) {
    TreeSet<String> names = new TreeSet<>();
    games.forEach(game -> names.addAll(List.of(game.home(), game.away())));
    List<String> teams = List.copyOf(names);
    double[] days = new double[games.size()];
    int previousDay = 0;
    for (int i = 0; i < days.length; i++) {
      days[i] = games.get(i).day() - previousDay;
      previousDay = games.get(i).day();
    }
    out.putInt(teams.size());
    teams.forEach(out::putString);
    out.putDoubles(days)
        .putDoubles(games.stream().mapToDouble(game -> teams.indexOf(game.home())).toArray())
        .putDoubles(games.stream().mapToDouble(game -> teams.indexOf(game.away())).toArray())
        .putDoubles(games.stream().mapToDouble(PlayedGame::margin).toArray());
    if (hasTotals) {
      out.putDoubles(games.stream().mapToDouble(PlayedGame::total).toArray());
    }
  }

  /** Reads what was written. */
  List<PlayedGame> read(BinaryReader in, int maxTeams) {
    String[] teams = new String[in.getInt(0, maxTeams, "number of teams")];
    Arrays.setAll(teams, i -> in.getString());
    double[] days = in.getDoubles();
    double[] homes = in.getDoubles(days.length, "home teams");
    double[] aways = in.getDoubles(days.length, "away teams");
    double[] margins = in.getDoubles(days.length, "margins");
    double[] totals = new double[days.length];
    Arrays.fill(totals, PlayedGame.UNKNOWN);
    if (hasTotals) {
      totals = in.getDoubles(days.length, "totals");
    }
    List<PlayedGame> games = new ArrayList<>(days.length);
    int day = 0;
    for (int i = 0; i < days.length; i++) {
      // From the game before, or for the first from 1970-01-01.
      int leastDays = i == 0 ? -PlayedGame.MAX_DAYS : 0;
      day += whole(in, days[i], leastDays, PlayedGame.MAX_DAYS - day, "days between games");
      games.add(
          new PlayedGame(
              day,
              teams[whole(in, homes[i], 0, teams.length - 1, "home team")],
              teams[whole(in, aways[i], 0, teams.length - 1, "away team")],
              whole(in, margins[i], -maxMargin, maxMargin, "margin"),
              whole(in, totals[i], PlayedGame.UNKNOWN, 2 * maxMargin, "total")));
    }
    return games;
  }

  private static int whole(BinaryReader in, double value, int least, int most, String what) {
    if (!(value >= least && value <= most && value == Math.rint(value))) {
      throw in.damaged(
          what + " is " + value + "; expected a whole number from " + least + " to " + most);
    }
    return (int) value;
  }
}
