package org.forecast4j.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Ranks of conformal quantiles, free of rounding: a probability means the decimal number it is
 * printed as, so 0.9 of 10 is 9 and not the 9.000000000000002 that makes a ceiling 10.
 */
public final class Ranks {
  private Ranks() {}

  /** ⌈{@code probability}·{@code count}⌉, exactly. */
  public static long ceil(double probability, int count) {
    double product = probability * count;
    return isFarFromInteger(product)
        ? (long) Math.ceil(product)
        : exact(probability, count, RoundingMode.CEILING);
  }

  /** ⌊{@code probability}·{@code count}⌋, exactly. */
  public static long floor(double probability, int count) {
    double product = probability * count;
    return isFarFromInteger(product)
        ? (long) Math.floor(product)
        : exact(probability, count, RoundingMode.FLOOR);
  }

  /** 1 − {@code probability} as decimal numbers: 0.05 for 0.95, not 0.050000000000000044. */
  public static double complement(double probability) {
    return BigDecimal.ONE.subtract(BigDecimal.valueOf(probability)).doubleValue();
  }

  /** {@code probability} / 2 + ½ as decimal numbers: where the upper tail of an interval begins. */
  public static double upperTail(double confidence) {
    return BigDecimal.valueOf(confidence)
        .add(BigDecimal.ONE)
        .multiply(new BigDecimal("0.5"))
        .doubleValue();
  }

  private static boolean isFarFromInteger(double product) {
    return Math.abs(product - Math.rint(product)) > 1e-12 * (1 + product);
  }

  private static long exact(double probability, int count, RoundingMode rounding) {
    return BigDecimal.valueOf(probability)
        .multiply(BigDecimal.valueOf(count))
        .setScale(0, rounding)
        .longValueExact();
  }
}
