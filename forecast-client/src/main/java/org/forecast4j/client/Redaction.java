package org.forecast4j.client;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keeps secrets out of what is logged or thrown. */
final class Redaction {
  static final String MARK = "██";

  private static final Pattern SECRET_NAME =
      Pattern.compile("auth|cookie|key|secret|token|password|credential");

  private Redaction() {}

  /** The value of a header, or the mark if the name says that it is secret. */
  static String header(String name, String value, Optional<String> key) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean secret =
        SECRET_NAME.matcher(lower).find()
            && !lower.equals(Operation.IDEMPOTENCY_KEY.toLowerCase(Locale.ROOT));
    return secret ? MARK : text(value, key);
  }

  /** A text in which the key, should it occur, is replaced by the mark. */
  static String text(String text, Optional<String> key) {
    return key.isPresent() ? text.replace(key.get(), MARK) : text;
  }

  /** How a text begins, on one line. */
  static String beginning(String text, int most) {
    String start = text.length() <= most ? text : text.substring(0, most) + "…";
    return start.replaceAll("\\p{Cntrl}+", " ");
  }
}
