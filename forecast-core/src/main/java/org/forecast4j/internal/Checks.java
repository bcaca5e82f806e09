package org.forecast4j.internal;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Argument checks whose messages carry the value and the bound. */
public final class Checks {
  /**
   * The largest magnitude of a value: no square of it, and no product of two squares, overflows.
   */
  public static final double MAX_MAGNITUDE = 1e30;

  private static final int MAX_NAME_LENGTH = 128;

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final double SUM_TOLERANCE = 1e-9;

  private Checks() {}

  /** Returns {@code values}, refusing the first that {@link #value} refuses with its index. */
  public static double[] values(double[] values, String what) {
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i]) <= MAX_MAGNITUDE)) {
        value(values[i], what + "[" + i + "]");
      }
    }
    return values;
  }

  /** Returns {@code value}, refusing NaN and what is beyond ±{@value #MAX_MAGNITUDE}. */
  public static double value(double value, String what) {
    if (!(Math.abs(finite(value, what)) <= MAX_MAGNITUDE)) {
      throw new OutOfBounds(
          what + " is " + value + "; expected " + -MAX_MAGNITUDE + " to " + MAX_MAGNITUDE);
    }
    return value;
  }

  /** Returns what numbers are divided by, refusing zero, what is below, and the extremes. */
  public static double scale(double value, String what) {
    if (!(value >= 1 / MAX_MAGNITUDE && value <= MAX_MAGNITUDE)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; expected " + 1 / MAX_MAGNITUDE + " to " + MAX_MAGNITUDE);
    }
    return value;
  }

  /** Returns {@code value}, refusing NaN. */
  public static double number(double value, String what) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(what + " is NaN; expected a number");
    }
    return value;
  }

  /** Returns {@code values}, refusing the first NaN or infinity with its index. */
  public static double[] finite(double[] values, String what) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            what + "[" + i + "] is " + values[i] + "; expected a finite number");
      }
    }
    return values;
  }

  /** Returns {@code values}, refusing the first NaN or infinity with its index. */
  public static float[] finite(float[] values, String what) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            what + "[" + i + "] is " + values[i] + "; expected a finite number");
      }
    }
    return values;
  }

  /** Returns {@code value}, refusing NaN and infinities. */
  public static double finite(double value, String what) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " is " + value + "; expected a finite number");
    }
    return value;
  }

  /** Returns {@code value}, refusing what is below {@code least}. */
  public static int atLeast(int least, int value, String what) {
    if (value < least) {
      throw new IllegalArgumentException(what + " is " + value + "; expected at least " + least);
    }
    return value;
  }

  /** Returns {@code value}, refusing what is below {@code least} or above {@code most}. */
  public static int between(int least, int value, int most, String what) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; expected " + least + " to " + most);
    }
    return value;
  }

  /** Returns {@code value}, refusing NaN, infinities and what is below zero. */
  public static double notNegative(double value, String what) {
    if (!(finite(value, what) >= 0)) {
      throw new IllegalArgumentException(what + " is " + value + "; expected at least 0");
    }
    return value;
  }

  /** Returns {@code value}, refusing NaN, infinities, zero and what is below. */
  public static double positive(double value, String what) {
    if (!(finite(value, what) > 0)) {
      throw new IllegalArgumentException(what + " is " + value + "; expected more than 0");
    }
    return value;
  }

  /** Returns {@code value}, refusing what does not lie strictly between 0 and 1. */
  public static double probability(double value, String what) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; expected a number strictly between 0 and 1");
    }
    return value;
  }

  /** Returns a copy of confidences, refusing what is no probability and what is there twice. */
  public static double[] confidences(double... values) {
    double[] copy = values.clone();
    for (int i = 0; i < copy.length; i++) {
      probability(copy[i], "confidence");
      for (int earlier = 0; earlier < i; earlier++) {
        if (copy[earlier] == copy[i]) {
          throw new IllegalArgumentException(
              "confidence " + copy[i] + " is given twice; expected each once");
        }
      }
    }
    return copy;
  }

  /** Returns shares of a whole, refusing what is below zero and another sum than 1 within 1e-9. */
  public static double[] shares(double[] values, String what) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += notNegative(values[i], what + "[" + i + "]");
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException(
          what + " " + Arrays.toString(values) + " sum to " + sum + "; expected 1 within 1e-9");
    }
    return values;
  }

  /** Returns the name of a model, which stands in addresses, log lines and metrics. */
  public static String modelName(String name) {
    boolean isFit =
        !name.isBlank()
            && name.length() <= MAX_NAME_LENGTH
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(Character::isISOControl);
    if (!isFit) {
      throw new IllegalArgumentException(
          "the model's name has "
              + name.length()
              + " characters; expected 1 to "
              + MAX_NAME_LENGTH
              + ", not all blank, none a control character, and not . or .. alone");
    }
    return name;
  }

  /** Returns a name that can stand in keys and in the name of a file. */
  public static String plainName(String name, int longest, String what) {
    if (name.length() > longest || !PLAIN_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " is '"
              + Text.excerpt(name)
              + "'; expected letters, digits, '.', '_' and '-' alone, at most "
              + longest
              + ", the first a letter or a digit");
    }
    return name;
  }

  /** Refuses an array of another length than {@code expected}. */
  public static void length(long expected, long actual, String what) {
    if (actual != expected) {
      throw new IllegalArgumentException(what + " has length " + actual + "; expected " + expected);
    }
  }
}
