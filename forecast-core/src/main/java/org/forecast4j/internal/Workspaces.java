package org.forecast4j.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that computations take turns in: a few for each processor are kept, so that a computation
 * need not allocate its own. Safe for concurrent use: two callers never hold the same one.
 *
 * @param <T> one set of buffers
 */
public final class Workspaces<T> {
  /** Those nobody computes in at the moment; a slot may be empty. */
  private final AtomicReferenceArray<@Nullable T> idle =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  private final Supplier<T> maker;

  /**
   * None yet.
   *
   * @param maker makes one where none is idle
   */
  public Workspaces(Supplier<T> maker) {
    this.maker = maker;
  }

  /** One for the caller alone, to be given back. */
  public T lease() {
    for (int slot = 0; slot < idle.length(); slot++) {
      T workspace = idle.getAndSet(slot, null);
      if (workspace != null) {
        return workspace;
      }
    }
    return maker.get();
  }

  /** Lets others have it; it is forgotten where enough are idle. */
  public void giveBack(T workspace) {
    for (int slot = 0; slot < idle.length(); slot++) {
      if (idle.compareAndSet(slot, null, workspace)) {
        return;
      }
    }
  }
}
