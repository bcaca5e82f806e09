package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What came of one thing of a batch: a value, or why there is none. Exactly one is null. */
record Attempt<R>(@Nullable R value, @Nullable IllegalArgumentException reason) {
  /**
   * Does something with a whole batch; where that fails, with each for itself, so that one bad
   * thing spoils no other.
   */
  static <T, R> List<Attempt<R>> all(List<T> things, Function<List<T>, List<R>> function) {
    List<Attempt<R>> attempts = new ArrayList<>(things.size());
    if (things.isEmpty()) {
      return attempts;
    }
    try {
      function.apply(things).forEach(value -> attempts.add(new Attempt<>(value, null)));
    } catch (IllegalArgumentException ofOne) {
      for (T thing : things) {
        attempts.add(of(() -> function.apply(List.of(thing)).get(0)));
      }
    }
    return attempts;
  }

  /** What may fail. */
  interface Work<R> {
    R done();
  }

  static <R> Attempt<R> of(Work<R> work) {
    try {
      return new Attempt<>(work.done(), null);
    } catch (IllegalArgumentException e) {
      return new Attempt<>(null, e);
    }
  }

  /** What comes next, of a value. */
  <S> Attempt<S> then(Function<R, S> next) {
    R made = value;
    return made == null ? new Attempt<>(null, reason) : of(() -> next.apply(made));
  }

  R orElse(Function<IllegalArgumentException, R> other) {
    R made = value;
    return made == null ? other.apply(Objects.requireNonNull(reason)) : made;
  }
}
