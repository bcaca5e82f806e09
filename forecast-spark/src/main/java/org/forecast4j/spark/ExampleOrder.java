package org.forecast4j.spark;

import java.util.Comparator;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * The one order of examples that does not depend on how rows are divided: by the position that they
 * carry, then their moments, then their ids.
 */
final class ExampleOrder {
  /** The label that holds a position. */
  static final String POSITION = "position";

  static final Comparator<LabeledPattern> ORDER =
      Comparator.comparingLong(ExampleOrder::position)
          .thenComparing(LabeledPattern::moment)
          .thenComparing(LabeledPattern::id);

  private static final long MOST = 999_999_999_999_999_999L;

  private ExampleOrder() {}

  /** The position of an example; 0 if it has none. */
  static long position(LabeledPattern example) {
    return Long.parseLong(example.labels().getOrDefault(POSITION, "0"));
  }

  /** A position as it stands in a row, checked. */
  static String checked(@Nullable Object value) {
    String text = String.valueOf(value);
    return String.valueOf(
        Text.wholeNumber(text, 0, MOST)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "position is "
                            + Text.excerpt(text)
                            + "; expected a whole number from 0 to "
                            + MOST)));
  }
}
