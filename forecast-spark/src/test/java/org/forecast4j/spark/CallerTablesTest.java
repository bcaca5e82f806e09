package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.series.PanelModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as callers make them, and what callers do with results. */
class CallerTablesTest {
  private static final StructType PATTERNS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("outcome", DataTypes.createArrayType(DataTypes.DoubleType));
  private static final PatternColumns COLUMNS = PatternColumns.builder().id("id").build();

  private final SparkSession spark = LocalSpark.session();
  private final ForecastBundle bundle = Tables.withoutCovariate();
  private final List<LabeledPattern> examples = Tables.examples(30, 3);

  private ForecastTransformer transformer() {
    return ForecastTransformer.builder(Tables.sent(bundle)).confidences(0.9).build();
  }

  private EvaluationAggregator.Builder aggregator() {
    return EvaluationAggregator.builder(Tables.sent(bundle)).columns(COLUMNS).confidences(0.9);
  }

  private Dataset<Row> table() {
    return spark.createDataFrame(
        examples.stream()
            .map(
                each ->
                    RowFactory.create(
                        each.id(),
                        Tables.boxed(each.pattern().values()),
                        Tables.boxed(each.outcome())))
            .toList(),
        PATTERNS);
  }

  /** Rows of a function of the caller's, which have arrays and no names. */
  private Dataset<Row> mapped() {
    return table()
        .map(
            (MapFunction<Row, Row>)
                row ->
                    RowFactory.create(
                        row.getString(0),
                        row.<Double>getList(1).stream().mapToDouble(each -> each).toArray(),
                        row.<Double>getList(2).toArray(Double[]::new)),
            Encoders.row(PATTERNS));
  }

  @Test
  void rows_that_a_function_of_the_caller_made_are_used_like_others() {
    assertThat(points(transformer().transform(mapped())))
        .isEqualTo(points(transformer().transform(table())));
    EvaluationAggregator inOrder = aggregator().inOrder("id").group("id").build();
    assertThat(inOrder.evaluate(mapped()).groups()).hasSize(30);
    assertThat(inOrder.rejected(mapped()).count()).isZero();
    DejavuJob job = DejavuJob.builder(Tables.SHAPE, 3).database(COLUMNS).queries(COLUMNS).build();
    assertThat(Rejections.accepted(job.nearest(mapped(), mapped())).count()).isEqualTo(30);
  }

  private static Map<String, Double> points(Dataset<Row> scored) {
    return scored.collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs("id"), row -> row.getAs("point")));
  }

  @Test
  void functions_of_the_caller_get_results_with_lists_and_names() {
    Dataset<Row> scored = transformer().transform(table());
    assertThat(
            scored
                .map(
                    (MapFunction<Row, Integer>)
                        row ->
                            row.getList(row.fieldIndex("path")).size()
                                + row.<Row>getList(row.fieldIndex("bounds"))
                                    .get(0)
                                    .getList(1)
                                    .size(),
                    Encoders.INT())
                .collectAsList())
        .hasSize(30)
        .containsOnly(6);
    FilterFunction<Row> isFinite = row -> Double.isFinite(row.<Double>getAs("point"));
    assertThat(scored.filter(isFinite).count()).isEqualTo(30);
    assertThat(scored.schema().apply(Rejections.COLUMN).getComment().get())
        .isEqualTo("why the row could not be used");
    DejavuJob job = DejavuJob.builder(Tables.SHAPE, 3).database(COLUMNS).queries(COLUMNS).build();
    FilterFunction<Row> isAnswered = row -> row.getList(row.fieldIndex("neighbours")).size() == 3;
    assertThat(job.nearest(table(), table()).filter(isAnswered).count()).isEqualTo(30);
  }

  @Test
  void columns_that_spark_takes_for_the_same_are_told_apart_or_refused() {
    Dataset<Row> twins = table().withColumn("other", functions.lit(1));
    Dataset<Row> one = table();
    Dataset<Row> ids = table().select("id");
    Dataset<Row> joined = one.join(ids, one.col("id").equalTo(ids.col("id")));
    assertThat(joined.columns()).containsExactly("id", "pattern", "outcome", "id");
    assertThat(aggregator().build().evaluate(joined).overall().n()).isEqualTo(30);
    ForecastTransformer transformer = transformer();
    for (String name : List.of("rejected", "Rejected", "PATH")) {
      Dataset<Row> taken = twins.withColumnRenamed("other", name);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> transformer.transform(taken))
          .withMessageContaining("the table has the columns [id, pattern, outcome, " + name);
    }
    Dataset<Row> scored = transformer.transform(table());
    EvaluationAggregator aggregator = aggregator().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aggregator.rejected(scored))
        .withMessageEndingWith("; expected none named rejected");
  }

  @Test
  void a_line_of_csv_with_a_cell_too_many_is_used_by_nobody(@TempDir Path folder)
      throws IOException {
    String cells = ",1,2,3,4,5,6,7,8,9";
    Path csv =
        Files.write(
            folder.resolve("shifted.csv"),
            List.of(
                "id,attendance,p1,p2,p3,p4,p5,p6,o1,o2,o3",
                "good,18500" + cells,
                "good too,18501" + cells,
                "shifted,18,500" + cells));
    Dataset<Row> table = PatternFiles.csv(spark, csv.toString());
    PatternColumns columns =
        PatternColumns.builder()
            .id("id")
            .pattern(IntStream.rangeClosed(1, 6).mapToObj(i -> "p" + i).toArray(String[]::new))
            .outcome("o1", "o2", "o3")
            .build();
    Evaluated measured =
        EvaluationAggregator.builder(Tables.sent(bundle)).columns(columns).build().evaluate(table);
    assertThat(measured.rejected()).isEqualTo(1);
    Calibrated<?> calibrated =
        CalibrationJob.of(Tables.sent(bundle), columns).split(table, Tails.EQUAL);
    assertThat(calibrated.rejected()).isEqualTo(1);
    Dataset<Row> scored =
        ForecastTransformer.builder(Tables.sent(bundle))
            .columns(columns)
            .build()
            .transform(table.drop("attendance"));
    assertThat(Rejections.rejected(scored).collectAsList())
        .extracting(row -> row.<String>getAs("id"))
        .containsExactly("shifted");
  }

  private static SparkBundle.Restorer restorer(double threshold) {
    return (forecaster, bytes) ->
        AdaptiveConformal.builder(forecaster)
            .category((pattern, forecast) -> pattern.last() > threshold ? "up" : "down")
            .restore(bytes);
  }

  @Test
  void functions_that_hold_other_values_are_other_functions() throws IOException {
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(bundle.forecaster())
            .category((pattern, forecast) -> pattern.last() > 0 ? "up" : "down")
            .calibrate(Tables.examples(200, 2));
    ForecastBundle adaptive = ForecastBundle.of(Tables.info(), wrapper, "", Map.of());
    Pattern pattern = Pattern.of(1, 2, 3, 4, 5, 6);
    ForecastBundle high = SparkBundle.of(adaptive, restorer(100)).load();
    ForecastBundle low = SparkBundle.of(adaptive, restorer(0)).load();
    assertThat(low.conformal().forecast(pattern, 0.9).interval())
        .isEqualTo(wrapper.forecast(pattern, 0.9).interval())
        .isNotEqualTo(high.conformal().forecast(pattern, 0.9).interval());
    assertThat(SparkBundle.of(adaptive, restorer(0)).load()).isSameAs(low);
  }

  @Test
  void a_moment_keeps_its_time_of_day_in_the_order() {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("time", DataTypes.TimestampType)
            .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("outcome", DataTypes.createArrayType(DataTypes.DoubleType));
    List<Row> rows =
        List.of(
            RowFactory.create("a", at(11), Tables.boxed(1, 2), Tables.boxed(3)),
            RowFactory.create("b", at(10), Tables.boxed(1, 2), Tables.boxed(4)));
    PatternColumns columns = PatternColumns.builder().id("id").moment("time").build();
    DejavuJob job =
        DejavuJob.builder(new Shape(2, 1), 2).database(columns).queries(COLUMNS).build();
    Dataset<Row> table = spark.createDataFrame(rows, schema);
    Row answer = job.nearest(table, table.limit(1)).collectAsList().get(0);
    assertThat(answer.<Row>getList(2))
        .extracting(row -> row.getString(1))
        .containsExactly("b", "a");
  }

  private static Timestamp at(int hour) {
    return Timestamp.from(Instant.parse("2019-04-10T" + hour + ":00:00Z"));
  }

  @Test
  void each_query_is_answered_by_an_empty_database_and_no_setting_is_made_up() {
    DejavuJob job = DejavuJob.builder(Tables.SHAPE, 3).database(COLUMNS).queries(COLUMNS).build();
    assertThat(job.nearest(table().limit(0), table().limit(2)).collectAsList())
        .extracting(row -> row.<String>getAs(Rejections.COLUMN))
        .containsExactly(
            "K is 3; the database has only 0 examples", "K is 3; the database has only 0 examples");
    assertThat(
            DejavuJob.builder(Tables.SHAPE, 3).settings(Map.of("covariate.drift", "1.0")).build())
        .isNotNull();
    DejavuJob.Builder builder = DejavuJob.builder(Tables.SHAPE, 3).settings(Map.of("distnce", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("distnce");
  }

  @Test
  void one_bad_series_spoils_no_other() {
    StructType schema =
        new StructType()
            .add("group", DataTypes.StringType)
            .add("id", DataTypes.StringType)
            .add("values", DataTypes.createArrayType(DataTypes.StringType));
    String[] values = IntStream.range(0, 30).mapToObj(i -> "1" + i % 7).toArray(String[]::new);
    String[] text = Arrays.copyOf(values, 30);
    text[2] = "two";
    List<Row> rows =
        List.of(
            RowFactory.create("g", "a", values),
            RowFactory.create("g", "a", values),
            RowFactory.create("g", "b", values),
            RowFactory.create("g", null, values),
            RowFactory.create("h", "c", values),
            RowFactory.create("h", "d", text),
            RowFactory.create("bad", "e", values));
    SeriesJob.Settings settings =
        group -> {
          if (group.equals("bad")) {
            throw new IllegalArgumentException("no model for it");
          }
          return PanelModel.builder(3, 1).origins(1);
        };
    for (int most : new int[] {1, 100}) {
      Map<String, String> found =
          SeriesJob.of(0.8)
              .fittedOn(most)
              .forecast(spark.createDataFrame(rows, schema), settings)
              .collectAsList()
              .stream()
              .collect(
                  Collectors.toMap(
                      row -> row.getString(1) + "",
                      row -> row.isNullAt(4) ? "" : row.getString(4),
                      (one, other) -> one + "|" + other));
      assertThat(found)
          .containsOnlyKeys("a", "b", "null", "c", "d", "e")
          .containsEntry(
              "a",
              "id is that of 2 series of the group; expected its own|"
                  + "id is that of 2 series of the group; expected its own")
          .containsEntry("null", "id is null; expected a value")
          .containsEntry("d", "values[2] is 'two'; expected a number")
          .containsEntry("e", "no model for it");
    }
  }
}
