package org.forecast4j.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.dl4j.Dl4jLstmForecaster;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One network, 2 layers of 64, 18 steps, 6 outputs, one covariate, served three ways, from {@link
 * Pattern} to {@link Forecast}: one at a time, and 1,024 at a time in rows per second.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LstmBenchmark {
  private static final int ROWS = 1024;

  private final LstmForecaster portable;
  private final Dl4jLstmForecaster nd4j;
  private final OnnxLstm onnx;
  private final List<Pattern> patterns;

  /** Draws the network and makes sure that all three say the same. */
  public LstmBenchmark() {
    List<LabeledPattern> walks = Examples.randomWalks(ROWS, new Shape(18, 6), 1);
    patterns = walks.stream().map(LabeledPattern::pattern).toList();
    Map<String, LstmEncoding.Use> covariates = Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD);
    LstmWeights weights = Networks.random(LstmEncoding.fit(walks, covariates), 2, 64, 1);
    portable = LstmForecaster.of(weights);
    nd4j = Dl4jLstmForecaster.of(weights);
    onnx = new OnnxLstm(weights);
    List<Forecast> expected = portable.forecastAll(patterns);
    requireSame("ND4J", expected, nd4j.forecastAll(patterns));
    requireSame("ONNX Runtime", expected, onnx.forecastAll(patterns));
  }

  private static void requireSame(String who, List<Forecast> expected, List<Forecast> actual) {
    for (int i = 0; i < ROWS; i++) {
      double difference = Math.abs(expected.get(i).point() - actual.get(i).point());
      if (!(difference < 1e-4)) {
        throw new IllegalStateException(who + " differs by " + difference + " in row " + i);
      }
    }
  }

  /** Frees what is not on the heap. */
  @TearDown
  public void tearDown() {
    nd4j.close();
    onnx.close();
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Forecast portableSingle() {
    return portable.forecast(patterns.get(7));
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Forecast nd4jSingle() {
    return nd4j.forecast(patterns.get(7));
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public List<Forecast> onnxSingle() {
    return onnx.forecastAll(patterns.subList(7, 8));
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(ROWS)
  public List<Forecast> portableBatch() {
    return portable.forecastAll(patterns);
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(ROWS)
  public List<Forecast> nd4jBatch() {
    return nd4j.forecastAll(patterns);
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(ROWS)
  public List<Forecast> onnxBatch() {
    return onnx.forecastAll(patterns);
  }
}
