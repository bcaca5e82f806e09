package org.forecast4j.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LstmKernelTest {
  @Test
  void its_hyperbolic_tangent_errs_by_at_most_what_is_documented() {
    double largest = 0;
    float[] values = new float[4096];
    for (double from = -20; from < 20; from += 4096 * 1e-5) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (from + i * 1e-5);
      }
      float[] computed = values.clone();
      LstmKernel.tanh(computed, computed.length);
      for (int i = 0; i < values.length; i++) {
        largest = Math.max(largest, Math.abs(computed[i] - Math.tanh(values[i])));
      }
    }
    assertThat(largest).isBetween(1e-8, 5e-7);
  }

  @Test
  void its_hyperbolic_tangent_is_odd_saturates_and_touches_no_more_than_asked() {
    float[] values = {
      0, 1, -1, 1e-20f, 100, -100, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, 3
    };
    LstmKernel.tanh(values, 9);
    assertThat(values[0]).isZero();
    assertThat(values[2]).isEqualTo(-values[1]);
    assertThat(values[3]).isCloseTo(1e-20f, within(1e-26f));
    assertThat(values[4]).isCloseTo(1, within(5e-7f));
    assertThat(values[5]).isEqualTo(-values[4]);
    assertThat(values[6]).isEqualTo(values[4]);
    assertThat(values[7]).isEqualTo(values[5]);
    assertThat(values[8]).isNaN();
    assertThat(values[9]).isEqualTo(3);
  }
}
