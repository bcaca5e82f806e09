package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.forecast4j.internal.Atoms;
import org.junit.jupiter.api.Test;

/** What a rule makes of states and scores that long runs seldom meet. */
class OnlineRuleStateTest {
  private static Side side(double... scores) {
    return new Side(Atoms.of(scores), false);
  }

  private static OnlineRule.Seen seen(double score, boolean missed) {
    return new OnlineRule.Seen(score, score, 1, missed);
  }

  /** An interval misses at its p-value: of 1 to 9 and the unseen one, half are at least 6. */
  @Test
  void dtaci_takes_a_level_that_equals_the_p_value_for_missed() {
    Side side = side(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(side.pValue(6, 1)).isEqualTo(0.5);
    assertThat(side.quantile(0.5, 1)).isLessThan(6);
    OnlineRule rule = OnlineRule.dtAci(50, 0.1);
    double[] next = rule.next(rule.start(0.5), 0.5, side, seen(6, true), true);
    assertThat(next).containsExactly(new double[] {0.45, 1}, within(1e-12));
    next = rule.next(rule.start(0.5), 0.5, side, seen(5, false), true);
    assertThat(next).containsExactly(new double[] {0.55, 1}, within(1e-12));
  }

  @Test
  void agaci_takes_a_score_at_the_end_of_an_interval_for_covered() {
    Side side = side(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(side.quantile(0.5, 1)).isEqualTo(5);
    OnlineRule rule = OnlineRule.agAci(0.1);
    double[] at = rule.next(rule.start(0.5), 0.5, side, seen(5, false), true);
    assertThat(at[0]).isCloseTo(0.55, within(1e-12));
    double[] beyond = rule.next(rule.start(0.5), 0.5, side, seen(5.001, true), true);
    assertThat(beyond[0]).isCloseTo(0.45, within(1e-12));
  }

  @Test
  void dtaci_begins_anew_with_equal_weights_when_all_have_vanished() {
    OnlineRule rule = OnlineRule.dtAciWithEta(1e9, 50, 0.1, 0.2);
    double[] next = rule.next(rule.start(0.5), 0.5, side(1, 2, 3), seen(9, true), true);
    assertThat(next).containsExactly(new double[] {0.45, 0.4, 0.5, 0.5}, within(1e-12));
  }

  /** Otherwise what was bad before it could count would hold it down for ever. */
  @Test
  void saocp_lets_only_an_expert_with_weight_lose() {
    OnlineRule rule = OnlineRule.saocp(8);
    Side side = side(1, 2, 3);
    double[] good = {1, 1, 1, 0.5, 0};
    double[] bad = {2, 10, 1, 0, 0};
    double[] next = rule.next(saocp(good, bad), 0.1, side, seen(1, false), true);
    assertThat(next[2 + 5]).isEqualTo(2);
    assertThat(next[2 + 5 + 3]).isZero();
    double[] weighty = {2, 10, 1, 0.5, 0};
    next = rule.next(saocp(good, weighty), 0.1, side, seen(1, false), true);
    assertThat(next[2 + 5 + 3]).isNegative();
  }

  @Test
  void saocp_takes_a_score_at_the_end_of_an_expert_s_interval_for_covered() {
    double[] state = {2, 1, 1, 3, 0.5, 0, 0};
    double[] at = OnlineRule.saocp(8).next(state, 0.1, side(1, 2, 3), seen(3, false), true);
    assertThat(at[3]).isLessThan(3);
    double[] beyond = OnlineRule.saocp(8).next(state, 0.1, side(1, 2, 3), seen(3.01, true), true);
    assertThat(beyond[3]).isGreaterThan(3);
  }

  /** Before the third outcome, with a scale of 1. */
  private static double[] saocp(double[] first, double[] second) {
    double[] head = {3, 1};
    return Stream.of(head, first, second).flatMapToDouble(DoubleStream::of).toArray();
  }

  @Test
  void descents_wait_until_the_scores_support_the_confidence_and_are_not_all_zero() {
    for (OnlineRule rule : new OnlineRule[] {OnlineRule.sfOgd(), OnlineRule.saocp()}) {
      double[] fresh = rule.start(0.1);
      assertThat(rule.next(fresh, 0.1, side(1, 2, 3), seen(1, false), true)).isSameAs(fresh);
      assertThat(rule.next(fresh, 0.5, side(0, 0, 0), seen(1, true), true)).isSameAs(fresh);
      assertThat(rule.next(fresh, 0.5, side(1, 2, 3), seen(1, false), true)).isNotEmpty();
    }
    // A largest radius that is given does not need the scores'.
    assertThat(OnlineRule.sfOgd(2).next(new double[0], 0.5, side(0, 0, 0), seen(1, true), true))
        .hasSize(3);
  }

  @Test
  void pid_without_a_scorecaster_waits_until_the_scores_support_the_confidence() {
    OnlineRule rule = OnlineRule.pid(0.1, 0.2, 1, false);
    double[] fresh = rule.start(0.1);
    assertThat(rule.next(fresh, 0.1, side(1, 2, 3), seen(1, false), true)).isSameAs(fresh);
    double[] next = rule.next(fresh, 0.5, side(1, 2, 3), seen(9, true), true);
    // The quantile 2, and half a miss too many of steps of a tenth of the largest score.
    assertThat(next).containsExactly(new double[] {2 + 0.1 * 3 * 0.5, 0.5, 1, 3}, within(1e-12));
    double[] cast =
        OnlineRule.pid(0.1, 0.2, 1, true).next(fresh, 0.1, side(1, 2, 3), seen(1, false), true);
    assertThat(cast).containsExactly(new double[] {-0.1 * 3 * 0.1, -0.1, 1, 3}, within(1e-12));
  }
}
