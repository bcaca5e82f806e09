package org.forecast4j.spark;

import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.PartialReport;
import org.forecast4j.evaluation.Report;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Measures a bundle on a table of patterns and what followed them, overall and by group, in one
 * pass: the numbers are those of {@link Report}, which differ from those of one process by the
 * rounding of sums alone. {@link PartialReport} says what the intervals of skills rest on.
 *
 * <p>The model stays as it is, unless {@link Builder#inOrder} has it learn from one example to the
 * next: then all rows of a key are measured by one task, in the order of their positions, moments
 * and ids, each key from the bundle's own state, and keys side by side.
 *
 * <p>Rows that cannot be measured are counted, and {@link #rejected} has them. Immutable.
 */
public final class EvaluationAggregator {
  private static final int BATCH = 1024;

  private final SparkBundle bundle;
  private final EvaluatorFactory factory;
  private final String id = UUID.randomUUID().toString();
  private final PatternColumns columns;
  private final @Nullable String group;
  private final boolean isInOrder;
  private final @Nullable String key;
  private final Bootstrap bootstrap;

  private EvaluationAggregator(Builder builder) {
    bundle = builder.bundle;
    factory = builder.factory();
    columns = builder.columns;
    group = builder.group;
    isInOrder = builder.isInOrder;
    key = builder.key;
    bootstrap = builder.bootstrap;
  }

  /**
   * Starts from the defaults: list columns {@code pattern} and {@code outcome}, no confidences, no
   * groups, a model that stays as it is, {@link Bootstrap#DEFAULT}.
   *
   * @param bundle the bundle to measure
   * @return a builder
   */
  public static Builder builder(SparkBundle bundle) {
    return new Builder(bundle);
  }

  /**
   * Measures.
   *
   * @param rows the examples
   * @return the measures
   * @throws IllegalArgumentException if a column is missing or no row can be measured
   */
  public Evaluated evaluate(Dataset<Row> rows) {
    require(rows);
    Dataset<Row> read = columns.select(rows, group, key);
    Dataset<Row> parts = parts(read, measuring(read), isInOrder, key);
    Tally all =
        new Tally()
            .addAll(
                parts
                    .groupByKey((MapFunction<Row, String>) Tally::key, Encoders.STRING())
                    .flatMapGroups(
                        (FlatMapGroupsFunction<String, Row, Row>)
                            (name, sent) -> new Tally().addAll(sent).toRows().iterator(),
                        Encoders.row(Tally.SCHEMA))
                    .collectAsList()
                    .iterator());
    return evaluated(all);
  }

  private static Dataset<Row> parts(
      Dataset<Row> rows, Measuring measuring, boolean isInOrder, @Nullable String key) {
    if (!isInOrder) {
      return rows.mapPartitions(
          (MapPartitionsFunction<Row, Row>) measuring::each, Encoders.row(Tally.SCHEMA));
    }
    int place = key == null ? -1 : rows.schema().fieldIndex(key);
    return rows.groupByKey(
            (MapFunction<Row, String>) row -> place < 0 ? "" : String.valueOf(row.get(place)),
            Encoders.STRING())
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>) (name, of) -> measuring.inOrder(of),
            Encoders.row(Tally.SCHEMA));
  }

  private Evaluated evaluated(Tally all) {
    if (all.groups().isEmpty()) {
      throw new IllegalArgumentException(
          "none of the rows could be measured and "
              + all.reasons().count()
              + " were rejected; expected at least 1; reasons are "
              + all.reasons().some());
    }
    SortedMap<String, Report> groups = new TreeMap<>();
    @Nullable PartialReport overall = null;
    for (var each : all.groups().entrySet()) {
      if (group != null) {
        groups.put(each.getKey(), each.getValue().report(bootstrap));
      }
      overall = overall == null ? each.getValue() : overall.add(each.getValue());
    }
    return new Evaluated(
        Objects.requireNonNull(overall).report(bootstrap),
        groups,
        all.reasons().count(),
        all.reasons().some());
  }

  /**
   * The side output: the rows that cannot be measured. It goes through the rows once more.
   *
   * @param rows the examples
   * @return those that cannot be measured, with the reason in the column {@link Rejections#COLUMN}
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> rejected(Dataset<Row> rows) {
    require(rows);
    Measuring measuring = measuring(rows);
    boolean learns = isInOrder;
    return Rejections.side(
        rows,
        partition -> new Batches<>(partition, BATCH, batch -> measuring.rejected(batch, learns)));
  }

  private void require(Dataset<Row> rows) {
    columns.require(rows.schema(), true);
    PatternColumns.require(rows.schema(), Arrays.asList(group, key));
  }

  private Measuring measuring(Dataset<Row> rows) {
    return new Measuring(
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(bundle),
        id,
        factory,
        columns,
        rows.schema(),
        group);
  }

  /** Puts an {@link EvaluationAggregator} together. Not thread-safe. */
  public static final class Builder {
    private final SparkBundle bundle;
    private PatternColumns columns = PatternColumns.builder().build();
    private double[] confidences = {};
    private @Nullable String group;
    private boolean isInOrder;
    private @Nullable String key;
    private @Nullable EvaluatorFactory factory;
    private Bootstrap bootstrap = Bootstrap.DEFAULT;

    private Builder(SparkBundle bundle) {
      this.bundle = bundle;
    }

    /**
     * Sets where examples are.
     *
     * @param value the columns
     * @return this builder
     */
    public Builder columns(PatternColumns value) {
      columns = value;
      return this;
    }

    /**
     * Sets the confidences of the intervals to measure.
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
     * Measures groups of rows by themselves, too.
     *
     * @param column what tells groups apart, such as the year
     * @return this builder
     */
    public Builder group(String column) {
      group = column;
      return this;
    }

    /**
     * Lets the model learn from all rows, in their order, as one task.
     *
     * @return this builder
     */
    public Builder inOrder() {
      isInOrder = true;
      return this;
    }

    /**
     * Lets the model learn from the rows of each key, in their order: one task holds all rows of a
     * key.
     *
     * @param column what tells keys apart, such as the machine that is watched
     * @return this builder
     */
    public Builder inOrder(String column) {
      key = column;
      return inOrder();
    }

    /**
     * Sets what measures, instead of the bundle alone: other confidences, models and baselines.
     *
     * @param value makes it on each executor; it learns if {@link #inOrder} is set and only then
     * @return this builder
     */
    public Builder evaluator(EvaluatorFactory value) {
      factory = value;
      return this;
    }

    /**
     * Sets how to find the intervals of skills.
     *
     * @param value the bootstrap
     * @return this builder
     */
    public Builder bootstrap(Bootstrap value) {
      bootstrap = value;
      return this;
    }

    private EvaluatorFactory factory() {
      return factory == null ? ofBundle(isInOrder, confidences.clone()) : factory;
    }

    private static EvaluatorFactory ofBundle(boolean learns, double... confidences) {
      return loaded ->
          learns
              ? Evaluator.online(loaded.conformal(), confidences)
              : loaded.hasIntervals()
                  ? Evaluator.of(loaded.conformal(), confidences)
                  : Evaluator.of(loaded.forecaster());
    }

    /**
     * Puts it together.
     *
     * @return the aggregator
     */
    public EvaluationAggregator build() {
      return new EvaluationAggregator(this);
    }
  }
}
