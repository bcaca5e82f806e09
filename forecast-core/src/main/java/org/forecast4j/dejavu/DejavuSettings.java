package org.forecast4j.dejavu;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Text;

/**
 * How a {@link DejavuForecaster} was configured, and those settings in words.
 *
 * @param covariateWeights what each covariate in use is multiplied by, by name
 * @param most how many examples it holds as it grows; 0 if it does not
 */
record DejavuSettings(
    int k,
    Distance distance,
    Scaling scaling,
    NeighbourWeighting weighting,
    Aggregation aggregation,
    Target target,
    SortedMap<String, Double> covariateWeights,
    int most) {
  private static final String COVARIATE = "covariate.";
  private static final String GROWING = "growing";

  DejavuSettings {
    covariateWeights = Collections.unmodifiableSortedMap(new TreeMap<>(covariateWeights));
  }

  List<String> covariates() {
    return List.copyOf(covariateWeights.keySet());
  }

  Geometry geometry(int inputLength) {
    double[] weights =
        covariateWeights.values().stream().mapToDouble(Double::doubleValue).toArray();
    return new Geometry(distance, scaling, inputLength, weights);
  }

  /** The pattern's covariates in use, NaN where it has none. */
  double[] covariates(Pattern pattern) {
    double[] values = new double[covariateWeights.size()];
    int i = 0;
    for (String name : covariateWeights.keySet()) {
      values[i++] = pattern.covariates().getOrDefault(name, Double.NaN);
    }
    return values;
  }

  Map<String, String> inWords() {
    Map<String, String> map = new TreeMap<>();
    map.put("k", String.valueOf(k));
    map.put("distance", distance.toString());
    map.put("scaling", text(scaling));
    map.put("weighting", weighting.toString());
    map.put("aggregation", aggregation.toString());
    map.put("target", text(target));
    covariateWeights.forEach((name, weight) -> map.put(COVARIATE + name, String.valueOf(weight)));
    if (most > 0) {
      map.put(GROWING, String.valueOf(most));
    }
    return Collections.unmodifiableMap(map);
  }

  DejavuSettings frozen() {
    return new DejavuSettings(
        k, distance, scaling, weighting, aggregation, target, covariateWeights, 0);
  }

  /** Sets one setting from its words. */
  static void set(DejavuForecaster.Builder builder, String name, String value) {
    switch (name) {
      case "k" -> builder.k(Choice.wholeNumber(name, value));
      case "distance" -> builder.distance(Distance.parse(value));
      case "scaling" -> builder.scaling(constant(Scaling.values(), name, value));
      case "weighting" -> builder.weighting(NeighbourWeighting.parse(value));
      case "aggregation" -> builder.aggregation(Aggregation.parse(value));
      case GROWING -> builder.growing(Choice.wholeNumber(name, value));
      case "target" -> builder.target(constant(Target.values(), name, value));
      default -> {
        if (!name.startsWith(COVARIATE)) {
          throw new IllegalArgumentException("setting '" + Text.excerpt(name) + "' is unknown");
        }
        builder.covariate(name.substring(COVARIATE.length()), Choice.number(name, value));
      }
    }
  }

  private static <E extends Enum<E>> E constant(E[] constants, String name, String value) {
    for (E constant : constants) {
      if (text(constant).equals(value)) {
        return constant;
      }
    }
    throw Choice.unknown(
        name, value, "one of " + Arrays.stream(constants).map(DejavuSettings::text).toList());
  }

  private static String text(Enum<?> option) {
    return option.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
