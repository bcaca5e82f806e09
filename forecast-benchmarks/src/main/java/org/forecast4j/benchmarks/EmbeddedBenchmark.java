package org.forecast4j.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.forecast4j.Analog;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an application pays for a forecast in its own process: 20,000 past patterns of 18 values, K
 * = 300, a covariate, and the 2 × 64 network; another pattern at every call. The peer of the search
 * is the scan that everybody writes first, with a bounded priority queue.
 */
@State(Scope.Benchmark)
@Fork(1)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EmbeddedBenchmark {
  private static final Shape SHAPE = new Shape(18, 6);
  private static final int PATTERNS = 20_000;
  private static final int K = 300;

  private final double[][] past = new double[PATTERNS][];
  private final DejavuForecaster neighbours;
  private final DejavuForecaster dejavu;
  private final ConformalWrapper whole;
  private final List<Pattern> queries;
  private int next;

  /** Fits everything on random walks and makes sure that both searches find the same. */
  public EmbeddedBenchmark() {
    List<LabeledPattern> walks = Examples.randomWalks(PATTERNS, SHAPE, 1);
    for (int i = 0; i < PATTERNS; i++) {
      past[i] = walks.get(i).pattern().values();
    }
    queries = Examples.randomWalks(1_000, SHAPE, 2).stream().map(LabeledPattern::pattern).toList();
    PatternDatabase database = PatternDatabase.of(walks);
    neighbours = DejavuForecaster.builder(database).k(K).build();
    dejavu =
        DejavuForecaster.builder(database)
            .k(K)
            .covariate(Examples.DRIFT, 0.5)
            .aggregation(Aggregation.localLinear())
            .build();
    Map<String, LstmEncoding.Use> covariates = Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD);
    LstmForecaster lstm =
        LstmForecaster.of(Networks.random(LstmEncoding.fit(walks, covariates), 2, 64, 1));
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(dejavu, lstm, LinearForecaster.fit(walks, 1e-2)), 0.4, 0.3, 0.3);
    whole = SplitConformal.calibrate(ensemble, Examples.randomWalks(4_000, SHAPE, 3));
    double farthest = scan(queries.get(0));
    List<Analog> found = neighbours.explain(queries.get(0)).analogs();
    if (Math.abs(found.get(K - 1).distance() - Math.sqrt(farthest)) > 1e-9) {
      throw new IllegalStateException("the searches differ");
    }
  }

  private Pattern query() {
    next = (next + 1) % queries.size();
    return queries.get(next);
  }

  /** The squared distance of the K-th nearest. */
  private double scan(Pattern query) {
    double[] values = query.values();
    PriorityQueue<Double> nearest = new PriorityQueue<>(K, Comparator.reverseOrder());
    for (double[] row : past) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        double difference = row[i] - values[i];
        sum += difference * difference;
      }
      if (nearest.size() < K) {
        nearest.add(sum);
      } else if (sum < nearest.element()) {
        nearest.remove();
        nearest.add(sum);
      }
    }
    return nearest.element();
  }

  /** The peer: every distance, the nearest in a priority queue. */
  @Benchmark
  public double scanNeighbours() {
    return scan(query());
  }

  /** Dejavu's search, Euclidean, with the mean of the neighbours. */
  @Benchmark
  public Forecast dejavuNeighbours() {
    return neighbours.forecast(query());
  }

  /** Dejavu as shipped: a covariate and the local linear regression. */
  @Benchmark
  public Forecast dejavuLocalLinear() {
    return dejavu.forecast(query());
  }

  /** Three members, the ensemble, and intervals at 95 %. */
  @Benchmark
  public IntervalForecast wholeForecast() {
    return whole.forecast(query(), 0.95);
  }

  /** The same with the neighbours and what followed them. */
  @Benchmark
  public IntervalForecast wholeExplanation() {
    return whole.explain(query(), 0.95);
  }
}
