package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Turns the rows of a partition into others, a batch at a time, so that a partition never has to
 * fit.
 */
final class Batches<T, R> implements Iterator<R> {
  private final Iterator<T> rows;
  private final int size;
  private final Function<List<T>, List<R>> function;
  private Iterator<R> made = List.<R>of().iterator();

  Batches(Iterator<T> rows, int size, Function<List<T>, List<R>> function) {
    this.rows = rows;
    this.size = size;
    this.function = function;
  }

  @Override
  public boolean hasNext() {
    while (!made.hasNext() && rows.hasNext()) {
      List<T> batch = new ArrayList<>(size);
      while (batch.size() < size && rows.hasNext()) {
        batch.add(rows.next());
      }
      made = function.apply(batch).iterator();
    }
    return made.hasNext();
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return made.next();
  }
}
