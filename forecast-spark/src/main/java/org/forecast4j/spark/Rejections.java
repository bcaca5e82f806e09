package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * The two sides of a table in which every row that could not be used says why, in the column
 * {@value #COLUMN}. What is asked of it is computed when it is asked for: who asks for several
 * {@linkplain Dataset#persist() keeps} the table.
 */
public final class Rejections {
  /** The reason why a row could not be used; null in all others. */
  public static final String COLUMN = "rejected";

  private static final Metadata COMMENT =
      new MetadataBuilder().putString("comment", "why the row could not be used").build();

  private Rejections() {}

  /**
   * The rows that could be used.
   *
   * @param all a table with the column
   * @return those without a reason, without the column
   */
  public static Dataset<Row> accepted(Dataset<Row> all) {
    return all.filter(all.col(COLUMN).isNull()).drop(COLUMN);
  }

  /**
   * The side output: the rows that could not be used.
   *
   * @param all a table with the column
   * @return those with their reason
   */
  public static Dataset<Row> rejected(Dataset<Row> all) {
    return all.filter(all.col(COLUMN).isNotNull());
  }

  /**
   * How many rows there are of each reason.
   *
   * @param all a table with the column
   * @param most of how many reasons, the most frequent ones
   * @return how many rows could not be used, by reason; equally many in the order of the reasons
   */
  public static Map<String, Long> counts(Dataset<Row> all, int most) {
    Map<String, Long> counts = new LinkedHashMap<>();
    rejected(all)
        .groupBy(COLUMN)
        .count()
        .orderBy(functions.col("count").desc(), functions.col(COLUMN))
        .limit(most)
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  /** The rows of a batch that cannot be used, each with the reason that a use of it gives. */
  static List<Row> of(List<Row> batch, Function<Row, ?> use) {
    List<Row> rejected = new ArrayList<>();
    for (Row row : batch) {
      try {
        Object unused = use.apply(row);
      } catch (IllegalArgumentException e) {
        rejected.add(with(row, RowFactory.create(e.getMessage())));
      }
    }
    return rejected;
  }

  /** The side output of a job: what tasks make of rows, with the reasons behind. */
  static Dataset<Row> side(Dataset<Row> rows, MapPartitionsFunction<Row, Row> rejecting) {
    PatternColumns.requireNone(rows, COLUMN);
    StructType schema = rows.schema().add(COLUMN, DataTypes.StringType);
    return table(rows.mapPartitions(rejecting, Encoders.row(schema)));
  }

  /**
   * A table as callers see it. The comment is more than that: without a step of Spark's own in
   * between, functions of the caller would get the rows as they were made here, with arrays instead
   * of lists and without names.
   */
  static Dataset<Row> table(Dataset<Row> made) {
    return made.toDF().withMetadata(COLUMN, COMMENT);
  }

  /** A row with further values behind its own. */
  static Row with(Row row, Row added) {
    Object[] all = new Object[row.length() + added.length()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < row.length() ? row.get(i) : added.get(i - row.length());
    }
    return RowFactory.create(all);
  }
}
