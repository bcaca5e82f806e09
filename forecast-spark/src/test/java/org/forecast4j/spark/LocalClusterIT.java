package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Report;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers with an executor JVM each, to which all that is sent is serialized. The time ends a
 * cluster whose executors do not start: it would start others for ever.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LocalClusterIT {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.9, 3);

  private static SparkSession spark;

  @BeforeAll
  static void start(@TempDir Path work) throws IOException {
    String folders = SparkHome.make();
    spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("forecast4j")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.extraClassPath", folders)
            .config("spark.executor.memory", "1g")
            .config("spark.local.dir", Files.createDirectory(work.resolve("local")).toString())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** The same rows; the JVM that reads the first part of them for the first time ends at once. */
  private static Dataset<Row> withOneKill(Dataset<Row> rows) {
    return rows.repartition(4)
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                part -> {
                  TaskContext task = TaskContext.get();
                  if (task.partitionId() == 0
                      && task.attemptNumber() == 0
                      && task.stageAttemptNumber() == 0) {
                    Runtime.getRuntime().halt(7);
                  }
                  return part;
                },
            Encoders.row(rows.schema()));
  }

  @Test
  void measures_are_those_of_one_process_though_an_executor_is_killed() {
    ForecastBundle bundle = Tables.bundle();
    List<LabeledPattern> examples = Tables.examples(300, 3);
    Evaluated found =
        EvaluationAggregator.builder(Tables.sent(bundle))
            .columns(Tables.COLUMNS)
            .confidences(0.8, 0.95)
            .bootstrap(BOOTSTRAP)
            .build()
            .evaluate(withOneKill(Tables.table(spark, examples)));
    Numbers.assertClose(
        found.overall(),
        Report.of(Evaluator.of(bundle.conformal(), 0.8, 0.95).evaluate(examples), BOOTSTRAP));
  }

  @Test
  void scores_and_calibrations_have_the_bits_of_one_process() {
    ForecastBundle bundle = Tables.bundle();
    List<LabeledPattern> examples = Tables.examples(60, 3);
    Dataset<Row> table = Tables.table(spark, examples);
    Map<String, Double> points =
        ForecastTransformer.builder(Tables.sent(bundle))
            .columns(Tables.COLUMNS)
            .build()
            .transform(withOneKill(table))
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getAs("id"), row -> row.getAs("point")));
    for (LabeledPattern example : examples) {
      assertThat(points)
          .containsEntry(example.id(), bundle.forecaster().forecast(example.pattern()).point());
    }
    assertThat(
            CalibrationJob.of(Tables.sent(bundle), Tables.COLUMNS)
                .split(table, Tails.SYMMETRIC)
                .wrapper()
                .toBytes())
        .isEqualTo(SplitConformal.calibrate(bundle.forecaster(), examples).toBytes());
  }

  @Test
  void neighbours_are_those_of_one_process() {
    List<LabeledPattern> examples = Tables.examples(200, 3);
    LabeledPattern asked = Tables.examples(1, 9).get(0);
    Row answer =
        DejavuJob.builder(new Shape(6, 3), 10)
            .database(Tables.COLUMNS)
            .queries(Tables.COLUMNS)
            .settings(Map.of("covariate." + Examples.DRIFT, "1.0"))
            .build()
            .nearest(Tables.table(spark, examples), Tables.table(spark, List.of(asked)))
            .head();
    double[] expected =
        DejavuForecaster.builder(examples)
            .k(10)
            .covariate(Examples.DRIFT, 1)
            .build()
            .forecast(asked.pattern())
            .path();
    assertThat(answer.<Double>getList(1)).containsExactly(Tables.boxed(expected));
  }
}
