package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, whose heap is of one size, so that the rest of its memory can be seen. */
class OffHeapIT {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void memory_outside_the_heap_stays_as_it_is_however_much_is_forecast() throws Exception {
    assumeThat(STATUS).exists();
    String grown =
        OwnJvm.run(OffHeapIT.class, Map.of(), "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch");
    // The lstmLayer operation would lose 48,000.
    assertThat(Long.parseLong(grown)).isLessThan(24_000);
  }

  /** Prints by how many kilobytes 5,000 blocks and 1,000 forecasters let the process grow. */
  public static void main(String[] args) throws IOException {
    List<LabeledPattern> walks = Examples.randomWalks(20, new Shape(100, 1), 1);
    List<Pattern> patterns = walks.stream().map(LabeledPattern::pattern).toList();
    LstmWeights weights = Networks.random(LstmEncoding.fit(walks, Map.of()), 1, 2, 1);
    forecast(weights, patterns, 1_000);
    long before = residentKilobytes();
    forecast(weights, patterns, 5_000);
    System.out.println(residentKilobytes() - before);
  }

  private static void forecast(LstmWeights weights, List<Pattern> patterns, int blocks) {
    for (int block = 0; block < blocks; ) {
      try (Dl4jLstmForecaster nd4j = Dl4jLstmForecaster.of(weights)) {
        for (int i = 0; i < 5; i++) {
          nd4j.forecast(patterns.get(block++ % patterns.size()));
        }
      }
    }
  }

  private static long residentKilobytes() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException(STATUS + " does not tell VmRSS");
  }
}
