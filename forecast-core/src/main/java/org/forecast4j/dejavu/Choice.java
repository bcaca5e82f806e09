package org.forecast4j.dejavu;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an option is written down: a name, and a number in brackets if it takes one. */
record Choice(String name, String argument) {
  private static final Pattern SYNTAX = Pattern.compile("([a-z-]+)(?:\\(([^()]+)\\))?");

  static Choice parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "option is '" + text + "'; expected a name or name(number)");
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

  static IllegalArgumentException unknown(String what, String text, String expected) {
    return new IllegalArgumentException(what + " is '" + text + "'; expected " + expected);
  }
}
