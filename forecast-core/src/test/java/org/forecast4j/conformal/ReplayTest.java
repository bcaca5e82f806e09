package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.forecast4j.internal.Atoms;
import org.junit.jupiter.api.Test;

class ReplayTest {
  @Test
  void it_answers_at_every_step_what_scores_added_one_by_one_answer() {
    Random random = new Random(81);
    for (int trial = 0; trial < 300; trial++) {
      int window = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(20);
      int distinct = random.nextBoolean() ? 5 : 1_000;
      double[] start = random.ints(random.nextInt(30), 0, distinct).asDoubleStream().toArray();
      double[] later = random.ints(40, 0, distinct).asDoubleStream().toArray();
      Scores scores = Scores.of(Weighting.uniform(), window, start, new double[start.length]);
      Replay replay = scores.replay(later);
      for (double score : later) {
        assertSame(replay, scores, random.nextInt(distinct), random.nextDouble(-0.1, 1.1));
        double rank = random.nextInt(1 + scores.size()) / (scores.size() + 1.0);
        assertSame(replay, scores, random.nextInt(distinct), Math.nextDown(rank));
        scores = scores.with(score, 1);
        replay.add();
      }
      assertSame(replay, scores, 0, 0.5);
    }
  }

  @Test
  void decayed_scores_have_the_quantiles_of_those_added_one_by_one() {
    Random random = new Random(82);
    for (int trial = 0; trial < 300; trial++) {
      Weighting weighting = Weighting.decay(1 - Math.pow(10, random.nextDouble(-4, -0.2)));
      int window = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(60);
      int distinct = random.nextBoolean() ? 5 : 1_000;
      double[] start = random.ints(random.nextInt(300), 0, distinct).asDoubleStream().toArray();
      double[] later = random.ints(80, 0, distinct).asDoubleStream().toArray();
      Scores scores = Scores.of(weighting, window, start, new double[start.length]);
      assertThat(DecayedReplay.isFor(weighting, later.length)).isTrue();
      Replay replay = scores.replay(later);
      for (double score : later) {
        double unit = weighting.unattainable();
        for (double level : new double[] {random.nextDouble(-0.1, 1.1), unit, 1.001 * unit, 0.25}) {
          assertThat(replay.upper(level, 1)).isEqualTo(scores.upper(level, 1));
          assertThat(replay.lower(level, 1)).isEqualTo(scores.lower(level, 1));
        }
        assertThat(replay.massOf(replay.size())).isCloseTo(scores.total(), within(1e-9));
        scores = scores.with(score, 1);
        replay.add();
      }
      assertThat(values(replay)).isEqualTo(values(scores));
    }
  }

  /** With ρ = ½ the weights are exact, and a level meets their sums. */
  @Test
  void a_level_that_a_sum_of_weights_meets_is_decided_by_the_sum_one_after_the_other() {
    Scores scores = Scores.of(Weighting.decay(0.5), 50, new double[] {3, 1, 2}, new double[3]);
    double[] later = {5, 0, 4, 2, 2, 7};
    Replay replay = scores.replay(later);
    for (double score : later) {
      double whole = scores.total() + 1;
      for (int count = 0; count <= scores.size(); count++) {
        double level = (scores.total() - scores.massOf(count) + 1) / whole;
        for (double near : new double[] {Math.nextDown(level), level, Math.nextUp(level)}) {
          assertThat(replay.upper(near, 1)).isEqualTo(scores.upper(near, 1));
          assertThat(replay.lower(near, 1)).isEqualTo(scores.lower(near, 1));
        }
      }
      scores = scores.with(score, 1);
      replay.add();
    }
  }

  /** What is tolerated, 1e-12 of the weight, is met to a few roundings. */
  @Test
  void a_level_that_a_sum_of_weights_all_but_meets_is_decided_so_too() {
    Random random = new Random(83);
    for (int trial = 0; trial < 4; trial++) {
      Weighting weighting = Weighting.decay(random.nextDouble(0.9, 0.99));
      double[] start = random.doubles(40).toArray();
      double[] later = random.doubles(10).toArray();
      Scores scores = Scores.of(weighting, 45, start, new double[start.length]);
      Replay replay = scores.replay(later);
      for (double score : later) {
        double whole = scores.total() + 1;
        for (int count = 0; count <= scores.size(); count++) {
          double above = (scores.total() - scores.massOf(count) + 1) / whole - 1e-12;
          double below = (scores.massOf(count) + 1) / whole - 1e-12;
          for (int ulps = -3; ulps <= 3; ulps++) {
            double level = above + ulps * Math.ulp(above);
            assertThat(replay.upper(level, 1)).isEqualTo(scores.upper(level, 1));
            level = below + ulps * Math.ulp(below);
            assertThat(replay.lower(level, 1)).isEqualTo(scores.lower(level, 1));
          }
        }
        scores = scores.with(score, 1);
        replay.add();
      }
    }
  }

  @Test
  void only_decaying_weights_that_do_not_grow_too_far_apart_are_replayed() {
    Weighting half = Weighting.decay(0.5);
    // log(2) · 577 = 399.95
    assertThat(DecayedReplay.isFor(half, 577)).isTrue();
    assertThat(DecayedReplay.isFor(half, 578)).isFalse();
    assertThat(DecayedReplay.isFor(Weighting.byAge(age -> 1.0 / age), 1)).isFalse();
  }

  private static void assertSame(Atoms replay, Atoms expected, double value, double level) {
    assertThat(values(replay)).isEqualTo(values(expected));
    assertThat(replay.countBelow(value)).isEqualTo(expected.countBelow(value));
    assertThat(replay.countAtMost(value)).isEqualTo(expected.countAtMost(value));
    assertThat(replay.upper(level, 1)).isEqualTo(expected.upper(level, 1));
    assertThat(replay.lower(level, 1)).isEqualTo(expected.lower(level, 1));
    assertThat(replay.tailAbove(value, 1)).isEqualTo(expected.tailAbove(value, 1));
    assertThat(replay.tailBelow(value, 1)).isEqualTo(expected.tailBelow(value, 1));
  }

  private static double[] values(Atoms atoms) {
    double[] values = new double[atoms.size()];
    Arrays.setAll(values, atoms::value);
    return values;
  }
}
