package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The defaults stand in the records; the command line and the documents say the same. */
class OptionsTest {
  private static final Path DOCUMENTS = Path.of("..", "docs");

  /** A row of a table of limits: what, default, options. */
  private static final Pattern ROW =
      Pattern.compile("\\| [^|]+ \\| ([^|`]+) \\| ([^|]*`--[^|]+) \\|.*");

  private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)`");
  private static final Pattern NUMBER = Pattern.compile("([0-9][0-9,]*) ?(MiB|KiB|s|h)?");
  private static final Pattern ANY = Pattern.compile("any number|half of all");

  private static ServerOptions options(String... arguments) {
    ServeCommand command = new ServeCommand();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return command.options();
  }

  private static List<OptionSpec> specs() {
    return new CommandLine(new ServeCommand())
        .getCommandSpec().options().stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .toList();
  }

  @Test
  void the_command_line_begins_with_what_the_records_have() {
    ServerOptions options = options("--bundle", "a,b");
    ServerOptions expected =
        ServerOptions.builder(List.of(Path.of("a"), Path.of("b")))
            .listen("127.0.0.1", 8080)
            .warmUp(Duration.ofSeconds(3))
            .build();
    assertThat(options).isEqualTo(expected);
    assertThat(options.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(options.live()).isEqualTo(LiveLimits.DEFAULT);
  }

  @Test
  void an_option_changes_what_it_names_and_nothing_else() {
    ServerOptions options =
        options(
            "--bundle=a",
            "--queue-time=0.5",
            "--frozen",
            "--ping=3",
            "--state-keep=2",
            "--state-compact=5000",
            "--keys=k",
            "--redis=redis://:secret@localhost:7000/3",
            "--cors-origin=https://a.example,https://b.example");
    assertThat(options.limits())
        .isEqualTo(Limits.builder().queueTime(Duration.ofMillis(500)).build());
    assertThat(options.frozen()).isTrue();
    assertThat(options.live().ping()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.stateKeep()).isEqualTo(Duration.ofDays(2));
    assertThat(options.stateCompact()).isEqualTo(5_000);
    assertThat(options.keys()).contains(Path.of("k"));
    assertThat(options.redis().orElseThrow().port()).isEqualTo(7000);
    assertThat(options.corsOrigins()).containsExactly("https://a.example", "https://b.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--queue-time=soon | --queue-time, 'soon'",
        "--queue-time=-1 | --queue-time, -1.0, 0 to 1000000",
        "--queue-time=0 | queue time",
        "--state-keep=x | --state-keep, 'x'",
        "--state-compact=9 | 9, 2000",
        "--max-body=12 | 12, 1024",
        "--tls-cert=x | --tls-cert, --tls-key",
        "--redis=http://user:opensesame@x | --redis, rediss://, http://***@x"
      })
  void a_bad_value_is_named_with_what_is_expected(String argument, String said) {
    assertThatThrownBy(() -> options("--bundle=a", argument))
        .isInstanceOf(ParameterException.class)
        .hasMessageContainingAll(said.split(", "))
        .hasMessageNotContaining("opensesame");
  }

  @Test
  void every_option_has_a_variable_and_is_documented() throws IOException {
    String documents = documents();
    for (OptionSpec option : specs()) {
      String name = option.longestName();
      assertThat(documents).as(name).contains("`" + name);
      String variable = "FORECAST_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
      assertThat(option.description()[0]).as(name).contains("(" + variable);
    }
  }

  /** The default that the help of an option states behind its variable. */
  private static String helped(OptionSpec option) {
    String help = String.join(" ", option.description());
    Matcher matcher =
        Pattern.compile(".*\\(" + Environment.variable(option) + ", ([^()]+)\\)\\.").matcher(help);
    assertThat(matcher.matches()).as(help).isTrue();
    return matcher.group(1);
  }

  @Test
  void the_help_of_every_option_says_its_default() {
    ServerOptions defaults = options("--bundle=a");
    for (OptionSpec option : specs()) {
      if (option.required()) {
        assertThat(option.description()[0]).endsWith("(" + Environment.variable(option) + ").");
        continue;
      }
      String value = helped(option);
      if (option.type() == boolean.class) {
        assertThat(value).isEqualTo("false");
      } else if (!value.equals("none")) {
        assertThat(options("--bundle=a", option.longestName() + "=" + value)).isEqualTo(defaults);
      }
    }
  }

  @Test
  void the_documents_say_the_defaults_that_the_help_says() throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    specs().stream()
        .filter(option -> !option.required())
        .forEach(option -> defaults.put(option.longestName(), helped(option)));
    Map<String, String> documented = new TreeMap<>();
    for (String line : documents().lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String[] values = row.group(1).split(", ", -1);
        List<String> names =
            OPTION.matcher(row.group(2)).results().map(one -> one.group(1)).toList();
        for (int i = 0; i < names.size(); i++) {
          documented.put(names.get(i), plain(values[i]));
        }
      }
    }
    assertThat(documented).hasSizeGreaterThan(20);
    assertThat(defaults).containsAllEntriesOf(documented);
    assertThat(documents().replaceAll("\\s+", " "))
        .contains("`http://" + defaults.get("--host") + ":" + defaults.get("--port") + "`")
        .contains("(`FORECAST_REDIS_TIMEOUT`, " + defaults.get("--redis-timeout") + ")")
        .contains(
            String.format(
                Locale.ROOT,
                "its latest %,d forecasts by their `request_id` (`--remember`)",
                Integer.parseInt(Objects.requireNonNull(defaults.get("--remember")))));
  }

  /** A default of a document, such as "8 KiB" or "within 10 s", as an option takes it. */
  private static String plain(String documented) {
    Matcher number = NUMBER.matcher(documented);
    if (!number.find()) {
      return ANY.matcher(documented).find() ? "0" : documented;
    }
    long unit =
        switch (number.group(2) == null ? "" : number.group(2)) {
          case "MiB" -> 1 << 20;
          case "KiB" -> 1 << 10;
          case "h" -> 3_600;
          default -> 1;
        };
    return String.valueOf(Long.parseLong(number.group(1).replace(",", "")) * unit);
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
