package org.forecast4j.ensemble;

import java.util.Arrays;
import org.forecast4j.Aim;
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
 * @param aim whose errors they follow
 */
record LearnedWeights(
    double[] fitted, double patience, OnlineWeights rule, long outcomes, Aim aim) {
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

  /** What they become when members forecast paths and this happened. */
  LearnedWeights with(double[][] paths, double[] actual) {
    int from = aim.firstStep(actual.length);
    double[][] steps = new double[actual.length - from][paths.length];
    for (int step = 0; step < steps.length; step++) {
      for (int member = 0; member < paths.length; member++) {
        steps[step][member] = paths[member][from + step];
      }
    }
    double[] outcome = Arrays.copyOfRange(actual, from, actual.length);
    return new LearnedWeights(fitted, patience, rule.observe(steps, outcome), outcomes + 1, aim);
  }

  byte[] toBytes() {
    // What the first version can say is written in it, for older readers.
    boolean isFirst = aim == Aim.LAST_STEP;
    BinaryWriter out =
        new BinaryWriter(KIND, isFirst ? 1 : 2)
            .putDoubles(fitted)
            .putDouble(patience)
            .putLong(outcomes)
            .putBytes(rule.toBytes());
    return (isFirst ? out : out.putEnum(aim)).toBytes();
  }

  static LearnedWeights fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 2, bytes);
    double[] fitted = in.getDoubles();
    for (double weight : fitted) {
      Checks.notNegative(weight, "fitted weight");
    }
    double patience = Checks.notNegative(in.getDouble(), "patience");
    long outcomes = in.getLong(0, Long.MAX_VALUE, "number of outcomes");
    OnlineWeights rule = OnlineWeights.fromBytes(in.getBytes());
    Aim aim = in.version() == 1 ? Aim.LAST_STEP : in.getEnum(Aim.class);
    in.end();
    Checks.length(fitted.length, rule.weights().length, "online weights");
    return new LearnedWeights(fitted, patience, rule, outcomes, aim);
  }
}
