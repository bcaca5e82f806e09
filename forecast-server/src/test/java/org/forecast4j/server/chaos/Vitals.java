package org.forecast4j.server.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server's process takes of a machine that has {@code /proc}.
 *
 * @param heap mebibytes after the latest collection
 * @param resident mebibytes of the machine's memory, of all kinds
 */
record Vitals(double heap, double resident, int threads, int descriptors) {
  static final int CORES = Runtime.getRuntime().availableProcessors();

  private static final double KIB_PER_MIB = 1024;

  /** How a server logs its collections, to be given to {@link #of}. */
  static String logCollections(Path file) {
    return "-Xlog:gc:file=" + file + "::filecount=0";
  }

  /** Whether this machine tells. */
  static boolean areKnown() {
    return Files.isDirectory(Path.of("/proc/self/fd"));
  }

  static Vitals of(long process, Path collections) throws IOException {
    Path folder = Path.of("/proc", String.valueOf(process));
    List<String> status = Files.readAllLines(folder.resolve("status"));
    return new Vitals(
        heap(collections),
        number(status, "VmRSS:") / KIB_PER_MIB,
        (int) number(status, "Threads:"),
        descriptors(process));
  }

  static int descriptors(long process) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(process), "fd"))) {
      return (int) all.count();
    }
  }

  /** How many processes of the machine wanted to run, on average of a minute. */
  static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  /** Collects all garbage of a server first, so that its heap is what it needs. */
  static Vitals afterCollection(long process, Path collections) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process collecting =
        new ProcessBuilder(jcmd.toString(), String.valueOf(process), "GC.run")
            .redirectErrorStream(true)
            .start();
    collecting.getInputStream().readAllBytes();
    if (!collecting.waitFor(1, TimeUnit.MINUTES) || collecting.exitValue() != 0) {
      throw new IOException("the garbage of process " + process + " is not collected");
    }
    return of(process, collections);
  }

  private static double heap(Path collections) throws IOException {
    Pattern after = Pattern.compile("->(\\d+)M\\(");
    return after
        .matcher(Files.readString(collections))
        .results()
        .map(MatchResult::group)
        .reduce((first, second) -> second)
        .map(text -> Double.parseDouble(text.replaceAll("\\D", "")))
        .orElse(0.0);
  }

  private static double number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
