package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.PartialReport;

/**
 * What one task has summed up: a part of the report of each group, and the rows that it could not
 * use. Sent as rows, one a group and one for what was rejected. Not thread-safe.
 */
final class Tally {
  static final StructType SCHEMA =
      new StructType()
          .add("group", DataTypes.StringType)
          .add("part", DataTypes.BinaryType)
          .add("rejected", DataTypes.LongType)
          .add("reasons", DataTypes.createArrayType(DataTypes.StringType));

  private final SortedMap<String, PartialReport> groups = new TreeMap<>();
  private final Reasons reasons = new Reasons();

  /** Adds cases with the group of each. */
  void add(List<ForecastCase> cases, List<String> groupOfEach) {
    Map<String, List<ForecastCase>> byGroup = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      byGroup.computeIfAbsent(groupOfEach.get(i), group -> new ArrayList<>()).add(cases.get(i));
    }
    byGroup.forEach((group, own) -> add(group, PartialReport.of(own)));
  }

  private void add(String group, PartialReport part) {
    groups.merge(group, part, PartialReport::add);
  }

  void reject(IllegalArgumentException reason) {
    reasons.add(String.valueOf(reason.getMessage()));
  }

  /** Adds what other tasks have sent. */
  Tally addAll(Iterator<Row> sent) {
    while (sent.hasNext()) {
      Row row = sent.next();
      if (row.isNullAt(0)) {
        reasons.add(row.getLong(2), row.getList(3));
      } else {
        add(row.getString(0), PartialReport.fromBytes(row.getAs(1)));
      }
    }
    return this;
  }

  List<Row> toRows() {
    List<Row> rows = new ArrayList<>();
    groups.forEach((group, part) -> rows.add(RowFactory.create(group, part.toBytes(), 0L, null)));
    if (reasons.count() > 0) {
      String[] some = reasons.some().toArray(String[]::new);
      rows.add(RowFactory.create(null, null, reasons.count(), some));
    }
    return rows;
  }

  /** What rows are put together by. */
  static String key(Row row) {
    return row.isNullAt(0) ? "rejected" : "group " + row.getString(0);
  }

  SortedMap<String, PartialReport> groups() {
    return groups;
  }

  Reasons reasons() {
    return reasons;
  }
}
