package org.forecast4j.server.model;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Does a large request in parts, on as many processors as have nothing else to do. */
public final class Parts {
  /** Items of a part: enough that handing it to another thread costs nothing beside them. */
  private static final int SIZE = 32;

  private Parts() {}

  /**
   * What becomes of each part, in order.
   *
   * @param work is called on any thread, also on several at once
   */
  public static <T, R> List<R> map(List<T> items, Function<List<T>, R> work) {
    int parts = (items.size() + SIZE - 1) / SIZE;
    return IntStream.range(0, parts)
        .parallel()
        .mapToObj(
            part ->
                work.apply(items.subList(part * SIZE, Math.min(items.size(), (part + 1) * SIZE))))
        .toList();
  }
}
