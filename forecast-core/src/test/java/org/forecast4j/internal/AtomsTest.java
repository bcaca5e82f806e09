package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtomsTest {
  private static double[] upTo(int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> i + 1.0);
    return values;
  }

  private static double[] equal(int n) {
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    return weights;
  }

  @ParameterizedTest
  @CsvSource({"9,0.1,9", "8,0.1,Infinity", "99,0.1,90", "19,0.05,19", "18,0.05,Infinity"})
  void equal_weights_give_the_split_rank(int n, double level, double expected) {
    assertThat(Atoms.of(upTo(n)).upper(level, 1)).isEqualTo(expected);
    assertThat(Atoms.of(upTo(n), equal(n)).upper(level, 1)).isEqualTo(expected);
    double mirrored = n + 1 - expected;
    assertThat(Atoms.of(upTo(n)).lower(level, 1)).isEqualTo(mirrored);
    assertThat(Atoms.of(upTo(n), equal(n)).lower(level, 1)).isEqualTo(mirrored);
  }

  @Test
  void a_level_of_nothing_gives_infinity_and_one_of_everything_leaves_nothing() {
    for (Atoms atoms : new Atoms[] {Atoms.of(upTo(9)), Atoms.of(upTo(9), equal(9))}) {
      for (double level : new double[] {0, -0.2}) {
        assertThat(atoms.upper(level, 1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(atoms.lower(level, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
      }
      for (double level : new double[] {1, 1.5}) {
        assertThat(atoms.upper(level, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(atoms.lower(level, 1)).isEqualTo(Double.POSITIVE_INFINITY);
      }
    }
    assertThat(Atoms.of(new double[0]).upper(0.5, 1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Atoms.of(new double[0], new double[0]).upper(0.5, 1))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void weighted_quantiles_are_those_of_the_definition() {
    Random random = new Random(5);
    for (int trial = 0; trial < 2_000; trial++) {
      int n = 1 + random.nextInt(12);
      double[] values = random.ints(n, 0, 8).asDoubleStream().sorted().toArray();
      double[] weights = random.ints(n, 0, 4).mapToDouble(w -> w / 2.0).toArray();
      double unseen = random.nextInt(1, 5) / 2.0;
      double level = random.nextInt(1, 20) / 20.0;
      Atoms atoms = Atoms.of(values, weights);
      assertThat(atoms.upper(level, unseen)).isEqualTo(definition(values, weights, unseen, level));
      double[] negated = new double[n];
      double[] reversed = new double[n];
      Arrays.setAll(negated, i -> -values[n - 1 - i]);
      Arrays.setAll(reversed, i -> weights[n - 1 - i]);
      assertThat(atoms.lower(level, unseen))
          .isEqualTo(-definition(negated, reversed, unseen, level));
    }
  }

  @Test
  void weights_are_summed_in_order_so_that_no_bit_depends_on_the_machine() {
    double[] weights = new Random(6).doubles(100_000).toArray();
    Atoms atoms = Atoms.of(upTo(weights.length), weights);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      assertThat(atoms.massOf(i + 1)).isEqualTo(sum);
    }
  }

  @Test
  void weights_whose_sum_is_no_number_are_refused() {
    assertThatThrownBy(() -> Atoms.of(upTo(2), new double[] {1e308, 1e308}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sum of the weights is Infinity");
  }

  /** Counts how often a value or a weight is looked at. */
  private static final class Counted extends Atoms {
    private final Atoms atoms;
    private int lookUps;

    Counted(Atoms atoms) {
      this.atoms = atoms;
    }

    @Override
    public int size() {
      return atoms.size();
    }

    @Override
    public double value(int index) {
      lookUps++;
      return atoms.value(index);
    }

    @Override
    public double massOf(int count) {
      lookUps++;
      return atoms.massOf(count);
    }

    @Override
    public boolean isUnweighted() {
      return atoms.isUnweighted();
    }

    @Override
    public int countBelow(double value) {
      return atoms.countBelow(value);
    }
  }

  @Test
  void a_quantile_among_a_hundred_thousand_takes_a_few_dozen_look_ups() {
    double[] values = upTo(100_000);
    Atoms weighted = Atoms.of(values, new Random(7).doubles(values.length).toArray());
    for (Atoms atoms : new Atoms[] {Atoms.of(values), weighted}) {
      for (double level : new double[] {0.01, 0.05, 0.3, 0.77}) {
        Counted counted = new Counted(atoms);
        assertThat(counted.upper(level, 1)).isEqualTo(atoms.upper(level, 1));
        assertThat(counted.lower(level, 1)).isEqualTo(atoms.lower(level, 1));
        assertThat(counted.lookUps).isLessThan(100);
      }
    }
  }

  /** inf{v : Σ wᵢ 1{sᵢ ≤ v} ≥ (1 − level)(Σ w + unseen)}. */
  private static double definition(double[] values, double[] weights, double unseen, double level) {
    double total = Arrays.stream(weights).sum() + unseen;
    for (double v : values) {
      double mass = 0;
      for (int i = 0; i < values.length; i++) {
        mass += values[i] <= v ? weights[i] : 0;
      }
      if (mass >= (1 - level) * total - 1e-9) {
        return v;
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
