package org.forecast4j.ensemble;

import java.util.Arrays;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * Weights on their way from fitted ones to those of an online rule: after t outcomes the mean of
 * both, where the fitted ones count as so many outcomes and the rule's as t. The squared error is
 * convex, so the combination's is never above that mean of the two combinations'.
 *
 * @param fitted where they start
 * @param patience how many outcomes the fitted weights count as
 * @param rule what was learned since
 * @param outcomes how many were learned
 */
record LearnedWeights(double[] fitted, double patience, OnlineWeights rule, long outcomes) {
  private static final String KIND = "learned-weights";

  /** Those of the next forecast. */
  double[] current() {
    if (outcomes == 0) {
      return fitted.clone();
    }
    double share = outcomes / (patience + outcomes);
    double[] current = rule.weights();
    Arrays.setAll(current, i -> fitted[i] + share * (current[i] - fitted[i]));
    return current;
  }

  LearnedWeights with(double[] forecasts, double actual) {
    return new LearnedWeights(fitted, patience, rule.observe(forecasts, actual), outcomes + 1);
  }

  byte[] toBytes() {
    return new BinaryWriter(KIND, 1)
        .putDoubles(fitted)
        .putDouble(patience)
        .putLong(outcomes)
        .putBytes(rule.toBytes())
        .toBytes();
  }

  static LearnedWeights fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    double[] fitted = in.getDoubles();
    for (double weight : fitted) {
      Checks.notNegative(weight, "fitted weight");
    }
    double patience = Checks.notNegative(in.getDouble(), "patience");
    long outcomes = in.getLong(0, Long.MAX_VALUE, "number of outcomes");
    OnlineWeights rule = OnlineWeights.fromBytes(in.getBytes());
    in.end();
    Checks.length(fitted.length, rule.weights().length, "online weights");
    return new LearnedWeights(fitted, patience, rule, outcomes);
  }
}
