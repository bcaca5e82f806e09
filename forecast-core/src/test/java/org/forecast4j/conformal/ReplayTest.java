package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;

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
        scores = scores.with(score, 1);
        replay.add();
      }
      assertSame(replay, scores, 0, 0.5);
    }
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
