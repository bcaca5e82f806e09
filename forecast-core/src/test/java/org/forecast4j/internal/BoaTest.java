package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoaTest {
  @ParameterizedTest
  @EnumSource(Boa.class)
  void weights_sum_to_one_and_start_equal_whatever_the_regrets(Boa boa) {
    Random random = new Random(3);
    for (int experts : new int[] {1, 2, 5}) {
      double[] state = Boa.start(experts);
      assertThat(boa.weights(state)).containsOnly(1.0 / experts);
      for (int t = 0; t < 200; t++) {
        double scale = Math.pow(10, random.nextInt(-320, 300));
        double[] regrets = new double[experts];
        boolean tie = random.nextInt(4) == 0;
        Arrays.setAll(regrets, k -> tie && k == 0 ? 0 : scale * random.nextGaussian());
        state = boa.next(state, regrets);
        double[] weights = boa.weights(state);
        assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(weights).boxed()).allMatch(w -> w >= 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Boa.class)
  void the_expert_that_always_loses_less_gets_nearly_all_weight(Boa boa) {
    double[] state = Boa.start(3);
    for (int t = 0; t < 500; t++) {
      double[] weights = boa.weights(state);
      double mean = weights[1] + 2 * weights[2];
      state = boa.next(state, new double[] {mean, mean - 1, mean - 2});
    }
    assertThat(boa.weights(state)[0]).isGreaterThan(0.99);
  }
}
