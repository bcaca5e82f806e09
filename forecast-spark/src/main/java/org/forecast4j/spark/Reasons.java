package org.forecast4j.spark;

import java.util.List;
import java.util.TreeSet;

/** How many rows were rejected, and some of the reasons: the first ones in their order. */
final class Reasons {
  private static final int MOST = 20;

  private final TreeSet<String> some = new TreeSet<>();
  private long count;

  void add(String reason) {
    add(1, List.of(reason));
  }

  void add(long rows, List<String> reasons) {
    count += rows;
    some.addAll(reasons);
    while (some.size() > MOST) {
      some.pollLast();
    }
  }

  long count() {
    return count;
  }

  List<String> some() {
    return List.copyOf(some);
  }
}
