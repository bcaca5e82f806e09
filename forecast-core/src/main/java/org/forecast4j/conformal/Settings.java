package org.forecast4j.conformal;

import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * How a wrapper was configured.
 *
 * @param window the most scores held
 * @param learnsScores whether outcomes join the scores
 * @param bounded whether infinite radii are replaced by the largest score
 * @param cap the largest radius of a step, +∞ for none
 * @param wholeNumbers whether outcomes are whole numbers
 */
record Settings(
    Tails tails,
    StepScales stepScales,
    Weighting weighting,
    OnlineRule rule,
    int window,
    boolean learnsScores,
    boolean bounded,
    double cap,
    boolean wholeNumbers) {
  /** Scores as they are, equally weighted, and exact ranks. */
  static Settings plain(Tails tails, StepScales stepScales) {
    return new Settings(
        tails,
        stepScales,
        Weighting.uniform(),
        OnlineRule.none(),
        Integer.MAX_VALUE,
        false,
        false,
        Double.POSITIVE_INFINITY,
        false);
  }

  int horizon() {
    return stepScales.horizon();
  }

  boolean adapts() {
    return learnsScores || !(rule instanceof NoRule);
  }

  /** Since which version of the file it says whether outcomes are whole numbers. */
  private static final int WITH_WHOLE_NUMBERS = 2;

  void write(BinaryWriter out, int version) {
    out.putEnum(tails);
    stepScales.write(out);
    out.putEnum(weighting.kind()).putDouble(weighting.rho());
    out.putString(rule.id()).putDoubles(rule.parameters());
    out.putInt(window).putInt(learnsScores ? 1 : 0).putInt(bounded ? 1 : 0).putDouble(cap);
    if (version >= WITH_WHOLE_NUMBERS) {
      out.putInt(wholeNumbers ? 1 : 0);
    }
  }

  /** A distribution of what is forecast. */
  PredictiveDistribution distribution(PredictiveDistribution distribution) {
    return wholeNumbers ? distribution.onWholeNumbers() : distribution;
  }

  /** Restores what was saved; a weighting that is a function is the one given. */
  static Settings read(BinaryReader in, int horizon, Weighting given) {
    Tails tails = in.getEnum(Tails.class);
    StepScales stepScales = StepScales.read(in, horizon);
    Weighting weighting = given.restored(in);
    OnlineRule rule = OnlineRule.read(in);
    int window = in.getInt(1, Integer.MAX_VALUE, "window");
    boolean learnsScores = in.getInt(0, 1, "whether scores are learned") == 1;
    boolean bounded = in.getInt(0, 1, "whether it is bounded") == 1;
    double cap = in.getDouble();
    if (!(cap > 0)) {
      throw in.damaged("cap is " + cap + "; expected more than 0");
    }
    boolean wholeNumbers =
        in.version() >= WITH_WHOLE_NUMBERS && in.getInt(0, 1, "whole numbers") == 1;
    return new Settings(
        tails, stepScales, weighting, rule, window, learnsScores, bounded, cap, wholeNumbers);
  }
}
