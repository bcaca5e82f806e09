package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;

/**
 * Finds the K nearest past patterns of each of a batch of queries in a database of any size, and
 * forecasts from them: exactly what {@link org.forecast4j.dejavu.DejavuForecaster} finds over the
 * whole database in one process, with its examples in the order of positions, moments and ids; of
 * equally near ones, the first.
 *
 * <p>Each task goes through its part of the database, 100,000 examples at a time, and sends the K
 * nearest of each query; of these, one task a query keeps the K nearest. A task needs room for K
 * examples a query, and the queries go to all executors, so they are a batch of at most some
 * thousands.
 *
 * <p>The result has a row a query: {@code query}, its id; {@code path}, the forecast; {@code
 * neighbours}, nearest first, each with {@code position}, {@code id}, {@code distance}, {@code
 * weight}, {@code pattern} and {@code outcome}; and {@code rejected}, why it could not be answered.
 * Rows of the database that cannot be used are left out; {@link #rejected} has them. Immutable.
 */
public final class DejavuJob {
  private static final int BATCH = 1024;

  private static final StructType SENT =
      new StructType().add("query", DataTypes.IntegerType).add("nearest", DataTypes.BinaryType);

  private static final StructType ANSWER = answer();

  private final Nearest nearest;
  private final PatternColumns database;
  private final PatternColumns queries;

  private DejavuJob(Builder builder) {
    nearest = new Nearest(builder.shape, builder.k, builder.settings);
    database = builder.database;
    queries = builder.queries;
  }

  /**
   * Starts from the defaults of {@link org.forecast4j.dejavu.DejavuForecaster} and of {@link
   * PatternColumns}.
   *
   * @param shape the lengths of the patterns and outcomes
   * @param k how many neighbours, at least 1 and at most as many as the database has
   * @return a builder
   * @throws IllegalArgumentException if k is below 1
   */
  public static Builder builder(Shape shape, int k) {
    return new Builder(shape, Checks.atLeast(1, k, "K"));
  }

  private static StructType answer() {
    StructType neighbour =
        new StructType()
            .add("position", DataTypes.LongType)
            .add("id", DataTypes.StringType)
            .add("distance", DataTypes.DoubleType)
            .add("weight", DataTypes.DoubleType)
            .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType, false))
            .add("outcome", DataTypes.createArrayType(DataTypes.DoubleType, false));
    return new StructType()
        .add("query", DataTypes.StringType)
        .add("path", DataTypes.createArrayType(DataTypes.DoubleType, false))
        .add("neighbours", DataTypes.createArrayType(neighbour))
        .add(Rejections.COLUMN, DataTypes.StringType);
  }

  /**
   * Answers queries.
   *
   * @param past the database: patterns and what followed them
   * @param asked the queries: patterns; all are brought to the driver
   * @return a row a query, in no order
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> nearest(Dataset<Row> past, Dataset<Row> asked) {
    database.require(past.schema(), true);
    RowReader reader = new RowReader(queries, asked.schema(), false);
    List<String> ids = new ArrayList<>();
    List<Pattern> patterns = new ArrayList<>();
    List<Row> rejected = new ArrayList<>();
    for (Row row : asked.collectAsList()) {
      try {
        Pattern pattern = nearest.shape().require(reader.pattern(row));
        ids.add(reader.id(row, pattern, new double[0]));
        patterns.add(pattern);
      } catch (IllegalArgumentException e) {
        rejected.add(RowFactory.create(queries.idOf(row), null, null, e.getMessage()));
      }
    }
    Broadcast<Queries> sent =
        JavaSparkContext.fromSparkContext(past.sparkSession().sparkContext())
            .broadcast(Queries.of(ids, patterns));
    Dataset<Row> read = database.select(past);
    Dataset<Row> answers =
        read.mapPartitions(search(sent, read.schema()), Encoders.row(SENT))
            .union(past.sparkSession().createDataFrame(nothing(ids.size()), SENT))
            .groupByKey((MapFunction<Row, Integer>) row -> row.getInt(0), Encoders.INT())
            .mapGroups(together(sent), RowEncoders.of(ANSWER))
            .toDF();
    return Rejections.table(answers.union(past.sparkSession().createDataFrame(rejected, ANSWER)));
  }

  /** A row a query, so that each is answered, whatever the tasks find. */
  private static List<Row> nothing(int queries) {
    return IntStream.range(0, queries).mapToObj(query -> RowFactory.create(query, null)).toList();
  }

  private MapPartitionsFunction<Row, Row> search(Broadcast<Queries> sent, StructType schema) {
    Nearest search = nearest;
    PatternColumns columns = database;
    return rows -> {
      NearestOfTask task = new NearestOfTask(search, sent.value().patterns());
      RowReader reader = new RowReader(columns, schema, true);
      while (rows.hasNext()) {
        Row row = rows.next();
        LabeledPattern example = Attempt.of(() -> search.checked(reader.example(row))).value();
        if (example != null) {
          task.add(example);
        }
      }
      return task.toRows().iterator();
    };
  }

  private MapGroupsFunction<Integer, Row, Row> together(Broadcast<Queries> sent) {
    Nearest search = nearest;
    return (query, rows) -> {
      List<byte[]> parts = new ArrayList<>();
      while (rows.hasNext()) {
        Row row = rows.next();
        if (!row.isNullAt(1)) {
          parts.add(row.getAs(1));
        }
      }
      Queries all = sent.value();
      return search.answer(all.ids().get(query), all.pattern(query), parts);
    };
  }

  /**
   * The side output: the rows of the database that cannot be used.
   *
   * @param past the database
   * @return those rows, with the reason in the column {@link Rejections#COLUMN}
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> rejected(Dataset<Row> past) {
    StructType schema = past.schema();
    database.require(schema, true);
    Nearest search = nearest;
    PatternColumns columns = database;
    return Rejections.side(
        past,
        rows -> {
          RowReader reader = new RowReader(columns, schema, true);
          return new Batches<>(
              rows,
              BATCH,
              batch -> Rejections.of(batch, row -> search.checked(reader.example(row))));
        });
  }

  /** Puts a {@link DejavuJob} together. Not thread-safe. */
  public static final class Builder {
    private final Shape shape;
    private final int k;
    private Map<String, String> settings = Map.of();
    private PatternColumns database = PatternColumns.builder().build();
    private PatternColumns queries = PatternColumns.builder().build();

    private Builder(Shape shape, int k) {
      this.shape = shape;
      this.k = k;
    }

    /**
     * Sets how neighbours are found and put together.
     *
     * @param value what {@link org.forecast4j.dejavu.DejavuForecaster#settings} writes; its {@code
     *     k} and {@code growing} are not looked at
     * @return this builder
     */
    public Builder settings(Map<String, String> value) {
      settings = new TreeMap<>(value);
      settings.keySet().removeAll(List.of("k", "growing"));
      return this;
    }

    /**
     * Sets where the examples of the database are.
     *
     * @param value the columns
     * @return this builder
     */
    public Builder database(PatternColumns value) {
      database = value;
      return this;
    }

    /**
     * Sets where the patterns of the queries are.
     *
     * @param value the columns
     * @return this builder
     */
    public Builder queries(PatternColumns value) {
      queries = value;
      return this;
    }

    /**
     * Puts it together.
     *
     * @return the job
     * @throws IllegalArgumentException if a setting is not one of Dejavu's
     */
    public DejavuJob build() {
      return new DejavuJob(this);
    }
  }
}
