package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.forecast4j.internal.Atoms;
import org.junit.jupiter.api.Test;

class SideTest {
  @Test
  void a_score_is_missed_at_the_levels_from_its_p_value_on() {
    Random random = new Random(91);
    for (int trial = 0; trial < 2_000; trial++) {
      // Of 7 and 15 scores p-values are dyadic, so that a level can be equal to one.
      int n = trial % 2 == 0 ? 7 + 8 * random.nextInt(2) : 1 + random.nextInt(19);
      double[] sorted = random.ints(n, -5, 6).asDoubleStream().sorted().toArray();
      double[] weights = new double[n];
      Arrays.setAll(weights, i -> random.nextInt(1, 9) / 8.0);
      for (Atoms atoms : new Atoms[] {Atoms.of(sorted), Atoms.of(sorted, weights)}) {
        for (boolean negated : new boolean[] {false, true}) {
          Side side = new Side(atoms, negated);
          double score = random.nextInt(-6, 7);
          double p = side.pValue(score, 1);
          for (double level : new double[] {p - 1e-6, p + 1e-6, random.nextDouble()}) {
            assertThat(score > side.quantile(level, 1)).isEqualTo(level >= p);
          }
          if (atoms.isUnweighted() && trial % 2 == 0) {
            assertThat(score).isGreaterThan(side.quantile(p, 1));
          }
        }
      }
    }
  }

  @Test
  void what_is_largest_from_one_side_is_smallest_from_the_other() {
    Atoms scores = Atoms.of(new double[] {-3, 1, 2});
    Side plain = new Side(scores, false);
    Side negated = new Side(scores, true);
    assertThat(new double[] {plain.largest(), plain.smallest(), plain.magnitude()})
        .containsExactly(2, -3, 3);
    assertThat(new double[] {negated.largest(), negated.smallest(), negated.magnitude()})
        .containsExactly(3, -2, 3);
  }

  @Test
  void without_scores_everything_is_whole_and_nothing_large() {
    Side none = new Side(Atoms.of(new double[0]), true);
    assertThat(none.quantile(0.9, 1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(none.pValue(3, 1)).isEqualTo(1);
    assertThat(none.largest()).isZero();
    assertThat(none.magnitude()).isZero();
  }
}
