package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.Atoms;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * What a calibration does with scores. Its channels are the sides that an interval has an end on:
 * one a step where tails are symmetric; above, then below, for each step where they are equal; the
 * band last.
 *
 * @param window the most scores held
 * @param learnsScores whether outcomes join the scores
 * @param bounded whether infinite radii are replaced by the largest score
 * @param cap the largest radius of a step, +∞ for none
 */
record Settings(
    Tails tails,
    double[] stepScales,
    Weighting weighting,
    OnlineRule rule,
    int window,
    boolean learnsScores,
    boolean bounded,
    double cap) {
  Settings {
    stepScales = requirePositive(stepScales.clone());
  }

  static double[] requirePositive(double[] stepScales) {
    for (double scale : stepScales) {
      Checks.scale(scale, "step scale");
    }
    return stepScales;
  }

  /** Scores that stay as they are, all alike, and exact ranks. */
  static Settings plain(Tails tails, double[] stepScales) {
    return new Settings(
        tails,
        stepScales,
        Weighting.uniform(),
        OnlineRule.none(),
        Integer.MAX_VALUE,
        false,
        false,
        Double.POSITIVE_INFINITY);
  }

  void write(BinaryWriter out) {
    out.putEnum(tails).putDoubles(stepScales);
    out.putEnum(weighting.kind()).putDouble(weighting.rho());
    out.putString(rule.id()).putDoubles(rule.parameters());
    out.putInt(window).putInt(learnsScores ? 1 : 0).putInt(bounded ? 1 : 0).putDouble(cap);
  }

  /** Restores what was saved; a weighting that is a function is the one given. */
  static Settings read(BinaryReader in, int horizon, Weighting given) {
    Tails tails = in.getEnum(Tails.class);
    double[] stepScales = in.getDoubles(horizon, "step scales");
    Weighting weighting = given.restored(in);
    OnlineRule rule = OnlineRule.read(in);
    int window = in.getInt(1, Integer.MAX_VALUE, "window");
    boolean learnsScores = in.getInt(0, 1, "whether scores are learned") == 1;
    boolean bounded = in.getInt(0, 1, "whether it is bounded") == 1;
    double cap = in.getDouble();
    if (!(cap > 0)) {
      throw in.damaged("cap is " + cap + "; expected more than 0");
    }
    return new Settings(tails, stepScales, weighting, rule, window, learnsScores, bounded, cap);
  }

  int horizon() {
    return stepScales.length;
  }

  boolean symmetric() {
    return tails == Tails.SYMMETRIC;
  }

  boolean adapts() {
    return learnsScores || !(rule instanceof NoRule);
  }

  int channels() {
    return horizon() * (symmetric() ? 1 : 2) + 1;
  }

  boolean isBand(int channel) {
    return channel == channels() - 1;
  }

  private boolean isBelow(int channel) {
    return !symmetric() && !isBand(channel) && channel % 2 == 1;
  }

  /** Whether a channel's rule gives the ends on both sides of the forecast. */
  boolean isTwoSided(int channel) {
    return symmetric() && !isBand(channel);
  }

  /** A channel's view of the scores it is a side of. */
  Side side(int channel, Atoms scores) {
    return new Side(scores, isBelow(channel));
  }

  /** The share of misses that a channel may have. */
  double level(int channel, double level) {
    return symmetric() || isBand(channel) ? level : level / 2;
  }

  /** What an outcome adds to the scores that a channel is a side of. */
  double held(int channel, Outcome outcome) {
    if (isBand(channel)) {
      return outcome.largest(stepScales);
    }
    return symmetric() ? Math.abs(outcome.errors()[channel]) : outcome.errors()[channel / 2];
  }

  /** How bad an outcome is on a channel. */
  double score(int channel, Outcome outcome) {
    double held = held(channel, outcome);
    return isBelow(channel) ? -held : held;
  }

  /** A channel's radius, finite if it shall be. */
  double bounded(double radius, int channel, Side side) {
    if (!bounded) {
      return radius;
    }
    if (cap < Double.POSITIVE_INFINITY) {
      double widest = Arrays.stream(stepScales).max().orElseThrow();
      return Math.min(radius, isBand(channel) ? cap / widest : cap);
    }
    return radius == Double.POSITIVE_INFINITY ? side.largest() : radius;
  }
}
