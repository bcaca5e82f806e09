package org.forecast4j.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What the tasks of one executor share: what was made of the same bytes is made once. The few used
 * last are kept, so that one application after another can run in the same JVM.
 */
final class PerJvm {
  private static final int MOST = 8;

  private static final Map<String, Object> MADE = new LinkedHashMap<>(MOST, 0.75f, true);
  private static final AtomicLong COUNT = new AtomicLong();

  private PerJvm() {}

  /** What was made for a key; made while others wait, since they need the same. */
  @SuppressWarnings("unchecked") // One key is one kind of thing.
  static <T> T get(String key, Supplier<T> maker) {
    synchronized (MADE) {
      Object made = MADE.get(key);
      if (made == null) {
        made = maker.get();
        COUNT.incrementAndGet();
        MADE.put(key, made);
        if (MADE.size() > MOST) {
          MADE.remove(MADE.keySet().iterator().next());
        }
      }
      return (T) made;
    }
  }

  /** How many things were made in this JVM. */
  static long count() {
    return COUNT.get();
  }
}
