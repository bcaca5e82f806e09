package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FmaTest {
  @Test
  void without_an_instruction_it_gives_the_bits_of_the_jdk() {
    Random random = new Random(1);
    for (int i = 0; i < 300_000; i++) {
      assertBits(random.nextFloat(-2, 2), random.nextFloat(-2, 2), random.nextFloat(-2, 2));
      assertBits(anyFloat(random), anyFloat(random), anyFloat(random));
      float a = anyFloat(random);
      float b = anyFloat(random);
      float nearlyCancels = Float.intBitsToFloat(Float.floatToIntBits(-a * b) + random.nextInt(5));
      assertBits(a, b, nearlyCancels);
    }
  }

  /** Sums that lie half-way between two numbers, but for a part that is lost when rounded twice. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 5.9604645E-8",
    "1, 1.0000001, 5.9604645E-8",
    "1.0000001, 1.0000001, 16777216",
    "-1.0000001, 1.0000001, 16777218",
    "1.17549435E-38, 0.5, 1.4E-45",
    "1.4E-45, 0.5, 1.4E-45",
    "1.4E-45, -0.5, 1.4E-45",
    "3.4028235E38, 1.0000001, -2.0282410E31",
    "0, -1, -0.0",
    "Infinity, 0, 1",
    "Infinity, 1, -Infinity",
    "NaN, 1, 1",
    "2, 3, Infinity"
  })
  void hard_cases_give_the_bits_of_the_jdk(float a, float b, float c) {
    assertBits(a, b, c);
    assertBits(-a, b, -c);
  }

  @Test
  void either_way_the_result_is_the_same() {
    assertThat(Fma.of(0.1f, 0.3f, -0.03f)).isEqualTo(Math.fma(0.1f, 0.3f, -0.03f));
  }

  private static float anyFloat(Random random) {
    return Float.intBitsToFloat(random.nextInt());
  }

  private static void assertBits(float a, float b, float c) {
    assertThat(Float.floatToIntBits(Fma.inSoftware(a, b, c)))
        .as("%s * %s + %s", a, b, c)
        .isEqualTo(Float.floatToIntBits(Math.fma(a, b, c)));
  }
}
