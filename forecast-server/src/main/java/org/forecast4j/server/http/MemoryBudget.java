package org.forecast4j.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that requests share. Safe for concurrent use. */
final class MemoryBudget {
  private final long bytes;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** A share of the heap, but at least so much that one request fits. */
  static MemoryBudget ofHeap(int share, long least) {
    return new MemoryBudget(Math.max(Runtime.getRuntime().maxMemory() / share, least));
  }

  /** Takes bytes if so many are left. */
  boolean take(long count) {
    long before = used.get();
    while (count <= bytes - before) {
      if (used.compareAndSet(before, before + count)) {
        return true;
      }
      before = used.get();
    }
    return false;
  }

  void giveBack(long count) {
    used.addAndGet(-count);
  }

  long size() {
    return bytes;
  }

  long used() {
    return used.get();
  }
}
