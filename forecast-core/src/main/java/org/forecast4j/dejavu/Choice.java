package org.forecast4j.dejavu;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.internal.Text;

/** How an option is written down: a name, and a number in brackets if it takes one. */
record Choice(String name, String argument) {
  private static final Pattern SYNTAX = Pattern.compile("([a-z-]+)(?:\\(([^()]+)\\))?");

  static Choice parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "option is '" + Text.excerpt(text) + "'; expected a name or name(number)");
    }
    String argument = matcher.group(2);
    return new Choice(matcher.group(1), argument == null ? "" : argument);
  }

  /** Whether it has this name and no argument. */
  boolean is(String plainName) {
    return name.equals(plainName) && argument.isEmpty();
  }

  /** Whether it has this name and an argument. */
  boolean takes(String nameWithArgument) {
    return name.equals(nameWithArgument) && !argument.isEmpty();
  }

  /** The argument as a number. */
  double number() {
    return number("argument of " + name, argument);
  }

  /** The argument as a whole number. */
  int wholeNumber() {
    return wholeNumber("argument of " + name, argument);
  }

  static double number(String what, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw unknown(what, text, "a number");
    }
  }

  static int wholeNumber(String what, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw unknown(what, text, "a whole number");
    }
  }

  static IllegalArgumentException unknown(String what, String text, String expected) {
    return new IllegalArgumentException(
        Text.excerpt(what) + " is '" + Text.excerpt(text) + "'; expected " + expected);
  }
}
