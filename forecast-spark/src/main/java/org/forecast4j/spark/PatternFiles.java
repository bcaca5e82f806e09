package org.forecast4j.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Tables of patterns in files. */
public final class PatternFiles {
  private PatternFiles() {}

  /**
   * Reads CSV, also compressed, whose first line names the columns. All cells are text: a cell that
   * is no number is found where the number is needed, and a line with more or fewer cells than the
   * first is kept to be rejected with its reason.
   *
   * @param spark the session
   * @param paths files or folders of files with the same columns
   * @return the table, with the column {@code _corrupt_record} for such lines
   */
  public static Dataset<Row> csv(SparkSession spark, String... paths) {
    StructType header = spark.read().option("header", true).csv(paths).schema();
    return spark
        .read()
        .option("header", true)
        .option("enforceSchema", false)
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", RowReader.CORRUPT)
        .option(
            "columnPruning", false) // A line of which only some cells are read is never too long.
        .schema(header.add(RowReader.CORRUPT, DataTypes.StringType))
        .csv(paths);
  }

  /**
   * Reads Parquet, such as a list column {@code pattern}.
   *
   * @param spark the session
   * @param paths files or folders of files with the same columns
   * @return the table
   */
  public static Dataset<Row> parquet(SparkSession spark, String... paths) {
    return spark.read().parquet(paths);
  }
}
