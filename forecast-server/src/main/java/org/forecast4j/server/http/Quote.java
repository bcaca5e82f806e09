package org.forecast4j.server.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What others sent, as it is fit to be repeated: short, and without control characters. */
public final class Quote {
  private static final int MAX_VALUE = 100;
  private static final int LONGEST = 1_000;
  private static final int KEPT = LONGEST / 2;

  /** A value in quotes, as messages hold them; what a value itself quotes ends it early. */
  private static final Pattern VALUE =
      Pattern.compile("(['\"])([^'\"]{" + MAX_VALUE + "})[^'\"]+(['\"])");

  /** A class of a library: it says nothing to whoever sent a request. */
  private static final Pattern CLASS =
      Pattern.compile(
          "\\b(?:java|javax|jakarta|kotlin|io|org|com)(?:\\.[a-z0-9_]+)+\\.[A-Z][\\w$.]*");

  private Quote() {}

  /** A message with the values it quotes cut to a hundred characters, and itself to a thousand. */
  public static String message(String text) {
    // What is cut away is not searched: a megabyte stays cheap.
    String cut = middleCut(text, 4 * LONGEST);
    Matcher values = VALUE.matcher(cut);
    String shorter =
        values.replaceAll(
            found ->
                Matcher.quoteReplacement(found.group(1) + found.group(2) + "…" + found.group(3)));
    return escape(middleCut(CLASS.matcher(shorter).replaceAll("a value"), LONGEST));
  }

  private static String middleCut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int kept = Math.min(KEPT, longest / 2) - 1;
    return text.substring(0, kept) + " … " + text.substring(text.length() - kept);
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else if (Character.isSurrogate(c) && !isPaired(text, i)) {
        out.append('\ufffd');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
