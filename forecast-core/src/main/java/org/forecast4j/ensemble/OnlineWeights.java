package org.forecast4j.ensemble;

import java.util.Arrays;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Boa;
import org.forecast4j.internal.Checks;

/**
 * Weights of an ensemble's members that follow their errors, outcome by outcome: whatever happens,
 * the combination does not do much worse than the best member, or the best fixed convex weights.
 * Regrets are those of the squared loss, linearised at the combination.
 *
 * <pre>{@code
 * ensemble = ensemble.learning(OnlineWeights.mlPoly(ensemble.members().size()), 100);
 * ensemble = ensemble.observe(pattern, actual);
 * }</pre>
 *
 * <p>{@link #observe} takes O(members). Immutable and safe for concurrent use.
 */
public final class OnlineWeights {
  private static final String KIND = "online-weights";

  /** How regrets become weights. */
  enum Rule {
    ML_POLY {
      @Override
      double[] start(int members) {
        return new double[2 * members + 1];
      }

      /** For each member the sum of regrets and the inverse rate; last the largest square. */
      @Override
      double[] next(double[] state, double[] regrets) {
        int members = regrets.length;
        double[] next = state.clone();
        for (double regret : regrets) {
          next[2 * members] = Math.max(next[2 * members], regret * regret);
        }
        double growth = next[2 * members] - state[2 * members];
        for (int k = 0; k < members; k++) {
          next[k] += regrets[k];
          next[members + k] += regrets[k] * regrets[k] + growth;
        }
        return next;
      }

      @Override
      double[] weights(double[] state, double eta) {
        double[] weights = new double[state.length / 2];
        for (int k = 0; k < weights.length; k++) {
          weights[k] = state[k] > 0 ? state[k] / state[weights.length + k] : 0;
        }
        return weights;
      }
    },
    BOA {
      @Override
      double[] start(int members) {
        return Boa.start(members);
      }

      @Override
      double[] next(double[] state, double[] regrets) {
        return Boa.DOUBLING_RANGE.next(state, regrets);
      }

      @Override
      double[] weights(double[] state, double eta) {
        return Boa.DOUBLING_RANGE.weights(state);
      }
    },
    EWA {
      @Override
      double[] start(int members) {
        return new double[members];
      }

      @Override
      double[] next(double[] state, double[] regrets) {
        double[] next = state.clone();
        Arrays.setAll(next, k -> next[k] + regrets[k]);
        return next;
      }

      @Override
      double[] weights(double[] state, double eta) {
        double most = Arrays.stream(state).max().orElseThrow();
        return Arrays.stream(state).map(sum -> StrictMath.exp(eta * (sum - most))).toArray();
      }
    };

    abstract double[] start(int members);

    abstract double[] next(double[] state, double[] regrets);

    /** Not negative, summing to anything; all 0 stands for equal weights. */
    abstract double[] weights(double[] state, double eta);
  }

  private final Rule rule;
  private final double eta;
  private final double[] state;
  private final double[] weights;

  private OnlineWeights(Rule rule, int members, double eta, double[] state) {
    this.rule = rule;
    this.eta = eta;
    this.state = state;
    double[] raw = rule.weights(state, eta);
    double sum = Arrays.stream(raw).sum();
    weights = new double[members];
    Arrays.setAll(weights, k -> sum > 0 ? raw[k] / sum : 1.0 / members);
  }

  private static OnlineWeights start(Rule rule, int members, double eta) {
    Checks.atLeast(1, members, "number of members");
    return new OnlineWeights(rule, members, eta, rule.start(members));
  }

  /**
   * Polynomially weighted averages with a learning rate for each member; nothing to tune, and
   * members that are of no use get no weight.
   *
   * @param members how many, at least 1
   * @return equal weights
   * @throws IllegalArgumentException if there is no member
   * @see <a href="https://proceedings.mlr.press/v35/gaillard14.html">Gaillard, Stoltz, van Erven
   *     2014, A second-order bound with excess losses</a>
   */
  public static OnlineWeights mlPoly(int members) {
    return start(Rule.ML_POLY, members, 1);
  }

  /**
   * Bernstein online aggregation; nothing to tune.
   *
   * @param members how many, at least 1
   * @return equal weights
   * @throws IllegalArgumentException if there is no member
   * @see <a href="https://doi.org/10.1007/s10994-016-5592-6">Wintenberger 2017, Optimal learning
   *     with Bernstein online aggregation</a>
   */
  public static OnlineWeights boa(int members) {
    return start(Rule.BOA, members, 1);
  }

  /**
   * Exponentially weighted averages.
   *
   * @param members how many, at least 1
   * @param eta the learning rate, in units of one over a squared error; positive
   * @return equal weights
   * @throws IllegalArgumentException if there is no member or the rate is not positive
   * @see <a href="https://doi.org/10.1017/CBO9780511546921">Cesa-Bianchi and Lugosi 2006,
   *     Prediction, Learning, and Games</a>
   */
  public static OnlineWeights ewa(int members, double eta) {
    return start(Rule.EWA, members, Checks.positive(eta, "eta"));
  }

  /**
   * The weights for the next forecast.
   *
   * @return a copy; one a member, none negative, summing to 1
   */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * The combination of the members' forecasts.
   *
   * @param forecasts one a member
   * @return their weighted mean
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite
   */
  public double combine(double... forecasts) {
    Checks.length(weights.length, forecasts.length, "forecasts");
    Checks.values(forecasts, "forecasts");
    double combined = 0;
    for (int k = 0; k < weights.length; k++) {
      combined += weights[k] * forecasts[k];
    }
    return combined;
  }

  /**
   * Learns what followed.
   *
   * @param forecasts what each member had forecast
   * @param actual what happened
   * @return the next weights
   * @throws IllegalArgumentException if there are more or fewer forecasts, or a value is not finite
   */
  public OnlineWeights observe(double[] forecasts, double actual) {
    return observe(new double[][] {forecasts}, new double[] {actual});
  }

  /**
   * Learns what followed over several steps, each counting the same.
   *
   * @param forecasts for each step what each member had forecast
   * @param actual what happened at each step, at least one
   * @return the next weights
   * @throws IllegalArgumentException if there is no step, there are more or fewer forecasts, or a
   *     value is not finite
   */
  public OnlineWeights observe(double[][] forecasts, double[] actual) {
    Checks.atLeast(1, actual.length, "number of steps");
    Checks.length(actual.length, forecasts.length, "forecasts");
    double[] regrets = new double[weights.length];
    for (int step = 0; step < actual.length; step++) {
      double combined = combine(forecasts[step]);
      double slope = 2 * (combined - Checks.value(actual[step], "actual"));
      for (int k = 0; k < regrets.length; k++) {
        regrets[k] += slope * (combined - forecasts[step][k]) / actual.length;
      }
    }
    return new OnlineWeights(rule, weights.length, eta, rule.next(state, regrets));
  }

  /**
   * Its portable form.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    return new BinaryWriter(KIND, 1)
        .putEnum(rule)
        .putInt(weights.length)
        .putDouble(eta)
        .putDoubles(state)
        .toBytes();
  }

  /**
   * Restores weights to the bit.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the weights
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static OnlineWeights fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    Rule rule = in.getEnum(Rule.class);
    int members = in.getInt(1, bytes.length, "number of members");
    double eta = Checks.positive(in.getDouble(), "eta");
    double[] state = in.getDoubles(rule.start(members).length, "state");
    in.end();
    return new OnlineWeights(rule, members, eta, Checks.finite(state, "state"));
  }

  @Override
  public String toString() {
    return rule + Arrays.toString(weights);
  }
}
