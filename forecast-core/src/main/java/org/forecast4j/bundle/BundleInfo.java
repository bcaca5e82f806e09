package org.forecast4j.bundle;

/**
 * What a bundle is and where it came from.
 *
 * @param name what the model is called, such as {@code nba-halftime}
 * @param version the model's version
 * @param unit what the values are measured in, such as {@code points}
 * @param trainingData SHA-256 of the file it was trained on, in hexadecimal, or any other statement
 *     of its origin
 * @param seed the seed it was trained with
 */
public record BundleInfo(
    String name, String version, String unit, String trainingData, long seed) {}
