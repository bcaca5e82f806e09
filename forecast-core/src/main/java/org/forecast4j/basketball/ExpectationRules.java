package org.forecast4j.basketball;

import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * The constants of {@link GameExpectations} and how a team's form follows from them. They are
 * stored with what was learned by them.
 *
 * @param homeAdvantage at first, in points
 * @param homeGain what the home advantage follows of a difference
 * @param tiredHome points off if the home team played the day before
 * @param tiredAway points on if the visitors did
 * @param cap what a margin counts at most, in points
 * @param gain what a rating follows of a difference, late in a season
 * @param earlyGain how much more at its beginning
 * @param fading after how many games the early gain has fallen to 1/e
 * @param pause days without games after which a season begins
 * @param carry what a rating keeps then
 * @param level points of both teams, at first
 * @param levelGain what the level follows of a difference
 * @param scoringGain what a team's share of the total follows
 * @param scoringCarry what a team's share keeps at the beginning of a season
 */
record ExpectationRules(
    double homeAdvantage,
    double homeGain,
    double tiredHome,
    double tiredAway,
    double cap,
    double gain,
    double earlyGain,
    double fading,
    double pause,
    double carry,
    double level,
    double levelGain,
    double scoringGain,
    double scoringCarry) {
  static final ExpectationRules DEFAULT =
      new ExpectationRules(
          2.8, 0.001, 1.1, 1.4, 20, 0.02, 0.08, 10, 60, 0.7, 190, 0.003, 0.04, 0.6);

  /** Far beyond any team, so that made-up results leave finite numbers. */
  private static final double MAX = 1e6;

  ExpectationRules {
    between(-MAX, homeAdvantage, MAX, "home advantage");
    between(0, homeGain, 1, "gain of the home advantage");
    between(-MAX, tiredHome, MAX, "effect of a tired home team");
    between(-MAX, tiredAway, MAX, "effect of tired visitors");
    between(0, Checks.positive(cap, "cap"), MAX, "cap");
    between(0, gain, 1, "gain");
    between(0, earlyGain, 1, "early gain");
    between(0, Checks.positive(fading, "fading"), MAX, "fading");
    between(0, pause, MAX, "pause");
    between(0, carry, 1, "carry");
    between(-MAX, level, MAX, "level");
    between(0, levelGain, 1, "gain of the level");
    between(0, scoringGain, 1, "gain of the scoring");
    between(0, scoringCarry, 1, "carry of the scoring");
  }

  private static void between(double least, double value, double most, String what) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; expected " + least + " to " + most);
    }
  }

  /**
   * A team's numbers.
   *
   * @param rating how much better than an average team, in points
   * @param scoring how many points its games have above the level
   * @param games how many it has played this season
   */
  record Form(double rating, double scoring, int games) {
    static final Form NEW = new Form(0, 0, 0);
  }

  /** What a margin counts. */
  double counted(int margin) {
    return cap * StrictMath.tanh(margin / cap);
  }

  double rest(boolean homePlayedYesterday, boolean awayPlayedYesterday) {
    return (awayPlayedYesterday ? tiredAway : 0) - (homePlayedYesterday ? tiredHome : 0);
  }

  /** A team's form after days without a game. */
  Form rested(Form form, int days) {
    return days > pause ? new Form(carry * form.rating, scoringCarry * form.scoring, 0) : form;
  }

  /**
   * A team's form after a game.
   *
   * @param now its form after earlier games of the same day
   * @param entering its form before that day, which decides on the gain
   */
  Form after(Form now, Form entering, double marginError, double totalError) {
    double follows = gain + earlyGain * StrictMath.exp(-entering.games / fading);
    return new Form(
        bounded(now.rating + follows * marginError),
        bounded(now.scoring + scoringGain * totalError),
        now.games + 1);
  }

  double homeAdvantageAfter(double before, double marginErrors) {
    return bounded(before + homeGain * marginErrors);
  }

  double levelAfter(double before, double totalErrors) {
    return bounded(before + levelGain * totalErrors);
  }

  private static double bounded(double value) {
    return Math.max(-MAX, Math.min(MAX, value));
  }

  void write(BinaryWriter out) {
    out.putDoubles(
        new double[] {
          homeAdvantage,
          homeGain,
          tiredHome,
          tiredAway,
          cap,
          gain,
          earlyGain,
          fading,
          pause,
          carry,
          level,
          levelGain,
          scoringGain,
          scoringCarry
        });
  }

  static ExpectationRules read(BinaryReader in) {
    double[] v = in.getDoubles(14, "constants");
    try {
      return new ExpectationRules(
          v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13]);
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }
}
