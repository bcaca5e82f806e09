package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static String shown(boolean terminal) {
    StringWriter text = new StringWriter();
    try (Progress progress = new Progress(new PrintWriter(text), terminal)) {
      progress.show("a long name of some work", 0.5);
      progress.show("short");
    }
    return text.toString();
  }

  @Test
  void a_terminal_sees_one_line_that_is_wiped_at_the_end() {
    String bar = "a long name of some work     [###############               ]  50 %";
    String next = "short …" + " ".repeat(bar.length() - 7);
    assertThat(shown(true)).isEqualTo("\r" + bar + "\r" + next + "\r" + " ".repeat(7) + "\r");
  }

  @Test
  void a_file_sees_nothing() {
    assertThat(shown(false)).isEmpty();
  }
}
