package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.LiveLimits;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The defaults stand in the records; the command line and the documents say the same. */
class OptionsTest {
  private static final Path DOCUMENTS = Path.of("..", "docs");

  @Test
  void the_command_line_begins_with_the_limits_that_the_records_have() {
    assertThat(CommandLine.populateCommand(new LimitOptions()).limits()).isEqualTo(Limits.DEFAULT);
    assertThat(CommandLine.populateCommand(new LiveOptions()).limits())
        .isEqualTo(LiveLimits.DEFAULT);
  }

  @Test
  void every_option_of_serving_is_documented_and_says_its_variable() throws IOException {
    String documents = documents();
    List<OptionSpec> options = new CommandLine(new ServeCommand()).getCommandSpec().options();
    for (OptionSpec option : options) {
      if (!option.usageHelp() && !option.versionHelp()) {
        String name = option.longestName();
        assertThat(documents).as(name).contains("`" + name);
        String variable =
            "FORECAST_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
        assertThat(String.join(" ", option.description())).contains(variable);
      }
    }
  }

  private static String documents() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(DOCUMENTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
