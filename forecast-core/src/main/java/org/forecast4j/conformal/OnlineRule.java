package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.Checks;

/**
 * How an interval learns from hits and misses, beside the scores it rests on. A rule runs once for
 * each confidence, step and side; what it has learned is never clipped, so an interval can be the
 * whole line or empty.
 *
 * <p>Immutable values; the parameters are saved with a wrapper.
 */
public abstract sealed class OnlineRule
    permits NoRule, Aci, DtAci, AgAci, Pid, PublishedPid, SfOgd, Saocp {
  /** What happened to an interval of one step and side. */
  record Seen(double score, double signed, double unseen, boolean missed) {}

  private static final double[] DTACI_RATES = {
    0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128
  };
  private static final double[] AGACI_RATES = {
    0, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064
  };

  OnlineRule() {}

  /**
   * Intervals follow the scores alone.
   *
   * @return the rule that learns nothing
   */
  public static OnlineRule none() {
    return new NoRule();
  }

  /**
   * Adaptive conformal inference: the level α asked of the scores becomes α + γ·(α₁ − miss) after
   * each outcome. Whatever happens, the share of misses over T outcomes lies within (max(α₁, 1−α₁)
   * + γ)/(γT) of α₁, if each outcome is observed before the next forecast.
   *
   * @param gamma the step γ, at least 0; large steps react fast and make intervals jump
   * @return the rule
   * @throws IllegalArgumentException if the step is not so
   * @see <a href="https://arxiv.org/abs/2106.00170">Gibbs and Candès 2021, Adaptive conformal
   *     inference under distribution shift</a>
   */
  public static OnlineRule aci(double gamma) {
    return new Aci(gamma);
  }

  /**
   * Dynamically tuned ACI with the paper's eight steps from 0.001 to 0.128 and an interval of 100.
   *
   * @return the rule
   */
  public static OnlineRule dtAci() {
    return dtAci(100, DTACI_RATES);
  }

  /**
   * Dynamically tuned ACI: the weighted mean of the levels of several ACI, where those that would
   * have been nearer to the outcomes' p-values weigh more.
   *
   * @param interval over how many outcomes it competes with the best step, at least 1
   * @param gammas the steps, at least one, none negative
   * @return the rule
   * @throws IllegalArgumentException if the arguments are not so
   * @see <a href="https://jmlr.org/papers/v25/22-1218.html">Gibbs and Candès 2024, Conformal
   *     inference for online prediction with arbitrary distribution shifts</a>
   */
  public static OnlineRule dtAci(int interval, double... gammas) {
    return new DtAci(DtAci.BEST_BOUND, interval, gammas);
  }

  /**
   * Dynamically tuned ACI whose weights learn at a given rate η, where {@link #dtAci(int,
   * double...)} takes the rate that the paper's bound is least for.
   *
   * @param eta the learning rate η of the weights, positive; the larger, the sooner the best step
   *     has all the weight
   * @param interval over how many outcomes it competes with the best step, at least 1
   * @param gammas the steps, at least one, none negative
   * @return the rule
   * @throws IllegalArgumentException if the arguments are not so
   */
  public static OnlineRule dtAciWithEta(double eta, int interval, double... gammas) {
    return new DtAci(Checks.positive(eta, "eta"), interval, gammas);
  }

  /**
   * Aggregated ACI with nine steps from 0 to 0.064.
   *
   * @return the rule
   */
  public static OnlineRule agAci() {
    return agAci(AGACI_RATES);
  }

  /**
   * Aggregated ACI: either bound is the weighted mean of the bounds of several ACI, weighted by
   * Bernstein online aggregation of their pinball losses. An infinite bound enters the mean as the
   * largest score held, that of an empty interval as the smallest; the interval is infinite where
   * all bounds are.
   *
   * @param gammas the steps, at least one, none negative
   * @return the rule
   * @throws IllegalArgumentException if the steps are not so
   * @see <a href="https://proceedings.mlr.press/v162/zaffran22a.html">Zaffran, Féron, Goude, Josse,
   *     Dieuleveut 2022, Adaptive conformal predictions for time series</a>
   */
  public static OnlineRule agAci(double... gammas) {
    return new AgAci(gammas);
  }

  /**
   * Conformal PID control with a rate of 0.005, an integral of 0.05 and a saturation of 1, and the
   * quantile of the scores held as its scorecaster.
   *
   * @return the rule
   */
  public static OnlineRule pid() {
    return pid(0.005, 0.05, 1, true);
  }

  /**
   * Conformal PID control: a radius that grows with each miss and shrinks with each hit (P), plus
   * the saturated sum of past misses over the share asked for (I), plus, as a scorecaster (D), the
   * conformal quantile of the scores held, which follows the weighting. Rates are relative to the
   * largest score ever seen, whether or not it is still held.
   *
   * <p>With an integral the share of misses over T outcomes lies within about saturation·π/(2·log(T
   * + 1)) + 1/T of the share asked for, whatever happens: beyond that the interval is the whole
   * line or empty. With a rate it comes within a multiple of 1/T where the scores are bounded.
   *
   * @param rate the step of the quantile tracker, at least 0
   * @param integral the strength of the integrator, at least 0
   * @param saturation the larger, the longer the integrator takes to reach infinity; positive
   * @param scorecaster whether the scores' quantile is added; if not, the tracker starts from it
   * @return the rule
   * @throws IllegalArgumentException if the numbers are not so
   * @see <a href="https://arxiv.org/abs/2307.16895">Angelopoulos, Candès, Tibshirani 2023,
   *     Conformal PID control for time series prediction</a>
   */
  public static OnlineRule pid(
      double rate, double integral, double saturation, boolean scorecaster) {
    return new Pid(rate, integral, saturation, scorecaster);
  }

  /**
   * Conformal PID control as it was published, without a scorecaster: the integral is absolute, and
   * the step of the quantile tracker is relative to the range of the newest scores. The numbers
   * have the meaning they have in the paper and its code; K_I is in the units of the scores, so it
   * must be chosen for each kind of data. The tracker starts from the quantile of the scores held,
   * and the smallest and largest of these begin the newest ones.
   *
   * <p>The share of misses over T outcomes lies within about C_sat·π/(2·log(T + 1)) + 1/T of the
   * share asked for, if K_I is positive. Without an integral nothing is promised, since the step
   * can be large when there are hits and small when there are misses. A state holds the newest
   * scores, so an outcome takes O(trailing) time and memory a step and confidence.
   *
   * @param rate the step of the quantile tracker, over the range of the newest scores, at least 0;
   *     0.1 in the paper's experiments
   * @param ki K_I, the strength of the integrator, in units of the scores, at least 0
   * @param csat C_sat, the saturation: the larger, the longer it takes to reach infinity; positive
   * @param trailing how many scores are the newest, from 2 to 100,000
   * @return the rule
   * @throws IllegalArgumentException if the numbers are not so
   * @see <a href="https://arxiv.org/abs/2307.16895">Angelopoulos, Candès, Tibshirani 2023,
   *     Conformal PID control for time series prediction</a>
   */
  public static OnlineRule publishedPid(double rate, double ki, double csat, int trailing) {
    return new PublishedPid(rate, ki, csat, trailing);
  }

  /**
   * Scale-free online gradient descent on the radius: it starts from the scores' quantile and moves
   * by the misses, over the root of all squared moves so far, those of the calibration scores
   * counted in. The largest radius D to expect is the largest score held at the start.
   *
   * @return the rule
   * @see <a href="https://arxiv.org/abs/2302.07869">Bhatnagar, Wang, Xiong, Bai 2023, Improved
   *     online conformal prediction via strongly adaptive online learning</a>
   */
  public static OnlineRule sfOgd() {
    return new SfOgd(SfOgd.OF_SCORES);
  }

  /**
   * Scale-free online gradient descent with a given D: steps are multiples of D/√3.
   *
   * @param largestRadius the paper's D, the largest radius to expect, in units of the scores,
   *     positive
   * @return the rule
   * @throws IllegalArgumentException if the radius is not so
   * @see #sfOgd()
   */
  public static OnlineRule sfOgd(double largestRadius) {
    return new SfOgd(Checks.positive(largestRadius, "largest radius"));
  }

  /**
   * Strongly adaptive online conformal prediction with a lifetime factor of 8.
   *
   * @return the rule
   */
  public static OnlineRule saocp() {
    return saocp(8);
  }

  /**
   * Strongly adaptive online conformal prediction: at every outcome a new gradient descent starts,
   * each lives for a while, and those that did better than all together weigh more.
   *
   * @param lifetime how long the shortest-lived live, at least 1; every second lives twice as long,
   *     every fourth four times
   * @return the rule
   * @throws IllegalArgumentException if the lifetime is below 1
   * @see <a href="https://arxiv.org/abs/2302.07869">Bhatnagar, Wang, Xiong, Bai 2023, Improved
   *     online conformal prediction via strongly adaptive online learning</a>
   */
  public static OnlineRule saocp(int lifetime) {
    return new Saocp(lifetime, SfOgd.OF_SCORES);
  }

  /**
   * Strongly adaptive online conformal prediction with a given D; without one it is √3 times the
   * largest score held at the start, as in the authors' code.
   *
   * @param lifetime how long the shortest-lived live, at least 1
   * @param largestRadius the paper's D, the largest radius to expect, in units of the scores,
   *     positive
   * @return the rule
   * @throws IllegalArgumentException if the arguments are not so
   * @see #saocp(int)
   */
  public static OnlineRule saocp(int lifetime, double largestRadius) {
    return new Saocp(lifetime, Checks.positive(largestRadius, "largest radius"));
  }

  /** What it is saved as. */
  abstract String id();

  /** Whether its state depends on p-values, beside quantiles. */
  boolean asksForPValues() {
    return false;
  }

  /** Its numbers, for {@link #read}. */
  abstract double[] parameters();

  /** The state before any outcome. */
  abstract double[] start(double level);

  /** The radius above the forecast. */
  abstract double above(double[] state, double level, Side side, double unseen);

  /** The radius below the forecast of an interval whose scores are absolute. */
  double below(double[] state, double level, Side side, double unseen) {
    return above(state, level, side, unseen);
  }

  /**
   * The state after an outcome.
   *
   * @param symmetric whether the scores are absolute, so that both bounds come from them
   */
  abstract double[] next(double[] state, double level, Side side, Seen seen, boolean symmetric);

  /**
   * Refuses a state that none of this rule can be: of another length or with a number that is NaN.
   */
  double[] checkedState(BinaryReader in, double[] state) {
    if (!hasLength(state.length)) {
      throw in.damaged("state of " + this + " has length " + state.length);
    }
    for (double number : state) {
      if (Double.isNaN(number)) {
        throw in.damaged("state of " + this + " holds NaN");
      }
    }
    return state;
  }

  /** Whether a state can have this length. */
  abstract boolean hasLength(int length);

  /** Restores a rule from what it was saved as. */
  static OnlineRule read(BinaryReader in) {
    String id = in.getString();
    double[] p = in.getDoubles();
    int expected =
        switch (id) {
          case "none" -> 0;
          case "aci" -> 1;
          case "pid", "pid-published" -> 4;
          case "sf-ogd" -> Math.min(p.length, 1);
          case "saocp" -> Math.max(1, Math.min(p.length, 2));
          case "agaci" -> p.length;
          case "dtaci" -> Math.max(1, p.length);
          case "dtaci-eta" -> Math.max(2, p.length);
          default -> throw in.damaged("online rule is '" + id + "'");
        };
    Checks.length(expected, p.length, "parameters of " + id);
    return switch (id) {
      case "none" -> none();
      case "sf-ogd" -> p.length == 0 ? sfOgd() : sfOgd(p[0]);
      case "aci" -> aci(p[0]);
      case "saocp" -> p.length == 1 ? saocp((int) p[0]) : saocp((int) p[0], p[1]);
      case "pid" -> pid(p[0], p[1], p[2], p[3] != 0);
      case "pid-published" -> publishedPid(p[0], p[1], p[2], (int) p[3]);
      case "agaci" -> agAci(p);
      case "dtaci" -> dtAci((int) p[0], Arrays.copyOfRange(p, 1, p.length));
      default -> dtAciWithEta(p[0], (int) p[1], Arrays.copyOfRange(p, 2, p.length));
    };
  }

  static double[] checkedRates(double[] gammas) {
    Checks.atLeast(1, gammas.length, "number of steps");
    double[] copy = gammas.clone();
    for (double gamma : copy) {
      Checks.notNegative(gamma, "gamma");
    }
    return copy;
  }

  @Override
  public String toString() {
    double[] parameters = parameters();
    return parameters.length == 0 ? id() : id() + Arrays.toString(parameters);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnlineRule that
        && id().equals(that.id())
        && Arrays.equals(parameters(), that.parameters());
  }

  @Override
  public int hashCode() {
    return 31 * id().hashCode() + Arrays.hashCode(parameters());
  }
}
