package org.forecast4j.spark;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.evaluation.Report;

/**
 * What an {@link EvaluationAggregator} measured.
 *
 * @param overall the measures of all rows together
 * @param groups the measures of each group by its name; empty if no group was asked for
 * @param rejected how many rows could not be measured
 * @param reasons some of the reasons why, in their order; {@link EvaluationAggregator#rejected} has
 *     all rows with theirs
 */
public record Evaluated(
    Report overall, SortedMap<String, Report> groups, long rejected, List<String> reasons) {
  /** Copies the map and the list. */
  public Evaluated {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    reasons = List.copyOf(reasons);
  }
}
