package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.dejavu.DejavuForecaster;

/** The K nearest of each query among the examples that one task has seen. Not thread-safe. */
final class NearestOfTask {
  private static final int MOST_AT_ONCE = 100_000;

  private final Nearest nearest;
  private final List<Pattern> queries;

  /** By query. */
  private final List<List<LabeledPattern>> found = new ArrayList<>();

  private List<LabeledPattern> examples = new ArrayList<>();

  NearestOfTask(Nearest nearest, List<Pattern> queries) {
    this.nearest = nearest;
    this.queries = queries;
    queries.forEach(query -> found.add(List.of()));
  }

  void add(LabeledPattern example) {
    examples.add(example);
    if (examples.size() == MOST_AT_ONCE) {
      search();
    }
  }

  private void search() {
    DejavuForecaster searched = nearest.over(examples);
    for (int i = 0; i < queries.size(); i++) {
      List<LabeledPattern> both = new ArrayList<>(found.get(i));
      both.addAll(nearest.of(searched, queries.get(i)));
      found.set(i, found.get(i).isEmpty() ? both : nearest.of(nearest.over(both), queries.get(i)));
    }
    examples = new ArrayList<>();
  }

  /** One row a query; none if no example was seen. */
  List<Row> toRows() {
    if (!examples.isEmpty()) {
      search();
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      if (!found.get(i).isEmpty()) {
        rows.add(RowFactory.create(i, nearest.toBytes(found.get(i))));
      }
    }
    return rows;
  }
}
