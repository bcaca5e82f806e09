package org.forecast4j.dejavu;

import java.util.Map;
import java.util.TreeMap;

/** Settings of the mean of the nearest, as they are, with covariates or a past that grows. */
final class PlainSettings {
  private PlainSettings() {}

  static DejavuSettings of(int k, Map<String, Double> covariates, int most) {
    return new DejavuSettings(
        k,
        Distance.EUCLIDEAN,
        Scaling.NONE,
        NeighbourWeighting.UNIFORM,
        Aggregation.MEAN,
        Target.CHANGE,
        new TreeMap<>(covariates),
        most);
  }
}
