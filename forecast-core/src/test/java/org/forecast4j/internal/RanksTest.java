package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RanksTest {
  @ParameterizedTest
  @CsvSource({"9,0.9,9", "8,0.9,9", "99,0.9,90", "19,0.95,19", "18,0.95,19", "932,0.95,887"})
  void the_published_split_conformal_ranks_come_out(int n, double confidence, long rank) {
    assertThat(Ranks.ceil(confidence, n + 1)).isEqualTo(rank);
  }

  @Test
  void ceiling_and_floor_agree_with_decimal_arithmetic() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      double p = random.nextInt(1, 1000) / 1000.0;
      int n = random.nextInt(1, 50_000);
      BigDecimal product = BigDecimal.valueOf(p).multiply(BigDecimal.valueOf(n));
      assertThat(Ranks.ceil(p, n))
          .isEqualTo(product.setScale(0, RoundingMode.CEILING).longValueExact());
      assertThat(Ranks.floor(p, n))
          .isEqualTo(product.setScale(0, RoundingMode.FLOOR).longValueExact());
    }
  }

  @Test
  void complements_are_decimal() {
    assertThat(Ranks.complement(0.95)).isEqualTo(0.05);
    assertThat(Ranks.complement(0.7)).isEqualTo(0.3);
    assertThat(Ranks.upperTail(0.9)).isEqualTo(0.95);
  }
}
