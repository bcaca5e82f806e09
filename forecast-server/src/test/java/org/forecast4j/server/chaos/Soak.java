package org.forecast4j.server.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.forecast4j.server.ServerProcess;

/**
 * A long time at 70 % of what a server can do. What it needs does not grow: heap, threads, open
 * files, and the time of the slowest answers.
 */
final class Soak implements ChaosScenario {
  private static final double SHARE = 0.7;
  private static final int SATURATING = 16;
  private static final int CALLERS = 64;
  private static final String HEAP = "-Xmx512m";
  private static final Path FOLDER = Path.of("target");

  /** From the end of the first third to the end, beside what was learned. */
  private static final double MOST_HEAP_GROWTH = 0.05;

  /** What an outcome takes that is learned, and known if it is told again. */
  private static final double MIB_AN_OUTCOME = 600.0 / (1 << 20);

  /** From the second third to the last one. */
  private static final double MOST_DESCRIPTORS_MORE = 5;

  /** Threads come and go with what waits, as many as there are places; a leak makes thousands. */
  private static final double MOST_THREADS_MORE = 64;

  /** From the second third to the last one: other work on the machine makes it go up and down. */
  private static final double MOST_P99_GROWTH = 1.5;

  private final Duration time;

  Soak(Duration time) {
    this.time = time;
  }

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public Duration limit(boolean quick) {
    return time.plusMinutes(10);
  }

  /**
   * What was seen within some seconds.
   *
   * @param second since the beginning, at the end of it
   * @param load how many processes of the machine wanted to run, on average of a minute
   */
  record Sample(long second, Vitals vitals, double p50, double p99, double perSecond, double load) {
    private static final String HEAD =
        "second,heap_after_collection_mib,resident_mib,threads,descriptors,p50_ms,p99_ms,"
            + "requests_per_second,load_average";

    private String row() {
      return String.format(
          Locale.ROOT,
          "%d,%.0f,%.0f,%d,%d,%.2f,%.2f,%.1f,%.2f",
          second,
          vitals.heap(),
          vitals.resident(),
          vitals.threads(),
          vitals.descriptors(),
          p50,
          p99,
          perSecond,
          load);
    }
  }

  @Override
  public Result run(boolean quick) throws Exception {
    if (!Vitals.areKnown()) {
      return Tally.notRun("a soak", "this machine has no /proc");
    }
    try (Scratch scratch = new Scratch()) {
      Path collections = scratch.folder().resolve("collections");
      String state = scratch.folder().resolve("state").toString();
      try (ServerProcess server =
          ServerProcess.serveWith(
              List.of(HEAP, Vitals.logCollections(collections)),
              "--state",
              state,
              "--game-time",
              "60")) {
        return run(server, collections, quick);
      }
    }
  }

  private Result run(ServerProcess server, Path collections, boolean quick) throws Exception {
    Duration step = Duration.ofSeconds(quick ? 1 : 10);
    int steps = (int) (quick ? 6 : time.toSeconds() / step.toSeconds());
    Tally tally = new Tally();
    Map<Integer, Integer> statuses = new TreeMap<>();
    List<Sample> samples = new ArrayList<>();
    double saturation = saturation(server.port(), Duration.ofSeconds(quick ? 3 : 30));
    double rate = SHARE * saturation;
    double early = 0;
    try (Load load = Load.openLoop(server.port(), new Workload("soak")::request, CALLERS, rate)) {
      for (int i = 1; i <= steps; i++) {
        Load.Window window = load.window(step);
        window.statuses().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
        tally.called(window.calls()).errors(window.errors());
        samples.add(
            new Sample(
                i * step.toSeconds(),
                Vitals.of(server.pid(), collections),
                window.millis(0.5),
                window.millis(0.99),
                window.callsPerSecond(),
                Vitals.load()));
        if (!quick) {
          write(samples);
        }
        if (i == steps / 3) {
          early = Vitals.afterCollection(server.pid(), collections).heap();
        }
      }
    }
    double late = Vitals.afterCollection(server.pid(), collections).heap();
    tally.brokenUnless(Set.of(200, 503).containsAll(statuses.keySet()), "it answered " + statuses);
    judge(samples, tally);
    if (!quick) {
      int outcomes = Workload.outcomes(calls(samples.subList(steps / 3, steps), step));
      double learned = outcomes * MIB_AN_OUTCOME;
      tally.brokenUnless(
          late - learned <= (1 + MOST_HEAP_GROWTH) * early,
          "the heap grew from " + early + " to " + late + " MiB with " + outcomes + " outcomes");
      judgeLatency(samples, tally);
      SoakPicture.write(samples, rate, FOLDER.resolve("soak.png"));
    }
    return tally.result(
        String.format(
            Locale.ROOT,
            "%,d s of %.0f requests a second, 70 %% of the %.0f that %d callers got; answered %s;"
                + " %s; heap after a full collection %.0f → %.0f MiB",
            steps * step.toSeconds(),
            rate,
            saturation,
            SATURATING,
            statuses,
            growths(samples),
            early,
            late));
  }

  /** How many requests a second are answered at most. */
  private static double saturation(int port, Duration time) throws InterruptedException {
    try (Load load = Load.closedLoop(port, new Workload("before")::request, SATURATING)) {
      load.window(time);
      return load.window(time).goodPerSecond();
    }
  }

  private static double calls(List<Sample> samples, Duration step) {
    return samples.stream().mapToDouble(Sample::perSecond).sum() * step.toSeconds();
  }

  private static void judge(List<Sample> samples, Tally tally) {
    double threads = more(samples, sample -> sample.vitals().threads());
    double descriptors = more(samples, sample -> sample.vitals().descriptors());
    tally
        .brokenUnless(threads <= MOST_THREADS_MORE, threads + " more threads")
        .brokenUnless(descriptors <= MOST_DESCRIPTORS_MORE, descriptors + " more descriptors");
  }

  /** By how much the highest of the last third is above that of the second. */
  private static double more(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return third(samples, 2).stream().mapToDouble(value).max().orElse(0)
        - third(samples, 1).stream().mapToDouble(value).max().orElse(0);
  }

  /** Where other work on the machine came or went, the times say nothing of the server. */
  private static void judgeLatency(List<Sample> samples, Tally tally) {
    List<Sample> middle = third(samples, 1);
    List<Sample> last = third(samples, 2);
    boolean isComparable =
        median(last, Sample::load) <= MOST_P99_GROWTH * median(middle, Sample::load);
    double before = median(middle, Sample::p99);
    double after = median(last, Sample::p99);
    tally.brokenUnless(
        !isComparable || after <= MOST_P99_GROWTH * before,
        "p99 grew from " + before + " to " + after + " ms");
  }

  private static List<Sample> third(List<Sample> samples, int which) {
    int size = samples.size() / 3;
    return samples.subList(which * size, which == 2 ? samples.size() : (which + 1) * size);
  }

  private static String growths(List<Sample> samples) {
    return String.format(
        Locale.ROOT,
        "from the second third to the last, median heap %+.0f MiB, median resident %+.0f MiB, most"
            + " threads %+.0f, most descriptors %+.0f; p99 of the thirds %.0f, %.0f, %.0f ms at"
            + " load averages of %.0f, %.0f, %.0f",
        median(third(samples, 2), sample -> sample.vitals().heap())
            - median(third(samples, 1), sample -> sample.vitals().heap()),
        median(third(samples, 2), sample -> sample.vitals().resident())
            - median(third(samples, 1), sample -> sample.vitals().resident()),
        more(samples, sample -> sample.vitals().threads()),
        more(samples, sample -> sample.vitals().descriptors()),
        median(third(samples, 0), Sample::p99),
        median(third(samples, 1), Sample::p99),
        median(third(samples, 2), Sample::p99),
        median(third(samples, 0), Sample::load),
        median(third(samples, 1), Sample::load),
        median(third(samples, 2), Sample::load));
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
    double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void write(List<Sample> samples) throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(
        FOLDER.resolve("soak.csv"),
        Stream.concat(Stream.of(Sample.HEAD), samples.stream().map(Sample::row)).toList());
  }
}
