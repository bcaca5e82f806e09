package org.forecast4j.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.dl4j.Backend;
import org.forecast4j.dl4j.Dl4jLstmForecaster;
import org.forecast4j.dl4j.LstmTrainer;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;

/**
 * Trains and forecasts with what ND4J computes with on this machine, which is a GPU if the CUDA
 * backend is on the class path and can run there, beside the portable network: lines {@code name
 * value unit}, medians of the wall clock. The network is that of {@link LstmBenchmark}.
 *
 * <p>Arguments: how many times each is measured.
 */
public final class Nd4jRun {
  private static final int SMALL = 1_024;
  private static final int LARGE = 65_536;
  private static final int SEQUENCES = 10_000;

  private final int rounds;

  private Nd4jRun(int rounds) {
    this.rounds = rounds;
  }

  public static void main(String[] args) {
    Backend backend = Backend.start();
    System.out.println("backend " + backend);
    Nd4jRun run = new Nd4jRun(Integer.parseInt(args[0]));
    List<LabeledPattern> walks = Examples.randomWalks(LARGE, new Shape(18, 6), 1);
    run.train(walks.subList(0, SEQUENCES));
    run.forecast(walks);
  }

  private void train(List<LabeledPattern> training) {
    LstmTrainer trainer =
        LstmTrainer.builder().covariate(Examples.DRIFT, LstmEncoding.Use.HEAD).epochs(1, 1).build();
    List<LabeledPattern> validation = training.subList(0, 10);
    double seconds = seconds(() -> trainer.train(training, validation).epochs());
    print("epoch", seconds, "s for " + SEQUENCES + " sequences");
  }

  private void forecast(List<LabeledPattern> walks) {
    Map<String, LstmEncoding.Use> covariates = Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD);
    LstmWeights weights = Networks.random(LstmEncoding.fit(walks, covariates), 2, 64, 1);
    List<Pattern> patterns = walks.stream().map(LabeledPattern::pattern).toList();
    try (Dl4jLstmForecaster usual = Dl4jLstmForecaster.of(weights);
        Dl4jLstmForecaster large = Dl4jLstmForecaster.of(weights, SMALL)) {
      LstmForecaster portable = LstmForecaster.of(weights);
      for (int rows : new int[] {SMALL, LARGE}) {
        List<Pattern> batch = patterns.subList(0, rows);
        print("portable." + rows, rows / seconds(() -> portable.forecastAll(batch)), "rows/s");
        print("nd4j." + rows, rows / seconds(() -> usual.forecastAll(batch)), "rows/s");
        print("nd4j.block1024." + rows, rows / seconds(() -> large.forecastAll(batch)), "rows/s");
        print("nd4j." + rows + ".difference", difference(portable, usual, batch), "at most");
      }
    }
  }

  private static double difference(Forecaster one, Forecaster other, List<Pattern> batch) {
    List<Forecast> expected = one.forecastAll(batch);
    List<Forecast> actual = other.forecastAll(batch);
    return IntStream.range(0, batch.size())
        .mapToDouble(i -> Math.abs(expected.get(i).point() - actual.get(i).point()))
        .max()
        .orElseThrow();
  }

  /** The median of the rounds, after one that does not count. */
  private double seconds(Supplier<List<?>> work) {
    double[] seconds = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      long start = System.nanoTime();
      if (work.get().isEmpty()) {
        throw new IllegalStateException("there is no result");
      }
      if (round >= 0) {
        seconds[round] = (System.nanoTime() - start) / 1e9;
      }
    }
    Arrays.sort(seconds);
    return seconds[rounds / 2];
  }

  private static void print(String name, double value, String unit) {
    System.out.printf(Locale.ROOT, "%s %.4g %s%n", name, value, unit);
  }
}
