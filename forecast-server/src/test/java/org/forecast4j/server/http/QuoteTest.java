package org.forecast4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {
  @Test
  void long_values_are_cut_and_what_was_expected_stays() {
    String message = Quote.message("model is '" + "x".repeat(1_000_000) + "'; expected 'nba'");
    assertThat(message).hasSizeLessThan(1_100).startsWith("model is 'xxx").contains("…");
    assertThat(Quote.message("model is '" + "x".repeat(500) + "'; expected 'nba'"))
        .isEqualTo("model is '" + "x".repeat(100) + "…'; expected 'nba'");
  }

  @Test
  void what_could_break_a_line_or_a_terminal_is_escaped() {
    assertThat(Quote.message("role is 'a\n\u001b[2J\u0000b'"))
        .isEqualTo("role is 'a\\u000a\\u001b[2J\\u0000b'");
    assertThat(Quote.message("é 😀 \ud83d")).isEqualTo("é 😀 \ufffd");
  }

  @Test
  void classes_of_libraries_are_not_named() {
    assertThat(Quote.message("No enum constant org.forecast4j.wire.Kind.ODD"))
        .isEqualTo("No enum constant a value");
  }
}
