package org.forecast4j.bundle;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.ValueBounds;

/**
 * What a bundle is and where it came from.
 *
 * @param name what the model is called, such as {@code sales-by-hour}
 * @param version the model's version
 * @param unit what the values are measured in, such as {@code degrees}
 * @param step what lies between two values, such as {@code hour}
 * @param covariates what each covariate beside the values is, in words, by name
 * @param trainingData SHA-256 of the file it was trained on, in hexadecimal, or any other statement
 *     of its origin
 * @param seed the seed it was trained with
 * @param bounds what values and covariates can be; whoever takes them from outside checks them
 */
public record BundleInfo(
    String name,
    String version,
    String unit,
    String step,
    SortedMap<String, String> covariates,
    String trainingData,
    long seed,
    ValueBounds bounds) {
  /** What a step is called by a bundle that does not say it. */
  public static final String DEFAULT_STEP = "step";

  /** Copies its arguments. */
  public BundleInfo {
    covariates = Collections.unmodifiableSortedMap(new TreeMap<>(covariates));
  }

  /**
   * With {@link #DEFAULT_STEP}, no word on covariates and the {@linkplain ValueBounds#DEFAULT
   * default bounds}.
   *
   * @param name what the model is called
   * @param version the model's version
   * @param unit what the values are measured in
   * @param trainingData a statement of the origin of what it was trained on
   * @param seed the seed it was trained with
   */
  public BundleInfo(String name, String version, String unit, String trainingData, long seed) {
    this(
        name,
        version,
        unit,
        DEFAULT_STEP,
        Collections.emptySortedMap(),
        trainingData,
        seed,
        ValueBounds.DEFAULT);
  }

  /**
   * The same under another name.
   *
   * @param other what the model is called
   * @return a copy that says so
   */
  public BundleInfo withName(String other) {
    return new BundleInfo(other, version, unit, step, covariates, trainingData, seed, bounds);
  }

  /**
   * The same with a name for its steps.
   *
   * @param step what lies between two values, in the singular
   * @return a copy that says so
   */
  public BundleInfo withStep(String step) {
    return new BundleInfo(name, version, unit, step, covariates, trainingData, seed, bounds);
  }

  /**
   * The same with a word on a covariate.
   *
   * @param covariate its name
   * @param meaning what it is, with its unit
   * @return a copy that says so
   */
  public BundleInfo withCovariate(String covariate, String meaning) {
    SortedMap<String, String> more = new TreeMap<>(covariates);
    more.put(covariate, meaning);
    return new BundleInfo(name, version, unit, step, more, trainingData, seed, bounds);
  }

  /**
   * The same with other bounds.
   *
   * @param bounds what values and covariates can be
   * @return a copy that has them
   */
  public BundleInfo withBounds(ValueBounds bounds) {
    return new BundleInfo(name, version, unit, step, covariates, trainingData, seed, bounds);
  }
}
