package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SparkCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
  }

  @Test
  void the_command_line_has_the_commands_on_spark() {
    assertThat(Main.commands().getSubcommands()).containsKeys("evaluate", "spark");
    assertThat(run("spark")).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing; expected one of [evaluate]");
  }

  @Test
  void options_that_do_not_fit_are_refused_before_spark_starts() {
    assertThat(run("spark", "evaluate")).isEqualTo(2);
    assertThat(err.toString()).contains("--games");
    assertThat(run("spark", "evaluate", "--games", "nowhere.csv")).isEqualTo(1);
    assertThat(err.toString()).contains("nowhere.csv");
  }
}
