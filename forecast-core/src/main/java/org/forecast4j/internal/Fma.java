package org.forecast4j.internal;

/**
 * A product and a sum rounded once, with the same bits on every processor, whether it has an
 * instruction for that or not.
 */
public final class Fma {
  /**
   * Whether the processor does it. Without an instruction {@link Math#fma(float, float, float)}
   * computes with decimals of any length, a thousand times slower; it is then done here.
   */
  private static final boolean IN_HARDWARE = quickest(3) < 100_000;

  private Fma() {}

  /** Whether the processor has an instruction for it. */
  public static boolean isInHardware() {
    return IN_HARDWARE;
  }

  /** {@code a·b + c}, rounded once. */
  public static float of(float a, float b, float c) {
    return IN_HARDWARE ? Math.fma(a, b, c) : inSoftware(a, b, c);
  }

  /**
   * The product is exact in double precision. The sum is rounded there to odd, which makes the
   * second rounding to single precision that of the exact sum (Boldo and Melquiond, 2008).
   */
  static float inSoftware(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double ofC = sum - product;
    double error = (product - (sum - ofC)) + (c - ofC);
    long bits = Double.doubleToRawLongBits(sum);
    if (Math.abs(error) > 0 && (bits & 1) == 0) {
      bits += (error > 0) == (sum > 0) ? 1 : -1;
    }
    return (float) Double.longBitsToDouble(bits);
  }

  /** The least time of a hundred, in nanoseconds: one preempted try does not count. */
  private static long quickest(int tries) {
    long best = Long.MAX_VALUE;
    float sum = 0;
    for (int i = 0; i < tries; i++) {
      long start = System.nanoTime();
      for (int j = 0; j < 100; j++) {
        sum = Math.fma(0.1f + j, 0.7f, sum);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return Float.isNaN(sum) ? Long.MAX_VALUE : best;
  }
}
