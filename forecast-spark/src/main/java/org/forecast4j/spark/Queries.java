package org.forecast4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.Pattern;

/** A batch of patterns that goes to other JVMs. */
record Queries(List<String> ids, List<double[]> values, List<TreeMap<String, Double>> covariates)
    implements Serializable {
  static Queries of(List<String> ids, List<Pattern> patterns) {
    List<double[]> values = new ArrayList<>();
    List<TreeMap<String, Double>> covariates = new ArrayList<>();
    for (Pattern pattern : patterns) {
      values.add(pattern.values());
      covariates.add(new TreeMap<>(pattern.covariates()));
    }
    return new Queries(new ArrayList<>(ids), values, covariates);
  }

  /** One of the patterns, made again. */
  Pattern pattern(int query) {
    return new Pattern(values.get(query), covariates.get(query));
  }

  /** All patterns, made again. */
  List<Pattern> patterns() {
    return IntStream.range(0, ids.size()).mapToObj(this::pattern).toList();
  }
}
