package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

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

  @Test
  void the_documentation_has_every_option_with_its_default() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "cli.md"));
    String section = document.split("## spark evaluate\n", -1)[1].split("\n## ", -1)[0];
    List<String> expected =
        subcommand(subcommand(Main.commands(), "spark"), "evaluate")
            .getCommandSpec()
            .options()
            .stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .map(SparkCommandTest::row)
            .toList();
    assertThat(section.lines().filter(line -> line.startsWith("| `--")))
        .hasSameSizeAs(expected)
        .allMatch(line -> expected.stream().anyMatch(line::startsWith));
  }

  private static CommandLine subcommand(CommandLine command, String name) {
    return Objects.requireNonNull(command.getSubcommands().get(name));
  }

  private static String row(OptionSpec option) {
    String value = option.defaultValue();
    String shown = option.required() ? "required " : value == null ? "" : "`" + value + "` ";
    return "| `" + option.longestName() + "` | " + shown + "| ";
  }
}
