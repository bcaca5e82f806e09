package org.forecast4j.series;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One part of long work: the same for many things, on all processors. */
final class Work {
  private final FitListener listener;
  private final String what;
  private final int count;
  private int done;

  private Work(FitListener listener, String what, int count) {
    this.listener = listener;
    this.what = what;
    this.count = count;
  }

  /**
   * Does it.
   *
   * @return the results, in the order of the things
   * @throws CancellationException if the listener ends it
   */
  static <T, R> List<R> on(
      List<T> things, String what, FitListener listener, Function<T, R> function) {
    Work work = new Work(listener, what, things.size());
    work.goOn(0);
    Stream<R> results =
        IntStream.range(0, things.size())
            .parallel()
            .mapToObj(
                i -> {
                  R result = function.apply(things.get(i));
                  work.goOn(1);
                  return result;
                });
    try {
      return results.toList();
    } catch (RuntimeException e) {
      // A thrown exception arrives as the cause of another of its class.
      throw e.getCause() instanceof RuntimeException original ? original : e;
    }
  }

  private synchronized void goOn(int more) {
    done += more;
    if (!listener.goesOn(what, done, count)) {
      throw new CancellationException("cancelled while " + what);
    }
  }
}
