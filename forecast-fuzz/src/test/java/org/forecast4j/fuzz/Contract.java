package org.forecast4j.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What every reader of foreign bytes keeps: it returns, or refuses with an exception that it
 * documents, in a message of bearable length, and allocates no more than in proportion to what it
 * was given. The fuzzer watches the time.
 */
public final class Contract {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int MAX_MESSAGE = 2_000;

  /** What an empty input may cost: buffers, digests, parsers. */
  private static final long BASE_BYTES = 4L << 20;

  private final long mostBytes;

  private Contract(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Of a reader.
   *
   * @param input what it is given
   * @param bytesPerByte how much it may allocate for each byte of it
   */
  public static Contract of(byte[] input, int bytesPerByte) {
    return new Contract(BASE_BYTES + (long) bytesPerByte * input.length);
  }

  /**
   * Lets a reader read.
   *
   * @param reader reads the input
   * @param documented the exceptions that it may throw, themselves or a subclass of this project's
   * @return what was read; empty if it was refused
   * @throws AssertionError if the reader breaks the contract
   */
  public <T> Optional<T> read(Callable<T> reader, Set<Class<? extends Exception>> documented) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<T> result = answer(reader, documented);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > mostBytes) {
      // Perhaps the first time, which loads classes, too.
      requireModest(reader, documented);
    }
    return result;
  }

  private static <T> Optional<T> answer(
      Callable<T> reader, Set<Class<? extends Exception>> documented) {
    try {
      return Optional.of(reader.call());
    } catch (Exception e) {
      requireDocumented(e, documented);
      return Optional.empty();
    }
  }

  private void requireModest(Callable<?> reader, Set<Class<? extends Exception>> documented) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<?> unused = answer(reader, documented);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > mostBytes) {
      throw new AssertionError(allocated + " bytes allocated; expected at most " + mostBytes);
    }
  }

  private static void requireDocumented(
      Exception thrown, Set<Class<? extends Exception>> documented) {
    boolean isOurs = thrown.getClass().getName().startsWith("org.forecast4j.");
    if (!documented.contains(thrown.getClass())
        && !(isOurs && documented.stream().anyMatch(type -> type.isInstance(thrown)))) {
      throw new AssertionError("an exception that is not documented", thrown);
    }
    String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      throw new AssertionError("an exception without a message", thrown);
    }
    if (message.length() > MAX_MESSAGE) {
      throw new AssertionError(
          "a message of " + message.length() + " characters; expected at most " + MAX_MESSAGE,
          thrown);
    }
  }

  /** Two forms of one thing. */
  public static void requireSame(byte[] expected, byte[] actual, String what) {
    if (!Arrays.equals(expected, actual)) {
      throw new AssertionError(what + " is not the same when written and read again");
    }
  }
}
