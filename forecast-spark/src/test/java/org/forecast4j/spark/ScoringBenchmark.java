package org.forecast4j.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Measures scoring on Spark beside one process that does without it, each measurement in a JVM of
 * its own, and prints the tables of docs/spark.md: {@code ScoringBenchmark FOLDER BUNDLE ROWS,…}.
 * Not a test; {@code forecast-spark/benchmark} runs it.
 */
final class ScoringBenchmark {
  private static final String LINEAR = "linear";
  private static final String SPARK = "spark";
  private static final String ALONE = "alone";
  private static final int MACHINES = 16;
  private static final String TOO_SMALL = "these tables are too small to tell";

  /** More rows than these take one core too long. */
  private static final int MOST_ROWS_OF_ONE_CORE = 1_000_000;

  private final Path folder;
  private final Path bundle;
  private final List<Integer> sizes;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final Map<String, List<ScoringLine.Point>> points = new LinkedHashMap<>();

  private ScoringBenchmark(Path folder, Path bundle, List<Integer> sizes) {
    this.folder = folder;
    this.bundle = bundle;
    this.sizes = sizes;
  }

  /**
   * What a run said.
   *
   * @param all seconds from the start of its JVM to the end of the work
   * @param work seconds of the work
   * @param cpu seconds of processors, from the start of the JVM
   * @param heap the most that its heap held, garbage included, in MB
   * @param resident the most that it had of the machine's memory, in MB
   */
  private record Said(double all, double work, double cpu, long heap, long resident) {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    List<Integer> sizes =
        Arrays.stream(arguments[2].split(",", -1)).map(Integer::valueOf).sorted().toList();
    new ScoringBenchmark(folder, Path.of(arguments[1]), sizes).run();
  }

  private void run() throws Exception {
    for (int rows : sizes) {
      start(LINEAR, rows, "make", cores, 0);
    }
    say(
        "%d cores, %s %s, Java %s, %s, one confidence.%n",
        cores,
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getProperty("java.version"),
        heap());
    say(
        "| model | rows | how | seconds in all | of them scoring | rows a second | a second of a"
            + " core | a second of a processor | heap, MB | resident, MB |");
    say("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|");
    for (String model : List.of(LINEAR, bundle.toString())) {
      for (int rows : sizes) {
        Set<Integer> threads = new LinkedHashSet<>(List.of(cores));
        if (rows <= MOST_ROWS_OF_ONE_CORE) {
          threads.add(1);
        }
        for (int each : threads) {
          row(model, rows, SPARK, each);
          row(model, rows, ALONE, each);
        }
      }
    }
    say("");
    say(
        "Seconds in all begin with the JVM, as do those of processors; of them scoring is one job,"
            + " the first of its JVM. Heap is the most that it held, garbage included.");
    partitions();
    crossings();
  }

  private void row(String model, int rows, String how, int threads) throws Exception {
    Said said = measured(model, rows, how, threads, 0);
    points(model, how, threads).add(new ScoringLine.Point(rows, said.all()));
    say(
        "| %s | %,d | %s | %.1f | %.1f | %,.0f | %,.0f | %,.0f | %,d | %,d |",
        name(model),
        rows,
        how.equals(SPARK) ? "Spark `local[" + threads + "]`" : "one process, " + threads(threads),
        said.all(),
        said.work(),
        rows / said.work(),
        rows / said.work() / threads,
        rows / said.cpu(),
        said.heap(),
        said.resident());
  }

  private static String threads(int count) {
    return count + (count == 1 ? " thread" : " threads");
  }

  private List<ScoringLine.Point> points(String model, String how, int threads) {
    return points.computeIfAbsent(model + ' ' + how + ' ' + threads, unused -> new ArrayList<>());
  }

  private String name(String model) {
    return model.equals(LINEAR) ? LINEAR : "`" + bundle.getFileName() + "`";
  }

  /** The largest table that is not too large, in more and more parts. */
  private void partitions() throws Exception {
    int rows =
        sizes.stream()
            .filter(size -> size <= MOST_ROWS_OF_ONE_CORE)
            .reduce((a, b) -> b)
            .orElse(sizes.get(0));
    say("");
    say("| partitions of %,d rows, linear | seconds of scoring | rows a second |", rows);
    say("|---|---:|---:|");
    for (int parts : new int[] {0, cores, 4 * cores, 64, 256, 1024}) {
      Said said = measured(LINEAR, rows, SPARK, cores, parts);
      say(
          "| %s | %.1f | %,.0f |",
          parts == 0 ? "as the files are" : parts + ", shuffled", said.work(), rows / said.work());
    }
  }

  private void crossings() {
    say("");
    say(
        "| model | Spark, s + µs a row | beside | s + µs a row | Spark is ahead from |"
            + " on %d such machines, calculated |",
        MACHINES);
    say("|---|---:|---|---:|---:|---:|");
    for (String model : List.of(LINEAR, bundle.toString())) {
      for (int threads : new LinkedHashSet<>(List.of(1, cores))) {
        if (points(model, ALONE, threads).size() < 2) {
          continue; // It takes two for a line.
        }
        ScoringLine spark = ScoringLine.through(points(model, SPARK, cores));
        ScoringLine alone = ScoringLine.through(points(model, ALONE, threads));
        boolean isTold = spark.isPlausible() && alone.isPlausible();
        say(
            "| %s | %s | one process, %s | %s | %s | %s |",
            name(model),
            line(spark),
            threads(threads),
            line(alone),
            isTold ? rows(spark.beats(alone)) : TOO_SMALL,
            isTold ? rows(spark.on(MACHINES).beats(alone)) : TOO_SMALL);
      }
    }
  }

  private static String line(ScoringLine line) {
    return String.format(Locale.ROOT, "%.1f + %.1f", line.start(), 1e6 * line.perRow());
  }

  private static String rows(OptionalDouble rows) {
    return rows.isPresent()
        ? String.format(Locale.ROOT, "%,.0f rows", rows.getAsDouble())
        : "never";
  }

  private Said measured(String model, int rows, String how, int threads, int parts)
      throws Exception {
    String[] numbers = start(model, rows, how, threads, parts).split(" ", -1);
    return new Said(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]),
        Double.parseDouble(numbers[2]),
        Long.parseLong(numbers[3]),
        Long.parseLong(numbers[4]));
  }

  private static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("-Xm"))
        .toList();
  }

  private static String heap() {
    return flags().stream().filter(flag -> flag.startsWith("-Xmx")).findFirst().orElse("no -Xmx");
  }

  /** Runs one in a JVM of its own; its last line. */
  private String start(String model, int rows, String how, int threads, int parts)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ScoringRun.class.getName());
    command.addAll(List.of(folder.toString(), model, String.valueOf(rows), how));
    command.addAll(List.of(String.valueOf(threads), String.valueOf(parts)));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("log").toFile()).start();
    String last = lastLine(process);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed; see " + folder.resolve("log"));
    }
    return last;
  }

  private static String lastLine(Process process) throws IOException {
    String last = "";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
    }
    return last;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
