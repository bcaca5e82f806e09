package org.forecast4j.dejavu;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.LabeledPattern;
import org.jspecify.annotations.Nullable;

/** The labels of examples, a column a label: its different values, and which each example has. */
final class Labels {
  private static final int ABSENT = -1;

  private final SortedMap<String, Column> columns;

  private Labels(SortedMap<String, Column> columns) {
    this.columns = columns;
  }

  /** The different values of a label, and the place of each example's, -1 where it has none. */
  record Column(String[] values, int[] places) {
    @Nullable String value(int row) {
      return places[row] == ABSENT ? null : values[places[row]];
    }
  }

  /** Takes columns over as they are. */
  static Labels of(SortedMap<String, Column> columns) {
    return new Labels(columns);
  }

  static Labels of(List<LabeledPattern> examples) {
    SortedMap<String, Map<String, Integer>> values = new TreeMap<>();
    SortedMap<String, int[]> places = new TreeMap<>();
    for (int row = 0; row < examples.size(); row++) {
      for (Map.Entry<String, String> label : examples.get(row).labels().entrySet()) {
        String name = label.getKey();
        Map<String, Integer> known = values.computeIfAbsent(name, n -> new HashMap<>());
        int next = known.size();
        Integer place = known.putIfAbsent(label.getValue(), next);
        places.computeIfAbsent(name, n -> absent(examples.size()))[row] =
            place == null ? next : place;
      }
    }
    SortedMap<String, Column> columns = new TreeMap<>();
    values.forEach(
        (name, known) -> {
          int[] column = Objects.requireNonNull(places.get(name));
          columns.put(name, new Column(inOrder(known), column));
        });
    return new Labels(columns);
  }

  private static int[] absent(int size) {
    int[] column = new int[size];
    Arrays.fill(column, ABSENT);
    return column;
  }

  private static String[] inOrder(Map<String, Integer> places) {
    String[] values = new String[places.size()];
    places.forEach((value, place) -> values[place] = value);
    return values;
  }

  /** All labels of an example. */
  Map<String, String> of(int row) {
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, Column> column : columns.entrySet()) {
      String value = column.getValue().value(row);
      if (value != null) {
        labels.put(column.getKey(), value);
      }
    }
    return labels;
  }

  /** The value of an example's label, null if it has no such label. */
  @Nullable String value(int row, String name) {
    Column column = columns.get(name);
    return column == null ? null : column.value(row);
  }

  /** The columns by name. */
  SortedMap<String, Column> columns() {
    return columns;
  }
}
