package org.forecast4j.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The line that a program says of a command line it does not understand. */
public final class UsageError {
  /** A known word is meant if at most one letter in so many is wrong. */
  private static final int LETTERS_PER_ERROR = 3;

  private UsageError() {}

  /**
   * Says what is wrong, which known word was probably meant, and how to ask for help.
   *
   * @param problem what is wrong; not said where a word is unknown, since what is missing follows
   *     from that
   * @param unknown the words that were not understood, in their order
   * @param known the options and commands there are
   * @param command the command that can be asked for help
   */
  public static String line(
      String problem, List<String> unknown, Collection<String> known, String command) {
    String said = problem.replaceFirst("^Error: ", "");
    if (!unknown.isEmpty()) {
      String word = unknown.get(0);
      boolean isOption = word.startsWith("-");
      String name = isOption ? word.replaceFirst("=.*", "") : word;
      said =
          (isOption ? "unknown option '" : "unexpected argument '")
              + Text.excerpt(name)
              + "'"
              + nearest(name, known).map(near -> "; did you mean '" + near + "'?").orElse("");
    }
    return "error: " + Text.printable(said) + " (try '" + command + " --help')";
  }

  /** The known word of the same kind that a misspelt or shortened one is nearest to. */
  static Optional<String> nearest(String word, Collection<String> known) {
    String wanted = word.toLowerCase(Locale.ROOT);
    int most = Math.max(1, wanted.replace("-", "").length() / LETTERS_PER_ERROR);
    return known.stream()
        .filter(one -> one.startsWith("-") == word.startsWith("-"))
        .filter(one -> distance(wanted, one) <= most || isShortened(wanted, one))
        .min(
            Comparator.comparingInt((String one) -> distance(wanted, one))
                .thenComparing(one -> one));
  }

  private static boolean isShortened(String word, String whole) {
    return word.replace("-", "").length() >= LETTERS_PER_ERROR && whole.startsWith(word);
  }

  /** How many letters must be put in, left out, replaced or swapped with the next. */
  private static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        steps[i][j] = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean isSwapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (isSwapped) {
          steps[i][j] = Math.min(steps[i][j], 1 + steps[i - 2][j - 2]);
        }
      }
    }
    return steps[a.length()][b.length()];
  }
}
