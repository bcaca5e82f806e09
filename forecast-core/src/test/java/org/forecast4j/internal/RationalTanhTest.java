package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RationalTanhTest {
  @Test
  void it_errs_by_at_most_what_is_documented_in_both_precisions() {
    double largest = 0;
    double largestOfDoubles = 0;
    float[] values = new float[4096];
    for (double from = -20; from < 20; from += 4096 * 1e-5) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (from + i * 1e-5);
      }
      float[] computed = values.clone();
      RationalTanh.replace(computed, computed.length);
      double[] doubles = doubles(values);
      RationalTanh.replace(doubles, doubles.length);
      for (int i = 0; i < values.length; i++) {
        double exact = Math.tanh(values[i]);
        largest = Math.max(largest, Math.abs(computed[i] - exact));
        largestOfDoubles = Math.max(largestOfDoubles, Math.abs(doubles[i] - exact));
      }
    }
    assertThat(largest).isBetween(1e-8, 5e-7);
    assertThat(largestOfDoubles).isBetween(1e-8, 5e-7);
  }

  @Test
  void it_is_odd_saturates_and_touches_no_more_than_asked() {
    float[] values = {
      0, 1, -1, 1e-20f, 100, -100, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, 3
    };
    double[] doubles = doubles(values);
    RationalTanh.replace(values, 9);
    RationalTanh.replace(doubles, 9);
    saturates(doubles(values));
    saturates(doubles);
    assertThat(values[9]).isEqualTo(3);
    assertThat(doubles[9]).isEqualTo(3);
  }

  private static void saturates(double[] values) {
    assertThat(values[0]).isZero();
    assertThat(values[2]).isEqualTo(-values[1]);
    assertThat(values[3]).isCloseTo(1e-20, within(1e-26));
    assertThat(values[4]).isCloseTo(1, within(5e-7));
    assertThat(values[5]).isEqualTo(-values[4]);
    assertThat(values[6]).isEqualTo(values[4]);
    assertThat(values[7]).isEqualTo(values[5]);
    assertThat(values[8]).isNaN();
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
