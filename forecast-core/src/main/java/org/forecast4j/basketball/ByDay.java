package org.forecast4j.basketball;

import org.jspecify.annotations.Nullable;

/**
 * The newest of values that each hold from a day on, with all before it. Immutable, so adding a
 * value leaves earlier ones as they are. Beside the one before it, each knows one much earlier,
 * which makes a search O(log n).
 *
 * @param <T> the values
 * @see <a href="https://doi.org/10.1016/0020-0190(83)90106-0">Myers 1983, An applicative
 *     random-access stack</a>
 */
final class ByDay<T> {
  private final int day;
  private final T value;
  private final int depth;
  private final @Nullable ByDay<T> earlier;
  private final @Nullable ByDay<T> muchEarlier;

  private ByDay(int day, T value, @Nullable ByDay<T> earlier) {
    this.day = day;
    this.value = value;
    this.earlier = earlier;
    this.depth = earlier == null ? 0 : earlier.depth + 1;
    ByDay<T> jump = earlier == null ? null : earlier.muchEarlier;
    this.muchEarlier =
        earlier != null && depth(earlier) - depth(jump) == depth(jump) - depth(jumpOf(jump))
            ? jumpOf(jump)
            : earlier;
  }

  private static <T> int depth(@Nullable ByDay<T> node) {
    return node == null ? -1 : node.depth;
  }

  private static <T> @Nullable ByDay<T> jumpOf(@Nullable ByDay<T> node) {
    return node == null ? null : node.muchEarlier;
  }

  /** Adds a value of a day after all before it. */
  static <T> ByDay<T> add(@Nullable ByDay<T> earlier, int day, T value) {
    return new ByDay<>(day, value, earlier);
  }

  /** The newest value of a day before the given one. */
  static <T> @Nullable ByDay<T> before(@Nullable ByDay<T> newest, int day) {
    ByDay<T> node = newest;
    while (node != null && node.day >= day) {
      ByDay<T> jump = node.muchEarlier;
      node = jump != null && jump.day >= day ? jump : node.earlier;
    }
    return node;
  }

  int day() {
    return day;
  }

  T value() {
    return value;
  }

  @Nullable ByDay<T> earlier() {
    return earlier;
  }
}
