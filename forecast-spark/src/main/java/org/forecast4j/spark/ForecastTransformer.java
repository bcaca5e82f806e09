package org.forecast4j.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.internal.Checks;

/**
 * Scores a table of patterns with a bundle. The columns that it adds are
 *
 * <ul>
 *   <li>{@code point}, the value expected at the end of the horizon,
 *   <li>{@code path}, the value expected at each step,
 *   <li>{@code bounds}, for each confidence the ends of the interval of each step, and of the band
 *       for the whole path, infinite where nothing can be excluded; empty without confidences,
 *   <li>{@code members}, of an ensemble, each member's name, weight and path,
 *   <li>{@code rejected}, why a row could not be scored: then the others are null. {@link
 *       Rejections} tells the two kinds of rows apart.
 * </ul>
 *
 * <p>No row is dropped, and none is shuffled: rows are scored where they are, in batches. Forecasts
 * have the bits that the bundle gives in one process. Immutable.
 */
public final class ForecastTransformer {
  private static final int DEFAULT_BATCH = 1024;

  private static final StructType ADDED = added();

  private final SparkBundle bundle;
  private final PatternColumns columns;
  private final double[] confidences;
  private final int batch;

  private ForecastTransformer(Builder builder) {
    bundle = builder.bundle;
    columns = builder.columns;
    confidences = builder.confidences;
    batch = builder.batch;
  }

  /**
   * Starts from the defaults: a list column {@code pattern}, no confidences, batches of 1,024 rows.
   *
   * @param bundle any bundle, with intervals or without
   * @return a builder
   */
  public static Builder builder(SparkBundle bundle) {
    return new Builder(bundle);
  }

  private static StructType added() {
    StructType ends =
        new StructType()
            .add("confidence", DataTypes.DoubleType)
            .add("lower", DataTypes.createArrayType(DataTypes.DoubleType, false))
            .add("upper", DataTypes.createArrayType(DataTypes.DoubleType, false))
            .add("band_lower", DataTypes.createArrayType(DataTypes.DoubleType, false))
            .add("band_upper", DataTypes.createArrayType(DataTypes.DoubleType, false));
    StructType member =
        new StructType()
            .add("name", DataTypes.StringType)
            .add("weight", DataTypes.DoubleType)
            .add("path", DataTypes.createArrayType(DataTypes.DoubleType, false));
    return new StructType()
        .add("point", DataTypes.DoubleType)
        .add("path", DataTypes.createArrayType(DataTypes.DoubleType, false))
        .add("bounds", DataTypes.createArrayType(ends))
        .add("members", DataTypes.createArrayType(member))
        .add(Rejections.COLUMN, DataTypes.StringType);
  }

  /**
   * Scores.
   *
   * @param rows the patterns
   * @return the same rows with the further columns
   * @throws IllegalArgumentException if a column is missing, or has the name of one that is added
   */
  public Dataset<Row> transform(Dataset<Row> rows) {
    StructType schema = rows.schema();
    columns.require(schema, false);
    PatternColumns.requireNone(rows, ADDED.fieldNames());
    Broadcast<SparkBundle> sent =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(bundle);
    return Rejections.table(
        rows.mapPartitions(
            scoring(sent, columns, schema, confidences, batch), RowEncoders.of(schema, ADDED)));
  }

  /** Apart from this object, which does not go to executors. */
  private static MapPartitionsFunction<Row, Row> scoring(
      Broadcast<SparkBundle> bundle,
      PatternColumns columns,
      StructType schema,
      double[] confidences,
      int batch) {
    return partition -> {
      Scorer scorer =
          new Scorer(bundle.value().load(), new RowReader(columns, schema, false), confidences);
      return new Batches<>(partition, batch, scorer::score);
    };
  }

  /** Puts a {@link ForecastTransformer} together. Not thread-safe. */
  public static final class Builder {
    private final SparkBundle bundle;
    private PatternColumns columns = PatternColumns.builder().build();
    private double[] confidences = {};
    private int batch = DEFAULT_BATCH;

    private Builder(SparkBundle bundle) {
      this.bundle = bundle;
    }

    /**
     * Sets where patterns are.
     *
     * @param value the columns
     * @return this builder
     */
    public Builder columns(PatternColumns value) {
      columns = value;
      return this;
    }

    /**
     * Sets the confidences of the bounds.
     *
     * @param values each once, strictly between 0 and 1
     * @return this builder
     * @throws IllegalArgumentException if they are not so
     */
    public Builder confidences(double... values) {
      confidences = Checks.confidences(values);
      return this;
    }

    /**
     * Sets how many rows are scored at once.
     *
     * @param rows at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder batch(int rows) {
      batch = Checks.atLeast(1, rows, "rows of a batch");
      return this;
    }

    /**
     * Puts it together.
     *
     * @return the transformer
     * @throws IllegalArgumentException if there are confidences and the bundle has no intervals
     */
    public ForecastTransformer build() {
      if (confidences.length > 0 && !bundle.load().hasIntervals()) {
        throw new IllegalArgumentException(
            "number of confidences is "
                + confidences.length
                + "; expected none, as the bundle has no intervals");
      }
      return new ForecastTransformer(this);
    }
  }
}
