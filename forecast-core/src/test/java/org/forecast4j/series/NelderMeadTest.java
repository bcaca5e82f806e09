package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NelderMeadTest {
  private static double rosenbrock(double[] at) {
    double valley = at[1] - at[0] * at[0];
    return 100 * valley * valley + (1 - at[0]) * (1 - at[0]);
  }

  private static double[] minimize(double... high) {
    return NelderMead.minimize(
        NelderMeadTest::rosenbrock,
        new double[] {-1.2, 1},
        new double[] {0.5, 0.5},
        new double[] {-2, -2},
        high,
        2000);
  }

  @Test
  void the_bottom_of_a_bent_valley_is_found() {
    assertThat(minimize(2, 2)).usingComparatorWithPrecision(1e-3).containsExactly(1, 1);
  }

  @Test
  void a_minimum_outside_the_box_is_sought_on_its_edge() {
    assertThat(minimize(0.5, 2)).usingComparatorWithPrecision(1e-2).containsExactly(0.5, 0.25);
  }
}
