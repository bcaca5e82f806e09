package org.forecast4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  private static final long START = Long.MAX_VALUE - 1_000;
  private static final long SECOND = 1_000_000_000;
  private static final int PER_SECOND = 50;
  private static final int SECONDS = 10;

  private static int allowed(Rate rate, int asked) {
    int allowed = 0;
    for (int i = 1; i <= asked * SECONDS; i++) {
      allowed += rate.onRequest(START + i * SECOND / asked) ? 1 : 0;
    }
    return allowed;
  }

  @ParameterizedTest
  @ValueSource(ints = {51, 100, 500, 20_000})
  void who_asks_for_more_than_the_rate_gets_the_rate(int asked) {
    assertThat(allowed(new Rate(PER_SECOND, START), asked))
        .isBetween(SECONDS * PER_SECOND, (SECONDS + 1) * PER_SECOND);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 49, 50})
  void who_asks_for_no_more_gets_all(int asked) {
    assertThat(allowed(new Rate(PER_SECOND, START), asked)).isEqualTo(asked * SECONDS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50})
  void after_a_pause_as_many_are_allowed_at_once_as_in_a_second(int perSecond) {
    Rate rate = new Rate(perSecond, START);
    for (int pause = 0; pause < 3; pause++) {
      long now = START + 5L * pause * SECOND;
      for (int i = 0; i < perSecond; i++) {
        assertThat(rate.onRequest(now)).isTrue();
      }
      assertThat(rate.onRequest(now)).isFalse();
      assertThat(rate.onRequest(now - SECOND)).as("a clock of another thread").isFalse();
    }
  }
}
