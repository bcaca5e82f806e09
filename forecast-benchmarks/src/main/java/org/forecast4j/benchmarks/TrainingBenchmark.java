package org.forecast4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.dl4j.LstmTrainer;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.testkit.Examples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One epoch of 10,000 sequences of 18 steps, 2 layers of 64, batches of 128. */
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-Xmx1g"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class TrainingBenchmark {
  private final List<LabeledPattern> training = Examples.randomWalks(10_000, new Shape(18, 6), 1);
  private final List<LabeledPattern> validation = training.subList(0, 10);
  private final LstmTrainer trainer =
      LstmTrainer.builder().covariate(Examples.DRIFT, LstmEncoding.Use.HEAD).epochs(1, 1).build();

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public TrainedLstm epoch() {
    return trainer.train(training, validation);
  }
}
