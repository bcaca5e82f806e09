package org.forecast4j.dejavu;

import java.util.Arrays;
import java.util.List;

/** Examples with what they are found and put together by. Immutable. */
record Segment(PatternDatabase database, NeighbourIndex index, Past past) {
  static Segment of(PatternDatabase database, DejavuSettings settings, Geometry geometry) {
    List<String> covariates = settings.covariates();
    double[][] columns = new double[covariates.size()][];
    Arrays.setAll(columns, i -> database.column(covariates.get(i)));
    double[] known = new double[columns.length];
    double[][] points = new double[database.size()][];
    for (int row = 0; row < points.length; row++) {
      for (int i = 0; i < known.length; i++) {
        known[i] = columns[i][row];
      }
      points[row] = geometry.point(database.values(row), known);
    }
    return new Segment(
        database,
        new NeighbourIndex(geometry, points),
        new Past(database, settings.target(), covariates));
  }

  int size() {
    return database.size();
  }
}
