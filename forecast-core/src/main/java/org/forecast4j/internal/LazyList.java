package org.forecast4j.internal;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * An immutable list whose elements are made anew each time one is asked for: for lists of which
 * most read only the beginning.
 *
 * @param <T> its elements
 */
public final class LazyList<T> extends AbstractList<T> implements RandomAccess {
  private final int size;
  private final IntFunction<T> element;

  private LazyList(int size, IntFunction<T> element) {
    this.size = size;
    this.element = element;
  }

  /**
   * A list of what a function gives.
   *
   * @param size how many
   * @param element gives equal elements for equal indices, whenever and however often it is called
   */
  public static <T> List<T> of(int size, IntFunction<T> element) {
    return new LazyList<>(size, element);
  }

  /** The list itself if it is immutable as these are, a copy otherwise. */
  public static <T> List<T> copyOf(List<T> list) {
    return list instanceof LazyList ? list : List.copyOf(list);
  }

  @Override
  public T get(int index) {
    return element.apply(Objects.checkIndex(index, size));
  }

  @Override
  public int size() {
    return size;
  }
}
