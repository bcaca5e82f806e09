package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
  @Test
  void patterns_and_paths_have_up_to_a_hundred_thousand_values() {
    assertThat(new Shape(1, 100_000)).hasToString("1→100000");
    assertThat(new Shape(100_000, 1)).hasToString("100000→1");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 6, inputLength is 0; expected 1 to 100000",
    "100001, 6, inputLength is 100001; expected 1 to 100000",
    "18, 0, horizon is 0; expected 1 to 100000",
    "18, 2147483647, horizon is 2147483647; expected 1 to 100000"
  })
  void others_are_refused(int inputLength, int horizon, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Shape(inputLength, horizon))
        .withMessage(message);
  }
}
