package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {
  /** Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void the_published_wilson_intervals_come_out(int hits, int n, double low, double high) {
    Estimate share = Estimate.ofShare(hits, n);
    assertThat(share.value()).isEqualTo((double) hits / n);
    assertThat(share.low()).isCloseTo(low, within(0.00005));
    assertThat(share.high()).isCloseTo(high, within(0.00005));
  }

  @Test
  void the_interval_solves_the_score_equation_and_mirrors() {
    double z = 1.959963984540054;
    for (int n = 1; n <= 60; n++) {
      for (int hits = 0; hits <= n; hits++) {
        Estimate share = Estimate.ofShare(hits, n);
        Estimate mirrored = Estimate.ofShare(n - hits, n);
        assertThat(mirrored.low()).isCloseTo(1 - share.high(), within(1e-12));
        assertThat(share.low()).isBetween(0.0, share.value());
        assertThat(share.high()).isBetween(share.value(), 1.0);
        for (double end : new double[] {share.low(), share.high()}) {
          double difference = share.value() - end;
          assertThat(difference * difference).isCloseTo(z * z * end * (1 - end) / n, within(1e-12));
        }
      }
    }
  }

  @Test
  void what_is_no_share_is_refused() {
    assertThatThrownBy(() -> Estimate.ofShare(0, 0)).hasMessage("n is 0; expected at least 1");
    assertThatThrownBy(() -> Estimate.ofShare(4, 3)).hasMessage("hits is 4; expected 0 to 3");
    assertThatThrownBy(() -> Estimate.ofShare(-1, 3)).hasMessage("hits is -1; expected 0 to 3");
  }

  @Test
  void crossed_ends_and_nan_are_refused() {
    assertThatThrownBy(() -> new Estimate(1, 2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Estimate(Double.NaN, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Estimate(1, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
