package org.forecast4j.series;

/**
 * Follows long work, and may end it. It is called by one thread at a time, but not always the same.
 */
@FunctionalInterface
public interface FitListener {
  /** Does not look, and lets all work come to its end. */
  FitListener NONE = (what, done, count) -> true;

  /**
   * Some of the work is done.
   *
   * @param what which part of it goes on, in words
   * @param done for how many series that part is done
   * @param count for how many it is to be done
   * @return whether to go on; otherwise the work ends with a {@link
   *     java.util.concurrent.CancellationException}
   */
  boolean goesOn(String what, int done, int count);
}
