package org.forecast4j.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.linear.LinearForecaster;

/**
 * Measures scoring on Spark beside one process: {@code ScoringBenchmark FOLDER LOG10_OF_ROWS
 * CORES}. Not a test; docs/spark.md has what it said.
 */
final class ScoringBenchmark {
  private static final double CONFIDENCE = 0.9;

  private ScoringBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int cores = Integer.parseInt(arguments[2]);
    SparkSession spark = LocalSpark.session("local[" + cores + "]");
    ForecastBundle cheap =
        ForecastBundle.of(
            Tables.info(),
            SplitConformal.calibrate(
                LinearForecaster.fit(Tables.examples(300, 1), 1), Tables.examples(200, 2)),
            "",
            Map.of());
    say("cores %d, %s", cores, System.getProperty("java.version"));
    for (String log : arguments[1].split(",", -1)) {
      long rows = Math.round(Math.pow(10, Double.parseDouble(log)));
      Path file = folder.resolve("patterns-" + rows);
      if (!Files.exists(file)) {
        patterns(spark, rows).write().parquet(file.toString());
      }
      for (int parts : new int[] {cores, 4 * cores, 64}) {
        Dataset<Row> table = spark.read().parquet(file.toString()).repartition(parts);
        measure("linear, " + parts + " partitions", rows, () -> score(cheap, table));
      }
      Dataset<Row> asRead = spark.read().parquet(file.toString());
      measure("linear, as read", rows, () -> score(cheap, asRead));
      measure("linear, evaluated", rows, () -> evaluate(cheap, asRead));
      if (rows <= 100_000) {
        measure("ensemble, as read", rows, () -> score(Tables.bundle(), asRead));
      }
      List<Pattern> some = some((int) Math.min(rows, 1_000_000));
      measure("linear, one thread without Spark", some.size(), () -> alone(cheap, some));
      if (rows <= 100_000) {
        measure(
            "ensemble, one thread without Spark", some.size(), () -> alone(Tables.bundle(), some));
      }
    }
    spark.stop();
  }

  /** Random patterns, made by Spark itself. */
  private static Dataset<Row> patterns(SparkSession spark, long rows) {
    return spark
        .range(0, rows, 1, 8)
        .select(
            functions.col("id").cast("string").as("id"),
            functions.expr("date'2000-01-01'").as("day"),
            functions
                .expr("array(rand(1), rand(2), rand(3), rand(4), rand(5), rand(6))")
                .as("pattern"),
            functions.expr("array(rand(7), rand(8), rand(9))").as("outcome"),
            functions.expr("rand(10)").as("drift"));
  }

  private static List<Pattern> some(int count) {
    Random random = new Random(1);
    List<Pattern> patterns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      patterns.add(Pattern.of(random.doubles(6).toArray()).with("drift", random.nextDouble()));
    }
    return patterns;
  }

  private static void score(ForecastBundle bundle, Dataset<Row> table) {
    ForecastTransformer.builder(Tables.sent(bundle))
        .columns(Tables.COLUMNS)
        .confidences(CONFIDENCE)
        .build()
        .transform(table)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
  }

  private static void evaluate(ForecastBundle bundle, Dataset<Row> table) {
    say(
        "  mae %.6f",
        EvaluationAggregator.builder(Tables.sent(bundle))
            .columns(Tables.COLUMNS)
            .confidences(CONFIDENCE)
            .build()
            .evaluate(table)
            .overall()
            .model("linear")
            .mae());
  }

  private static void alone(ForecastBundle bundle, List<Pattern> patterns) {
    ConformalWrapper wrapper = bundle.conformal();
    double sum = 0;
    for (int from = 0; from < patterns.size(); from += 1024) {
      List<Pattern> batch = patterns.subList(from, Math.min(patterns.size(), from + 1024));
      List<Forecast> forecasts = wrapper.forecaster().forecastAll(batch);
      for (int i = 0; i < batch.size(); i++) {
        sum += wrapper.intervals(batch.get(i), forecasts.get(i), CONFIDENCE).point();
      }
    }
    say("  sum %.6f", sum);
  }

  private static void measure(String what, long rows, Runnable work) {
    for (String round : List.of("first", "again")) {
      long begin = System.nanoTime();
      long cpu = cpu();
      work.run();
      double seconds = (System.nanoTime() - begin) / 1e9;
      double used = (cpu() - cpu) / 1e9;
      say(
          "%,d rows, %s, %s: %.2f s, %.2f s of processors, %,.0f rows a second, %,.0f a second of a"
              + " processor, heap %,d MB",
          rows,
          what,
          round,
          seconds,
          used,
          rows / seconds,
          rows / used,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
