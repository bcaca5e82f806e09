package org.forecast4j.bundle;

import org.forecast4j.ValueBounds;

/**
 * What a bundle is and where it came from.
 *
 * @param name what the model is called, such as {@code sales-by-hour}
 * @param version the model's version
 * @param unit what the values are measured in, such as {@code points}
 * @param trainingData SHA-256 of the file it was trained on, in hexadecimal, or any other statement
 *     of its origin
 * @param seed the seed it was trained with
 * @param bounds what values and covariates can be; whoever takes them from outside checks them
 */
public record BundleInfo(
    String name, String version, String unit, String trainingData, long seed, ValueBounds bounds) {
  /**
   * With the bounds that {@link ValueBounds#ofUnit} gives the unit.
   *
   * @param name what the model is called
   * @param version the model's version
   * @param unit what the values are measured in
   * @param trainingData a statement of the origin of what it was trained on
   * @param seed the seed it was trained with
   */
  public BundleInfo(String name, String version, String unit, String trainingData, long seed) {
    this(name, version, unit, trainingData, seed, ValueBounds.ofUnit(unit));
  }
}
