package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options as the code, {@code --help} and the documentation have them. */
class OptionsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "cli.md");
  private static final Pattern ROW = Pattern.compile("\\| (`--[^|]*) \\| ([^|]*)\\|.*");

  private static CommandLine command(String name) {
    CommandLine command = Main.commands();
    for (String part : name.split(" ", -1)) {
      command = Objects.requireNonNull(command.getSubcommands().get(part));
    }
    return command;
  }

  /** Of each option its default, "required" or nothing. */
  private static Map<String, String> documented(String command) throws IOException {
    Map<String, String> options = new TreeMap<>();
    String section = "";
    for (String line : Files.readAllLines(DOCUMENT)) {
      section = line.startsWith("## ") ? line.substring(3) : section;
      Matcher row = ROW.matcher(line);
      if (section.equals(command) && row.matches()) {
        for (String option : row.group(1).replace("`", "").split(", ", -1)) {
          options.put(option, row.group(2).strip().replace("`", ""));
        }
      }
    }
    return options;
  }

  private static Stream<String> commands() {
    return Stream.of(
        "quickstart",
        "import",
        "simulate",
        "train",
        "predict",
        "evaluate",
        "update",
        "series forecast",
        "series evaluate");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void the_documentation_has_every_option_with_its_default(String name) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (OptionSpec option : command(name).getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        String value = option.defaultValue();
        boolean inGroup = option.group() != null;
        expected.put(
            option.longestName(),
            option.required() && !inGroup ? "required" : value == null ? "" : value);
      }
    }
    assertThat(documented(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void the_help_says_every_default(String name) {
    CommandLine command = command(name);
    // Lines are broken within values, too.
    String help = command.getUsageMessage().replaceAll("\\s+", "");
    for (OptionSpec option : command.getCommandSpec().options()) {
      String value = option.defaultValue();
      if (value != null && !option.usageHelp() && !option.versionHelp()) {
        assertThat(help).contains("(default:" + value + ")");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_misspelt_option_is_told_the_near_one(String name) {
    for (OptionSpec option : command(name).getCommandSpec().options()) {
      String right = option.longestName();
      String wrong = right + "x";
      Run run =
          Run.of(Stream.concat(Stream.of(name.split(" ", -1)), Stream.of(wrong, "1")).toArray());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .startsWith("error: unknown option '" + wrong + "'; did you mean '" + right + "'?");
    }
  }

  @Test
  void no_item_of_a_list_is_empty() {
    Run train = Run.of("train", "--games", "g.csv", "--bundle", "b", "--members", "dejavu,");
    assertThat(train.exitCode()).isEqualTo(2);
    assertThat(train.err())
        .contains("--members is 'dejavu,'; expected something before and behind every comma");
    Run evaluate = Run.of("evaluate", "--games", "g.csv", "--confidence", ",");
    assertThat(evaluate.exitCode()).isEqualTo(2);
    assertThat(evaluate.err()).contains("--confidence is ','; expected something before");
  }
}
