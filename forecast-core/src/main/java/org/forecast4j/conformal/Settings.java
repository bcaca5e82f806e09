package org.forecast4j.conformal;

import org.forecast4j.internal.Checks;

/**
 * What a calibration does with scores.
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
    stepScales = stepScales.clone();
    for (double scale : stepScales) {
      Checks.positive(scale, "step scale");
    }
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

  int horizon() {
    return stepScales.length;
  }

  boolean symmetric() {
    return tails == Tails.SYMMETRIC;
  }

  boolean adapts() {
    return learnsScores || !(rule instanceof NoRule);
  }
}
