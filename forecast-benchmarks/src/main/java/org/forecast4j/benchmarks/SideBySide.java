package org.forecast4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.dl4j.Dl4jLstmForecaster;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;

/**
 * The embedded forecast and the network beside ONNX Runtime, in turns within one JVM, each by one
 * thread: lines {@code name value unit}. A ratio is the median over the rounds of the peer's time
 * by ours, each within a round; beside other work only the ratios and the processor time say
 * anything.
 *
 * <p>Arguments: the folder of the shipped model, and how many rounds.
 */
public final class SideBySide {
  private static final int ROWS = 1024;
  private static final int SINGLES = 300;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final int rounds;

  private SideBySide(int rounds) {
    this.rounds = rounds;
  }

  public static void main(String[] args) throws IOException {
    SideBySide run = new SideBySide(Integer.parseInt(args[1]));
    run.shippedModel(ForecastBundle.load(Path.of(args[0])).conformal());
    run.network();
  }

  private void shippedModel(ConformalWrapper model) {
    List<Pattern> games =
        Examples.randomWalks(SINGLES, new Shape(18, 6), 1).stream()
            .map(walk -> Pattern.of(walk.pattern().values()).with("expected_margin", 3))
            .toList();
    inTurns(
        "shipped.plain",
        "shipped.explained",
        SINGLES,
        () -> games.stream().map(game -> model.forecast(game, 0.95)).toList(),
        () -> games.stream().map(game -> model.explain(game, 0.95)).toList());
  }

  private void network() {
    List<LabeledPattern> walks = Examples.randomWalks(ROWS, new Shape(18, 6), 1);
    List<Pattern> patterns = walks.stream().map(LabeledPattern::pattern).toList();
    Map<String, LstmEncoding.Use> covariates = Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD);
    LstmWeights weights = Networks.random(LstmEncoding.fit(walks, covariates), 2, 64, 1);
    LstmForecaster ours = LstmForecaster.of(weights);
    List<List<Pattern>> singles = patterns.subList(0, SINGLES).stream().map(List::of).toList();
    try (OnnxLstm onnx = new OnnxLstm(weights)) {
      inTurns(
          "lstm.single.ours",
          "lstm.single.onnx",
          SINGLES,
          () -> singles.stream().map(ours::forecastAll).toList(),
          () -> singles.stream().map(onnx::forecastAll).toList());
      inTurns(
          "lstm.batch.ours",
          "lstm.batch.onnx",
          ROWS,
          () -> ours.forecastAll(patterns),
          () -> onnx.forecastAll(patterns));
    }
    try (Dl4jLstmForecaster small = Dl4jLstmForecaster.of(weights);
        Dl4jLstmForecaster large = Dl4jLstmForecaster.of(weights, ROWS)) {
      inTurns(
          "nd4j.batch.block1024",
          "nd4j.batch.block16",
          ROWS,
          () -> large.forecastAll(patterns),
          () -> small.forecastAll(patterns));
    }
  }

  /** Runs both in turns and prints for each what one call of {@code calls} takes. */
  private void inTurns(
      String name, String peerName, int calls, Supplier<List<?>> work, Supplier<List<?>> peer) {
    double[] times = new double[rounds];
    double[] peerTimes = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      double time = micros(work) / calls;
      double peerTime = micros(peer) / calls;
      if (round >= 0) {
        times[round] = time;
        peerTimes[round] = peerTime;
        ratios[round] = peerTime / time;
      }
    }
    print(name + ".cpu", median(times), "us");
    print(peerName + ".cpu", median(peerTimes), "us");
    print(name + ".bytes", bytes(work) / calls, "B");
    print(peerName + ".bytes", bytes(peer) / calls, "B");
    print(name + ".ratio", median(ratios), "peer÷ours");
    print(name + ".ratio.lowerQuartile", ratios[rounds / 4], "peer÷ours");
    print(name + ".ratio.upperQuartile", ratios[3 * rounds / 4], "peer÷ours");
  }

  /** The processor time of this thread. */
  private static double micros(Supplier<List<?>> work) {
    long before = THREADS.getCurrentThreadCpuTime();
    require(work.get());
    return (THREADS.getCurrentThreadCpuTime() - before) / 1e3;
  }

  private static double bytes(Supplier<List<?>> work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    require(work.get());
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void require(List<?> results) {
    if (results.isEmpty()) {
      throw new IllegalStateException("there is no result");
    }
  }

  /** Sorts them. */
  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void print(String name, double value, String unit) {
    System.out.printf(Locale.ROOT, "%s %.3f %s%n", name, value, unit);
  }
}
