package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.forecast4j.Component;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTransformerTest {
  private static final double[] CONFIDENCES = {0.8, 0.95};

  private final SparkSession spark = LocalSpark.session();
  private final ForecastBundle bundle = Tables.bundle();

  private ForecastTransformer transformer(PatternColumns columns) {
    return ForecastTransformer.builder(Tables.sent(bundle))
        .columns(columns)
        .confidences(CONFIDENCES)
        .batch(7)
        .build();
  }

  @Test
  void scores_have_the_bits_of_one_process() {
    List<LabeledPattern> examples = Tables.examples(100, 3);
    long before = PerJvm.count();
    Dataset<Row> scored =
        transformer(Tables.COLUMNS).transform(Tables.table(spark, examples).repartition(4));
    Map<String, Row> byId =
        scored.collectAsList().stream().collect(Collectors.toMap(row -> row.getAs("id"), r -> r));
    assertThat(byId).hasSize(100);
    for (LabeledPattern example : examples) {
      Row row = Objects.requireNonNull(byId.get(example.id()));
      ConformalWrapper wrapper = bundle.conformal();
      for (int i = 0; i < CONFIDENCES.length; i++) {
        IntervalForecast expected = wrapper.forecast(example.pattern(), CONFIDENCES[i]);
        Row bounds = row.<Row>getList(row.fieldIndex("bounds")).get(i);
        assertThat(bounds.<Double>getAs("confidence")).isEqualTo(CONFIDENCES[i]);
        assertThat(doubles(bounds, "lower")).isEqualTo(lower(expected.steps()));
        assertThat(doubles(bounds, "band_lower")).isEqualTo(lower(expected.band()));
        assertThat(row.<Double>getAs("point")).isEqualTo(expected.point());
        assertThat(doubles(row, "path")).isEqualTo(expected.forecast().path());
        List<Row> members = row.getList(row.fieldIndex("members"));
        assertThat(members.stream().map(member -> member.<String>getAs("name")).toList())
            .isEqualTo(expected.components().stream().map(Component::name).toList());
        assertThat(doubles(members.get(1), "path")).isEqualTo(expected.components().get(1).path());
      }
    }
    // By the builder, which looks whether it has intervals, and never again in this JVM.
    assertThat(PerJvm.count() - before).isLessThanOrEqualTo(1);
  }

  private static double[] doubles(Row row, String column) {
    return row.<Double>getList(row.fieldIndex(column)).stream().mapToDouble(d -> d).toArray();
  }

  private static double[] lower(List<Interval> intervals) {
    return intervals.stream().mapToDouble(Interval::lower).toArray();
  }

  @Test
  void bad_rows_go_to_the_side_with_their_reason_and_are_counted() {
    List<Row> rows = new ArrayList<>(Tables.table(spark, Tables.examples(5, 3)).collectAsList());
    Double[] outcome = Tables.boxed(1, 2, 3);
    rows.add(RowFactory.create("null", null, "", null, outcome, 1.0));
    rows.add(RowFactory.create("short", null, "", Tables.boxed(1, 2), outcome, 1.0));
    rows.add(
        RowFactory.create(
            "hole", null, "", new Double[] {1.0, null, 1., 1., 1., 1.}, outcome, 1.0));
    rows.add(
        RowFactory.create("nan", null, "", Tables.boxed(1, 2, Double.NaN, 4, 5, 6), outcome, 1.0));
    rows.add(RowFactory.create("bare", null, "", Tables.boxed(1, 2, 3, 4, 5, 6), outcome, null));
    Dataset<Row> scored =
        transformer(Tables.COLUMNS).transform(spark.createDataFrame(rows, Tables.SCHEMA));
    assertThat(scored.count()).isEqualTo(10);
    assertThat(Rejections.accepted(scored).columns()).doesNotContain(Rejections.COLUMN);
    Map<String, String> reasons =
        Rejections.rejected(scored).collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getAs("id"), row -> row.getAs(Rejections.COLUMN)));
    assertThat(reasons)
        .containsEntry("null", "pattern is null; expected a list of numbers")
        .containsEntry("short", "pattern has length 2; expected 6")
        .containsEntry("hole", "pattern[1] is null; expected a number")
        .hasEntrySatisfying("nan", reason -> assertThat(reason).contains("values[2] is NaN"));
    assertThat(Rejections.accepted(scored).count() + reasons.size()).isEqualTo(10);
    assertThat(Rejections.counts(scored, 10).values()).hasSize(reasons.size()).containsOnly(1L);
  }

  @Test
  void a_table_in_csv_or_parquet_gives_the_same_as_its_rows(@TempDir Path folder)
      throws IOException {
    List<LabeledPattern> examples = Tables.examples(20, 3);
    Dataset<Row> table = Tables.table(spark, examples);
    String parquet = folder.resolve("walks.parquet").toString();
    table.write().parquet(parquet);
    Path csv = folder.resolve("walks.csv");
    List<String> lines = new ArrayList<>(List.of("id,p1,p2,p3,p4,p5,p6,drift"));
    for (LabeledPattern example : examples) {
      lines.add(
          example.id()
              + ","
              + Arrays.stream(example.pattern().values())
                  .mapToObj(value -> String.format(Locale.ROOT, "%.0f", value))
                  .collect(Collectors.joining(","))
              + ","
              + example.pattern().covariate(Examples.DRIFT));
    }
    lines.add("fewer,1,2");
    lines.add("more,1,2,3,4,5,6,0.5,8,9");
    lines.add("text,1,2,three,4,5,6,0.5");
    Files.write(csv, lines);

    List<Row> expected = points(transformer(Tables.COLUMNS).transform(table));
    assertThat(points(transformer(Tables.COLUMNS).transform(PatternFiles.parquet(spark, parquet))))
        .isEqualTo(expected);
    PatternColumns cells =
        PatternColumns.builder()
            .pattern(IntStream.rangeClosed(1, 6).mapToObj(i -> "p" + i).toArray(String[]::new))
            .covariates(Examples.DRIFT)
            .build();
    Dataset<Row> scored = transformer(cells).transform(PatternFiles.csv(spark, csv.toString()));
    assertThat(points(Rejections.accepted(scored))).isEqualTo(expected);
    assertThat(
            Rejections.rejected(scored).collectAsList().stream()
                .map(row -> row.<String>getAs(Rejections.COLUMN))
                .toList())
        .containsExactlyInAnyOrder(
            "line is 'fewer,1,2'; expected as many cells as its header has",
            "line is 'more,1,2,3,4,5,6,0.5,8,9'; expected as many cells as its header has",
            "pattern[2] is 'three'; expected a number");
  }

  private static List<Row> points(Dataset<Row> scored) {
    return scored.select("id", "point").orderBy("id").collectAsList();
  }

  @Test
  void a_bundle_without_intervals_has_no_bounds() {
    ForecastBundle bare = ForecastBundle.of(Tables.info(), bundle.forecaster(), "", Map.of());
    Dataset<Row> scored =
        ForecastTransformer.builder(Tables.sent(bare))
            .columns(Tables.COLUMNS)
            .build()
            .transform(Tables.table(spark, Tables.examples(3, 3)));
    assertThat(scored.collectAsList())
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.getList(row.fieldIndex("bounds"))).isEmpty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ForecastTransformer.builder(Tables.sent(bare)).confidences(0.9).build())
        .withMessage("number of confidences is 1; expected none, as the bundle has no intervals");
  }

  @Test
  void a_table_that_lacks_a_column_or_has_one_too_many_is_refused_by_name() {
    Dataset<Row> table = Tables.table(spark, Tables.examples(3, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> transformer(Tables.COLUMNS).transform(table.drop("pattern")))
        .withMessage(
            "the table has the columns [id, day, group, outcome, drift]; expected pattern");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> transformer(Tables.COLUMNS).transform(table.withColumnRenamed("group", "path")))
        .withMessageEndingWith("expected none named path");
  }
}
