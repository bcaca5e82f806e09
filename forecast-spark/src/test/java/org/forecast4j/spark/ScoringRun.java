package org.forecast4j.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.GameSimulator;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.linear.LinearForecaster;

/**
 * One measurement in a JVM of its own: {@code ScoringRun FOLDER MODEL ROWS HOW CORES PARTITIONS},
 * where the model is {@code linear} or the folder of a bundle, HOW is {@code make}, {@code spark}
 * or {@code alone}, and 0 partitions are as the files are. Its last line is what {@link
 * ScoringBenchmark} reads: numbers.
 */
final class ScoringRun {
  private static final double CONFIDENCE = 0.9;
  private static final int BATCH = 1024;

  private final Path folder;
  private final String model;
  private final int rows;
  private final int cores;
  private final int partitions;

  private ScoringRun(String... arguments) {
    folder = Path.of(arguments[0]);
    model = arguments[1];
    rows = Integer.parseInt(arguments[2]);
    cores = Integer.parseInt(arguments[4]);
    partitions = Integer.parseInt(arguments[5]);
  }

  public static void main(String[] arguments) throws Exception {
    ScoringRun run = new ScoringRun(arguments);
    switch (arguments[3]) {
      case "make" -> {
        try (SparkSession spark = run.session()) {
          ScoringRows.make(spark, run.folder, run.rows);
        }
      }
      case "spark" -> run.onSpark();
      case "alone" -> run.alone();
      default -> throw new IllegalArgumentException("how is '" + arguments[3] + "'");
    }
  }

  private SparkSession session() {
    return LocalSpark.session("local[" + cores + "]");
  }

  private ForecastBundle bundle() throws IOException {
    return model.equals("linear") ? linear() : ForecastBundle.load(Path.of(model));
  }

  /** A model that costs nearly nothing, so that what is measured is what is around it. */
  private static ForecastBundle linear() {
    List<LabeledPattern> games =
        new GameSimulator(2)
            .games(0, 2_000)
            .map(game -> game.margins().example(Halftime.SHAPE))
            .toList();
    return ForecastBundle.of(
        new BundleInfo("linear", "1", "points", "simulated games", 1),
        SplitConformal.calibrate(
            LinearForecaster.fit(games.subList(0, 1_000), 1), games.subList(1_000, 2_000)),
        "",
        Map.of());
  }

  private void onSpark() throws Exception {
    SparkSession spark = session();
    SparkBundle bundle = SparkBundle.of(bundle());
    Dataset<Row> read = ScoringRows.table(spark, folder, rows);
    Dataset<Row> table = partitions == 0 ? read : read.repartition(partitions);
    ForecastTransformer transformer =
        ForecastTransformer.builder(bundle)
            .columns(PatternColumns.builder().id("id").build())
            .confidences(CONFIDENCE)
            .build();
    measure(() -> transformer.transform(table).write().format("noop").mode("overwrite").save());
    spark.stop();
  }

  private void alone() throws Exception {
    ForecastBundle bundle = bundle();
    measure(
        () -> {
          ExecutorService threads = Executors.newFixedThreadPool(cores);
          try {
            List<Future<Double>> parts = new ArrayList<>();
            for (int i = 0; i < cores; i++) {
              int from = Math.toIntExact((long) rows * i / cores);
              int count = Math.toIntExact((long) rows * (i + 1) / cores) - from;
              parts.add(threads.submit(() -> score(bundle.conformal(), from, count)));
            }
            double sum = 0;
            for (Future<Double> part : parts) {
              sum += part.get();
            }
            System.out.println("sum of all lower ends " + sum);
          } finally {
            threads.shutdownNow();
          }
        });
  }

  private double score(ConformalWrapper wrapper, int from, int count) throws IOException {
    Iterator<Pattern> patterns = ScoringRows.patterns(folder, rows, from, count);
    double sum = 0;
    while (patterns.hasNext()) {
      List<Pattern> batch = new ArrayList<>(BATCH);
      while (batch.size() < BATCH && patterns.hasNext()) {
        batch.add(patterns.next());
      }
      List<Forecast> forecasts = wrapper.forecaster().forecastAll(batch);
      for (int i = 0; i < batch.size(); i++) {
        sum += wrapper.intervals(batch.get(i), forecasts.get(i), CONFIDENCE).interval().lower();
      }
    }
    return sum;
  }

  /** What is measured. */
  private interface Work {
    void done() throws Exception;
  }

  /** Says the seconds since the JVM began, those of the work, of processors, and memory in MB. */
  private static void measure(Work work) throws Exception {
    long begin = System.nanoTime();
    work.done();
    double seconds = (System.nanoTime() - begin) / 1e9;
    double all =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    System.out.println(
        String.format(
            Locale.ROOT, "%.3f %.3f %.3f %d %d", all, seconds, cpu(), peakHeap(), peakResident()));
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(ScoringRun::peak)
            .sum()
        >> 20;
  }

  private static long peak(MemoryPoolMXBean pool) {
    return pool.getPeakUsage().getUsed();
  }

  /** What Linux says; −1 elsewhere. */
  private static long peakResident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(-1);
  }
}
