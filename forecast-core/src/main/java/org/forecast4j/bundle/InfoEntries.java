package org.forecast4j.bundle;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries of a manifest that hold the {@link BundleInfo}. Those of the step, the covariates and
 * the bounds are absent where there is nothing to say, as in bundles that are older than they are.
 */
final class InfoEntries {
  private static final String NAME = "name";
  private static final String VERSION = "version";
  private static final String UNIT = "unit";
  private static final String STEP = "step";
  private static final String COVARIATES = "covariates";
  private static final String TRAINING_DATA = "training.data";
  private static final String TRAINING_SEED = "training.seed";
  private static final int MAX_COVARIATES = 1_000;

  private InfoEntries() {}

  static void write(BundleInfo info, Map<String, String> entries) {
    entries.put(NAME, info.name());
    entries.put(VERSION, info.version());
    entries.put(UNIT, info.unit());
    if (!info.step().equals(BundleInfo.DEFAULT_STEP)) {
      entries.put(STEP, info.step());
    }
    if (!info.covariates().isEmpty()) {
      entries.put(COVARIATES, String.valueOf(info.covariates().size()));
    }
    int place = 0;
    for (Map.Entry<String, String> covariate : info.covariates().entrySet()) {
      entries.put("covariate." + place + ".name", covariate.getKey());
      entries.put("covariate." + place + ".meaning", covariate.getValue());
      place++;
    }
    BoundsEntries.write(info.bounds(), entries);
    entries.put(TRAINING_DATA, info.trainingData());
    entries.put(TRAINING_SEED, String.valueOf(info.seed()));
  }

  static BundleInfo read(Manifest manifest) throws BundleException {
    SortedMap<String, String> covariates = new TreeMap<>();
    if (manifest.has(COVARIATES)) {
      for (long i = manifest.getLong(COVARIATES, 1, MAX_COVARIATES) - 1; i >= 0; i--) {
        covariates.put(
            manifest.get("covariate." + i + ".name"), manifest.get("covariate." + i + ".meaning"));
      }
    }
    return new BundleInfo(
        manifest.get(NAME),
        manifest.get(VERSION),
        manifest.get(UNIT),
        manifest.has(STEP) ? manifest.get(STEP) : BundleInfo.DEFAULT_STEP,
        covariates,
        manifest.get(TRAINING_DATA),
        manifest.getLong(TRAINING_SEED, Long.MIN_VALUE, Long.MAX_VALUE),
        BoundsEntries.read(manifest));
  }
}
