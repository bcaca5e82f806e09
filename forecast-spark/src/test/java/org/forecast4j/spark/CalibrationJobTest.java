package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class CalibrationJobTest {
  private final SparkSession spark = LocalSpark.session();
  private final ForecastBundle bundle = Tables.bundle();
  private final List<LabeledPattern> examples = Tables.examples(120, 4);
  private final CalibrationJob job = CalibrationJob.of(Tables.sent(bundle), Tables.COLUMNS);

  private Dataset<Row> table() {
    return Tables.table(spark, examples).orderBy(functions.rand(1)).repartition(3);
  }

  @Test
  void split_intervals_have_the_bytes_of_one_process() {
    Forecaster forecaster = bundle.forecaster();
    assertThat(job.split(table(), Tails.SYMMETRIC).wrapper().toBytes())
        .isEqualTo(SplitConformal.calibrate(forecaster, examples).toBytes());
  }

  @Test
  void weighted_and_mondrian_intervals_have_the_bytes_of_one_process() {
    CalibrationJob.Settings settings =
        forecaster ->
            AdaptiveConformal.builder(forecaster)
                .weighting(Weighting.decay(0.99))
                .category(
                    (pattern, forecast) -> pattern.covariate(Examples.DRIFT) > 0 ? "up" : "down");
    AdaptiveConformal expected = settings.apply(bundle.forecaster()).calibrate(examples);
    Calibrated<AdaptiveConformal> found = job.adaptive(table(), settings);
    assertThat(found.wrapper().categorySizes()).containsOnlyKeys("up", "down");
    assertThat(found.wrapper().toBytes()).isEqualTo(expected.toBytes());
    assertThat(found.rejected()).isZero();
  }

  @Test
  void rows_that_cannot_be_used_are_counted_and_kept() {
    Dataset<Row> bad =
        spark.createDataFrame(
            List.of(RowFactory.create("a", null, "g", null, Tables.boxed(1, 2, 3), 1.0)),
            Tables.SCHEMA);
    Calibrated<SplitConformal> found = job.split(table().union(bad), Tails.EQUAL);
    assertThat(found.wrapper().calibrationSize()).isEqualTo(120);
    assertThat(found.rejected()).isEqualTo(1);
    assertThat(found.reasons()).containsExactly("pattern is null; expected a list of numbers");
    assertThat(job.rejected(table().union(bad)).collectAsList())
        .extracting(row -> row.<String>getAs("id"))
        .containsExactly("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.split(bad, Tails.EQUAL))
        .withMessage("number of rows that could be used is 0; expected at least 1");
  }
}
