package org.forecast4j.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forecast4j.server.config.RedisAddress;
import org.forecast4j.server.config.Seconds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Lets each option of a command come from a variable that is named like it, and ends its help with
 * that variable and the default, which is what its field starts with.
 */
final class Environment implements IModelTransformer {
  private static final String DAYS = "DAYS";

  @Override
  public CommandSpec transform(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      if (!option.usageHelp() && !option.versionHelp()) {
        command.remove(option);
        command.addOption(fromEnvironment(option));
      }
    }
    return command;
  }

  private static OptionSpec fromEnvironment(OptionSpec option) {
    OptionSpec.Builder builder = OptionSpec.builder(option).description(described(option));
    if (isSet(variable(option))) {
      builder.defaultValue("${env:" + variable(option) + "}");
    }
    Class<?> type = option.auxiliaryTypes()[0];
    if (type == Duration.class) {
      builder.converters(reading(text -> time(text, option.paramLabel()), "a number"));
    } else if (type == RedisAddress.class) {
      builder.converters(reading(RedisAddress::parse, "a URL"));
    }
    return builder.build();
  }

  /** Whether a variable says anything: Compose files set those that are left out to nothing. */
  static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }

  /** The variable that an option may come from. */
  static String variable(OptionSpec option) {
    String name = option.longestName();
    return name.equals("--redis")
        ? "FORECAST_REDIS_URL"
        : "FORECAST_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String described(OptionSpec option) {
    String sentence = String.join(" ", option.description());
    return sentence.substring(0, sentence.length() - 1)
        + " ("
        + variable(option)
        + (option.required() ? "" : ", " + inWords(option.initialValue()))
        + ").";
  }

  /** A default as a user would give it. */
  private static String inWords(@Nullable Object value) {
    if (value == null
        || value.equals(Optional.empty())
        || (value instanceof Collection<?> many && many.isEmpty())) {
      return "none";
    }
    if (value instanceof Duration time) {
      return BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
    return value instanceof Enum<?> ? value.toString().toLowerCase(Locale.ROOT) : value.toString();
  }

  private static Duration time(String text, String unit) {
    return unit.equals(DAYS)
        ? Duration.ofDays(Integer.parseInt(text))
        : Seconds.of(Double.parseDouble(text));
  }

  /** Says what is wrong with a value, and not the value itself: it may be a password. */
  private static <T> ITypeConverter<T> reading(ITypeConverter<T> read, String expected) {
    return text -> {
      try {
        return read.convert(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not " + expected);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }
}
