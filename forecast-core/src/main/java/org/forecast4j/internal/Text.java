package org.forecast4j.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Text of others, as it may stand in a message. */
public final class Text {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?");

  /** Years of other lengths are written with a sign, and overflow what counts their days. */
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");

  private static final int MAX_EXCERPT_LENGTH = 100;

  /** A share closer to 0 is written like 1E-298. */
  private static final int MOST_DECIMALS = 20;

  private Text() {}

  /** Whether text is a decimal number as people write them: no hexadecimal, suffix or infinity. */
  public static boolean isDecimal(String text) {
    return DECIMAL.matcher(text).matches();
  }

  /** The whole number that text is in digits 0 to 9, if it lies between two bounds. */
  public static OptionalLong wholeNumber(String text, long least, long most) {
    if (WHOLE.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    }
    return OptionalLong.empty();
  }

  /** The day that text of the form yyyy-mm-dd names, from 0001-01-01 to 9999-12-31. */
  public static Optional<LocalDate> date(String text) {
    if (!DATE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(text);
      return date.getYear() > 0 ? Optional.of(date) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Text of a file or a caller made fit to be shown: what moves a cursor, colours a terminal, turns
   * the direction of writing or ends a line stands as an escape such as <code>&#92;u001b</code>.
   */
  public static String printable(String foreign) {
    StringBuilder shown = new StringBuilder(foreign.length());
    for (int i = 0; i < foreign.length(); i++) {
      char c = foreign.charAt(i);
      if (isPlain(c) || isPaired(foreign, i)) {
        shown.append(c);
      } else {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return shown.toString();
  }

  /** Its beginning, printable. */
  public static String excerpt(String foreign) {
    return foreign.length() <= MAX_EXCERPT_LENGTH
        ? printable(foreign)
        : printable(foreign.substring(0, MAX_EXCERPT_LENGTH)) + "…";
  }

  /** A share in per cent as people write it, without the sign: 0.025 is 2.5. */
  public static String percent(double share) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros();
    return percent.scale() > MOST_DECIMALS ? percent.toString() : percent.toPlainString();
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /** Whether a character is half of a pair. */
  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : Character.isLowSurrogate(text.charAt(i))
            && i > 0
            && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
