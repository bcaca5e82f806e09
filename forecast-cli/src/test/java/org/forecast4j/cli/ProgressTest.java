package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private long now;

  private String shown(boolean terminal, Consumer<Progress> work) {
    StringWriter text = new StringWriter();
    try (Progress progress = new Progress(new PrintWriter(text), terminal, () -> now)) {
      work.accept(progress);
    }
    return text.toString();
  }

  private void later(long milliseconds) {
    now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  private String afterFourSeconds(long done, long count) {
    return shown(
            true,
            progress -> {
              progress.show("measuring", 0, count, "games");
              later(4000);
              progress.show("measuring", done, count, "games");
            })
        .split("\r", -1)[2];
  }

  @Test
  void a_terminal_sees_one_line_that_is_wiped_at_the_end() {
    String all =
        shown(
            true,
            progress -> {
              progress.show("a long name of some work", 0, 8, "games");
              progress.show("short");
            });
    String first = "a long name of some work: 0 %";
    String next = "short …" + " ".repeat(first.length() - 7);
    assertThat(all).isEqualTo("\r" + first + "\r" + next + "\r" + " ".repeat(7) + "\r");
  }

  @Test
  void a_file_sees_nothing() {
    assertThat(
            shown(
                false,
                progress -> {
                  progress.show("one");
                  progress.show("two", 1, 2, "games");
                }))
        .isEmpty();
  }

  @Test
  void rate_and_time_left_are_those_of_the_part_that_is_shown() {
    assertThat(afterFourSeconds(1_000, 4_000)).isEqualTo("measuring: 25 %, 250 games/s, 12 s left");
    assertThat(afterFourSeconds(5, 100)).isEqualTo("measuring: 5 %, 1.3 games/s, 1 min 16 s left");
    assertThat(afterFourSeconds(20_000, 20_000_000))
        .isEqualTo("measuring: 0 %, 5,000 games/s, 1 h 6 min left");
    assertThat(afterFourSeconds(8, 8)).isEqualTo("measuring: 100 %, 2.0 games/s, 0 s left");
    assertThat(
            shown(
                true,
                progress -> {
                  progress.show("fitting", 0, 10, "series");
                  later(60_000);
                  progress.show("measuring", 0, 10, "series");
                  later(1_000);
                  progress.show("measuring", 5, 10, "series");
                }))
        .contains("measuring: 50 %, 5.0 series/s, 1 s left");
  }

  @Test
  void a_line_is_as_short_as_a_terminal_is_narrow_and_not_drawn_all_the_time() {
    String what = "a name that is longer than anyone would expect of what a computer does for you";
    String all =
        shown(
            true,
            progress -> {
              for (int i = 0; i <= 1_000; i++) {
                progress.show(what, i, 2_000, "games");
                later(1);
              }
            });
    String[] lines = all.split("\r", -1);
    assertThat(lines).hasSizeBetween(10, 14).allMatch(line -> line.length() <= 79);
  }
}
