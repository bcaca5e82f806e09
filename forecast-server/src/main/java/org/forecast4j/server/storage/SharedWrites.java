package org.forecast4j.server.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets those who come while a write is under way share the next one, so that forcing it to the disk
 * is paid for once. The first of them writes for all; what it throws is thrown to all. Writes come
 * one after the other, in the order in which their items came. Safe for concurrent use.
 *
 * @param <T> what is written
 */
public final class SharedWrites<T> {
  private final Write<T> write;

  /** Held by the one who writes. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private Group<T> filling = new Group<>();

  /**
   * Writes what came together.
   *
   * @param <T> what is written
   */
  @FunctionalInterface
  public interface Write<T> {
    /**
     * Writes items, all or none.
     *
     * @param items at least one, in the order in which they came
     */
    void run(List<T> items) throws IOException;
  }

  /** Items that are written together. */
  private static final class Group<T> {
    private final List<T> items = new ArrayList<>();
    private final CompletableFuture<Boolean> written = new CompletableFuture<>();
  }

  /**
   * Begins with nothing to write.
   *
   * @param write is run by one thread at a time
   */
  public SharedWrites(Write<T> write) {
    this.write = write;
  }

  /**
   * Has an item written; when it returns, the write that it was part of has returned.
   *
   * @throws IOException if the write fails: none of its items is written
   */
  public void write(T item) throws IOException {
    Group<T> mine;
    boolean leads;
    synchronized (this) {
      mine = filling;
      leads = mine.items.isEmpty();
      mine.items.add(item);
    }
    if (leads) {
      lead(mine);
    } else {
      follow(mine);
    }
  }

  private void lead(Group<T> group) throws IOException {
    writing.lock();
    try {
      synchronized (this) {
        filling = new Group<>();
      }
      write.run(group.items);
      group.written.complete(true);
    } catch (IOException | RuntimeException | Error e) {
      group.written.completeExceptionally(e);
      throw e;
    } finally {
      writing.unlock();
    }
  }

  /** Each gets an exception of its own, since a trace tells of one thread. */
  private static void follow(Group<?> group) throws IOException {
    try {
      boolean unused = group.written.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof IOException) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }
}
