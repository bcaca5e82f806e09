package org.forecast4j.bundle;

import java.util.Map;
import org.forecast4j.ValueBounds;

/**
 * The entries of a manifest that hold the {@link ValueBounds}. They are absent where the bounds are
 * the default, as in bundles that are older than they are.
 */
final class BoundsEntries {
  private static final String PREFIX = "bounds.";
  private static final String LOWER = PREFIX + "lower";
  private static final String UPPER = PREFIX + "upper";
  private static final String MAX_STEP = PREFIX + "max_step";
  private static final String MAX_COVARIATE = PREFIX + "max_covariate";

  private BoundsEntries() {}

  static void write(ValueBounds bounds, Map<String, String> entries) {
    if (!bounds.equals(ValueBounds.DEFAULT)) {
      entries.put(LOWER, String.valueOf(bounds.lower()));
      entries.put(UPPER, String.valueOf(bounds.upper()));
      entries.put(MAX_STEP, String.valueOf(bounds.maxStep()));
      entries.put(MAX_COVARIATE, String.valueOf(bounds.maxCovariate()));
    }
  }

  static ValueBounds read(Manifest manifest) throws BundleException {
    if (manifest.startingWith(PREFIX).isEmpty()) {
      return ValueBounds.DEFAULT;
    }
    double lower = manifest.getDouble(LOWER);
    double upper = manifest.getDouble(UPPER);
    double maxStep = manifest.getDouble(MAX_STEP);
    double maxCovariate = manifest.getDouble(MAX_COVARIATE);
    try {
      return new ValueBounds(lower, upper, maxStep, maxCovariate);
    } catch (IllegalArgumentException e) {
      throw manifest.damaged(e);
    }
  }
}
