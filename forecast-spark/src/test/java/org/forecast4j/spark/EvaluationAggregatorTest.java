package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.forecast4j.LabeledPattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.Report;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class EvaluationAggregatorTest {
  private static final double[] CONFIDENCES = {0.8, 0.95};
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.9, 3);

  private final SparkSession spark = LocalSpark.session();
  private final List<LabeledPattern> examples = Tables.examples(150, 3);

  private static EvaluationAggregator.Builder builder(ForecastBundle bundle) {
    return EvaluationAggregator.builder(Tables.sent(bundle))
        .columns(Tables.COLUMNS)
        .confidences(CONFIDENCES)
        .bootstrap(BOOTSTRAP);
  }

  @Test
  void measures_are_those_of_one_process_overall_and_by_group() {
    ForecastBundle bundle = Tables.bundle();
    List<ForecastCase> cases = Evaluator.of(bundle.conformal(), CONFIDENCES).evaluate(examples);
    Evaluated found =
        builder(bundle)
            .group("group")
            .build()
            .evaluate(Tables.table(spark, examples).repartition(5));
    Numbers.assertClose(found.overall(), Report.of(cases, BOOTSTRAP));
    Map<String, Report> groups =
        Report.by(cases, example -> example.labels().getOrDefault("home", ""), BOOTSTRAP);
    assertThat(found.groups()).containsOnlyKeys(groups.keySet());
    groups.forEach(
        (name, report) ->
            Numbers.assertClose(found.groups().getOrDefault(name, found.overall()), report));
    assertThat(found.rejected()).isZero();
  }

  /** A column that nobody can read. */
  private static final class BrokenColumn {
    static String read(String id) {
      if (!id.isEmpty()) {
        throw new IllegalStateException("it was read for " + id);
      }
      return id;
    }
  }

  @Test
  void columns_that_are_not_needed_are_not_read_and_names_may_have_any_sign() {
    Dataset<Row> table =
        Tables.table(spark, examples)
            .repartition(3)
            .withColumnRenamed("pattern", "x.`y`")
            .withColumn(
                "broken",
                functions
                    .udf((UDF1<String, String>) BrokenColumn::read, DataTypes.StringType)
                    .apply(functions.col("id")));
    PatternColumns columns =
        PatternColumns.builder()
            .pattern("x.`y`")
            .covariates(Examples.DRIFT)
            .id("id")
            .moment("day")
            .build();
    ForecastBundle bundle = Tables.bundle();
    Evaluated found = builder(bundle).columns(columns).build().evaluate(table);
    Report expected =
        Report.of(Evaluator.of(bundle.conformal(), CONFIDENCES).evaluate(examples), BOOTSTRAP);
    Numbers.assertClose(found.overall(), expected);
  }

  @Test
  void a_model_that_learns_goes_through_the_rows_of_a_key_in_their_order() {
    ForecastBundle bundle = learning();
    Dataset<Row> table = Tables.table(spark, examples).orderBy(functions.rand(1)).repartition(4);
    Evaluator evaluator = Evaluator.online(bundle.conformal(), CONFIDENCES);
    Numbers.assertClose(
        builder(bundle).inOrder().build().evaluate(table).overall(),
        Report.of(evaluator.evaluate(examples), BOOTSTRAP));

    List<ForecastCase> byKey = new ArrayList<>();
    for (String key : List.of("H0", "H1", "H2", "H3", "H4", "H5", "H6")) {
      byKey.addAll(
          evaluator.evaluate(
              examples.stream().filter(example -> example.labels().containsValue(key)).toList()));
    }
    byKey.sort((a, b) -> a.example().moment().compareTo(b.example().moment()));
    Numbers.assertClose(
        builder(bundle).inOrder("group").build().evaluate(table).overall(),
        Report.of(byKey, BOOTSTRAP));
  }

  private static ForecastBundle learning() {
    return ForecastBundle.of(
        Tables.info(),
        AdaptiveConformal.builder(Tables.bundle().forecaster()).calibrate(Tables.examples(50, 2)),
        "",
        Map.of());
  }

  @Test
  void rows_that_cannot_be_measured_are_counted_and_kept() {
    Dataset<Row> bad =
        spark.createDataFrame(
            List.of(
                RowFactory.create("a", null, "g", Tables.boxed(1, 2), Tables.boxed(1, 2, 3), 1.0),
                RowFactory.create(
                    "b",
                    Date.valueOf("2001-02-03"),
                    "g",
                    Tables.boxed(1, 2, 3, 4, 5, 6),
                    Tables.boxed(1, 2),
                    1.0)),
            Tables.SCHEMA);
    EvaluationAggregator aggregator = builder(Tables.bundle()).build();
    Dataset<Row> table = Tables.table(spark, examples).union(bad);
    Evaluated found = aggregator.evaluate(table);
    assertThat(found.overall().n()).isEqualTo(150);
    assertThat(found.rejected()).isEqualTo(2);
    assertThat(found.reasons())
        .containsExactly("moment is null; expected a value", "outcome has length 2; expected 3");
    assertThat(aggregator.rejected(table).collectAsList())
        .extracting(row -> row.<String>getAs(Rejections.COLUMN))
        .containsExactlyInAnyOrderElementsOf(found.reasons());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aggregator.evaluate(bad))
        .withMessageStartingWith("none of the rows could be measured and 2 were rejected");
  }
}
