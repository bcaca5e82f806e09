package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsageErrorTest {
  private static final List<String> KNOWN =
      List.of("predict", "evaluate", "--games", "--bundle", "--port", "-h");

  @Test
  void the_nearest_word_of_the_same_kind_is_meant() {
    assertThat(UsageError.nearest("predikt", KNOWN)).contains("predict");
    assertThat(UsageError.nearest("PREDICT", KNOWN)).contains("predict");
    assertThat(UsageError.nearest("eval", KNOWN)).contains("evaluate");
    assertThat(UsageError.nearest("--gmaes", KNOWN)).contains("--games");
    assertThat(UsageError.nearest("--prot", KNOWN)).contains("--port");
    assertThat(UsageError.nearest("--predict", KNOWN)).isEmpty();
    assertThat(UsageError.nearest("games", KNOWN)).isEmpty();
    assertThat(UsageError.nearest("serve", KNOWN)).isEmpty();
    assertThat(UsageError.nearest("", KNOWN)).isEmpty();
  }

  @Test
  void the_line_names_what_was_meant_and_where_help_is() {
    assertThat(UsageError.line("x is missing", List.of("--bundel=a", "b"), KNOWN, "tool train"))
        .isEqualTo(
            "error: unknown option '--bundel'; did you mean '--bundle'? (try 'tool train --help')");
    assertThat(UsageError.line("", List.of("frobnicate"), KNOWN, "tool"))
        .isEqualTo("error: unexpected argument 'frobnicate' (try 'tool --help')");
    assertThat(UsageError.line("Error: x is\nmissing", List.of(), KNOWN, "tool"))
        .isEqualTo("error: x is\\u000amissing (try 'tool --help')");
  }
}
